"""The page about `api/v1`: every kind of file with an example, its fields and their meaning."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.site.api import API_VERSION, api_documents
from llmsite.site.edition import Edition
from llmsite.site.feeds import dated_documents
from llmsite.site.fields import Field, FileKind, file_kinds
from llmsite.site.links import REFERENCE
from llmsite.site.page import Crumb, Page, Planned
from llmsite.storage import Json

_LETTERS = 60
"""Letters of a text in an example at most."""
_ROOT = f"api/v{API_VERSION}/"


@dataclass(frozen=True, slots=True)
class FileShown:
    """One kind of file."""

    anchor: str
    """Id of the section."""
    pattern: str
    """Its address as a pattern."""
    what: str
    """What is in it."""
    example_href: str
    """One such file from the site's root; empty where there is none."""
    example: str
    """Its beginning: of every list the first entry."""
    fields: tuple[Field, ...]
    """Its fields."""


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """What `pages/reference.html` may name."""

    files: tuple[FileShown, ...]
    """All kinds of JSON files."""
    command: str
    """One command that reads a file; empty where the site's address is not known."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(REFERENCE, partial(_page, edition))


def _page(edition: Edition) -> Page:
    say = edition.language.say
    base = edition.config.base_url.rstrip("/")
    examples = _examples(edition)
    return Page(
        path=REFERENCE,
        template="pages/reference.html",
        title=say("API"),
        description=say(
            "Every number of this site as JSON under api/v1: addresses stay, fields are added and "
            "never renamed."
        ),
        view=ReferenceView(
            files=tuple(
                _shown(kind, number, examples)
                for number, kind in enumerate(file_kinds(edition.language))
            ),
            command=f"curl {base}/{_ROOT}boards.json" if base else "",
        ),
        section="data",
        crumbs=(Crumb(say("Data"), "data/index.html"),),
    )


def _examples(edition: Edition) -> dict[str, tuple[str, bytes]]:
    """The first file of each kind, by the form of its address."""
    found: dict[str, tuple[str, bytes]] = {}
    for document in (*api_documents(edition), *dated_documents(edition)):
        name = document.path.removeprefix(_ROOT)
        if name.endswith(".json") and not name.endswith(".csl.json"):
            form = file_form(name)
            if form not in found:
                found[form] = (document.path, document.make())
    return found


def file_form(name: str) -> str:
    """Which kind of file an address is: `b/<suite>.json` and `b/quick.json` have one form."""
    parts = name.split("/")
    return f"{parts[0] if len(parts) > 1 else name} {len(parts)}"


def _shown(kind: FileKind, number: int, examples: dict[str, tuple[str, bytes]]) -> FileShown:
    href, content = examples.get(file_form(kind.pattern), ("", b""))
    text = ""
    if content:
        value = _shortened(json.loads(content))
        text = json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
    return FileShown(f"file-{number}", _ROOT + kind.pattern, kind.what, href, text, kind.fields)


def _shortened(value: Json) -> Json:
    """The value with one entry of each list and the beginnings of long texts."""
    if isinstance(value, dict):
        return {key: _shortened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shortened(each) for each in value[:1]]
    if isinstance(value, str) and len(value) > _LETTERS:
        return value[:_LETTERS] + "…"
    return value
