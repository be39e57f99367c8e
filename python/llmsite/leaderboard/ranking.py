"""Rows of a board get their ranks, by task and over all tasks, from `llmsite.statistics`.

Decides which rows can be compared and hands them over; knows nothing of which results count, and
computes nothing over samples itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

from llmsite import statistics
from llmsite.leaderboard.catalogue import Measure
from llmsite.leaderboard.records import Column, Evidence, RankRange, Row, Value
from llmsite.leaderboard.scores import Scored

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from llmsite.leaderboard.sampled import Sampled


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row before it is ranked."""

    row: Row
    scored: tuple[Scored | None, ...]
    """One a column; none where the cell is empty."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The rows of a board in order, and what their order rests on."""

    rows: tuple[Row, ...]
    """Best first; rows without a rank last."""
    columns: tuple[Column, ...]
    """With the smallest difference that can be found."""
    evidence: tuple[Evidence, ...]
    """One a column, in the order of the rows."""
    verdicts: "NDArray[np.int8] | None"
    """[row, other] over all tasks; none where there is no aggregate."""


def rank(
    candidates: Sequence[Candidate],
    columns: Sequence[Column],
    measures: Sequence[Measure],
    reason: str,
    level: float,
) -> Ranked:
    """Rank rows by task and by aggregate.

    Args:
        candidates: The rows.
        columns: The tasks.
        measures: What is known of each task's value.
        reason: Why the suite has no aggregate; empty if it has one.
        level: Coverage of intervals and rank ranges.
    """
    rows = [candidate.row for candidate in candidates]
    evidence = [_evidence(candidates, n, found) for n, found in enumerate(measures)]
    reaches = []
    for position, found in enumerate(measures):
        sign = 1.0 if found.higher_is_better else -1.0
        shown = evidence[position]
        matrix = statistics.pairs(
            sign * shown.influences, sign * shown.scores, level=level, p_values=False
        )
        reaches.append(_resolvable(matrix, sign * shown.scores, level))
        rows = [
            _with_task_rank(row, position, place)
            for row, place in zip(rows, matrix.ranges, strict=True)
        ]
    verdicts = None
    if reason:
        rows = [replace(row, reason=f"no aggregate: {reason}") for row in rows]
    elif rows:
        rows, verdicts = _aggregate(rows, candidates, columns, measures, evidence, level)
    order = sorted(range(len(rows)), key=lambda n: _order(rows[n], columns))
    return Ranked(
        rows=tuple(rows[n] for n in order),
        columns=tuple(
            replace(column, resolvable=reach)
            for column, reach in zip(columns, reaches, strict=True)
        ),
        evidence=tuple(_reorder(each, order) for each in evidence),
        verdicts=None if verdicts is None else verdicts[order][:, order],
    )


def _order(row: Row, columns: Sequence[Column]) -> tuple[int, float, int, float, str]:
    if row.aggregate is not None:
        return 0, -row.aggregate.value, 0, 0.0, row.id
    for number, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
        if cell.score is not None:
            value = cell.score.value
            return 1, 0.0, number, -value if column.higher_is_better else value, row.id
    return 2, 0.0, 0, 0.0, row.id


def _reorder(evidence: Evidence, order: Sequence[int]) -> Evidence:
    rows = list(order)
    return Evidence(
        scores=evidence.scores[rows],
        normalised=evidence.normalised[rows],
        influences=evidence.influences[:, rows],
        slope=evidence.slope,
        sampled=tuple(evidence.sampled[row] for row in rows),
        added=tuple(evidence.added[row] for row in rows),
    )


def _evidence(candidates: Sequence[Candidate], position: int, measured: Measure) -> Evidence:
    """What paired tests of one column read; NaN for rows that cannot take part.

    Rows of another number of clusters than the largest answered other samples and stay out. What
    several runs of one row add is one more row of influences.
    """
    import numpy as np

    found = [candidate.scored[position] for candidate in candidates]
    clusters = max(
        (len(each.influences) for each in found if each and each.influences is not None), default=0
    )
    scores = np.full(len(found), np.nan)
    influences = np.full((clusters, len(found)), np.nan)
    sampled: list[Sampled | None] = [None] * len(found)
    added = [0.0] * len(found)
    for row, each in enumerate(found):
        if each is not None and each.influences is not None and len(each.influences) == clusters:
            scores[row] = each.value.value
            influences[:, row] = each.influences
            sampled[row] = each.sampled
            added[row] = each.runs.added if each.runs is not None else 0.0
    return Evidence(
        scores=scores,
        normalised=np.array([measured.normalised(value) for value in scores.tolist()]),
        influences=statistics.add_runs(influences, added),
        slope=measured.slope,
        sampled=tuple(sampled),
        added=tuple(added),
    )


