"""What of a task's samples may stand on public pages. Knows nothing of pages.

Numbers about samples are always shown: they rest on committed statistics. Texts are shown where the
licence lets anybody pass them on unchanged; answers are kept back where a right one would tell a
private reference.
"""

from typing import Literal

from llmsite.schema.task import TaskDefinition

Withheld = Literal["private", "licence", "absent"]
"""Why texts are kept back: references are private; the licence does not let others pass the samples
on, or does not say so; the samples are not here."""

_OPEN = (
    *("0bsd", "apache-2.0", "artistic-2.0", "bsd-2-clause", "bsd-3-clause", "bsl-1.0", "cc0-1.0"),
    *("cdla-permissive-1.0", "cdla-permissive-2.0", "cdla-sharing-1.0", "etalab-2.0", "isc"),
    *("mit", "mit-0", "mpl-2.0", "odbl-1.0", "odc-by-1.0", "ofl-1.1", "ogl-uk-3.0", "pddl-1.0"),
    *("gfdl-1.3", "gpl-2.0", "gpl-3.0", "unlicense", "public domain"),
)
_CREATIVE_COMMONS = ("cc-by-",)
"""All of these allow verbatim copies, some of them for purposes that are not commercial only."""


def withheld(definition: TaskDefinition) -> Withheld | None:
    """Why the texts of a task's samples are not shown; none where they are."""
    if definition.references == "absent":
        return "absent"
    if definition.references == "private":
        return "private"
    return None if allows_copies(definition.licence) else "licence"


def allows_copies(licence: str) -> bool:
    """Whether a licence is known to let anybody pass on unchanged copies.

    Args:
        licence: An SPDX expression or words; of alternatives one is enough.

    >>> allows_copies("CC-BY-SA-4.0"), allows_copies("for research only")
    (True, False)
    >>> allows_copies("MIT AND LicenseRef-unknown"), allows_copies("MIT OR LicenseRef-unknown")
    (False, True)
    """
    whole = licence.lower().replace("(", "").replace(")", "")
    return all(
        any(_is_open(each.strip()) for each in part.split(" or ")) for part in whole.split(" and ")
    )


def _is_open(name: str) -> bool:
    return name.removesuffix("-only").removesuffix("-or-later") in _OPEN or name.startswith(
        _CREATIVE_COMMONS
    )
