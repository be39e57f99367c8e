"""Which places a model may really have on one task, and every pair behind it.

A rank range comes from paired tests of one model against all others, taken together by Holm's
step-down; the true rank lies in it with at least the stated confidence, ties included. Nothing is
random. Formulas, conventions and sources: `rust/src/stats/ranks.rs`. The same ranges are computed
in a reader's browser by `site_templates/static/ranks.js` from `rounded` and `critical_values`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import _core
from llmsite.errors import Fault, ScoringError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RankRange:
    """Places that a model may have; all `None` for a model that lacks samples."""

    rank: int | None
    """Place by score, from 1; equal scores share the best one."""
    low: int | None
    """Best place that the tests leave open."""
    high: int | None
    """Worst place that they leave open."""

    @property
    def is_tied_with_best(self) -> bool:
        """Whether no model is significantly better."""
        return self.low == 1


@dataclass(frozen=True, slots=True)
class PairMatrix:
    """All pairs of models on one task; rows and columns in the order of the scores given."""

    differences: "NDArray[np.float64]"
    """[model, other]: score of the model minus that of the other; NaN where one lacks samples."""
    standard_errors: "NDArray[np.float64]"
    """[model, other]: of the difference; infinite when nothing is known."""
    p_values: "NDArray[np.float64] | None"
    """[model, other]: two-sided, not adjusted; 1 for equal scores; `None` where not asked for."""
    verdicts: "NDArray[np.int8]"
    """[model, other]: 1 where the other is better, -1 where it is worse, after Holm in the row."""
    df: int
    """Degrees of freedom of the tests; 0 when nothing is known."""
    level: float
    """Level of the verdicts."""
    ranges: tuple[RankRange, ...]
    """One a model, from the same verdicts."""


def ranks(
    influences: "NDArray[np.float64]",
    scores: "NDArray[np.float64]",
    *,
    level: float = 0.95,
) -> tuple[RankRange, ...]:
    """Rank ranges of all models on one task, higher scores first.

    For model i, `[1 + better, K - worse]` counts the models that are significantly better and worse
    among its K - 1 paired t-tests after Holm's step-down. Influences are rounded to whole numbers
    up to 4095 of one scale first, and degrees of freedom are rounded down to a tabulated value.

    Equal scores share one range. With one cluster every range is 1 to K; a model alone has 1 to 1.
    A model with a score or an influence that is NaN is left out and has no range.

    Args:
        influences: float64 [n_clusters, n_models], each column from `influences`.
        scores: float64 [n_models]; negate a lower-is-better metric together with its influences.
        level: Confidence that each range holds the model's true rank.

    Raises:
        ScoringError: The shapes do not agree or the level is no probability.

    >>> import numpy as np
    >>> hits = np.array([[1, 0, 1], [1, 0, 1], [1, 0, 0], [1, 0, 1]] * 25, dtype=float)
    >>> [(r.rank, r.low, r.high) for r in ranks((hits - hits.mean(0)) / 100, hits.mean(0))]
    [(1, 1, 1), (3, 3, 3), (2, 2, 2)]
    """
    complete = _complete(influences, scores)
    found = _core.rank_models(*_pick(influences, scores, complete), level)
    return _ranges(found, complete, len(scores))


def pairs(
    influences: "NDArray[np.float64]",
    scores: "NDArray[np.float64]",
    *,
    level: float = 0.95,
    p_values: bool = True,
) -> PairMatrix:
    """Every pair of models on one task, by the tests that `ranks` counts.

    Args:
        influences: As for `ranks`.
        scores: As for `ranks`.
        level: Level of the verdicts.
        p_values: Whether they are needed; verdicts and ranges are there without, much sooner.

    Raises:
        ScoringError: As for `ranks`.
    """
    import numpy as np

    complete = _complete(influences, scores)
    found = _core.pair_models(*_pick(influences, scores, complete), level, p_values)
    n_models = len(scores)

    def spread(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
        matrix = np.full((n_models, n_models), np.nan)
        matrix[np.ix_(complete, complete)] = values
        return matrix

    verdicts = np.zeros((n_models, n_models), np.int8)
    verdicts[np.ix_(complete, complete)] = found["verdicts"]
    return PairMatrix(
        differences=spread(found["differences"]),
        standard_errors=spread(found["standard_errors"]),
        p_values=spread(found["p_values"]) if p_values else None,
        verdicts=verdicts,
        df=found["df"],
        level=level,
        ranges=_ranges(found["ranges"], complete, n_models),
    )


@dataclass(frozen=True, slots=True)
class Rounded:
    """Influences of all models on one task as whole numbers, as a browser reads them."""

    scale: float
    """What one unit is; 0 when all influences are."""
    values: "NDArray[np.int16]"
    """[n_models, n_clusters], at most 4095 in size."""


def rounded(influences: "NDArray[np.float64]") -> Rounded:
    """Round influences, float64 [n_clusters, n_models], as rank ranges do.

    Raises:
        ScoringError: One is not finite.
    """
    return Rounded(*_core.round_influences(influences))


@dataclass(frozen=True, slots=True)
class CriticalValues:
    """Student's t beyond which Holm rejects, for a script that has no quantiles."""

    level: float
    """Level of the rank ranges."""
    degrees: tuple[int, ...]
    """Degrees of freedom of the rows; others are rounded down to one of these."""
    values: tuple[tuple[float, ...], ...]
    """[degrees][m - 1]: critical value with m tests left, `P(|T| >= c) = (1 - level) / m`."""


def critical_values(
    n_models: int, *, smallest_df: int = 1, largest_df: int = 10_000, level: float = 0.95
) -> CriticalValues:
    """Table of critical values, to six decimals as the build itself uses them.

    Args:
        n_models: Models of the board.
        smallest_df: The fewest clusters of a task, less one: a weighted sum has no fewer.
        largest_df: Clusters of all tasks less tasks: a weighted sum has no more.
        level: Level of the rank ranges.

    Raises:
        ScoringError: The level is no probability.
    """
    degrees, values = _core.critical_table(level, n_models, smallest_df, largest_df)
    return CriticalValues(level, tuple(degrees), tuple(tuple(row) for row in values))


def _complete(
    influences: "NDArray[np.float64]", scores: "NDArray[np.float64]"
) -> "NDArray[np.intp]":
    import numpy as np

    if influences.shape != (len(influences), *scores.shape):
        raise ScoringError(
            Fault(
                f"influences of shape {influences.shape} do not fit scores of shape {scores.shape}",
                fix="give one column of influences a model",
            )
        )
    return np.flatnonzero(np.isfinite(scores) & np.isfinite(influences).all(axis=0))


def _pick(
    influences: "NDArray[np.float64]",
    scores: "NDArray[np.float64]",
    complete: "NDArray[np.intp]",
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    if len(complete) == len(scores):
        return influences, scores
    return influences[:, complete], scores[complete]


def _ranges(
    found: list[tuple[int, int, int]], complete: "NDArray[np.intp]", n_models: int
) -> tuple[RankRange, ...]:
    by_model = dict(zip(complete.tolist(), found, strict=True))
    unranked = (None, None, None)
    return tuple(RankRange(*by_model.get(model, unranked)) for model in range(n_models))
