"""Several runs of one model: what prompt styles, few-shot draws and seeds add to sampling noise.

Formulas and sources: `rust/src/stats/variation.rs`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, isfinite, sqrt
from typing import TYPE_CHECKING

from llmsite import _core
from llmsite.errors import Fault, ScoringError
from llmsite.statistics.comparisons import Comparison
from llmsite.statistics.intervals import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Variation:
    """How much a model's score depends on one thing that was varied."""

    factor: str
    """What was varied: `prompt style`, `few-shot draw`, `seed`, …"""
    n_levels: int
    """Different values of it."""
    variance: float | None
    """Variance of the true score, unbiased, so it may be below 0; `None` for one level."""
    f: float | None
    """Ratio of mean squares; `None` where runs agree sample by sample."""
    p_value: float | None
    """Probability of so large a ratio when nothing depends on the factor."""
    spread: float
    """Highest less lowest score."""
    spread_of_noise: float | None
    """What the spread would be on average if nothing depended on the factor."""


def variations(
    scores: "NDArray[np.float64]", factors: Mapping[str, Sequence[str]]
) -> tuple[Variation, ...]:
    """Separate the variance of each factor from sampling variance.

    For each factor the runs of one level are averaged, and levels and samples are a two-way layout:
    `variance = (MS_levels - MS_residual) / n_samples`, tested by `F = MS_levels / MS_residual`.

    Args:
        scores: float64 [n_runs, n_samples], all runs on the same samples.
        factors: Level of each run, for each factor.

    Raises:
        ScoringError: A score is not finite.
    """
    import numpy as np

    found = []
    for factor, levels in factors.items():
        names = list(dict.fromkeys(levels))
        of = np.array([names.index(level) for level in levels])
        table = np.array([scores[of == level].mean(axis=0) for level in range(len(names))])
        variance, f, p_value, spread, noise = (
            None if np.isnan(value) else value for value in _core.vary_runs(table)
        )
        found.append(Variation(factor, len(names), variance, f, p_value, spread or 0.0, noise))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RunsError:
    """Standard error of a mean over several runs of one model, its two parts apart."""

    n_runs: int
    """Runs."""
    variance: float | None
    """Variance of a run's true score, unbiased, so it may be below 0; `None` for one run."""
    of_samples: float
    """Standard error of the mean over runs that comes from its samples alone."""
    of_runs: float
    """That comes from the runs: `sqrt(max(0, variance) / n_runs)`."""
    total: float
    """Of both, in quadrature."""
    df: float
    """Degrees of freedom of the total, by Satterthwaite."""
    added: float
    """What runs add to the error of samples when t has the degrees of samples alone: greater than
    `of_runs`, because few runs say little about their own variance."""
    level: float
    """Level for which `added` holds."""


def error_of_runs(
    values: "NDArray[np.float64]", of_samples: float, *, level: float = 0.95
) -> RunsError:
    """Separate what runs add to the error of their mean from sampling.

    Runs and clusters are a two-way layout with `variance = (MS_runs - MS_residual) / n_clusters`.
    The mean over R runs has `SE^2 = of_samples^2 + max(0, variance) / R` and Satterthwaite's
    degrees of freedom. One run, or runs that differ no more than noise explains, add nothing.

    Args:
        values: float64 [n_runs, n_clusters], the mean of each row being the run's score: the score
            plus n_clusters times the influence of each cluster.
        of_samples: Standard error of the mean over runs from its samples, clustered.
        level: Level of the interval or test that is to be widened.

    Raises:
        ScoringError: A value is not finite, or the level is no probability.

    >>> import numpy as np
    >>> runs = np.array([[0.5, 0.7, 0.4, 0.6], [0.7, 0.9, 0.6, 0.8]])
    >>> found = error_of_runs(runs, 0.05)
    >>> round(found.variance, 3), round(found.of_runs, 3), round(found.total, 3)
    (0.02, 0.1, 0.112)
    """
    n_runs = len(values)
    variance, of_runs, total, df, added = _core.runs_error(values, of_samples, level)
    return RunsError(
        n_runs=n_runs,
        variance=variance if n_runs > 1 and isfinite(variance) else None,
        of_samples=of_samples,
        of_runs=of_runs,
        total=total,
        df=df,
        added=added,
        level=level,
    )


