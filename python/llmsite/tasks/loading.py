"""A task from its files: read once, checked wholly, every fault at once.

Owns the hash of a task. Knows nothing of prompts, models or scores.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError, TaskError
from llmsite.project import Project
from llmsite.schema.task import Sample, TaskDefinition, TaskVersions
from llmsite.storage import canonical_json, parse_toml, read_bytes, read_toml, sha256_bytes
from llmsite.tasks.checking import check_samples, definition_faults, pool_faults
from llmsite.tasks.defaults import complete
from llmsite.tasks.lookup import TASK_FILE, task_folder
from llmsite.tasks.reading import ENOUGH_FAULTS, SampleFile, pause_collector, read_samples

SHOTS_FILE = "shots.jsonl"
"""Pool of examples beside `task.toml`."""
VERSIONS_FILE = "versions.toml"
"""Version → hash, beside `task.toml`."""

_PROSE = frozenset(
    ("version", "title", "description", "domain", "licence", "source_url", "authors", "canary")
)
"""Fields that can be improved without changing a score; not part of the hash."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task, ready to be asked: everything about it has been checked."""

    definition: TaskDefinition
    """`task.toml`, defaults filled in."""
    samples: tuple[Sample, ...]
    """Samples in the order of their file; references to positions are replaced by option texts."""
    shots: tuple[Sample, ...]
    """Pool of examples for prompts, in the order of its file."""
    sha256: str
    """Hash over the definition (but for its prose), the samples and the pool."""
    folder: Path
    """Where its files are."""
    source: bytes = b""
    """`task.toml` as it was read."""


def load_definition(name: str, project: Project | None = None) -> TaskDefinition:
    """A task's definition alone, without reading its samples.

    Raises:
        TaskError: There is no such task, or its definition is wrong; every fault.
    """
    folder = task_folder(name, project)
    source, shown = _read_source(folder, project)
    definition = _parse(source, shown)
    faults = list(definition_faults(definition, name=shown, folder=folder.name))
    if faults:
        raise TaskError(*faults)
    return definition


def load_task(name: str, project: Project | None = None, *, data_dirs: Sequence[Path] = ()) -> Task:
    """A task with its samples, wholly checked.

    Args:
        name: Name of the task.
        project: Project whose own tasks are looked at before the catalog.
        data_dirs: Folders with local copies of data that the task does not bring along; the folder
            that the environment variable `LLMSITE_DATA` names is looked at after them.

    Raises:
        TaskError: Whatever is wrong, every fault with its file and line.
    """
    folder = task_folder(name, project)
    name_of = partial(_name_of, project)
    source, toml_name = _read_source(folder, project)
    definition = _parse(source, toml_name)
    faults = list(definition_faults(definition, name=toml_name, folder=folder.name))
    if faults:
        raise TaskError(*faults)
    path = _find_data(definition, folder, data_dirs, toml_name)
    shots_path = folder / SHOTS_FILE
    pool = SampleFile(name_of(shots_path))
    with pause_collector():
        file = read_samples(path, name=name_of(path))
        check_samples(definition, file)
        if shots_path.is_file():
            pool = read_samples(shots_path, name=name_of(shots_path))
            check_samples(definition, pool)
        faults = [*file.faults, *pool.faults, *pool_faults(definition, file, pool)]
    if file.sha256 != definition.data.sha256:
        message = f"its SHA-256 is {file.sha256}, [data] sha256 in {toml_name} is another"
        fix = "undo the change, or write the new hash there and raise the version"
        faults.append(Fault(message, file.name, fix=fix))
        raise TaskError(*faults[:ENOUGH_FAULTS])
    hashed = task_sha256(definition, pool.sha256)
    faults += _version_faults(definition, hashed, folder, name_of)
    if faults:
        raise TaskError(*faults[:ENOUGH_FAULTS])
    return Task(definition, tuple(file.samples), tuple(pool.samples), hashed, folder, source)


def restyle(task: Task, style: str) -> Task:
    """The task asked in another prompt style: the defaults of that style where they differ.

    Raises:
        TaskError: The style is not known or does not fit the task.
    """
    if style == task.definition.prompt.style:
        return task
    shown = f"task {task.definition.name}, style {style}"
    definition = _parse(task.source, shown, style=style)
    faults = list(definition_faults(definition, name=shown, folder=task.folder.name))
    if faults:
        raise TaskError(*faults)
    return replace(task, definition=definition)


def task_sha256(definition: TaskDefinition, shots_sha256: str = "") -> str:
    """Hash of everything about a task that could change a score.

    Where the data lies does not matter, what they are does.

    Args:
        definition: The definition, with the hash of the data.
        shots_sha256: Hash of the pool of examples; empty where there is none.
    """
    value = definition.model_dump(mode="json", exclude_none=True, exclude=set(_PROSE))
    data = value["data"]
    value["data"] = {key: data[key] for key in ("sha256", "format")}
    return sha256_bytes(canonical_json({"task": value, "shots": shots_sha256}))


def _read_source(folder: Path, project: Project | None) -> tuple[bytes, str]:
    path = folder / TASK_FILE
    shown = _name_of(project, path)
    try:
        return read_bytes(path, name=shown), shown
    except LlmsiteError as error:
        raise TaskError(*error.faults) from error


def _parse(source: bytes, shown: str, *, style: str | None = None) -> TaskDefinition:
    try:
        return parse_toml(
            source, TaskDefinition, name=shown, complete=partial(complete, style=style)
        )
    except LlmsiteError as error:
        raise TaskError(*error.faults) from error


def _find_data(
    definition: TaskDefinition, folder: Path, data_dirs: Sequence[Path], shown: str
) -> Path:
    """The file of samples: in the task's folder, then under the data folders.

    Raises:
        TaskError: It is nowhere.
    """
    data = definition.data
    wanted = data.path or data.file or ""
    places = [folder, *data_dirs]
    if given := os.environ.get("LLMSITE_DATA"):
        places.append(Path(given))
    for place in places:
        if (place / wanted).is_file():
            return place / wanted
    message = f"[data] {shown_source(definition)} is not here"
    fix = "'--data DIR' or LLMSITE_DATA names a folder that holds it"
    raise TaskError(Fault(message, shown, fix=fix))


def shown_source(definition: TaskDefinition) -> str:
    """Where a task's data come from, in words."""
    data = definition.data
    if data.repository:
        return f"{data.path} of {data.repository} at {data.commit}"
    if data.hub:
        return f"{data.file} of the data set {data.hub} at {data.revision}"
    return str(data.path)


def _version_faults(
    definition: TaskDefinition, hashed: str, folder: Path, name_of: Callable[[Path], str]
) -> Iterator[Fault]:
    """A version stands for one hash: what changes a score raises the version."""
    path = folder / VERSIONS_FILE
    if not path.is_file():
        return
    shown = name_of(path)
    try:
        versions = read_toml(path, TaskVersions, name=shown).root
    except LlmsiteError as error:
        yield from error.faults
        return
    version = str(definition.version)
    if version not in versions:
        message = f"version {version} is not recorded"
        yield Fault(message, shown, fix=f'add the line {version} = "{hashed}"')
    elif versions[version] != hashed:
        after = max(int(each) for each in versions) + 1
        message = f"the task has changed, and its version is still {version}"
        raised = f'set version = {after} in {TASK_FILE} and add the line {after} = "{hashed}" here'
        fix = f"undo the change, or {raised}"
        yield Fault(message, shown, fix=fix)


def _name_of(project: Project | None, path: Path) -> str:
    return project.name_of(path) if project else str(path)
