"""Boards of earlier days, and when the best score rose.

A day's board is what today's rules make of the results that had been run by then and were not yet
retracted. Projects with too many results for that have the days of their snapshots. Knows nothing
of pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from llmsite.leaderboard.boards import build_board
from llmsite.leaderboard.catalogue import Catalogue
from llmsite.leaderboard.records import Board, ResultEntry, Row
from llmsite.leaderboard.values import PastBoard, PastRow, RankRange, Value
from llmsite.schema.model import ModelCard
from llmsite.schema.snapshot import Snapshot, SnapshotBoard
from llmsite.schema.suite import Suite

MOST_DAYS = 40
"""Days that are computed again at most, the newest."""
MOST_RESULTS = 400
"""With more results only snapshots tell of earlier days."""


@dataclass(frozen=True, slots=True)
class Best:
    """A day on which a board's highest overall score rose."""

    day: str
    """Day of the row's newest result."""
    row: Row
    """The row."""
    value: Value
    """Its overall score."""
    before: Row | None
    """The row that was ahead until then; none for the first."""


def rising_bests(board: Board) -> tuple[Best, ...]:
    """When the highest overall score rose, oldest first: models only, from results that count."""
    found: list[Best] = []
    rows = [row for row in board.rows if row.rank is not None and not row.is_baseline]
    for row in sorted(rows, key=lambda row: (row.date, row.id)):
        value = row.aggregate
        if value is None or (found and value.value <= found[-1].value.value):
            continue
        before = found[-1] if found else None
        if before is not None and before.day == row.date:
            found.pop()
            before = found[-1] if found else None
        found.append(Best(row.date, row, value, before.row if before else None))
    return tuple(found)


def past_boards(
    suites: Sequence[Suite],
    entries: Sequence[ResultEntry],
    catalogue: Catalogue,
    cards: Mapping[str, ModelCard],
    snapshots: Sequence[Snapshot],
    level: float,
) -> tuple[PastBoard, ...]:
    """Boards of earlier days, oldest first; today's is not among them.

    Args:
        suites: The suites.
        entries: All results, newest first.
        catalogue: The tasks.
        cards: Cards by model.
        snapshots: What the project keeps.
        level: Coverage of intervals and rank ranges.
    """
    if len(entries) > MOST_RESULTS:
        kept = (_kept(each.date, board) for each in snapshots for board in each.boards)
        return tuple(sorted(kept, key=lambda each: (each.day, each.suite)))
    days = {entry.record.date for entry in entries}
    days |= {entry.retraction.date for entry in entries if entry.retraction is not None}
    return tuple(
        _of_day(build_board(suite, list(_as_of(entries, day)), catalogue, cards, level), day)
        for day in sorted(days)[:-1][-MOST_DAYS:]
        for suite in suites
    )


def _as_of(entries: Sequence[ResultEntry], day: str) -> Iterator[ResultEntry]:
    """What had been run by a day, with the retractions of that day."""
    for entry in entries:
        if entry.record.date <= day:
            gone = entry.retraction is not None and entry.retraction.date <= day
            yield entry if gone else replace(entry, retraction=None)


def _of_day(board: Board, day: str) -> PastBoard:
    rows = tuple(
        PastRow(row.id, row.rank, row.aggregate)
        for row in board.rows
        if row.rank is not None and row.aggregate is not None
    )
    return PastBoard(board.suite, day, rows, kept=False)


def _kept(day: str, board: SnapshotBoard) -> PastBoard:
    rows = tuple(
        PastRow(
            row.id,
            RankRange(row.rank_low, row.rank_high),
            Value(row.overall.value, row.overall.low, row.overall.high, board.level),
        )
        for row in board.rows
        if row.rank_low and row.rank_high and row.overall is not None
    )
    return PastBoard(board.suite, day, rows, kept=True)
