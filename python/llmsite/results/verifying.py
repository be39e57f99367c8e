"""Scoring somebody else's generations again, and comparing a second run with a first one.

Knows nothing of where the finding is written.
"""

from collections.abc import Sequence
from math import sqrt
from pathlib import Path

from llmsite import __version__
from llmsite.errors import Fault, ResultError
from llmsite.project import Project
from llmsite.results.reading import read, read_samples, samples_path
from llmsite.results.rescoring import rescore
from llmsite.schema.record import SCHEMA_VERSION
from llmsite.schema.result import Result, ScoreRecord, TaskResult
from llmsite.schema.run import TaskPlan
from llmsite.schema.trust import Verification, VerifiedTask
from llmsite.tasks import load_task

_HALF_WIDTH_95 = 1.959963984540054
"""Half width of a 95 % interval in standard errors."""
_STANDARD_ERRORS = 2.0
_MAX_SAMPLES_BYTES = 1 << 30


def plan_of(task: TaskResult) -> TaskPlan:
    """How a stored task was asked, as a plan to score it again."""
    return TaskPlan(
        task=task.task,
        version=task.version,
        sha256=task.sha256,
        kind=task.kind,
        style=task.style,
        shots=task.shots,
        seed=task.seed,
        chat=task.chat,
        n_requests=task.n,
        requests_sha256=task.requests_sha256 or "0" * 64,
    )


def verify_scores(
    project: Project,
    path: Path,
    *,
    submitter: str,
    day: str,
    samples: Path | None = None,
    data_dirs: Sequence[Path] = (),
) -> Verification:
    """Score a result's generations again and say what was found.

    Args:
        project: The project of the result.
        path: The result.
        submitter: Login of who verifies.
        day: Day of the verification.
        samples: The generations, where they do not lie beside the result.
        data_dirs: Folders with local copies of the tasks' data.

    Raises:
        LlmsiteError: The generations are missing or not those of the result, or a task has changed.
    """
    stored = read(path, name=project.name_of(path))
    record = stored.record
    if record.samples is None:
        message = "has no generations that could be scored"
        raise ResultError(Fault(message, project.name_of(path), fix="run the model again instead"))
    rows = read_samples(samples or samples_path(path), record.samples, limit=_MAX_SAMPLES_BYTES)
    found: list[VerifiedTask] = []
    for stated in record.tasks:
        task = load_task(stated.task, project, data_dirs=data_dirs)
        if task.sha256 != stated.sha256:
            message = f"task {stated.task} has changed since the run"
            raise ResultError(Fault(message, project.name_of(path), code="LS402"))
        mine = [row for row in rows if row.task == stated.task]
        again = rescore(task, mine, plan_of(stated))
        found += _compare(stated, again, exact=True)
    return Verification(
        schema_version=SCHEMA_VERSION,
        result=stored.id,
        method="re-scored",
        date=day,
        submitter=submitter,
        llmsite_version=__version__,
        samples_sha256=record.samples.sha256,
        tasks=tuple(found),
    )


def verify_run(
    project: Project, path: Path, own: Path, *, submitter: str, day: str
) -> Verification:
    """Compare a result with one's own run of the same model and settings.

    Raises:
        ResultError: The two runs have no task in common.
    """
    stored = read(path, name=project.name_of(path))
    second = read(own, name=project.name_of(own))
    tasks = common_tasks(stored.record, second.record)
    found = [each for a, b in tasks for each in _compare(a, b, exact=False)]
    if not found:
        message = f"asks nothing that {stored.id} asks in the same way"
        raise ResultError(Fault(message, project.name_of(own), fix="run the same suite"))
    return Verification(
        schema_version=SCHEMA_VERSION,
        result=stored.id,
        method="re-run",
        date=day,
        submitter=submitter,
        llmsite_version=__version__,
        run=second.id,
        tasks=tuple(found),
    )


def common_tasks(first: Result, second: Result) -> list[tuple[TaskResult, TaskResult]]:
    """Tasks that two results asked in the same way, in the order of the first."""
    fields = ("task", "sha256", "kind", "style", "shots", "chat", "decoding", "extractor")
    return [
        (a, b)
        for a in first.tasks
        for b in second.tasks
        if all(getattr(a, field) == getattr(b, field) for field in fields)
    ]


def _compare(stated: TaskResult, again: TaskResult, *, exact: bool) -> list[VerifiedTask]:
    other = {(each.metric, each.output): each for each in again.scores}
    return [
        VerifiedTask(
            task=stated.task,
            metric=score.metric,
            output=score.output,
            value=found.value,
            stated=score.value,
            n=again.n,
            equal=found == score if exact else are_near(score, found),
        )
        for score in stated.scores
        if (found := other.get((score.metric, score.output))) is not None
    ]


def are_near(a: ScoreRecord, b: ScoreRecord) -> bool:
    """Whether two scores lie within two standard errors of their difference."""
    variance = 0.0
    for score in (a, b):
        if score.low is None or score.high is None:
            return False
        variance += ((score.high - score.low) / (2 * _HALF_WIDTH_95)) ** 2
    return abs(a.value - b.value) <= _STANDARD_ERRORS * sqrt(variance)
