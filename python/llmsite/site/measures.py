"""How values of columns and metrics are written, by what the core says of the metric."""

from functools import cache
from math import isfinite

from llmsite.leaderboard.records import Column
from llmsite.scoring import MetricSpec, metrics
from llmsite.site.figures import Measure, measure_of

AGGREGATE = Measure(100.0, 1, "", higher_is_better=True, low=0.0, high=1.0)
"""How a weighted mean of chance-normalised scores is written: 0 is chance, 100 is perfect."""


def column_measure(column: Column) -> Measure:
    """How a column's values are written."""
    return measure_of(
        low=column.low,
        high=column.high,
        unit=column.unit,
        higher_is_better=column.higher_is_better,
    )


def metric_measure(metric: str) -> Measure:
    """How values of a metric are written, by the core's specification of it."""
    spec = _specs().get(metric.partition(".")[0])
    if spec is None:  # claimed numbers may name metrics that llmsite does not have
        return measure_of(low=None, high=None)
    low, high = spec.range
    return measure_of(
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        unit=spec.unit,
        higher_is_better=spec.direction == "higher",
    )


@cache
def _specs() -> dict[str, MetricSpec]:
    return {spec.name: spec for spec in metrics()}
