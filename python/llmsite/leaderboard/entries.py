"""Models and tasks with all of their scores, whether a board shows them or not.

Knows nothing of ranks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from llmsite.leaderboard.boards import row_id, row_labels
from llmsite.leaderboard.catalogue import Catalogue, measure
from llmsite.leaderboard.counting import task_trust
from llmsite.leaderboard.evidence import row_key
from llmsite.leaderboard.records import (
    Board,
    ModelEntry,
    ResultEntry,
    TaskEntry,
    TaskScore,
    Value,
)
from llmsite.schema.model import ModelCard
from llmsite.signature import key_of
from llmsite.tasks import first_example

_Shown = frozenset[tuple[str, str, str]]
"""(result, task, metric) of everything that stands on a board."""


def model_entries(
    entries: Sequence[ResultEntry],
    cards: Mapping[str, ModelCard],
    all_scores: Iterable[TaskScore],
    written: frozenset[str],
) -> tuple[ModelEntry, ...]:
    """Every model with its results and scores, by id."""
    scores: dict[str, list[TaskScore]] = {}
    for score in all_scores:
        scores.setdefault(score.model, []).append(score)
    results: dict[str, list[str]] = {}
    for entry in entries:
        results.setdefault(entry.record.model.id, []).append(entry.id)
    return tuple(
        ModelEntry(
            id=model,
            card=cards[model],
            has_card=model in written,
            results=tuple(results.get(model, ())),
            scores=tuple(
                sorted(scores.get(model, ()), key=lambda score: (score.task, score.metric))
            ),
        )
        for model in sorted(cards)
    )


def task_entries(
    entries: Sequence[ResultEntry],
    catalogue: Catalogue,
    boards: Sequence[Board],
    all_scores: Iterable[TaskScore],
) -> tuple[TaskEntry, ...]:
    """Every task that a suite asks or a result answers, by name."""
    names = {column.task for board in boards for column in board.columns}
    names |= {task.task for entry in entries for task in entry.record.tasks}
    scores: dict[str, list[TaskScore]] = {}
    for score in all_scores:
        scores.setdefault(score.task, []).append(score)
    reach = {
        column.task: column.resolvable for board in reversed(boards) for column in board.columns
    }
    return tuple(
        _task_entry(name, catalogue, scores.get(name, []), reach.get(name))
        for name in sorted(names)
    )


def _task_entry(
    name: str, catalogue: Catalogue, scores: Sequence[TaskScore], reach: float | None
) -> TaskEntry:
    known = catalogue[name]
    definition = known.definition
    if definition is None:
        return _unknown(name, scores)
    found = measure(known, definition.score.primary)
    sign = -1.0 if found.higher_is_better else 1.0
    languages = (definition.language, definition.target_language)
    return TaskEntry(
        name=name,
        title=definition.title,
        description=definition.description,
        type=definition.type,
        languages=tuple(dict.fromkeys(each for each in languages if each)),
        domain=definition.domain,
        licence=definition.licence,
        source_url=definition.source_url or "",
        authors=definition.authors,
        version=definition.version,
        sha256=known.task.sha256 if known.task else "",
        n_samples=len(known.task.samples) if known.task else 0,
        kind=definition.request.kind,
        primary=definition.score.primary,
        metrics=tuple(each.name for each in definition.score.metrics),
        chance=found.chance,
        higher_is_better=found.higher_is_better,
        resolvable=reach,
        scores=tuple(
            sorted(
                (score for score in scores if score.primary),
                key=lambda s: (not s.current, -s.version, sign * s.score.value, s.row),
            )
        ),
        example=first_example(known.task) if known.task else None,
    )


def _unknown(name: str, scores: Sequence[TaskScore]) -> TaskEntry:
    """A task of which only its results are left."""
    newest = max((score.version for score in scores), default=0)
    first = scores[0]
    return TaskEntry(
        name=name,
        title=name,
        description="",
        type="",
        languages=(),
        domain="",
        licence="",
        source_url="",
        authors=(),
        version=newest,
        sha256="",
        n_samples=0,
        kind=first.key.kind,
        primary=first.metric,
        metrics=tuple(dict.fromkeys(score.metric for score in scores)),
        chance=None,
        higher_is_better=True,
        resolvable=None,
        scores=tuple(score for score in scores if score.metric == first.metric),
        known=False,
    )


def task_scores(
    entries: Sequence[ResultEntry], catalogue: Catalogue, boards: Sequence[Board]
) -> Iterator[TaskScore]:
    """Every value of every result that is not retracted, newest result first."""
    shown = _shown(boards)
    labels = row_labels(entries)
    for entry in entries:
        if entry.retraction is not None:
            continue
        for task in entry.record.tasks:
            known = catalogue[task.task]
            primary = _primary(known.definition.score.primary if known.definition else "")
            current = known.definition is not None and task.version == known.definition.version
            if known.task is not None:
                current = current and task.sha256 == known.task.sha256
            for score in task.scores:
                name = _name(score.metric, score.output)
                yield TaskScore(
                    task=task.task,
                    version=task.version,
                    row=row_id(entry.record, labels[row_key(entry.record)]),
                    model=entry.record.model.id,
                    metric=name,
                    score=Value(
                        score.value, score.low, score.high, score.level, score.n, score.n_clusters
                    ),
                    result=entry.id,
                    trust=task_trust(entry, task),
                    key=key_of(task, score.signature),
                    primary=_is_primary(primary, score.metric, score.output),
                    partial=task.partial,
                    seed=task.seed,
                    current=current,
                    counts=(entry.id, task.task, name) in shown,
                )


def _shown(boards: Iterable[Board]) -> _Shown:
    return frozenset(
        (result, cell.task, cell.metric)
        for board in boards
        for row in (*board.rows, *board.claimed)
        for cell in row.cells
        for result in cell.results
    )


def _name(metric: str, output: str) -> str:
    """A value's name: the metric's, with the output where it is another."""
    return metric if output == metric else f"{metric}.{output}"


def _primary(name: str) -> tuple[str, str]:
    metric, _, output = name.partition(".")
    return metric, output


def _is_primary(primary: tuple[str, str], metric: str, output: str) -> bool:
    return primary[0] == metric and primary[1] in ("", output)
