"""Two rows of a board, task by task and over all: what `llmsite compare` shows.

Knows nothing of how it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import hypot

from llmsite import statistics
from llmsite.errors import Fault, ResultError
from llmsite.leaderboard.records import Board, Column, Row
from llmsite.results.columns import keywords

SEED = 0
"""Seed of resampling tests: the same files give the same p-values everywhere."""


@dataclass(frozen=True, slots=True)
class TaskComparison:
    """Two rows on one task."""

    task: str
    """Name of the task."""
    metric: str
    """Name of the value."""
    higher_is_better: bool
    """Direction of the metric."""
    span: float | None
    """Width of the metric's range, for a picture; none if unbounded."""
    found: statistics.Comparison | None
    """The comparison; none where one row has no score or the metric allows no paired test."""
    p_adjusted: float | None
    """p-value adjusted by Holm for the number of tasks compared."""

    @property
    def better(self) -> str:
        """`a` or `b` where the difference is significant for all tasks together, else empty."""
        if self.found is None or self.p_adjusted is None:
            return ""
        if self.p_adjusted > 1.0 - self.found.level:
            return ""
        return "a" if (self.found.difference > 0.0) == self.higher_is_better else "b"


@dataclass(frozen=True, slots=True)
class RowComparison:
    """Two rows of a board."""

    suite: str
    """Name of the suite."""
    level: float
    """Level of intervals and verdicts."""
    a: Row
    """First row."""
    b: Row
    """Second row."""
    tasks: tuple[TaskComparison, ...]
    """In the board's order."""
    difference: tuple[float, float, float] | None
    """Difference of the aggregates, `a` minus `b`, with the ends of its interval; none where one
    has no rank."""


def compare_rows(board: Board, a: str, b: str) -> RowComparison:
    """Compare two rows by their paired samples.

    Args:
        board: The board.
        a: Row or model.
        b: Row or model.

    Raises:
        ResultError: One is not on the board, or stands for several rows.
    """
    first, second = (_find(board, name) for name in (a, b))
    found = [_compare(board, position, first, second) for position in range(len(board.columns))]
    known = [each.p_value for each in found if each is not None]
    adjusted = iter(statistics.adjust(known))
    tasks = tuple(
        TaskComparison(
            task=column.task,
            metric=column.metric,
            higher_is_better=column.higher_is_better,
            span=_span(column),
            found=each,
            p_adjusted=None if each is None else next(adjusted),
        )
        for column, each in zip(board.columns, found, strict=True)
    )
    return RowComparison(
        suite=board.suite,
        level=board.level,
        a=board.rows[first],
        b=board.rows[second],
        tasks=tasks,
        difference=_aggregate(board, first, second),
    )


def _find(board: Board, name: str) -> int:
    exact = [number for number, row in enumerate(board.rows) if row.id == name]
    found = exact or [number for number, row in enumerate(board.rows) if row.model == name]
    if len(found) == 1:
        return found[0]
    names = [row.id for row in board.rows]
    if found:
        several = ", ".join(names[number] for number in found)
        raise ResultError(Fault(f"'{name}' has several rows", fix=f"name one of {several}"))
    if any(row.model == name for row in board.claimed):
        message = f"'{name}' has numbers without evidence only, which cannot be compared"
        raise ResultError(Fault(message, fix="add its generations"))
    close = get_close_matches(name, names, n=3, cutoff=0.4) or names[:10]
    fix = f"use one of {', '.join(close)}" if close else "add its results first"
    raise ResultError(Fault(f"'{name}' is not on the board of '{board.suite}'", fix=fix))


def _compare(board: Board, position: int, first: int, second: int) -> statistics.Comparison | None:
    shown = board.evidence[position]
    a, b = (shown.sampled[row] for row in (first, second))
    if a is None or b is None:
        return None
    found = statistics.compare(
        a.statistics,
        b.statistics,
        a.metric,
        clusters=a.clusters,
        level=board.level,
        seed=SEED,
        **keywords(a.options),
    )
    return statistics.compare_over_runs(found, hypot(shown.added[first], shown.added[second]))


def _span(column: Column) -> float | None:
    if column.low is None or column.high is None:
        return None
    return column.high - column.low


def _aggregate(board: Board, first: int, second: int) -> tuple[float, float, float] | None:
    """The difference of two aggregates: one more aggregate, of the differences by task."""
    a, b = board.rows[first], board.rows[second]
    if a.rank is None or b.rank is None:
        return None
    tasks = []
    for column, shown in zip(board.columns, board.evidence, strict=True):
        if column.weight > 0:
            scores = shown.slope * (shown.scores[[first]] - shown.scores[[second]])
            moved = shown.slope * (shown.influences[:, [first]] - shown.influences[:, [second]])
            tasks.append(statistics.TaskColumn(column.task, scores, moved, 0.0, 1.0))
    weights = {column.task: column.weight for column in board.columns if column.weight > 0}
    (model,) = statistics.aggregate(tasks, weights, level=board.level).models
    if model.value is None or model.low is None or model.high is None:
        return None
    return model.value, model.low, model.high


def wins(tasks: Sequence[TaskComparison]) -> tuple[int, int, int]:
    """Tasks on which `a` is better, on which `b` is, and on which neither is shown to be."""
    a = sum(task.better == "a" for task in tasks)
    b = sum(task.better == "b" for task in tasks)
    return a, b, len(tasks) - a - b
