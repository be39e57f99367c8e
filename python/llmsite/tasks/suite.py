"""A suite from its file: which tasks, how they are asked, what ranks.

Knows nothing of samples and models.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from llmsite.errors import Fault, LlmsiteError, TaskError
from llmsite.project import Project
from llmsite.schema.suite import Suite
from llmsite.schema.task import TaskDefinition
from llmsite.storage import parse_toml, read_bytes, suggest
from llmsite.tasks.loading import load_definition
from llmsite.tasks.lookup import suite_path
from llmsite.tasks.styles import ELSEWHERE, STYLES


def load_suite(name: str, project: Project | None = None) -> Suite:
    """A suite; what it does not say about a task is filled in from the task.

    Raises:
        TaskError: There is no such suite, it or one of its tasks is wrong; every fault.
    """
    path = suite_path(name, project)
    shown = project.name_of(path) if project else str(path)
    definitions = _Definitions(project, shown)
    try:
        source = read_bytes(path, name=shown)
        suite = parse_toml(source, Suite, name=shown, complete=definitions.complete)
    except LlmsiteError as error:
        raise TaskError(*(definitions.faults or error.faults)) from error
    faults = [*definitions.faults, *_suite_faults(suite, path.stem, shown, definitions.found)]
    if faults:
        raise TaskError(*faults)
    return suite


class _Definitions:
    """Definitions of a suite's tasks, and what is wrong with them."""

    def __init__(self, project: Project | None, name: str) -> None:
        self.project = project
        self.name = name
        self.found: dict[str, TaskDefinition] = {}
        self.faults: list[Fault] = []

    def complete(self, given: dict[str, object]) -> dict[str, object]:
        """Fill in style, shots and primary metric of each task."""
        tasks = given.get("tasks")
        for entry in tasks if isinstance(tasks, list) else []:
            if not isinstance(entry, dict) or not isinstance(entry.get("task"), str):
                continue
            definition = self._load(entry["task"])
            if definition:
                entry.setdefault("style", definition.prompt.style)
                entry.setdefault("shots", definition.prompt.shots)
                entry.setdefault("primary", definition.score.primary)
        return given

    def _load(self, task: str) -> TaskDefinition | None:
        if task not in self.found:
            try:
                self.found[task] = load_definition(task, self.project)
            except TaskError as error:
                self.faults += [
                    fault if fault.path else replace(fault, path=self.name)
                    for fault in error.faults
                ]
        return self.found.get(task)


def _suite_faults(
    suite: Suite, stem: str, name: str, definitions: Mapping[str, TaskDefinition]
) -> Iterator[Fault]:
    if suite.name != stem:
        message = f"the suite is called '{suite.name}', its file '{stem}.toml'"
        yield Fault(message, name, fix="give both the same name")
    seen = set()
    for entry in suite.tasks:
        if entry.task in seen:
            yield Fault(f"the task '{entry.task}' stands twice", name, fix="keep one of them")
        seen.add(entry.task)
        definition = definitions.get(entry.task)
        if definition is None:
            # Its own faults were found when it was looked up.
            continue
        absent = definition.references == "absent"
        if entry.style not in STYLES and not (absent and entry.style == ELSEWHERE):
            fix = suggest(entry.style, STYLES)
            yield Fault(f"prompt style '{entry.style}' is not known ({fix})", name)
        metrics = [metric.name for metric in definition.score.metrics]
        if entry.primary.partition(".")[0] not in metrics:
            message = f"the task '{entry.task}' has no metric '{entry.primary}'"
            yield Fault(message, name, fix="name one of " + ", ".join(metrics))
    for group in sorted(suite.groups.keys() - {entry.group for entry in suite.tasks}):
        yield Fault(f"no task belongs to the group '{group}'", name, fix="remove its title")
