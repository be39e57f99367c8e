"""What new results would change on the boards: their rows, what moves, what cannot be separated.

For the summary of CI, for the report that a comment is rendered from, and for the preview page.
Knows nothing of any of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from llmsite.leaderboard.records import Board, Leaderboard, RankRange, Row


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that a proposal adds or changes."""

    suite: str
    """Suite of the board."""
    row: Row
    """The row as it would stand."""
    metrics: tuple[str, ...]
    """Names of its columns: task and metric."""
    before: RankRange | None
    """Its rank range before; none for a new row."""
    tied: tuple[str, ...]
    """Rows from which no paired test over all tasks separates it, in the board's order."""


@dataclass(frozen=True, slots=True)
class Move:
    """A row of somebody else whose rank range changes."""

    suite: str
    """Suite of the board."""
    row: str
    """Id of the row."""
    before: RankRange
    """Before."""
    after: RankRange
    """After."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would change on the boards."""

    rows: tuple[NewRow, ...] = ()
    """New and changed rows."""
    moves: tuple[Move, ...] = ()
    """Rows that move without being changed."""
    unreadable: str = ""
    """Why nothing can be shown; empty where something can."""


def propose(before: Leaderboard | None, after: Leaderboard, new: frozenset[str]) -> Proposal:
    """What lies between two states of a leaderboard.

    Args:
        before: As it stands; none where nothing is known of it.
        after: As it would stand.
        new: Ids of the proposed results.
    """
    rows: list[NewRow] = []
    moves: list[Move] = []
    for board in after.boards:
        old = _rows_before(before, board.suite)
        for row in (*board.rows, *board.claimed):
            was = old.get(row.id)
            if new & set(row.results):
                rows.append(_new_row(board, row, was))
            elif was and was.rank and row.rank and was.rank != row.rank:
                moves.append(Move(board.suite, row.id, was.rank, row.rank))
    return Proposal(tuple(rows), tuple(moves))


def new_results(before: Leaderboard, after: Leaderboard) -> frozenset[str]:
    """Ids of the results that only the second state has."""
    return frozenset(each.id for each in after.results) - {each.id for each in before.results}


def _rows_before(before: Leaderboard | None, suite: str) -> dict[str, Row]:
    if before is None or suite not in before.board:
        return {}
    return {row.id: row for row in before.board[suite].rows}


def _new_row(board: Board, row: Row, was: Row | None) -> NewRow:
    return NewRow(
        suite=board.suite,
        row=row,
        metrics=tuple(f"{column.task} ({column.metric})" for column in board.columns),
        before=was.rank if was else None,
        tied=tuple(_tied(board, row)),
    )


def _tied(board: Board, row: Row) -> Iterator[str]:
    if row.rank is None or board.verdicts is None:
        return
    position = next(n for n, other in enumerate(board.rows) if other.id == row.id)
    for n, other in enumerate(board.rows):
        if other.rank is not None and n != position and board.verdicts[position, n] == 0:
            yield other.id
