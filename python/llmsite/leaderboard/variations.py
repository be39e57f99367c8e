"""Several runs of one model on one task: what prompt styles, examples and seeds change.

Runs that a suite does not rank count here too. Reads results that were loaded; knows nothing of
files or pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import statistics
from llmsite.errors import ScoringError
from llmsite.leaderboard.boards import row_id, row_labels
from llmsite.leaderboard.counting import find_packed, rows_of, task_trust
from llmsite.leaderboard.records import Leaderboard, ResultEntry
from llmsite.leaderboard.scores import cluster_values, matrix, runs_error
from llmsite.results.columns import keywords
from llmsite.results.deriving import is_older, unpack_clusters
from llmsite.schema.result import SampleStatistics, TaskResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One run of a model on a task."""

    result: str
    """Id of the result."""
    style: str
    """Prompt style."""
    seed: int
    """Seed of the draw of examples (and of sampling)."""
    value: float
    """The task's primary score."""


@dataclass(frozen=True, slots=True)
class TaskRuns:
    """All runs of a model on one task with one number of examples, and what varies with them."""

    row: str
    """Id of the row (`Row.id`)."""
    task: str
    """Name of the task."""
    metric: str
    """Name of the primary value."""
    shots: int
    """Examples in the prompt."""
    runs: tuple[TaskRun, ...]
    """By prompt style, then seed; the newest of each."""
    variations: tuple[statistics.Variation, ...]
    """What each factor that took several values changes: `prompt style`; `few-shot draw`, or `seed`
    where there are no examples."""
    error: statistics.RunsError
    """Error of the mean over all runs, as if styles and seeds had been drawn at random: of samples
    and of runs apart."""


def task_runs(loaded: Leaderboard) -> tuple[TaskRuns, ...]:
    """What varies between the runs of each row on each task, where there are several.

    Runs belong together when row, task with version and data, kind of request, number of examples
    and chat rule are equal, and the same samples were answered. Retracted, partial and claimed
    ones do not count.
    """
    labels = row_labels(loaded.results)
    found: list[TaskRuns] = []
    for key, entries in rows_of(loaded.results).items():
        name = row_id(entries[0].record, labels[key])
        groups: dict[tuple[object, ...], list[tuple[ResultEntry, TaskResult]]] = {}
        for entry in entries:
            for task in entry.record.tasks:
                if _counts(entry, task, loaded):
                    alike = (task.task, task.version, task.sha256, task.kind, task.shots, task.chat)
                    groups.setdefault(alike, []).append((entry, task))
        for runs in groups.values():
            together = _together(name, runs, loaded.task[runs[0][1].task].primary)
            if together is not None:
                found.append(together)
    return tuple(sorted(found, key=lambda runs: (runs.row, runs.task, runs.shots)))


def _counts(entry: ResultEntry, task: TaskResult, loaded: Leaderboard) -> bool:
    return (
        entry.retraction is None
        and not task.partial
        and task.task in loaded.task
        and task_trust(entry, task) != "claimed"
    )


def _together(
    row: str, runs: Sequence[tuple[ResultEntry, TaskResult]], primary: str
) -> TaskRuns | None:
    newest: dict[tuple[str, int], tuple[ResultEntry, TaskResult, SampleStatistics]] = {}
    for entry, task in runs:
        packed = _packed(task, primary)
        if packed is not None:
            newest.setdefault((task.style, task.seed), (entry, task, packed))
    if len(newest) < 2:  # noqa: PLR2004 - several
        return None
    ordered = [newest[key] for key in sorted(newest)]
    _, task, packed = ordered[0]
    clusters = unpack_clusters(task, packed)
    rows = [found for *_, each in ordered if (found := matrix(each)) is not None]
    if len(rows) < len(ordered) or len({len(each) for each in rows}) > 1:
        return None
    try:
        table = _table(rows, packed, clusters)
    except ScoringError:
        # The metric is no function of sums.
        return None
    error = _error(rows, packed, clusters)
    if error is None:
        return None
    return TaskRuns(
        row=row,
        task=task.task,
        metric=primary,
        shots=task.shots,
        runs=tuple(
            TaskRun(entry.id, own.style, own.seed, float(values.mean()))
            for (entry, own, _), values in zip(ordered, table, strict=True)
        ),
        variations=statistics.variations(table, dict(_factors([own for _, own, _ in ordered]))),
        error=error,
    )


def _packed(task: TaskResult, primary: str) -> SampleStatistics | None:
    """Packed statistics of the primary value, if today's version of the metric made them."""
    metric = primary.partition(".")[0]
    score = next((each for each in task.scores if each.metric == metric), None)
    return None if score is None or is_older(score) else find_packed(task, metric)


def _table(
    rows: "Sequence[NDArray[np.float64]]", packed: SampleStatistics, clusters: list[int] | None
) -> "NDArray[np.float64]":
    import numpy as np

    return np.array([cluster_values(each, packed, clusters) for each in rows])


def _error(
    rows: "Sequence[NDArray[np.float64]]", packed: SampleStatistics, clusters: list[int] | None
) -> statistics.RunsError | None:
    import numpy as np

    mean = np.mean(np.stack(rows), axis=0)
    found = statistics.interval(mean, packed.metric, clusters=clusters, **keywords(packed.options))
    return runs_error(rows, packed, clusters, found)


def _factors(tasks: Sequence[TaskResult]) -> Iterator[tuple[str, list[str]]]:
    """What took several values, with the value of each run."""
    seed = "few-shot draw" if tasks[0].shots else "seed"
    levels = {
        "prompt style": [task.style for task in tasks],
        seed: [str(task.seed) for task in tasks],
    }
    yield from ((name, values) for name, values in levels.items() if len(set(values)) > 1)
