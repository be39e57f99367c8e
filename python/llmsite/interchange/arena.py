"""Tables of LMArena (CSV): ratings with the ends of their intervals as `+4/-5`."""

import re
from collections.abc import Sequence

from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, count, spelled
from llmsite.interchange.keeping import keep
from llmsite.interchange.tables import header_of, read_table

NAME = "arena"
TOOL = "LMArena"
SUMMARY = "tables (CSV) of LMArena with ratings and their intervals"

_NEEDED = frozenset({"model", "arena_score", "95_pct_ci", "votes"})
_ENDS = re.compile(r"^\+(\d+(?:\.\d+)?)/-(\d+(?:\.\d+)?)$")
_MAPPED = frozenset({"model", "arena_score", "95_pct_ci", "votes", "organization"})

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a table has the columns of LMArena."""
    return set(header_of(file)) >= _NEEDED


def read(files: Sequence[SourceFile]) -> Reading:
    """One table."""
    (file,) = files
    reading = Reading((file.name,))
    for row in read_table(file, reading):
        cells = row.cells
        value, name = spelled(cells["arena_score"]), cells["model"].strip()
        if value is None or not name:
            message = (
                f"no model with a rating: {ascii(name)[:60]}, {ascii(cells['arena_score'])[:30]}"
            )
            reading.refuse(message, file.name, line=row.line)
            continue
        ends = _ENDS.match(cells["95_pct_ci"].strip())
        votes = count(spelled(cells["votes"]))
        claim = Claim(
            metric="rating",
            value=value,
            low=value - float(ends[2]) if ends else None,
            high=value + float(ends[1]) if ends else None,
            n=votes,
            higher_is_better=True,
            stated_as="arena_score",
        )
        task = Asked(file.stem.removesuffix(".csv"), (claim,), type="dialogue", n=votes or 0)
        organisation = "" if "/" in name else cells.get("organization", "")
        kept = keep({**cells}, leave_out=_MAPPED, reading=reading)
        reading.said.append(Said(name, (task,), organisation=organisation, source=kept))
    return reading
