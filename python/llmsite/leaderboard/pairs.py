"""Every pair of a board's rows on one task, what its samples still tell, and its Pareto front.

Reads the evidence that a board carries; knows nothing of files or pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import statistics
from llmsite.errors import Fault, ResultError
from llmsite.leaderboard.records import Board, Column, Evidence, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pair_matrix(board: Board, task: str) -> statistics.PairMatrix:
    """All pairs of ranked rows on one task; a positive difference is always better.

    Raises:
        ResultError: The board has no such task.
    """
    position = _position(board, task)
    shown = board.evidence[position]
    sign = 1.0 if board.columns[position].higher_is_better else -1.0
    return statistics.pairs(sign * shown.influences, sign * shown.scores, level=board.level)


def analyse_task(board: Board, task: str) -> statistics.ItemAnalysis | None:
    """What the samples of a task still tell apart; none with no row that has them.

    Samples of a corpus metric are judged by their linear contribution to the score.

    Raises:
        ResultError: The board has no such task.
    """
    import numpy as np

    position = _position(board, task)
    known = [each.contributions for each in board.evidence[position].sampled if each is not None]
    if not known:
        return None
    return analyse_contributions(board.columns[position], np.array(known))


def analyse_contributions(
    column: Column, contributions: "NDArray[np.float64]"
) -> statistics.ItemAnalysis:
    """What samples tell apart, from what each adds to the rows' scores.

    Args:
        column: The task.
        contributions: float64 [n_rows, n_samples], on the metric's own scale.
    """
    import numpy as np

    sign = 1.0 if column.higher_is_better else -1.0
    ends = [np.nan if end is None else sign * end for end in (column.low, column.high)]
    # An end that the metric does not have is reached by no score.
    lowest, highest = ends if column.higher_is_better else reversed(ends)
    # The mean of linear contributions is off a whole by rounding alone.
    scores = np.round(sign * contributions, 12)
    return statistics.analyse_items(scores, lowest=lowest, highest=highest)


@dataclass(frozen=True, slots=True)
class FrontEntry:
    """One ranked row of known size, and whether a smaller one beats it."""

    row: Row
    """The row."""
    n_parameters: int
    """Its size: the cost."""
    on_front: bool
    """Whether no row of this size or a smaller one is significantly better."""
    share: float
    """Share of draws within the errors of scores in which no such row is better at all."""


def pareto_front(board: Board) -> tuple[FrontEntry, ...]:
    """The front of size and overall score; rows without a rank or of unknown size are left out."""
    import numpy as np

    sized = [
        (number, row.card.n_parameters)
        for number, row in enumerate(board.rows)
        if row.rank and row.card.n_parameters is not None
    ]
    if board.verdicts is None or not sized:
        return ()
    places = [number for number, _ in sized]
    costs = np.array([[float(size)] for _, size in sized])
    front = statistics.pareto_front(costs, np.ascontiguousarray(board.verdicts[places][:, places]))
    shares = _front_shares(board, places, costs)
    return tuple(
        FrontEntry(board.rows[number], size, on, share)
        for (number, size), on, share in zip(sized, front, shares, strict=True)
    )


def best_shares(board: Board) -> dict[str, float]:
    """Share of draws within the errors of scores in which each ranked row is the best.

    For a note beside a score: it takes ties for impossible, which the rank range does not.
    """
    import numpy as np

    places = [number for number, row in enumerate(board.rows) if row.rank is not None]
    if board.verdicts is None or not places:
        return {}
    shares = _front_shares(board, places, np.zeros((len(places), 0)))
    return {board.rows[n].id: share for n, share in zip(places, shares, strict=True)}


def _front_shares(
    board: Board, places: Sequence[int], costs: "NDArray[np.float64]"
) -> tuple[float, ...]:
    import numpy as np

    rows = list(places)
    ranked = [board.rows[number].aggregate for number in rows]
    weighted = [
        (shown.slope * shown.influences[:, rows], column.weight)
        for column, shown in zip(board.columns, board.evidence, strict=True)
        if column.weight > 0
    ]
    return statistics.front_shares(
        costs,
        np.array([np.nan if found is None else found.value for found in ranked]),
        [moved for moved, _ in weighted],
        [weight for _, weight in weighted],
    )


def shrunken_scores(board: Board) -> dict[str, float]:
    """Aggregates drawn towards their mean by what noise makes of them, by row.

    What the scores would be expected to be if all models were measured again (the winner's curse).
    """
    known = [
        (row.id, row.aggregate.value, row.standard_error)
        for row in board.rows
        if row.aggregate is not None and row.standard_error is not None
    ]
    values = statistics.shrink([value for _, value, _ in known], [error for *_, error in known])
    return {row: value for (row, *_), value in zip(known, values, strict=True)}


def evidence_of(board: Board, task: str) -> Evidence:
    """What paired tests on one task read.

    Raises:
        ResultError: The board has no such task.
    """
    return board.evidence[_position(board, task)]


def _position(board: Board, task: str) -> int:
    names = [column.task for column in board.columns]
    if task not in names:
        fix = f"use one of {', '.join(names)}"
        raise ResultError(Fault(f"the board of '{board.suite}' has no task '{task}'", fix=fix))
    return names.index(task)
