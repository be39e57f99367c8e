"""LS101 to LS104 and LS108: names that are the same everywhere and look like nobody else's.

Knows nothing of what is in the files.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from llmsite.errors import Fault
from llmsite.storage import LOOKALIKES, folded, shown

MAX_PATH_BYTES = 180
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$)(\..*)?", re.IGNORECASE
)
_DEPTHS = {
    "results": 4,
    "retractions": 2,
    "redactions": 2,
    "verifications": 3,
    "requests": 2,
    "snapshots": 2,
}
"""Folder → parts of the paths of its files."""


def shown_path(path: str) -> str:
    """A path as it may stand in a message or a log: quoted where it could do harm."""
    plain = re.fullmatch(r"[A-Za-z0-9._/@+-]+", path) and not path.startswith("-")
    return path if plain else shown(path)


def check_path(path: str) -> Iterator[Fault]:
    """Faults of one path, relative to the project with `/`."""
    name = shown_path(path)
    parts = path.split("/")
    n_bytes = len(path.encode("utf-8", "surrogateescape"))
    if n_bytes > MAX_PATH_BYTES:
        message = f"path is {n_bytes} bytes; the limit is {MAX_PATH_BYTES}"
        yield Fault(message, name, code="LS104", fix="use a shorter name")
    depth = _DEPTHS.get(parts[0])
    if depth and len(parts) != depth:
        message = f"lies {len(parts)} levels deep; files of {parts[0]}/ lie {depth} levels deep"
        yield Fault(message, name, code="LS104", fix="'llmsite add' picks the place")
    for number, part in enumerate(parts[1:], start=2):
        what = "file" if number == len(parts) else "folder"
        yield from _check_name(part, what, name)


def _check_name(part: str, what: str, path: str) -> Iterator[Fault]:
    if _RESERVED.fullmatch(part):
        stem, dot, rest = part.partition(".")
        message = f"{shown(part)} is a reserved name on Windows"
        fix = f"name it {shown(f'{stem.lower()}-model{dot}{rest}')}"
        yield Fault(message, path, code="LS103", fix=fix)
    elif part.endswith((".", " ")):
        message = f"{what} name {shown(part)} ends in a full stop or a space"
        yield Fault(message, path, code="LS103", fix=f"name it {shown(part.rstrip('. '))}")
    elif not _NAME.fullmatch(part.removesuffix(".samples.jsonl.zst")):
        message = (
            f"{what} name {shown(part)} may hold a-z 0-9 . _ - only, "
            "start with a letter or digit, 64 characters at most"
        )
        yield Fault(message, path, code="LS101", fix=f"name it '{slug(part)}'")


def slug(text: str) -> str:
    """The nearest allowed name to a text."""
    plain = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode()).lower()
    plain = re.sub(r"[^a-z0-9._]+", "-", plain.translate(LOOKALIKES)).strip("-._")
    return plain[:64].rstrip("-._") or "model"


def check_lookalikes(names: Iterable[str], proposed: Iterable[str]) -> Iterator[tuple[str, Fault]]:
    """LS102 and LS108 over model ids.

    Args:
        names: All `<org>/<model>` ids of the project.
        proposed: Those that are new.

    Yields:
        The proposed id and its fault.
    """
    known: dict[str, str] = {}
    new = set(proposed)
    for each in sorted(set(names) - new):
        known.setdefault(folded(each), each)
    for each in sorted(new):
        other = known.setdefault(folded(each), each)
        if other == each:
            continue
        path = f"results/{each}"
        if each.lower() == other.lower():
            message = f"{shown(each)} and {shown(other)} differ only by case"
            fault = Fault(
                f"{message}; they are one folder on macOS and Windows",
                shown_path(path),
                code="LS102",
                fix=f"use {shown(min(each, other, key=lambda n: n != n.lower()))}",
            )
        else:
            message = f"{shown(each)} {_strange(each)}looks like the existing {shown(other)}"
            fix = f"use {shown(other)} if it is the same model, else a name that differs more"
            fault = Fault(message, shown_path(path), code="LS108", fix=fix)
        yield each, fault


def _strange(name: str) -> str:
    for character in name:
        if not character.isascii():
            title = unicodedata.name(character, "an unnamed character")
            return f"contains U+{ord(character):04X} {title} and "
    return ""
