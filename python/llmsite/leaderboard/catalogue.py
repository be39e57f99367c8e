"""The tasks that a leaderboard shows: definitions where they are known, facts of metrics.

Loads each task once. Knows nothing of results.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path

from llmsite import scoring
from llmsite.errors import TaskError
from llmsite.project import Project
from llmsite.results.columns import keywords
from llmsite.results.structured import grades_of
from llmsite.schema.task import TaskDefinition
from llmsite.tasks import Task, load_definition, load_task, task_names


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A task as far as it is known here."""

    definition: TaskDefinition | None
    """Its definition; none for a task that was removed."""
    task: Task | None
    """The task with its samples; none where its data are not here."""


class Catalogue:
    """Tasks by name, each loaded when it is first asked for."""

    def __init__(self, project: Project, data_dirs: Sequence[Path] = ()) -> None:
        self._project = project
        self._data_dirs = data_dirs
        self._found: dict[str, KnownTask] = {}

    def __getitem__(self, name: str) -> KnownTask:
        """A task; both parts are none where nothing is known."""
        if name not in self._found:
            self._found[name] = self._load(name)
        return self._found[name]

    def _load(self, name: str) -> KnownTask:
        try:
            definition = load_definition(name, self._project)
        except TaskError:
            if name in task_names(self._project):
                raise  # there is one, and it is damaged or cannot be read now
            return KnownTask(None, None)
        try:
            task = load_task(name, self._project, data_dirs=self._data_dirs)
        except TaskError:
            if definition.references == "inline" and definition.data.repository is None:
                raise
            return KnownTask(definition, None)
        return KnownTask(definition, task)


@dataclass(frozen=True, slots=True)
class Measure:
    """One value of a task: which metric, which way is better, how it enters an aggregate."""

    metric: str
    """Registered name of the metric."""
    output: str
    """Which of its values."""
    higher_is_better: bool
    """Direction."""
    low: float | None
    """Least value; none if unbounded."""
    high: float | None
    """Greatest value; none if unbounded."""
    unit: str
    """Unit."""
    transform: str | None
    """`identity`, `percent`, `complement`; none: it cannot enter an aggregate."""
    chance: float | None
    """What a guess reaches, on the metric's own scale; none where not known."""

    def normalised(self, value: float) -> float:
        """A value on the scale where 0 is chance and 1 is best; not clipped."""
        share = self._share(value)
        chance = self._share(self.chance) if self.chance is not None else 0.0
        return (share - chance) / (1.0 - chance) if chance < 1.0 else share

    @property
    def slope(self) -> float:
        """Change of the normalised value per unit of the metric."""
        return self.normalised(1.0) - self.normalised(0.0)

    def _share(self, value: float) -> float:
        if self.transform == "percent":
            return value / 100.0
        return 1.0 - value if self.transform == "complement" else value


def measure(known: KnownTask, primary: str) -> Measure:
    """What is known of a task's value.

    Args:
        known: The task.
        primary: Name of the value: a metric, or `metric.output`.
    """
    name, _, output = primary.partition(".")
    if known.definition is not None and known.definition.references == "absent":
        return _described(known.definition, name, output)
    spec = next((each for each in scoring.metrics() if each.name == name), None)
    if spec is None:
        return Measure(name, output or name, True, None, None, "", None, None)
    low, high = spec.range
    chance = spec.chance
    if chance is None and known.task is not None:
        chance = _chance(known.task, spec.name)
    return Measure(
        metric=name,
        output=output or spec.outputs[0],
        higher_is_better=spec.direction == "higher",
        low=low if low > float("-inf") else None,
        high=high if high < float("inf") else None,
        unit=spec.unit,
        transform=spec.transform,
        chance=chance,
    )


def _described(definition: TaskDefinition, name: str, output: str) -> Measure:
    """As the tool said that asked; without a direction more is taken for better, as on most."""
    found = next((each for each in definition.score.metrics if each.name == name), None)
    low, high = (found.low, found.high) if found else (None, None)
    transforms = {(0.0, 1.0): "identity", (0.0, 100.0): "percent"}
    transform = transforms.get((low, high)) if low is not None and high is not None else None
    higher = found is None or found.higher_is_better is not False
    return Measure(
        metric=name,
        output=output or name,
        higher_is_better=higher,
        low=low,
        high=high,
        unit="",
        transform=transform if higher else None,
        chance=None,
    )


def _chance(task: Task, metric: str) -> float | None:
    """What a guess reaches where that depends on the samples."""
    if metric == "accuracy":
        return _chance_of_picks(task)
    return _chance_of_orders(task) if metric == "ndcg" else None


def _chance_of_orders(task: Task) -> float | None:
    """Mean nDCG over all orders of each sample's options; none for a task without options.

    Options with equal scores share the mean of their grades, so equal scores of all reach it.
    """
    grades = [grades_of(sample) for sample in task.samples]
    if not all(grades):
        return None
    used = next(each for each in task.definition.score.metrics if each.name == "ndcg")
    equal = [[0.0] * len(each) for each in grades]
    return scoring.score("ndcg", equal, grades, **keywords(used.options)).value


def _chance_of_picks(task: Task) -> float | None:
    """Mean of one over the number of options; none for a task without options."""
    counts = [len(sample.choices) for sample in task.samples]
    if not counts or 0 in counts:
        return None

    return fsum(1.0 / count for count in counts) / len(counts)
