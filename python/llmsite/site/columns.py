"""Boards of more than a thousand rows as column files, which the page's script loads as needed.

Private to the page: one `core.json` with what every row shows, one file a task with its scores and
one with their intervals, all in a folder named by the hash of everything in it. A page names the
hash and refuses files with another, so names and scores of two builds never stand in one table.
Scores are integers (the shown number without its point), a missing one is null.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from math import nan
from operator import attrgetter

from llmsite.leaderboard.records import Board, ResultEntry, Row, Value
from llmsite.site.figures import Measure
from llmsite.site.licences import commercial_use
from llmsite.site.measures import AGGREGATE, column_measure
from llmsite.site.page import PlannedDocument
from llmsite.storage import compact_json

MANY_ROWS = 1000
"""Longer tables show their first rows and load the rest."""


@dataclass(frozen=True, slots=True)
class ColumnFiles:
    """The data of one board's table."""

    folder: str
    """Folder from the site's root, with a final slash; its name ends with the hash."""
    hash: str
    """Hash of all that the files hold."""
    documents: tuple[PlannedDocument, ...]
    """The files."""


def table_rows(board: Board) -> tuple[Row, ...]:
    """Rows of a board's table: those with evidence, or where there is none the claimed ones."""
    return board.rows or board.claimed


def column_files(board: Board, results: Mapping[str, ResultEntry]) -> ColumnFiles | None:
    """The column files of a board; none where the page holds all rows anyway."""
    rows = table_rows(board)
    if len(rows) <= MANY_ROWS:
        return None
    core = compact_json(_core(rows, results))
    name = _digest(board, core)
    folder = f"d/{board.suite}-{name}/"
    documents = [PlannedDocument(f"{folder}core.json", partial(_marked, name, core))]
    for i in range(len(board.columns)):
        documents += [
            PlannedDocument(f"{folder}c{i:02d}.json", partial(_scores, board, i, name)),
            PlannedDocument(f"{folder}i{i:02d}.json", partial(_intervals, board, i, name)),
        ]
    return ColumnFiles(folder, name, tuple(documents))


def _digest(board: Board, core: bytes) -> str:
    """Hash of everything in the files, without making them."""
    digest = blake2b(core, digest_size=8)
    for i, column in enumerate(board.columns):
        digest.update(f"{column.task} {column_measure(column)}".encode())
        numbers = array("d")
        for row in table_rows(board):
            score = row.cells[i].score
            for number in (score.value, score.low, score.high) if score else (None,):
                numbers.append(nan if number is None else number)
        digest.update(numbers.tobytes())
    return digest.hexdigest()


def _marked(name: str, content: bytes) -> bytes:
    """A file that begins with the hash of all."""
    return f'{{"hash":"{name}",'.encode() + content[1:]


def _core(rows: Sequence[Row], results: Mapping[str, ResultEntry]) -> dict[str, object]:
    overall = [_shown(row.aggregate, AGGREGATE, _value) for row in rows]
    return {
        "id": [row.model for row in rows],
        "name": [f"{row.card.name} ({row.label})" if row.label else row.card.name for row in rows],
        "low": [row.rank.low if row.rank else None for row in rows],
        "span": [row.rank.high - row.rank.low if row.rank else None for row in rows],
        "overall": overall,
        "below": _differences(overall, [_shown(r.aggregate, AGGREGATE, _low) for r in rows]),
        "above": _differences(overall, [_shown(r.aggregate, AGGREGATE, _high) for r in rows]),
        "facets": {name: coded(values) for name, values in facets(rows, results).items()},
    }


def facets(
    rows: Sequence[Row], results: Mapping[str, ResultEntry]
) -> dict[str, list[str | int | None]]:
    """Properties by which rows are filtered, one entry a row."""
    memory: list[str | int | None] = [_peak_memory(row, results) for row in rows]
    return {
        "commercial": [commercial_use(row.card.licence) for row in rows],
        "date": [row.date or None for row in rows],
        "licence": [row.card.licence for row in rows],
        "open": [_yes_no(row.card.open_weights) for row in rows],
        "organisation": [row.card.organisation for row in rows],
        "size": [row.card.n_parameters for row in rows],
        **({"memory": memory} if any(memory) else {}),
        "trust": [row.trust for row in rows],
    }


def _peak_memory(row: Row, results: Mapping[str, ResultEntry]) -> int | None:
    """Most memory that any run of the row took, in bytes; none where it was not measured."""
    runs = [results[name].record.measured for name in row.results if name in results]
    return max((run.peak_memory_bytes or 0 for run in runs), default=0) or None


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


def _scores(board: Board, i: int, name: str) -> bytes:
    measure = column_measure(board.columns[i])
    values = [_shown(row.cells[i].score, measure, _value) for row in table_rows(board)]
    return _marked(name, compact_json({"decimals": measure.decimals, "v": values}))


def _intervals(board: Board, i: int, name: str) -> bytes:
    measure = column_measure(board.columns[i])
    cells = [row.cells[i].score for row in table_rows(board)]
    values = [_shown(cell, measure, _value) for cell in cells]
    value = {
        "below": _differences(values, [_shown(cell, measure, _low) for cell in cells]),
        "above": _differences(values, [_shown(cell, measure, _high) for cell in cells]),
    }
    return _marked(name, compact_json(value))


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
