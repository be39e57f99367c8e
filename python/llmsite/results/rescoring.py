"""From generations to the scores of a task. A score of our own runs exists only here.

Extraction, statistics and formulas are the compiled core's; this module says which column goes
where, and packs what every later test needs. Knows nothing of files.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose, isfinite
from typing import TYPE_CHECKING

from llmsite import scoring, statistics
from llmsite.errors import Fault, ResultError, ScoringError
from llmsite.results import columns, structured
from llmsite.results.columns import Answered, keywords
from llmsite.results.packing import pack_column, unpack_column
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.result import (
    Counts,
    PackedColumn,
    SampleStatistics,
    ScoreRecord,
    TaskResult,
)
from llmsite.schema.run import TaskPlan
from llmsite.schema.task import MetricDefinition, Option
from llmsite.tasks import Task, build_requests, restyle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVEL = 0.95
"""Coverage of the intervals that results state; a site may show others."""

_ENDS_AGREE = 1e-9
_VERSION = re.compile(r"(?:^|\|)v:(\d+)$")
_TOKEN_METRICS = frozenset({"perplexity", "cross_entropy"})


def rescore(task: Task, generations: Sequence[Generation], plan: TaskPlan) -> TaskResult:
    """Score a task's generations.

    Args:
        task: The task in its own prompt style.
        generations: What the model answered; rows with an error are left out.
        plan: How the task was asked.

    Returns:
        Scores with intervals, and the packed statistics from which they can be computed again.

    Raises:
        ResultError: A generation does not belong to the task, or none is left to be scored.
        ScoringError: The task's metrics cannot score such answers.
    """
    asked = restyle(task, plan.style)
    answered = columns.align(asked, generations)
    if not answered.generations:
        message = f"task {plan.task}: no generation could be scored"
        raise ResultError(Fault(message, fix="run the task again", code="LS505"))
    table = _Table(asked, answered)
    scored = [table.score(metric) for metric in asked.definition.score.metrics]
    definition = asked.definition
    return TaskResult(
        task=plan.task,
        version=plan.version,
        sha256=plan.sha256,
        kind=definition.request.kind,
        style=plan.style,
        shots=plan.shots,
        seed=plan.seed,
        chat=plan.chat,
        decoding=_decoding(task, plan.style, plan.shots, chat=plan.chat),
        extractor=option_text(definition.answer.extractor, definition.answer.options),
        requests_sha256=plan.requests_sha256,
        n=answered.n_samples,
        partial=not answered.complete,
        scores=tuple(score for scores, _ in scored for score in scores),
        statistics=tuple(packed for _, packed in scored if packed is not None),
        clusters=_pack_clusters(table.clusters),
        counts=_count(answered, table),
    )


def option_text(name: str, options: dict[str, Option]) -> str:
    """A name with its options as one string: `pick|normalization:bytes`."""
    return "|".join([name, *(f"{key}:{options[key]}" for key in sorted(options))])


class _Table:
    """The columns of a task, made once for all of its metrics."""

    def __init__(self, task: Task, answered: Answered) -> None:
        self.task = task
        self.answered = answered
        self.clusters = columns.clusters(task, answered)
        self.n_ties = 0
        self.predicted: list[str | None] = []
        if columns.has_predictions(task):
            self.predicted, self.n_ties = columns.predictions(task, answered)

    def score(
        self, metric: MetricDefinition
    ) -> tuple[tuple[ScoreRecord, ...], SampleStatistics | None]:
        """Values of one metric, and its packed statistics where it has any."""
        spec = _spec(metric.name)
        predictions, references = self._columns(metric.name, spec.reads)
        options = keywords(metric.options)
        whole = scoring.score(
            metric.name, predictions, references, clusters=self.clusters, level=LEVEL, **options
        )
        by_class = spec.reads == "labels" and spec.interval != "bounded_mean"
        pack = _pack_labels if by_class else _pack_statistics
        packed = pack(metric, whole.signature, predictions, references)
        if packed is not None:
            return derive(packed, self.clusters), packed
        return (_record(metric.name, spec.outputs[0], whole),), None

    def _columns(self, metric: str, reads: str) -> tuple[Sequence[object], Sequence[object]]:
        """Predictions and references in the layout that a metric reads."""
        answered, predicted = self.answered, self.predicted
        if reads == "log_likelihoods":
            return columns.likelihoods(answered, "tokens" if metric in _TOKEN_METRICS else "bytes")
        if reads == "labels":
            return predicted, columns.labels(answered, predicted)
        if reads == "texts":
            return [text or "" for text in predicted], columns.references(answered)
        if reads == "numbers":
            return columns.numbers(self.task, answered, predicted)
        if reads == "spans":
            return structured.spans(answered)
        if reads == "ranked":
            return structured.ranked(answered)
        message = f"the metric '{metric}' reads {reads}, which this task's answers are not"
        raise ScoringError(Fault(f"task {self.task.definition.name}: {message}"))


def _spec(metric: str) -> scoring.MetricSpec:
    found = next((spec for spec in scoring.metrics() if spec.name == metric), None)
    if found is None:
        known = ", ".join(spec.name for spec in scoring.metrics())
        raise ScoringError(Fault(f"there is no metric '{metric}'", fix=f"known: {known}"))
    return found


def _pack_statistics(
    metric: MetricDefinition,
    signature: str,
    predictions: Sequence[object],
    references: Sequence[object],
) -> SampleStatistics | None:
    """Additive statistics, a column each; none for a metric that has none."""
    try:
        rows = scoring.sample_statistics(
            metric.name, predictions, references, **keywords(metric.options)
        )
    except ScoringError:
        # The score itself was computed above, so the only reason left is that nothing adds up.
        return None
    return SampleStatistics(
        metric=metric.name,
        signature=signature,
        options=metric.options,
        n=len(rows),
        columns=tuple(pack_column(rows[:, column]) for column in range(rows.shape[1])),
    )


def _pack_labels(
    metric: MetricDefinition,
    signature: str,
    predictions: Sequence[object],
    references: Sequence[object],
) -> SampleStatistics | None:
    """True and predicted class of each row; the last class is that of no answer."""
    names = sorted({str(label) for label in (*predictions, *references) if label is not None})
    number = {name: position for position, name in enumerate(names)}
    true = [float(number[str(label)]) for label in references]
    none = float(len(names))
    predicted = [none if label is None else float(number[str(label)]) for label in predictions]
    return SampleStatistics(
        metric=metric.name,
        signature=signature,
        options=metric.options,
        n=len(true),
        columns=(pack_column(true), pack_column(predicted)),
        classes=tuple(names),
    )


def derive(
    packed: SampleStatistics, clusters: Sequence[int] | None, *, level: float = LEVEL
) -> tuple[ScoreRecord, ...]:
    """A metric's values from its packed statistics alone.

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
        return (_record(metric, output, whole, level),)
    rows = unpack_statistics(packed)
    found = statistics.interval(
        rows, packed.metric, clusters=clusters, level=level, **keywords(packed.options)
    )
    return (
        ScoreRecord(
            metric=metric,
            output=output,
            value=found.value,
            low=found.low,
            high=found.high,
            level=level,
            n=found.n_samples,
            n_clusters=found.n_clusters,
            signature=packed.signature,
        ),
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
    return packed.metric, _spec(packed.metric).outputs[0]


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
    version = _spec("mean").version if named == "mean" else spec.version if spec else 0
    return int(found[1]) < version


def _record(metric: str, output: str, whole: scoring.Score, level: float = LEVEL) -> ScoreRecord:
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


def unpack_clusters(task: TaskResult) -> list[int] | None:
    """Cluster of each row of a stored result; none where every row stands alone."""
    if task.clusters is None:
        return None
    n = task.statistics[0].n if task.statistics else task.n
    return [int(value) for value in unpack_column(task.clusters, n, name="clusters")]


def _pack_clusters(clusters: Sequence[int] | None) -> PackedColumn | None:
    return None if clusters is None else pack_column([float(each) for each in clusters])


def rederive(task: TaskResult) -> tuple[ScoreRecord, ...]:
    """All scores that a stored result's packed statistics give, in their order.

    Raises:
        ResultError: The statistics are damaged.
        ScoringError: They are not those of their metrics.
    """
    clusters = unpack_clusters(task)
    return tuple(score for packed in task.statistics for score in derive(packed, clusters))


@dataclass(frozen=True, slots=True)
class Asked:
    """How a task is asked and scored in a style: what a result of it must say."""

    kind: str
    """What is asked."""
    decoding: dict[str, str]
    """How text is generated."""
    extractor: str
    """Extractor and its options."""
    metrics: tuple[MetricDefinition, ...]
    """Metrics with their options."""


def asked_as(task: Task, result: TaskResult) -> Asked:
    """How a task is asked in the style, with the shots and the chat rule of a stored result.

    Raises:
        TaskError: The task has no such style or too few examples.
    """
    definition = restyle(task, result.style).definition
    return Asked(
        kind=definition.request.kind,
        decoding=_decoding(task, result.style, result.shots, chat=result.chat),
        extractor=option_text(definition.answer.extractor, definition.answer.options),
        metrics=definition.score.metrics,
    )


def _decoding(task: Task, style: str, shots: int, *, chat: bool) -> dict[str, str]:
    """How text was generated, as the first request says it; without the seed."""
    (first,) = build_requests(task, style=style, shots=shots, chat=chat, limit=1)[:1]
    decoding = first.decoding
    if decoding is None:
        return {}
    said = {
        "max_new_tokens": str(decoding.max_new_tokens),
        "stop": json.dumps(list(decoding.stop), ensure_ascii=False),
        "n": str(decoding.n),
        "temperature": repr(decoding.temperature),
        "top_p": repr(decoding.top_p),
    }
    return {**said, "thinking_end": decoding.thinking_end} if decoding.thinking_end else said


def _count(answered: Answered, table: _Table) -> Counts:
    prompt: int | None = 0
    generated: int | None = 0
    thinking = 0
    reasons: dict[str, int] = {}
    for each in answered.generations:
        prompt = _add(prompt, each.n_prompt_tokens)
        if isinstance(each, TextGeneration):
            generated = _add(generated, each.n_tokens)
            thinking += each.n_thinking_tokens
            if each.finish_reason:
                reasons[each.finish_reason] = reasons.get(each.finish_reason, 0) + 1
    return Counts(
        prompt_tokens=prompt,
        generated_tokens=generated,
        thinking_tokens=thinking,
        truncated_prompts=sum(1 for each in answered.generations if each.n_truncated_tokens),
        ties=table.n_ties,
        unparsed=sum(1 for each in table.predicted if each is None),
        finish_reasons=dict(sorted(reasons.items())),
    )


def _add(total: int | None, more: int | None) -> int | None:
    return None if total is None or more is None else total + more
