"""Boards of more than a thousand rows as column files, which the page's script loads as needed.

Private to the page: one `core.json` with what every row shows, one file a task with its scores and
one with their intervals, all in a folder named by the hash of everything in it. A page names the
hash and refuses files with another, so names and scores of two builds never stand in one table.
Scores are integers (the shown number without its point), a missing one is null.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter

from llmsite.leaderboard.records import Board, Column, Row, Value
from llmsite.site.figures import Measure
from llmsite.site.licences import commercial_use
from llmsite.site.measures import AGGREGATE, column_measure
from llmsite.site.page import Document

MANY_ROWS = 1000
"""Longer tables show their first rows and load the rest."""


@dataclass(frozen=True, slots=True)
class ColumnFiles:
    """The data of one board's table."""

    folder: str
    """Folder from the site's root, with a final slash; its name ends with the hash."""
    hash: str
    """Hash of all files."""
    documents: tuple[Document, ...]
    """The files."""


def column_files(board: Board) -> ColumnFiles | None:
    """The column files of a board; none where the page holds all rows anyway."""
    if len(board.rows) <= MANY_ROWS:
        return None
    core = _core(board)
    columns = [_scores(board.rows, i, column) for i, column in enumerate(board.columns)]
    digest = blake2b(digest_size=8)
    for part in (core, *(each for pair in columns for each in pair)):
        digest.update(_json(part))
    name = digest.hexdigest()
    folder = f"d/{board.suite}-{name}/"
    files = [("core.json", core)]
    for i, (scores, intervals) in enumerate(columns):
        files += [(f"c{i:02d}.json", scores), (f"i{i:02d}.json", intervals)]
    return ColumnFiles(
        folder,
        name,
        tuple(Document(folder + file, _json({"hash": name, **part})) for file, part in files),
    )


def _json(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _core(board: Board) -> dict[str, object]:
    rows = board.rows
    overall = [_shown(row.aggregate, AGGREGATE, _value) for row in rows]
    return {
        "id": [row.model for row in rows],
        "name": [f"{row.card.name} ({row.label})" if row.label else row.card.name for row in rows],
        "low": [row.rank.low if row.rank else None for row in rows],
        "span": [row.rank.high - row.rank.low if row.rank else None for row in rows],
        "overall": overall,
        "below": _differences(overall, [_shown(r.aggregate, AGGREGATE, _low) for r in rows]),
        "above": _differences(overall, [_shown(r.aggregate, AGGREGATE, _high) for r in rows]),
        "facets": {name: coded(values) for name, values in facets(rows).items()},
    }


def facets(rows: Sequence[Row]) -> dict[str, list[str | int | None]]:
    """Properties by which rows are filtered, one entry a row."""
    return {
        "commercial": [commercial_use(row.card.licence) for row in rows],
        "date": [row.date or None for row in rows],
        "licence": [row.card.licence for row in rows],
        "open": [_yes_no(row.card.open_weights) for row in rows],
        "organisation": [row.card.organisation for row in rows],
        "size": [row.card.n_parameters for row in rows],
        "trust": [row.trust for row in rows],
    }


def coded(values: Iterable[str | int | None]) -> dict[str, object]:
    """A column of few different values: the values once, and a code a row."""
    column = list(values)
    known = sorted(
        {value for value in column if value is not None}, key=lambda v: (str(type(v)), v)
    )
    code = {value: i for i, value in enumerate(known)}
    return {"values": known, "codes": [-1 if v is None else code[v] for v in column]}


def _yes_no(value: bool | None) -> str:
    return "unknown" if value is None else "yes" if value else "no"


def _scores(
    rows: Sequence[Row], i: int, column: Column
) -> tuple[dict[str, object], dict[str, object]]:
    measure = column_measure(column)
    cells = [row.cells[i].score for row in rows]
    values = [_shown(cell, measure, _value) for cell in cells]
    intervals: dict[str, object] = {
        "below": _differences(values, [_shown(cell, measure, _low) for cell in cells]),
        "above": _differences(values, [_shown(cell, measure, _high) for cell in cells]),
    }
    return {"decimals": measure.decimals, "v": values}, intervals


def _differences(values: list[int | None], ends: list[int | None]) -> list[int | None]:
    """Ends of intervals as distances from their values: small numbers, which compress well."""
    return [
        None if value is None or end is None else abs(end - value)
        for value, end in zip(values, ends, strict=True)
    ]


_value = attrgetter("value")
_low = attrgetter("low")
_high = attrgetter("high")


def _shown(
    value: Value | None, measure: Measure, part: Callable[[Value], float | None]
) -> int | None:
    """The digits that a page shows, as one integer; the same rounding as the page's own."""
    number = part(value) if value is not None else None
    if number is None:
        return None
    return int(f"{number * measure.factor:.{measure.decimals}f}".replace(".", ""))
