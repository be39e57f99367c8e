"""The interval of one score, and the influences it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import _core
from llmsite.statistics.options import OptionValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """A score with its uncertainty."""

    value: float
    """The score, on the metric's own scale."""
    low: float
    """Lower end; the metric's least value where fewer than two clusters are known."""
    high: float
    """Upper end."""
    standard_error: float
    """Standard error over clusters; infinite where nothing is known."""
    level: float
    """Probability with which the procedure covers the true value, such as 0.95."""
    n_samples: int
    """Number of samples."""
    n_clusters: int
    """Number of independent groups of samples; `n_samples` where none were given."""


def interval(
    statistics: "NDArray[np.float64]",
    metric: str,
    *,
    clusters: Sequence[str] | Sequence[int] | None = None,
    level: float = 0.95,
    output: int = 0,
    **options: OptionValue,
) -> Interval:
    """Interval of one of a metric's values from statistics of its samples.

    Means of bounded scores get Wilson's interval with the effective number of samples
    `m (1 - m) / SE²`; other means and smooth functions of sums get `value ± t SE`, where SE comes
    from influences and t has one degree of freedom less than there are clusters. A bounded metric
    never leaves its range, and a perfect score keeps a width.

    Args:
        statistics: What `scoring.sample_statistics` returned, float64 [n_samples, n_statistics].
        metric: Registered name of the metric.
        clusters: Which samples belong together (a document, a passage); one label a sample.
        level: Coverage, strictly between 0 and 1.
        output: Position of the value among the metric's outputs; 0 is its primary one.
        options: The metric's options, as when the statistics were computed.

    Returns:
        The value with its interval.

    Raises:
        ScoringError: The statistics are not the metric's, or an argument is out of range.

    >>> import numpy as np
    >>> hits = np.array([[1.0, 1.0]] * 8 + [[0.0, 1.0]] * 2)  # 8 of 10 right
    >>> found = interval(hits, "accuracy")
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.8, 0.427, 0.955)
    """
    values, _, n_samples, n_clusters, _ = _core.score_statistics(
        metric, statistics, options, clusters, level
    )
    _, value, low, high, standard_error = values[output]
    return Interval(value, low, high, standard_error, level, n_samples, n_clusters)


def influences(
    statistics: "NDArray[np.float64]",
    metric: str,
    *,
    clusters: Sequence[str] | Sequence[int] | None = None,
    **options: OptionValue,
) -> "NDArray[np.float64]":
    """Influence of each cluster on a metric's primary value; they sum to zero.

    The influence of a sample is the gradient of the metric's formula at the sum of all
    statistics, times the sample's statistics, less the mean of that over all samples. The standard
    error of the score is `sqrt(C / (C - 1) * sum(influences ** 2))` over C clusters; that of the
    difference of two models comes from the difference of their influences.

    Args:
        statistics: What `scoring.sample_statistics` returned, float64 [n_samples, n_statistics].
        metric: Registered name of an additive metric.
        clusters: Which samples belong together; one label a sample.
        options: The metric's options, as when the statistics were computed.

    Returns:
        float64 [n_clusters], clusters in the order of their first appearance.

    Raises:
        ScoringError: The statistics are not the metric's, or the metric is not additive.
    """
    return _core.influences(metric, statistics, options, clusters)