def _with_task_rank(row: Row, position: int, found: statistics.RankRange) -> Row:
    if found.low is None or found.high is None:
        return row
    cells = list(row.cells)
    cells[position] = replace(cells[position], rank=RankRange(found.low, found.high))
    return replace(row, cells=tuple(cells))


def _resolvable(
    matrix: statistics.PairMatrix, scores: "NDArray[np.float64]", level: float
) -> float | None:
    """Smallest difference of neighbours that a paired test finds with power 0.8, as a median.

    None with fewer than two rows that can be compared.
    """
    import numpy as np

    known = np.flatnonzero(np.isfinite(scores))
    order = known[np.argsort(-scores[known], kind="stable")]
    errors = np.sort(matrix.standard_errors[order[:-1], order[1:]])
    if not len(errors) or not np.isfinite(errors[-1]):
        return None
    median = float(errors[len(errors) // 2])
    return statistics.detectable_difference(median, alpha=1.0 - level)


def _aggregate(
    rows: Sequence[Row],
    candidates: Sequence[Candidate],
    columns: Sequence[Column],
    measures: Sequence[Measure],
    evidence: Sequence[Evidence],
    level: float,
) -> tuple[list[Row], "NDArray[np.int8]"]:
    """Aggregates and ranks of complete rows; bounds, and the reason, of the others."""
    tasks = [
        _task_column(column, shown, candidates, position)
        for position, (column, shown) in enumerate(zip(columns, evidence, strict=True))
        if column.weight > 0
    ]
    weights = {column.task: column.weight for column in columns if column.weight > 0}
    found = statistics.aggregate(tasks, weights, level=level)
    done = []
    for number, (row, model) in enumerate(zip(rows, found.models, strict=True)):
        absent = [missing.task for missing in model.missing if missing.reason == "absent"]
        if not model.missing:
            done.append(_complete(row, model, level))
        elif absent:
            done.append(_partial(row, model, absent))
        else:
            value = _mean(candidates[number], columns, measures)
            reason = "a metric of the suite allows no paired test"
            done.append(replace(row, aggregate=Value(value, None, None, level), reason=reason))
    return done, found.verdicts


def _task_column(
    column: Column,
    shown: Evidence,
    candidates: Sequence[Candidate],
    position: int,
) -> statistics.TaskColumn:
    """A column on the scale of aggregates, where 0 is chance and 1 is best."""
    return statistics.TaskColumn(
        task=column.task,
        scores=shown.normalised,
        influences=shown.slope * shown.influences,
        chance=0.0,
        maximum=1.0,
        category=column.group,
        reasons={
            row: "absent" if candidate.scored[position] is None else "not comparable"
            for row, candidate in enumerate(candidates)
        },
    )


def _complete(row: Row, model: statistics.ModelAggregate, level: float) -> Row:
    place = model.range
    if model.value is None or place.low is None or place.high is None:
        return row
    return replace(
        row,
        rank=RankRange(place.low, place.high),
        aggregate=Value(model.value, model.low, model.high, level),
        standard_error=model.standard_error,
        places=model.places,
        leave_one_out=model.leave_one_out,
    )


def _partial(row: Row, model: statistics.ModelAggregate, absent: Sequence[str]) -> Row:
    known = model.worst is not None and model.best is not None
    ranks = model.best_rank is not None and model.worst_rank is not None
    return replace(
        row,
        reason=f"no aggregate: no score on {', '.join(absent)}",
        bounds=(model.worst or 0.0, model.best or 0.0) if known else None,
        rank_bounds=RankRange(model.best_rank or 1, model.worst_rank or 1) if ranks else None,
    )


def _mean(candidate: Candidate, columns: Sequence[Column], measures: Sequence[Measure]) -> float:
    """Weighted mean of a complete row that has scores but no influences."""
    return fsum(
        column.weight * found.normalised(scored.value.value)
        for column, found, scored in zip(columns, measures, candidate.scored, strict=True)
        if scored is not None and column.weight > 0
    )
