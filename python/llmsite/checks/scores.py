"""LS401 to LS407: what a result says was asked, and whether its numbers are those of its evidence.

Generations are scored again with the compiled core and every difference is refused; where they are
not here, every number is derived again from the packed statistics. Knows nothing of other results.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from llmsite import scoring
from llmsite.checks.names import shown_path
from llmsite.errors import Fault, LlmsiteError, TaskError
from llmsite.project import Project
from llmsite.results import rederive, rescore, unpack_column
from llmsite.results.cards import BASELINES
from llmsite.results.deriving import is_older, same_score, unpack_clusters
from llmsite.results.verifying import plan_of
from llmsite.schema.generation import Generation
from llmsite.schema.result import Result, ScoreRecord, TaskResult
from llmsite.schema.task import TaskVersions
from llmsite.storage import place, read_toml, shown, suggest
from llmsite.tasks import (
    VERDICT,
    Task,
    build_requests,
    load_definition,
    load_task,
    requests_sha256,
    task_names,
)
from llmsite.tasks.loading import VERSIONS_FILE
from llmsite.tasks.lookup import task_folder

MANY_UNPARSED = 0.02
"""Share of answers without an extractable one above which a warning is given."""
_PACKED = ("statistics", "clusters")
_ROUNDING = 1e-12
_MOVING = frozenset({"main", "master", "head", "latest", "dev", "trunk", "nightly"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a result's numbers found."""

    faults: tuple[Fault, ...]
    """All faults."""
    evidence: str
    """`re-scored`, `re-derived` or `stated`: how its numbers were checked."""


class Tasks:
    """The trusted tasks, each loaded once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._names = frozenset(task_names(project))
        self._found: dict[str, Task | None] = {}
        self._versions: dict[str, dict[int, str]] = {}
        self._ranges: dict[str, dict[str, tuple[float, float]]] = {}
        self._requests: dict[tuple[object, ...], str] = {}

    @property
    def names(self) -> frozenset[str]:
        """Names of all known tasks."""
        return self._names

    def ranges(self, name: str) -> dict[str, tuple[float, float]]:
        """Metric → least and greatest value: the core's, or what a described task says."""
        if name not in self._ranges:
            known = load_definition(name, self._project) if name in self._names else None
            if known is not None and known.references == "absent":
                self._ranges[name] = {
                    each.name: (
                        -inf if each.low is None else each.low,
                        inf if each.high is None else each.high,
                    )
                    for each in known.score.metrics
                }
            else:
                self._ranges[name] = {spec.name: spec.range for spec in scoring.metrics()}
        return self._ranges[name]

    def versions(self, name: str) -> dict[int, str]:
        """Version → hash, as far as recorded; the current one from its definition."""
        if name not in self._versions:
            path = task_folder(name, self._project) / VERSIONS_FILE
            recorded = read_toml(path, TaskVersions).root if path.is_file() else {}
            known = {int(version): hashed for version, hashed in recorded.items()}
            task = self.load(name)
            current = load_definition(name, self._project).version
            hashed = task.sha256 if task else known.get(current, "")
            self._versions[name] = {**known, current: hashed}
        return self._versions[name]

    def requests_sha256(self, task: Task, asked: TaskResult) -> str:
        """Hash over the requests that a task makes, asked as a stored result says.

        Raises:
            TaskError: The task cannot be asked so.
        """
        key = (task.definition.name, asked.style, asked.shots, asked.chat, asked.seed)
        if key not in self._requests:
            requests = build_requests(
                task, style=asked.style, shots=asked.shots, chat=asked.chat, seed=asked.seed
            )
            self._requests[key] = requests_sha256(requests)
        return self._requests[key]

    def load(self, name: str) -> Task | None:
        """A task with its samples; none where its data are not here.

        Raises:
            TaskError: The project's own definition is wrong.
        """
        if name not in self._found:
            try:
                self._found[name] = load_task(name, self._project)
            except TaskError:
                definition = load_definition(name, self._project)
                elsewhere = definition.data.repository or definition.data.hub
                if definition.references == "inline" and not elsewhere:
                    raise
                self._found[name] = None
        return self._found[name]


def check_scores(
    path: str,
    record: Result,
    content: bytes,
    tasks: Tasks,
    generations: Sequence[Generation] | None,
    *,
    proposed: bool = False,
) -> Checked:
    """All faults of a result's numbers.

    Args:
        path: The result's file.
        record: The result.
        content: Its bytes, for the place of a fault.
        tasks: The trusted tasks.
        generations: Its generations; none where they are not here.
        proposed: Whether it is new, so that its numbers must be of today's metrics.
    """
    name = shown_path(path)
    faults = [*_model_faults(record, content, name)]
    how: set[str] = set()
    for position, task in enumerate(record.tasks):
        checker = _TaskChecker(name, content, position, task, tasks)
        rows = None
        if generations is not None:
            rows = [row for row in generations if row.task == task.task]
        faults += checker.check(rows)
        if proposed:
            faults += checker.older()
        how.add(checker.evidence)
    evidence = next((each for each in ("stated", "re-derived") if each in how), "re-scored")
    return Checked(tuple(faults), evidence)