def widen(found: Interval, runs: RunsError, metric: str) -> Interval:
    """An interval of a mean over runs, with what the runs add; it never leaves the metric's range.

    Each arm becomes `sqrt(arm^2 + (t * added)^2)`, t having the degrees of the samples.
    """
    if runs.added <= 0.0:
        return found
    half = _core.t_critical(1.0 - runs.level, found.n_clusters - 1) * runs.added
    low, high = _core.widen_interval(metric, found.value, (found.low, found.high), half)
    return replace(found, low=low, high=high, standard_error=runs.total)


def widen_by_spread(
    values: Sequence[float], ends: tuple[float, float], metric: str, *, level: float = 0.95
) -> tuple[float, float]:
    """Ends of an interval of a mean over runs of a metric that has no influences.

    Each arm becomes `sqrt(arm^2 + (t * sd / sqrt(R))^2)`, with the standard deviation of the R
    values and R - 1 degrees. Their spread holds noise of samples too: the interval is rather wide.

    Args:
        values: Score of each run; a single one changes nothing.
        ends: Mean ends of the runs' own intervals.
        metric: Registered name of the metric.
        level: Level of the interval.

    >>> low, high = widen_by_spread([0.2, 0.3, 0.25], (0.2, 0.3), "ece")
    >>> round(low, 3), round(high, 3)
    (0.116, 0.384)
    """
    n_runs = len(values)
    if n_runs < 2:  # noqa: PLR2004 - several
        return ends
    mean = fsum(values) / n_runs
    variance = fsum((value - mean) ** 2 for value in values) / (n_runs - 1)
    half = _core.t_critical(1.0 - level, n_runs - 1) * sqrt(variance / n_runs)
    return _core.widen_interval(metric, mean, ends, half)


def compare_over_runs(found: Comparison, added: float) -> Comparison:
    """A comparison of means over runs, tested by t with what the runs of both models add.

    Args:
        found: The comparison over samples.
        added: `sqrt(a^2 + b^2)` of the two models' `RunsError.added`; runs are independent.
    """
    if added <= 0.0:
        return found
    low, high, error, p_value, detectable, needed = _core.compare_over_runs(
        found.difference,
        found.standard_error,
        added,
        (found.n_samples, found.n_clusters),
        found.level,
    )
    return replace(
        found,
        low=low,
        high=high,
        standard_error=error,
        p_value=p_value,
        method="t over runs",
        n_trials=0,
        detectable=detectable,
        n_needed=needed,
    )


def add_runs(influences: "NDArray[np.float64]", added: Sequence[float]) -> "NDArray[np.float64]":
    """Influences with one more row for each model of which several runs differ.

    The row is zero but for its model, so the error of a model is `sqrt(SE^2 + added^2)` and that of
    a difference `sqrt(SE^2 + added_a^2 + added_b^2)`, whatever reads influences: rank ranges,
    aggregates, a reader's own weights. Without such a model the influences come back unchanged.

    Args:
        influences: float64 [n_clusters, n_models].
        added: `RunsError.added` of each model; 0 for a single run.

    Raises:
        ScoringError: There are more or fewer errors than models.
    """
    import numpy as np

    n_clusters, n_models = influences.shape
    if len(added) != n_models:
        message = f"there are {len(added)} errors of runs for {n_models} models"
        raise ScoringError(Fault(message, fix="give one a model, 0 for a single run"))
    varied = [model for model, error in enumerate(added) if error > 0.0]
    n_rows = n_clusters + len(varied)
    if not varied or n_clusters < 2:  # noqa: PLR2004 - nothing is known of one cluster
        return influences
    # The factor C / (C - 1) of a standard error is that of the longer matrix from here on.
    correction = (n_rows - 1) / n_rows
    rows = np.where(np.isfinite(influences[:1]), 0.0, np.nan).repeat(len(varied), axis=0)
    for row, model in enumerate(varied):
        rows[row, model] = added[model] * np.sqrt(correction)
    kept = influences * np.sqrt(correction * n_clusters / (n_clusters - 1))
    return np.concatenate([kept, rows])
