"""Tasks and suites for what other tools asked: described as far as the files say.

The samples of such a task are not here; where per-sample scores came along, the ids of the samples
are, so that results are compared sample by sample. Knows nothing of results.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from llmsite.errors import Fault, ImportFormatError, LlmsiteError
from llmsite.interchange.claims import Asked, Claim
from llmsite.interchange.names import slug, visible
from llmsite.project import Project
from llmsite.schema.suite import Suite, SuiteTask
from llmsite.schema.task import MetricDefinition, TaskDefinition
from llmsite.storage import read_bytes, sha256_bytes, write_atomic, write_many
from llmsite.tasks import load_definition, load_suite, suite_names, task_names
from llmsite.tasks.loading import VERSIONS_FILE, task_sha256
from llmsite.tasks.lookup import TASK_FILE
from llmsite.tasks.styles import ELSEWHERE

IDS_FILE = "ids.txt"
_MAX_IDS_BYTES = 32 << 20
_CLAIMED = (
    "Numbers of other tools, as they state them; those with scores of each sample are ranked."
)


@dataclass(frozen=True, slots=True)
class Described:
    """A task of the project that another tool asked."""

    definition: TaskDefinition
    """Its definition."""
    sha256: str
    """Its hash."""
    ids: Mapping[str, int] = field(default_factory=dict)
    """Id of a sample → its position; empty where no samples are known."""


def task_name(format_name: str, asked: Asked) -> str:
    """Name of the task here: the format, the name there, and the version there if it has one."""
    version = f".v{asked.version}" if asked.version else ""
    return slug(f"{format_name}.{asked.task}{version}")


def describe(
    project: Project, tool: str, wanted: Mapping[str, Sequence[Asked]]
) -> dict[str, Described]:
    """Make, or extend, the tasks that results need.

    Args:
        project: Where they go.
        tool: What the tool is called.
        wanted: Name of a task → what results say of it.

    Raises:
        ImportFormatError: A name is taken by a task of another kind.
    """
    known = set(task_names(project))
    faults: list[Fault] = []
    found: dict[str, Described] = {}
    ids: dict[str, list[str]] = {}
    files: dict[Path, bytes] = {}
    for name, asked in wanted.items():
        try:
            before = load_definition(name, project) if name in known else None
            if before is not None and before.references != "absent":
                message = f"the task '{name}' has samples of its own"
                raise ImportFormatError(Fault(message, fix="rename the project's task"))
            ids[name] = _ids(project, name, asked)
            files |= _files(project, name, tool, asked, before, ids[name])
        except LlmsiteError as error:
            faults += error.faults
    if faults:
        raise ImportFormatError(*faults)
    _write_new(files)
    versions: dict[Path, bytes] = {}
    for name in wanted:
        definition = load_definition(name, project)
        hashed = task_sha256(definition)
        versions |= _version(project, name, definition.version, hashed)
        places = {each: place for place, each in enumerate(ids[name])}
        found[name] = Described(definition, hashed, places)
    _write_new(versions)
    return found


def _files(
    project: Project,
    name: str,
    tool: str,
    asked: Sequence[Asked],
    before: TaskDefinition | None,
    ids: Sequence[str],
) -> dict[Path, bytes]:
    """The files of one task."""
    folder = project.tasks_dir / name
    first = asked[0]
    metrics = _metrics([claim for each in asked for claim in each.claims], before)
    values: dict[str, object] = {
        "name": name,
        "version": 1,
        "title": visible(first.title or first.task)[:200],
        "description": visible(first.description or _description(tool, first))[:1000],
        "type": first.type,
        "language": first.language,
        "licence": "unknown",
        "references": "absent",
    }
    if first.source_url:
        values["source_url"] = first.source_url
    text = "".join(f"{each}\n" for each in ids).encode()
    data = {"path": IDS_FILE, "sha256": sha256_bytes(text), "format": "lines"} if ids else None
    if before is not None:
        version = before.version
        same = (before.data.path == IDS_FILE) == bool(ids)
        values |= {"version": version if same else version + 1, "type": before.type}
        values |= {"language": before.language}
    kind = before.request.kind if before is not None else first.kind
    primary = before.score.primary if before is not None else _telling(first)
    toml = _task_toml(values, data, kind, primary, metrics)
    return {folder / TASK_FILE: toml} | ({folder / IDS_FILE: text} if ids else {})


def _telling(asked: Asked) -> str:
    """The value that ranks: the first with a scale, so that there can be an overall score."""
    scaled = (
        claim
        for claim in asked.claims
        if claim.higher_is_better and claim.least is not None and claim.most is not None
    )
    return next(scaled, asked.claims[0]).metric


def _description(tool: str, asked: Asked) -> str:
    version = f", version {asked.version}" if asked.version else ""
    return f"{asked.task}{version}, as {tool} asked it. Its samples are not part of this project."


def _ids(project: Project, name: str, asked: Sequence[Asked]) -> list[str]:
    """Samples of a task: those that are known already, else all that results name."""
    path = project.tasks_dir / name / IDS_FILE
    if path.is_file():
        return read_bytes(path, limit=_MAX_IDS_BYTES).decode().splitlines()
    longest = sorted(asked, key=lambda each: -len(each.ids))
    return list(dict.fromkeys(identity for each in longest for identity in each.ids))


def _metrics(
    claims: Iterable[Claim], before: TaskDefinition | None
) -> tuple[MetricDefinition, ...]:
    """Metrics of a task; what is known already stays."""
    found = {each.name: each for each in before.score.metrics} if before is not None else {}
    for claim in claims:
        name = claim.metric.partition(".")[0]
        known = found.setdefault(
            name,
            MetricDefinition(
                name=name,
                higher_is_better=claim.higher_is_better,
                low=claim.least,
                high=claim.most,
            ),
        )
        if known.higher_is_better is None and claim.higher_is_better is not None:
            found[name] = known.model_copy(update={"higher_is_better": claim.higher_is_better})
    return tuple(found.values())


def _task_toml(
    values: Mapping[str, object],
    data: Mapping[str, str] | None,
    kind: str,
    primary: str,
    metrics: Sequence[MetricDefinition],
) -> bytes:
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    if data:
        lines += ["", "[data]", *(f"{key} = {_toml(value)}" for key, value in data.items())]
    lines += ["", "[request]", f"kind = {_toml(kind)}", "", "[score]"]
    lines += [f"primary = {_toml(primary)}"]
    for each in metrics:
        said = each.model_dump(exclude_none=True, exclude_defaults=True)
        lines += ["", "[[score.metrics]]", *(f"{key} = {_toml(v)}" for key, v in said.items())]
    return ("\n".join(lines) + "\n").encode()


def _toml(value: object) -> str:
    if isinstance(value, dict):  # one text a language
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _version(project: Project, name: str, version: int, hashed: str) -> dict[Path, bytes]:
    """The record of a task's versions, with this one."""
    path = project.tasks_dir / name / VERSIONS_FILE
    before = path.read_bytes() if path.is_file() else b""
    if f'{version} = "'.encode() in before:
        return {}
    return {path: before + f'{version} = "{hashed}"\n'.encode()}