def _model_faults(record: Result, content: bytes, name: str) -> Iterator[Fault]:
    """LS407."""
    model = record.model
    revision = (model.revision or "").lower()
    severity = "error"
    if revision in _MOVING or revision.startswith("refs/"):
        message = f"model.revision is {shown(model.revision or '')}, which can change"
    elif not revision and not model.weights_sha256 and not model.id.startswith(f"{BASELINES}/"):
        message = "neither model.revision nor model.weights_sha256 says which weights answered"
        severity = "error" if model.verified else "warning"
    else:
        return
    line, column = place(content, ("model", "revision"))
    fix = "run again with MODEL@<40-character commit>; 'llmsite run' records it"
    yield Fault(message, name, line, column, fix, "LS407", severity)


class _TaskChecker:
    """The rules about one task of a result."""

    def __init__(
        self, name: str, content: bytes, position: int, task: TaskResult, tasks: Tasks
    ) -> None:
        self.name = name
        self.content = content
        self.position = position
        self.task = task
        self.tasks = tasks
        self.evidence = "stated"

    def fault(
        self, code: str, message: str, fix: str = "", *steps: str | int, severity: str = "error"
    ) -> Fault:
        """A fault at a field of the task."""
        line, column = place(self.content, ("tasks", self.position, *steps))
        text = f"{self.task.task}: {message}"
        return Fault(text, self.name, line, column, fix, code, severity)

    def check(self, rows: Sequence[Generation] | None) -> Iterator[Fault]:
        """All faults of the task."""
        definition_faults = list(self._definition())
        yield from definition_faults
        yield from self._ranges()
        derived = list(self._derived())
        yield from derived
        current = None if definition_faults else self._current()
        if current is not None:
            yield from self._counts(current)
            yield from self._requests(current)
            if rows is not None:
                yield from self._rescored(current, rows)
        unparsed = self.task.counts.unparsed
        if unparsed > MANY_UNPARSED * self.task.n:
            share = f"{unparsed:,} of {self.task.n:,} answers ({unparsed / self.task.n:.0%})"
            message = f"{share} had no extractable answer; the row will carry a mark"
            yield self.fault("LS406", message, "", "counts", "unparsed", severity="warning")

    def _definition(self) -> Iterator[Fault]:
        """LS401 and LS402."""
        task = self.task
        if task.task not in self.tasks.names:
            message = (
                f"there is no task {shown(task.task)} ({suggest(task.task, self.tasks.names)})"
            )
            fix = "run one of the project's tasks, or propose this one first"
            yield self.fault("LS401", message, fix, "task")
            return
        versions = self.tasks.versions(task.task)
        if task.version not in versions:
            known = ", ".join(str(each) for each in sorted(versions))
            message = f"there is no version {task.version} (known: {known})"
            yield self.fault("LS401", message, "run the current version", "version")
            return
        expected = versions[task.version]
        if expected and expected != task.sha256:
            message = (
                f"version {task.version} hashes to {expected[:12]}…, this run used "
                f"{task.sha256[:12]}…: prompts or samples were changed"
            )
            fix = "run the published version, or propose a new one"
            yield self.fault("LS402", message, fix, "sha256")

    def _current(self) -> Task | None:
        """The task, if the result is of its current version and its data are here."""
        found = self.tasks.load(self.task.task)
        return found if found and found.sha256 == self.task.sha256 else None

    def older(self) -> Iterator[Fault]:
        """LS405 for a proposal: numbers of an earlier version of a metric cannot be checked."""
        for position, score in enumerate(self.task.scores):
            if is_older(score):
                message = f"{score.metric} was computed by an earlier version ({score.signature})"
                fix = "'pip install --upgrade llmsite', then add the run again"
                yield self.fault("LS405", message, fix, "scores", position, "signature")

    def _ranges(self) -> Iterator[Fault]:
        """LS403."""
        ranges = self.tasks.ranges(self.task.task)
        for position, score in enumerate(self.task.scores):
            low, high = ranges.get(score.metric, (-inf, inf))
            # A perfect score may exceed its range by rounding: 100 becomes 100.00000000000003.
            slack = _ROUNDING * max(abs(score.value), 1.0)
            if not low - slack <= score.value <= high + slack:
                message = f"{score.metric} {score.value:g} is outside [{low:g}, {high:g}]"
                fix = "'llmsite score' recomputes it"
                if high == 1 and low <= score.value / 100 <= high:
                    fix = f"write {score.value / 100:g} if a percentage was meant"
                yield self.fault("LS403", message, fix, "scores", position, "value")

    def _derived(self) -> Iterator[Fault]:
        """LS405 from the packed statistics: every stated score that has any must be theirs."""
        if not self.task.statistics:
            return
        try:
            derived = {(each.metric, each.output): each for each in rederive(self.task)}
        except (LlmsiteError, ValueError) as error:
            message = f"its packed statistics cannot be read ({error})"
            yield self.fault("LS405", message, "'llmsite add' writes them", "statistics")
            return
        self.evidence = "re-derived"
        for position, score in enumerate(self.task.scores):
            found = derived.get((score.metric, score.output))
            if found is None or is_older(score):
                self.evidence = "stated"
            elif not same_score(found, score):
                yield self._difference(position, score, found, "its packed statistics give")

    def _difference(
        self, position: int, stated: ScoreRecord, found: ScoreRecord, source: str
    ) -> Fault:
        fields = ("value", "level", "n", "n_clusters", "signature", "low", "high")
        field = next(
            (each for each in fields if getattr(stated, each) != getattr(found, each)), "value"
        )
        message = (
            f"{stated.metric}.{field} is stated as {getattr(stated, field)!r}, "
            f"{source} {getattr(found, field)!r}"
        )
        fix = "'llmsite score' recomputes it"
        return self.fault("LS405", message, fix, "scores", position, field)

    def _counts(self, current: Task) -> Iterator[Fault]:
        """LS404."""
        n = len(current.samples)
        task = self.task
        if task.n != n and not task.partial:
            message = f"the task has {n:,} samples, this run has {task.n:,}"
            fix = 'finish the run, or mark "partial": true (not ranked)'
            yield self.fault("LS404", message, fix, "n")
        if task.n == n and task.partial and task.kind != "generate":
            message = "is marked partial and has all samples"
            yield self.fault("LS404", message, "'llmsite add' writes it", "partial")

    def _requests(self, current: Task) -> Iterator[Fault]:
        """LS402: the hash over all prompts, made again from the task."""
        task = self.task
        if task.requests_sha256 is None or task.partial:
            return
        try:
            expected = self.tasks.requests_sha256(current, task)
        except TaskError as error:
            yield self.fault("LS402", str(error.faults[0].message), "", "style")
            return
        if expected != task.requests_sha256:
            message = "the prompts of this run are not those that the task makes"
            fix = "run it again with this version of llmsite"
            yield self.fault("LS402", message, fix, "requests_sha256")

    def _rescored(self, current: Task, rows: Sequence[Generation]) -> Iterator[Fault]:
        """LS405 from the generations."""
        try:
            again = rescore(current, rows, plan_of(self.task))
        except LlmsiteError as error:
            for fault in error.faults:
                yield self.fault(fault.code or "LS505", fault.message, fault.fix)
            return
        self.evidence = self.evidence if self.task.extractor == VERDICT else "re-scored"
        found = {(each.metric, each.output): each for each in again.scores}
        for position, score in enumerate(self.task.scores):
            other = found.pop((score.metric, score.output), None)
            if other is None:
                message = f"{score.metric} is no metric of this task"
                yield self.fault(
                    "LS405", message, "'llmsite score' recomputes it", "scores", position
                )
            elif not is_older(score) and not same_score(other, score):
                yield self._difference(position, score, other, "its generations give")
        for metric, _ in found:
            message = f"the score of {metric} is missing"
            yield self.fault("LS405", message, "'llmsite score' recomputes it", "scores")
        for field in ("n", "partial", "kind", "decoding", "extractor", "counts", *_PACKED):
            same = getattr(again, field) == getattr(self.task, field)
            # Statistics of an earlier version of a metric were checked when they were proposed.
            if field == "statistics" and any(is_older(score) for score in self.task.scores):
                continue
            # The text of packed bytes may differ between versions of zstd; their values may not.
            if not same and not (field in _PACKED and _unpacked(again) == _unpacked(self.task)):
                message = f"{field} is not what its generations give"
                yield self.fault("LS405", message, "'llmsite score' recomputes it", field)


def _unpacked(task: TaskResult) -> object:
    """Statistics and clusters of a task, without the form in which they are packed."""
    rows = [
        (
            each.metric,
            each.signature,
            each.options,
            each.classes,
            [unpack_column(column, each.n).tobytes() for column in each.columns],
            unpack_clusters(task, each),
        )
        for each in task.statistics
    ]
    # Without statistics nothing says how many rows the clusters have.
    return rows, None if task.statistics else task.clusters
