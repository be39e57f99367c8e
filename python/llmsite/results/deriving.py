"""From packed statistics to scores, and how two scores are compared.

What a stored result says of its numbers rests on this alone where its generations are elsewhere.
Knows nothing of generations or tasks.
"""

import re
from collections.abc import Sequence
from math import isclose, isfinite
from typing import TYPE_CHECKING

from llmsite import scoring, statistics
from llmsite.errors import Fault, ResultError, ScoringError
from llmsite.results.attempts import GROUPED
from llmsite.results.columns import keywords
from llmsite.results.packing import unpack_column
from llmsite.schema.result import SampleStatistics, ScoreRecord, TaskResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVEL = 0.95
"""Coverage of the intervals that results state; a site may show others."""

_ENDS_AGREE = 1e-9
_VERSION = re.compile(r"(?:^|\|)v:(\d+)$")


def spec_of(metric: str) -> scoring.MetricSpec:
    """What the core says of a metric.

    Raises:
        ScoringError: There is none of this name.
    """
    found = next((spec for spec in scoring.metrics() if spec.name == metric), None)
    if found is None:
        known = ", ".join(spec.name for spec in scoring.metrics())
        raise ScoringError(Fault(f"there is no metric '{metric}'", fix=f"known: {known}"))
    return found


def derive(
    packed: SampleStatistics,
    clusters: Sequence[int] | None,
    *,
    level: float = LEVEL,
    outputs: Sequence[str] = (),
) -> tuple[ScoreRecord, ...]:
    """A metric's values from its packed statistics alone.

    Args:
        packed: The statistics.
        clusters: Cluster of each row.
        level: Coverage of the intervals.
        outputs: Values beside the metric's first one; a metric that keeps classes has none.

    Raises:
        ResultError: The statistics are damaged.
        ScoringError: They are not the metric's.
    """
    metric, output = filed_as(packed)
    if packed.classes is not None:
        predicted, true = unpack_labels(packed)
        whole = scoring.score(
            packed.metric,
            predicted,
            true,
            clusters=clusters,
            level=level,
            **keywords(packed.options),
        )
        return (make_score(metric, output, whole, level),)
    rows = unpack_statistics(packed)
    wanted = [
        n for n, name in enumerate(spec_of(packed.metric).outputs) if n == 0 or name in outputs
    ]
    found = [
        statistics.interval(
            rows,
            packed.metric,
            clusters=clusters,
            level=level,
            output=n,
            **keywords(packed.options),
        )
        for n in wanted
    ]
    return tuple(
        ScoreRecord(
            metric=metric,
            output=spec_of(packed.metric).outputs[n] if n else output,
            value=each.value,
            # One sample has no spread: its interval is the whole line, which no number says.
            low=each.low if isfinite(each.low) else None,
            high=each.high if isfinite(each.high) else None,
            level=level,
            n=each.n_samples,
            n_clusters=each.n_clusters,
            signature=packed.signature,
        )
        for n, each in zip(wanted, found, strict=True)
    )


def filed_as(packed: SampleStatistics) -> tuple[str, str]:
    """Metric and output under which the value of packed statistics stands in a result.

    A mean of numbers that another tool gave has the name of what is averaged: `acc`, or
    `exact_match.strict`.
    """
    of = packed.options.get("of") if packed.metric == "mean" else None
    if of:
        metric, _, output = str(of).partition(".")
        return metric, output or metric
    return packed.metric, spec_of(packed.metric).outputs[0]


def is_packed_of(packed: SampleStatistics, metric: str, output: str) -> bool:
    """Whether packed statistics are those behind a value of a result."""
    if packed.metric == "mean" and packed.options.get("of"):
        return filed_as(packed) == (metric, output)
    return packed.metric == metric


def same_score(a: ScoreRecord, b: ScoreRecord) -> bool:
    """Whether two records of one value say the same.

    Values are equal bit for bit; the ends of intervals agree to nine digits, so that a better
    computation of quantiles does not make liars of merged results.
    """
    ends = ((a.low, b.low), (a.high, b.high))
    if any((x is None) != (y is None) for x, y in ends):
        return False
    near = all(
        isclose(x, y, rel_tol=_ENDS_AGREE, abs_tol=_ENDS_AGREE)
        for x, y in ends
        if x is not None and y is not None
    )
    blank = {"low": None, "high": None}
    return near and a.model_copy(update=blank) == b.model_copy(update=blank)


def is_older(score: ScoreRecord) -> bool:
    """Whether a score was computed by an earlier version of its metric, as its signature says."""
    found = _VERSION.search(score.signature)
    if found is None:
        return False
    named = score.signature.partition("|")[0]
    spec = next((each for each in scoring.metrics() if each.name == score.metric), None)
    # A mean of numbers that another tool gave is filed under the name of what is averaged.
    version = spec_of("mean").version if named == "mean" else spec.version if spec else 0
    return int(found[1]) < version


def make_score(metric: str, output: str, whole: scoring.Score, level: float = LEVEL) -> ScoreRecord:
    """One value as it is stored.

    Raises:
        ScoringError: It is undefined.
    """
    if not isfinite(whole.value):
        message = f"{metric} is undefined here: every prediction (or every reference) is the same"
        raise ScoringError(Fault(message, fix="look at the answers; such a run cannot be filed"))
    return ScoreRecord(
        metric=metric,
        output=output,
        value=whole.value,
        low=whole.low,
        high=whole.high,
        level=level,
        n=whole.n_samples,
        n_clusters=whole.n_clusters,
        signature=whole.signature,
    )


def unpack_statistics(packed: SampleStatistics) -> "NDArray[np.float64]":
    """Additive statistics as float64 [n, n_statistics]."""
    import numpy as np

    unpacked = [
        unpack_column(column, packed.n, name=f"{packed.metric}[{position}]")
        for position, column in enumerate(packed.columns)
    ]
    return np.column_stack(unpacked) if unpacked else np.zeros((packed.n, 0))


def unpack_labels(packed: SampleStatistics) -> tuple[list[str | None], list[str]]:
    """Predicted and true labels of a metric that keeps classes.

    Raises:
        ResultError: A class id has no name.
    """
    names: list[str | None] = [*(packed.classes or ()), None]
    try:
        true, predicted = (
            [names[int(value)] for value in unpack_column(column, packed.n, name=packed.metric)]
            for column in packed.columns
        )
    except (IndexError, ValueError):
        message = f"{packed.metric}: two columns of class ids were expected"
        raise ResultError(Fault(message, code="LS405")) from None
    if None in true:
        raise ResultError(Fault(f"{packed.metric}: a sample has no true class", code="LS405"))
    return predicted, [str(label) for label in true]


def unpack_clusters(task: TaskResult, packed: SampleStatistics) -> list[int] | None:
    """Cluster of each row of a metric's statistics; none where every row stands alone."""
    column = packed.clusters if packed.metric in GROUPED else task.clusters
    if column is None:
        return None
    return [int(value) for value in unpack_column(column, packed.n, name="clusters")]


def rederive(task: TaskResult) -> tuple[ScoreRecord, ...]:
    """The scores that a stored result's packed statistics give, in their order.

    Of a metric's further values those that the result states.

    Raises:
        ResultError: The statistics are damaged.
        ScoringError: They are not those of their metrics.
    """
    stated: dict[str, list[str]] = {}
    for score in task.scores:
        stated.setdefault(score.metric, []).append(score.output)
    return tuple(
        score
        for packed in task.statistics
        for score in derive(
            packed, unpack_clusters(task, packed), outputs=stated.get(packed.metric, ())
        )
    )
