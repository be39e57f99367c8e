"""Rows of a board get their ranks, by task and by the aggregate of all tasks.

The aggregate is the weighted mean of chance-normalised scores, not clipped; only complete rows have
one, the others have bounds. Knows nothing of which results count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from llmsite.leaderboard.catalogue import Measure
from llmsite.leaderboard.ranking import Compared, differences, rank_ranges, resolvable
from llmsite.leaderboard.records import Column, RankRange, Row, Value
from llmsite.leaderboard.scores import Scored

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row before it is ranked."""

    row: Row
    scored: tuple[Scored | None, ...]
    """One a column; none where the cell is empty."""


def rank(
    candidates: Sequence[Candidate],
    columns: Sequence[Column],
    measures: Sequence[Measure],
    reason: str,
    level: float,
) -> tuple[Row, ...]:
    """Rows with ranks by task and by aggregate, best first."""
    rows = [candidate.row for candidate in candidates]
    for position in range(len(columns)):
        compared = _compare_column(candidates, position, measures[position])
        if compared is None:
            continue
        members = _members(candidates, position)
        for member, found in zip(members, rank_ranges(compared, level), strict=True):
            cells = list(rows[member].cells)
            cells[position] = replace(cells[position], rank=found)
            rows[member] = replace(rows[member], cells=tuple(cells))
    if reason:
        rows = [replace(row, reason=f"no aggregate: {reason}") for row in rows]
    else:
        rows = _aggregate(rows, candidates, columns, measures, level)
    return tuple(sorted(rows, key=lambda row: _order(row, columns)))


def _order(row: Row, columns: Sequence[Column]) -> tuple[int, float, int, float, str]:
    if row.aggregate is not None:
        return 0, -row.aggregate.value, 0, 0.0, row.id
    for number, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
        if cell.score is not None:
            value = cell.score.value
            return 1, 0.0, number, -value if column.higher_is_better else value, row.id
    return 2, 0.0, 0, 0.0, row.id


def _members(candidates: Sequence[Candidate], position: int) -> list[int]:
    """Rows that have a score with influences in a column, of equal numbers of clusters."""
    found = {
        number: scored.influences
        for number, candidate in enumerate(candidates)
        if (scored := candidate.scored[position]) is not None and scored.influences is not None
    }
    widths = sorted(len(each) for each in found.values())
    return [n for n, each in found.items() if len(each) == widths[-1]] if widths else []


def _stack(
    candidates: Sequence[Candidate], members: Sequence[int], position: int, scale: float
) -> "NDArray[np.float64]":
    import numpy as np

    picked = [candidates[member].scored[position] for member in members]
    return np.stack(
        [scale * each.influences for each in picked if each and each.influences is not None]
    )


def _compare_column(
    candidates: Sequence[Candidate], position: int, found: Measure
) -> Compared | None:
    members = _members(candidates, position)
    if not members:
        return None
    sign = 1.0 if found.higher_is_better else -1.0
    picked = [candidates[member].scored[position] for member in members]
    scores = [sign * each.value.value for each in picked if each is not None]
    return differences(scores, [_stack(candidates, members, position, sign)])


def with_resolvable(
    columns: Sequence[Column],
    measures: Sequence[Measure],
    candidates: Sequence[Candidate],
    level: float,
) -> tuple[Column, ...]:
    """Columns with the smallest difference of neighbours that can be found."""
    found = []
    for position, column in enumerate(columns):
        compared = _compare_column(candidates, position, measures[position])
        reach = resolvable(compared, level) if compared else None
        found.append(replace(column, resolvable=reach))
    return tuple(found)


def _aggregate(
    rows: Sequence[Row],
    candidates: Sequence[Candidate],
    columns: Sequence[Column],
    measures: Sequence[Measure],
    level: float,
) -> list[Row]:
    """Aggregates of complete rows with their ranks; bounds and the reason for the others."""
    weighted = [n for n, column in enumerate(columns) if column.weight > 0]
    complete = [
        number
        for number, candidate in enumerate(candidates)
        if all(candidate.scored[n] is not None for n in weighted)
    ]
    best = {n: _best(candidates, n, measures[n]) for n in weighted}
    done = list(rows)
    for number, candidate in enumerate(candidates):
        if number not in complete:
            done[number] = _incomplete(candidate, columns, measures, best)
            done[number] = replace(done[number], cells=rows[number].cells)
    comparable = _comparable(candidates, complete, weighted)
    scores = {n: _weighted(candidates[n], columns, measures, weighted) for n in complete}
    ranges: dict[int, RankRange] = {}
    errors: dict[int, float] = {}
    if comparable:
        stacks = [
            _stack(candidates, comparable, n, columns[n].weight * measures[n].slope)
            for n in weighted
        ]
        compared = differences([scores[n] for n in comparable], stacks)
        ranges = dict(zip(comparable, rank_ranges(compared, level), strict=True))
        errors = {n: _error(stacks, i) for i, n in enumerate(comparable)}
    reach = NormalDist().inv_cdf(1 - (1 - level) / 2)
    for number in complete:
        value, error = scores[number], errors.get(number)
        half = None if error is None else reach * error
        done[number] = replace(
            rows[number],
            rank=ranges.get(number),
            aggregate=Value(
                value,
                None if half is None else value - half,
                None if half is None else value + half,
                level,
            ),
            reason="" if number in ranges else "a metric of the suite allows no paired test",
        )
    return done


def _error(stacks: Sequence["NDArray[np.float64]"], row: int) -> float:
    total = 0.0
    for stack in stacks:
        n_clusters = stack.shape[1]
        if n_clusters > 1:
            squares = float((stack[row] * stack[row]).sum())
            total += n_clusters / (n_clusters - 1) * squares
    return sqrt(total)


def _comparable(
    candidates: Sequence[Candidate], complete: Sequence[int], weighted: Sequence[int]
) -> list[int]:
    members = [set(_members(candidates, position)) for position in weighted]
    return [number for number in complete if all(number in each for each in members)]


def _best(candidates: Sequence[Candidate], position: int, found: Measure) -> float:
    """Best normalised value of a column; 1 in an empty one."""
    values = [
        found.normalised(scored.value.value)
        for candidate in candidates
        if (scored := candidate.scored[position]) is not None
    ]
    return max(values, default=1.0)


def _weighted(
    candidate: Candidate,
    columns: Sequence[Column],
    measures: Sequence[Measure],
    weighted: Sequence[int],
) -> float:
    parts = []
    for n in weighted:
        scored = candidate.scored[n]
        if scored is not None:
            parts.append(columns[n].weight * measures[n].normalised(scored.value.value))
    return fsum(parts)


def _incomplete(
    candidate: Candidate,
    columns: Sequence[Column],
    measures: Sequence[Measure],
    best: Mapping[int, float],
) -> Row:
    """A row without an aggregate: what it could be at worst (chance) and at best."""
    empty = [n for n in best if candidate.scored[n] is None]
    known = _weighted(candidate, columns, measures, [n for n in best if n not in empty])
    high = known + fsum(columns[n].weight * best[n] for n in empty)
    names = ", ".join(columns[n].task for n in empty)
    return replace(candidate.row, reason=f"no aggregate: no score on {names}", bounds=(known, high))