def _write_new(files: Mapping[Path, bytes]) -> None:
    """Write the files that do not say the same already."""
    write_many(
        {
            path: content
            for path, content in files.items()
            if not (path.is_file() and path.read_bytes() == content)
        }
    )


def write_suites(
    project: Project, format_name: str, title: str, wanted: Mapping[str, Sequence[Asked]]
) -> tuple[Path, ...]:
    """Suites that show the tasks, one a board; tasks that a suite has already keep their place.

    Args:
        project: Where they go.
        format_name: Name of the format; with the name of a board it is the suite's.
        title: Title of the format's suite.
        wanted: Name of a task → what results say of it.

    Returns:
        What was written.
    """
    boards: dict[str, dict[str, Sequence[Asked]]] = {}
    for name, asked in wanted.items():
        boards.setdefault(asked[0].board, {})[name] = asked
    written = []
    known = set(suite_names(project))
    for board, tasks in boards.items():
        name = slug(f"{format_name}.{board}" if board else format_name)
        path = project.suites_dir / f"{name}.toml"
        before = load_suite(name, project) if name in known else None
        fresh = [_entry(task, asked) for task, asked in tasks.items()]
        entries = list(before.tasks) if before is not None else []
        there = {each.task for each in entries}
        entries += [each for each in fresh if each.task not in there]
        if before is not None and len(entries) == len(before.tasks):
            continue
        heading = f"{title}: {visible(board)}" if board else title
        suite = Suite(
            name=name,
            version=before.version + 1 if before is not None else 1,
            title=before.title if before is not None else heading,
            description=before.description if before is not None else _CLAIMED,
            groups=before.groups if before is not None else {},
            tasks=tuple(entries),
        )
        write_atomic(path, _suite_toml(suite))
        load_suite(name, project)
        written.append(path)
    return tuple(written)


def _entry(task: str, asked: Sequence[Asked]) -> SuiteTask:
    """A task as most of its results asked it, ranked by the value that most of them have."""
    shots, _ = Counter(each.shots for each in asked).most_common(1)[0]
    primary, _ = Counter(_telling(each) for each in asked).most_common(1)[0]
    group = asked[0].group
    return SuiteTask(
        task=task, group=group, weight=1.0, primary=primary, style=ELSEWHERE, shots=shots
    )


def _suite_toml(suite: Suite) -> bytes:
    values = suite.model_dump(mode="json", exclude_defaults=True, exclude={"tasks", "groups"})
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    if suite.groups:
        lines += ["", "[groups]"]
        lines += [f"{_toml(key)} = {_toml(value)}" for key, value in suite.groups.items()]
    for task in suite.tasks:
        row = task.model_dump(mode="json", exclude_defaults=True)
        lines += ["", "[[tasks]]", *(f"{key} = {_toml(value)}" for key, value in row.items())]
    return ("\n".join(lines) + "\n").encode()
