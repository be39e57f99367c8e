"""From generations to the scores of a task. A score of our own runs exists only here.

Extraction, statistics and formulas are the compiled core's; this module says which column goes
where, and packs what every later test needs. Knows nothing of files.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from llmsite import scoring
from llmsite.errors import Fault, ResultError, ScoringError
from llmsite.results import attempts, columns, structured
from llmsite.results.attempts import GROUPED
from llmsite.results.columns import Answered, keywords
from llmsite.results.deriving import LEVEL, derive, make_score, spec_of
from llmsite.results.packing import pack_column
from llmsite.schema.generation import ChoicesGeneration, Generation, TextGeneration
from llmsite.schema.result import (
    Counts,
    PackedColumn,
    SampleStatistics,
    ScoreRecord,
    TaskResult,
)
from llmsite.schema.run import TaskPlan
from llmsite.schema.task import MetricDefinition, Option
from llmsite.tasks import ROLES_METRIC, Task, build_requests, restyle

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
        spec = spec_of(metric.name)
        predictions, references = self._columns(metric.name, spec.reads)
        options = keywords(metric.options)
        clusters = self._clusters_of(metric.name)
        whole = scoring.score(
            metric.name, predictions, references, clusters=clusters, level=LEVEL, **options
        )
        by_class = spec.reads == "labels" and spec.interval != "bounded_mean"
        by_class = by_class and metric.name != ROLES_METRIC
        pack = _pack_labels if by_class else _pack_statistics
        packed = pack(metric, whole.signature, predictions, references)
        if packed is not None and metric.name in GROUPED:
            packed = packed.model_copy(update={"clusters": _pack_clusters(clusters)})
        if packed is not None:
            return derive(packed, clusters, outputs=metric.outputs), packed
        return (make_score(metric.name, spec.outputs[0], whole),), None

    def _clusters_of(self, metric: str) -> list[int] | None:
        """Cluster of each row of a metric's statistics; none where all stand alone."""
        if metric not in GROUPED:
            return self.clusters
        return columns.clusters(self.task, attempts.one_row_each(self.answered))

    def _columns(self, metric: str, reads: str) -> tuple[Sequence[object], Sequence[object]]:
        """Predictions and references in the layout that a metric reads."""
        answered, predicted = self.answered, self.predicted
        if metric in GROUPED and reads == "numbers":
            return attempts.right_counts(self.task, answered, predicted)
        if reads == "answers":
            return attempts.votes(answered, predicted)
        if reads == "probabilities":
            return columns.probabilities(self.task, answered)
        if reads == "log_likelihoods":
            return columns.likelihoods(answered, "tokens" if metric in _TOKEN_METRICS else "bytes")
        if reads == "labels":
            return _labels(metric, answered, predicted)
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


def _labels(
    metric: str, answered: Answered, predicted: Sequence[str | None]
) -> tuple[Sequence[str | None], Sequence[str]]:
    if metric == ROLES_METRIC:
        return columns.roles(answered, predicted)
    return predicted, columns.labels(answered, predicted)


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


def _pack_clusters(clusters: Sequence[int] | None) -> PackedColumn | None:
    return None if clusters is None else pack_column([float(each) for each in clusters])


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
    if decoding.thinking_end:
        said["thinking_end"] = decoding.thinking_end
    if decoding.thinking_budget is not None:
        said["thinking_budget"] = str(decoding.thinking_budget)
    return said


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
        cut_thinking=_count_cut(answered, table.task),
        truncated_prompts=sum(1 for each in answered.generations if each.n_truncated_tokens),
        boundary_merges=sum(
            each.n_merged for each in answered.generations if isinstance(each, ChoicesGeneration)
        ),
        ties=table.n_ties,
        unparsed=sum(1 for each in table.predicted if each is None),
        finish_reasons=dict(sorted(reasons.items())),
    )


def _count_cut(answered: Answered, task: Task) -> int | None:
    """Thinking blocks that their budget ended, or that left no room for an answer."""
    asked = task.definition.request
    if not asked.thinking_end:
        return None
    budget = asked.thinking_budget or asked.max_new_tokens
    return sum(
        each.n_thinking_tokens > budget or each.n_thinking_tokens == each.n_tokens
        for each in answered.generations
        if isinstance(each, TextGeneration) and each.n_thinking_tokens
    )


def _add(total: int | None, more: int | None) -> int | None:
    return None if total is None or more is None else total + more
