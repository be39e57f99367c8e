"""SWE-bench leaderboards: shares of resolved instances in percent, with details where they are."""

import re
from collections.abc import Iterator, Mapping, Sequence

from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, items, number, table, text
from llmsite.interchange.keeping import keep
from llmsite.storage import Json

NAME = "swe-bench"
TOOL = "SWE-bench"
SUMMARY = "leaderboards of SWE-bench (leaderboards.json)"

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_ROUNDING = 0.0501
"""Percent are printed with one digit, some with two."""
_MAPPED = frozenset({"name", "resolved", "date", "per_instance_details"})

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a file starts as the leaderboards' file does."""
    return file.stem.endswith(".json") and file.head.lstrip(b" \r\n\t{").startswith(
        b'"leaderboards"'
    )


def read(files: Sequence[SourceFile]) -> Reading:
    """All boards of one file."""
    (file,) = files
    reading = Reading((file.name,))
    boards = items(table(file.json()).get("leaderboards"))
    if not boards:
        reading.refuse("holds no leaderboards")
    for board in boards:
        name = text(table(board).get("name")) or "unnamed"
        seen: set[tuple[str, str]] = set()
        for row in items(table(board).get("results")):
            _read_row(name, table(row), seen, reading)
    return reading


def _read_row(
    board: str, row: Mapping[str, Json], seen: set[tuple[str, str]], reading: Reading
) -> None:
    model = text(row.get("name")).strip()
    stated = number(row.get("resolved"))
    if not model or stated is None:
        reading.refuse(
            f"{board}: a row has no name or no number in 'resolved' ({ascii(model)[:60]})"
        )
        return
    if not 0.0 <= stated <= 100.0:  # noqa: PLR2004 - percent
        reading.refuse(f"{board}: {ascii(model)[:60]} resolves {stated:g} %")
        return
    day = text(row.get("date"))
    if (model, day) in seen:
        reading.warn(f"{board}: {ascii(model)[:60]} stands twice with one date")
    seen.add((model, day))
    ids, scores = _details(row.get("per_instance_details"))
    implied = sum(scores) / len(scores) if scores else None
    agrees = implied is not None and abs(implied - stated) <= _ROUNDING
    if implied is not None and not agrees:
        reading.refuse(
            f"{board}: {ascii(model)[:80]} states {stated:g} % resolved, its own {len(scores):,} "
            f"instances imply {implied:.4g} %"
        )
    claim = Claim(
        metric="resolved",
        value=stated if implied is None or not agrees else implied,
        n=len(scores) or None,
        higher_is_better=True,
        least=0.0,
        most=100.0,
        scores=scores if agrees else None,
        found=implied,
    )
    asked = Asked(
        task=board,
        claims=(claim,),
        board=board,
        title=f"SWE-bench {board}",
        n=len(scores),
        ids=ids if agrees else (),
        language="en",
    )
    reading.n_fields += 3
    kept = keep(row, leave_out=_MAPPED, reading=reading)
    organisation = next(_tags(row, "Org: "), "")
    said = Said(
        model=model,
        tasks=(asked,),
        day=day if _DAY.match(day) else "",
        organisation=organisation if "/" not in model else "",
        is_system=True,
        source=kept,
    )
    reading.said.append(said)


def _tags(row: Mapping[str, Json], start: str) -> Iterator[str]:
    for tag in items(row.get("tags")):
        if text(tag).startswith(start):
            yield text(tag).removeprefix(start)


def _details(value: Json) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Instances and 100 for a resolved one, 0 for another."""
    found = {
        key: 100.0 if flag else 0.0
        for key, each in table(value).items()
        if isinstance(flag := table(each).get("resolved", each), bool)
    }
    whole = len(found) == len(table(value))
    return (tuple(found), tuple(found.values())) if whole else ((), ())
