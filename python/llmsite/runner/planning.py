"""What a run asks, in which work units. Pure: no clock, no model, no number of processes.

A unit is computed by itself, so resuming, sharing the work out or asking other tasks beside it
never changes a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llmsite import __version__
from llmsite.errors import Fault, TaskError
from llmsite.project import Project
from llmsite.schema.record import RequestKind
from llmsite.schema.request import Request
from llmsite.schema.run import Run, RunPlan, TaskPlan, UnitPlan
from llmsite.schema.suite import Suite, SuiteTask
from llmsite.storage import canonical_json, sha256_bytes
from llmsite.tasks import Task, build_requests, load_suite, load_task, requests_sha256, restyle

_UNIT_REQUESTS = {"choices": 128, "classify": 256, "embed": 256, "generate": 64, "rolling": 64}
"""Requests a unit. More share more of their prompts; fewer lose less when a run is killed."""
_CHAT_KINDS: tuple[RequestKind, ...] = ("choices", "generate")
_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for."""

    suite: str | None = None
    """A suite; its rules hold where nothing else is said."""
    tasks: tuple[str, ...] = ()
    """Tasks by name; with a suite, only these of it."""
    style: str | None = None
    """Prompt style instead of the suite's or the task's."""
    shots: int | None = None
    """Examples instead of the suite's or the task's number."""
    chat: bool | None = None
    """Whether to wrap prompts in the chat template; none: the suite's rule."""
    seed: int = 0
    """Seed of the draw of examples and of sampling."""
    limit: int | None = None
    """Only the first so many samples of each task."""
    data_dirs: tuple[Path, ...] = ()
    """Folders with local copies of data."""


@dataclass(frozen=True, slots=True)
class AskedTask:
    """A task with all its requests."""

    task: Task
    """The task, in the style that is asked."""
    requests: tuple[Request, ...]
    """Everything that is asked, in order."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run before it starts."""

    plan: RunPlan
    """What goes to disk."""
    asked: tuple[AskedTask, ...]
    """The tasks in the order of the plan."""

    def requests_of(self, unit: UnitPlan) -> tuple[Request, ...]:
        """The requests of a unit."""
        asked = next(each for each in self.asked if each.task.definition.name == unit.task)
        return asked.requests[unit.start : unit.stop]


def prepare(wanted: Wanted, project: Project | None, *, has_chat_template: bool) -> Prepared:
    """Load tasks, build requests, cut them into units.

    Args:
        wanted: What to ask.
        project: Project whose tasks and suites are known beside the catalog's.
        has_chat_template: Whether the model can be asked conversations.

    Raises:
        TaskError: A suite or task is unknown or wrong, or the model cannot be asked as wanted.
    """
    suite = load_suite(wanted.suite, project) if wanted.suite else None
    entries = _entries(wanted, suite)
    chat = _chat(wanted, suite, has_chat_template=has_chat_template)
    plans, asked, units = [], [], []
    for name, entry in entries:
        style = wanted.style or (entry.style if entry else None)
        n_shots = wanted.shots if wanted.shots is not None else (entry.shots if entry else None)
        task = load_task(name, project, data_dirs=wanted.data_dirs)
        task = restyle(task, style) if style else task
        in_chat = chat and task.definition.request.kind in _CHAT_KINDS
        requests = build_requests(
            task, shots=n_shots, chat=in_chat, seed=wanted.seed, limit=wanted.limit
        )
        asked.append(AskedTask(task, requests))
        plans.append(_task_plan(task, requests, n_shots, wanted, chat=in_chat))
        units.extend(_units(name, task.definition.request.kind, len(requests)))
    plan = RunPlan(
        suite=suite.name if suite else None,
        suite_version=suite.version if suite else None,
        tasks=tuple(plans),
        units=tuple(units),
    )
    return Prepared(plan, tuple(asked))


def run_identity(run: Run) -> str:
    """16 hexadecimal digits over everything that could change an answer."""
    fields = {"plan", "model", "backend", "variant", "adaptation", "llmsite_version"}
    content = canonical_json(run.model_dump(mode="json", include=fields, exclude_none=True))
    return sha256_bytes(content)[:_ID_DIGITS]


def version() -> str:
    """The version that makes runs."""
    return __version__


def _entries(wanted: Wanted, suite: Suite | None) -> list[tuple[str, SuiteTask | None]]:
    """Names of the tasks to ask, each with its place in the suite."""
    if suite is None:
        if not wanted.tasks:
            fix = "name a suite with --suite or tasks with --task; 'llmsite list suites' shows them"
            raise TaskError(Fault("nothing to ask", fix=fix))
        return [(name, None) for name in dict.fromkeys(wanted.tasks)]
    known = {entry.task: entry for entry in suite.tasks}
    unknown = [name for name in wanted.tasks if name not in known]
    if unknown:
        fix = "leave --suite out, or choose from " + ", ".join(known)
        raise TaskError(
            *(Fault(f"task {name} is not in the suite {suite.name}", fix=fix) for name in unknown)
        )
    return [(name, known[name]) for name in known if not wanted.tasks or name in wanted.tasks]


def _chat(wanted: Wanted, suite: Suite | None, *, has_chat_template: bool) -> bool:
    """Whether prompts become conversations; without a suite: where the model has a template."""
    rule = suite.chat if suite else "if-instruct"
    wants = wanted.chat if wanted.chat is not None else rule == "always"
    if wants and not has_chat_template:
        by = "--chat" if wanted.chat else f"the suite {suite.name if suite else ''}"
        fix = "ask with --no-chat" if wanted.chat else "choose another suite or model"
        raise TaskError(Fault(f"the model has no chat template, which {by} asks for", fix=fix))
    if wanted.chat is None and rule == "if-instruct":
        return has_chat_template
    return wants


def _task_plan(
    task: Task, requests: Sequence[Request], n_shots: int | None, wanted: Wanted, *, chat: bool
) -> TaskPlan:
    definition = task.definition
    is_limited = wanted.limit is not None and wanted.limit < len(task.samples)
    return TaskPlan(
        task=definition.name,
        version=definition.version,
        sha256=task.sha256,
        kind=definition.request.kind,
        style=definition.prompt.style,
        shots=definition.prompt.shots if n_shots is None else n_shots,
        seed=wanted.seed,
        chat=chat,
        limit=wanted.limit if is_limited else None,
        n_requests=len(requests),
        requests_sha256=requests_sha256(requests),
    )


def _units(name: str, kind: RequestKind, n_requests: int) -> list[UnitPlan]:
    size = _UNIT_REQUESTS[kind]
    return [
        UnitPlan(
            id=f"{name}-{number:05d}",
            task=name,
            start=start,
            stop=min(start + size, n_requests),
        )
        for number, start in enumerate(range(0, n_requests, size))
    ]
