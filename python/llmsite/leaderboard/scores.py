"""From the results that count to one value with its interval and its influences.

Everything is computed from packed statistics, never taken from what a result states. Knows nothing
of boards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

from llmsite import scoring, statistics
from llmsite.errors import Fault, ResultError, ScoringError
from llmsite.leaderboard.counting import Counted
from llmsite.leaderboard.records import Value
from llmsite.leaderboard.sampled import Sampled
from llmsite.results.columns import keywords
from llmsite.results.deriving import (
    derive,
    same_score,
    unpack_clusters,
    unpack_labels,
    unpack_statistics,
)
from llmsite.schema.result import SampleStatistics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scored:
    """A value, and the influence of every cluster on it."""

    value: Value
    """The value with its interval."""
    influences: "NDArray[np.float64] | None"
    """float64 [n_clusters], summing to zero; none for a metric that is no function of sums."""
    sampled: "Sampled | None" = None
    """What it is computed from; none for a metric that is no function of sums."""
    runs: statistics.RunsError | None = None
    """What several runs add to the error of samples; none for a single one."""


def combine(counted: Sequence[Counted], level: float) -> Scored:
    """One value from the results of one cell, the mean over seeds where there are several.

    Args:
        counted: One score a seed; not empty.
        level: Coverage of the interval.

    Raises:
        ResultError: A result states another number than its statistics give.
    """
    if any(each.packed is None for each in counted):
        return Scored(_mean_of_stated(counted), None)
    for each in counted:
        _refuse_difference(each)
    packed = [each.packed for each in counted if each.packed is not None]
    clusters = unpack_clusters(counted[0].task, packed[0])
    if len(packed) == 1:
        (score,) = derive(packed[0], clusters, level=level)
        value = Value(score.value, score.low, score.high, level, score.n, score.n_clusters)
        return _scored(value, packed[0], matrix(packed[0]), clusters)
    return _combine_seeds(packed, clusters, level)


def _combine_seeds(
    packed: Sequence[SampleStatistics], clusters: list[int] | None, level: float
) -> Scored:
    """The mean of each sample's statistics over seeds, then one interval over samples and runs."""
    import numpy as np

    rows = [each for each in map(matrix, packed) if each is not None]
    first = packed[0]
    if len(rows) < len(packed) or len({each.n for each in packed}) > 1:
        message = f"{first.metric}: results of different seeds cannot be averaged"
        raise ResultError(Fault(message, fix="retract all but one"))
    mean = np.mean(np.stack(rows), axis=0)
    options = keywords(first.options)
    found = statistics.interval(mean, first.metric, clusters=clusters, level=level, **options)
    runs = runs_error(rows, first, clusters, found)
    if runs is not None:
        found = statistics.widen(found, runs, first.metric)
    value = Value(found.value, found.low, found.high, level, found.n_samples, found.n_clusters)
    return replace(_scored(value, first, mean, clusters), runs=runs)


def runs_error(
    rows: "Sequence[NDArray[np.float64]]",
    packed: SampleStatistics,
    clusters: list[int] | None,
    found: statistics.Interval,
) -> statistics.RunsError | None:
    """What runs add to the error of their mean; none for a metric without influences.

    Args:
        rows: Statistics of each run's samples.
        packed: Metric and options.
        clusters: Cluster of each sample.
        found: Interval of the mean over runs, from its samples alone.
    """
    import numpy as np

    try:
        values = np.array([cluster_values(each, packed, clusters) for each in rows])
    except ScoringError:
        return None
    return statistics.error_of_runs(values, found.standard_error, level=found.level)


def cluster_values(
    rows: "NDArray[np.float64]", packed: SampleStatistics, clusters: list[int] | None
) -> "NDArray[np.float64]":
    """A run's score plus C times the influence of each of its C clusters: their mean is the score.

    Raises:
        ScoringError: The metric is no function of sums.
    """
    options = keywords(packed.options)
    moved = statistics.influences(rows, packed.metric, clusters=clusters, **options)
    whole = scoring.finish(packed.metric, rows.sum(axis=0), **options)
    value = whole if isinstance(whole, float) else next(iter(whole.values()))
    return value + len(moved) * moved


def matrix(packed: SampleStatistics) -> "NDArray[np.float64] | None":
    """Additive statistics as float64 [n, n_statistics]; none where there are none."""
    if packed.classes is None:
        return unpack_statistics(packed)
    predicted, true = unpack_labels(packed)
    try:
        return scoring.sample_statistics(packed.metric, predicted, true, **keywords(packed.options))
    except ScoringError:
        # Over 256 columns, or no function of sums.
        return None


def _scored(
    value: Value,
    packed: SampleStatistics,
    rows: "NDArray[np.float64] | None",
    clusters: list[int] | None,
) -> Scored:
    """The value with its influences, where the metric has any."""
    if rows is None:
        return Scored(value, None)
    options = keywords(packed.options)
    try:
        alone = statistics.influences(rows, packed.metric, **options)
        summed = (
            alone
            if clusters is None
            else statistics.influences(rows, packed.metric, clusters=clusters, **options)
        )
    except ScoringError:
        return Scored(value, None)
    contributions = value.value + len(alone) * alone
    return Scored(
        value, summed, Sampled(packed.metric, packed.options, clusters, rows, contributions)
    )


def _refuse_difference(counted: Counted) -> None:
    """LS405 at load: what a result states must be what its statistics give, bit for bit."""
    if counted.packed is None:
        return
    clusters = unpack_clusters(counted.task, counted.packed)
    derived = derive(counted.packed, clusters, level=counted.score.level)
    if not any(same_score(counted.score, found) for found in derived):
        stated, found = counted.score.value, derived[0].value
        message = f"task {counted.task.task}: {counted.score.metric} is stated as {stated!r}, "
        fix = "'llmsite check' says more; restore the file or retract the result"
        text = f"{message}its statistics give {found!r}"
        raise ResultError(Fault(text, counted.entry.path, code="LS405", fix=fix))


def _mean_of_stated(counted: Sequence[Counted]) -> Value:
    """For metrics without sums: the mean of values, with the spread of runs in its interval."""
    scores = [each.score for each in counted]
    n = len(scores)
    ends = [
        (score.low, score.high)
        for score in scores
        if score.low is not None and score.high is not None
    ]
    low: float | None = None
    high: float | None = None
    if len(ends) == n:
        mean_ends = (fsum(low for low, _ in ends) / n, fsum(high for _, high in ends) / n)
        values = [score.value for score in scores]
        low, high = statistics.widen_by_spread(
            values, mean_ends, scores[0].metric, level=scores[0].level
        )
    return Value(
        value=fsum(score.value for score in scores) / n,
        low=low,
        high=high,
        level=scores[0].level,
        n=scores[0].n,
        n_clusters=scores[0].n_clusters,
    )
