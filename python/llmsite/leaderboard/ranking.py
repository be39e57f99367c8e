"""Rank ranges from influences: per-model Holm over paired tests. Deterministic, without draws.

Model i is separated from j when the paired difference is larger than its standard error allows;
its rank lies between one plus the number of models shown to be better, and the number of all less
those shown to be worse. Knows nothing of tasks' names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING

from llmsite.leaderboard.records import RankRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_POWER = 0.80


@dataclass(frozen=True, slots=True)
class Compared:
    """Scores of several rows, and the standard error of every difference."""

    scores: tuple[float, ...]
    """Higher is better."""
    errors: "NDArray[np.float64]"
    """float64 [n_rows, n_rows]: standard error of the difference of two rows."""


def differences(scores: Sequence[float], influences: Sequence["NDArray[np.float64]"]) -> Compared:
    """Paired standard errors from influences.

    Args:
        scores: One a row, higher is better.
        influences: For each task an array [n_rows, n_clusters], on the scale of `scores`.
    """
    import numpy as np

    n = len(scores)
    variance = np.zeros((n, n))
    for task in influences:
        n_clusters = task.shape[1]
        if n_clusters < 2:  # noqa: PLR2004 - one cluster tells nothing about spread
            return Compared(tuple(scores), np.full((n, n), np.inf))
        factor = n_clusters / (n_clusters - 1)
        for i in range(n):
            # Row by row: the sum over clusters keeps its order whatever the number of rows.
            apart = task[i] - task
            variance[i] += factor * np.sum(apart * apart, axis=1)
    return Compared(tuple(scores), np.sqrt(variance))


def rank_ranges(compared: Compared, level: float) -> tuple[RankRange, ...]:
    """The rank range of every row, in the order of its scores.

    Rows with equal scores and no spread between them share one range.
    """
    n = len(compared.scores)
    ranges = []
    for i in range(n):
        tests = sorted((_p_value(compared, i, j), j) for j in range(n) if j != i)
        better = worse = 0
        for position, (p, j) in enumerate(tests):
            if p > (1.0 - level) / (n - 1 - position):
                break
            if compared.scores[j] > compared.scores[i]:
                better += 1
            else:
                worse += 1
        ranges.append(RankRange(1 + better, n - worse))
    return tuple(ranges)


def _p_value(compared: Compared, i: int, j: int) -> float:
    difference = abs(compared.scores[i] - compared.scores[j])
    error = float(compared.errors[i, j])
    if error == 0.0:
        return 0.0 if difference > 0.0 else 1.0
    return 2.0 * NormalDist().cdf(-difference / error)


def resolvable(compared: Compared, level: float) -> float | None:
    """Smallest difference of neighbours that a paired test finds with power 0.8, as a median.

    None with fewer than two rows.
    """
    n = len(compared.scores)
    order = sorted(range(n), key=lambda i: (-compared.scores[i], i))
    errors = sorted(float(compared.errors[a, b]) for a, b in pairwise(order))
    if not errors or errors[-1] == float("inf"):
        return None
    reach = NormalDist().inv_cdf(1 - (1 - level) / 2) + NormalDist().inv_cdf(_POWER)
    return reach * errors[len(errors) // 2]
