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
from llmsite.schema.task import DataSource, FileSource, Sample, TaskDefinition, TaskVersions
from llmsite.storage import Json, canonical_json, parse_toml, read_bytes, read_toml, sha256_bytes
from llmsite.tasks.checking import check_samples, definition_faults, pool_faults
from llmsite.tasks.defaults import complete
from llmsite.tasks.fixes import with_fixes
from llmsite.tasks.lookup import TASK_FILE, task_folder
from llmsite.tasks.reading import (
    ENOUGH_FAULTS,
    PinnedFile,
    SampleFile,
    file_sha256,
    hash_faults,
    pause_collector,
    read_samples,
)
from llmsite.tasks.sealing import COMMITMENTS_FILE, sealed_name, unseal

SHOTS_FILE = "shots.jsonl"
"""Pool of examples beside `task.toml`."""
VERSIONS_FILE = "versions.toml"
"""Version → hash, beside `task.toml`."""

_PROSE = frozenset(
    ("version", "title", "description", "domain", "licence", "source_url", "authors", "canary")
)
"""Fields that can be improved without changing a score; not part of the hash."""


_PLACE = frozenset(("path", "repository", "commit", "hub", "revision", "file"))
"""Where a file lies; not part of the hash."""


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

    @property
    def can_be_scored(self) -> bool:
        """Whether the references are here: always, but for private ones."""
        return self.definition.references != "private" or any(
            sample.references for sample in self.samples
        )


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
    task = read_task(name, project, data_dirs=data_dirs)
    faults = list(_version_faults(task, partial(_name_of, project)))
    if faults:
        raise TaskError(*faults)
    return task


def read_task(name: str, project: Project | None = None, *, data_dirs: Sequence[Path] = ()) -> Task:
    """As `load_task`, without asking whether the version fits the hash."""
    folder = task_folder(name, project)
    source, toml_name = _read_source(folder, project)
    definition = _parse(source, toml_name)
    faults = list(definition_faults(definition, name=toml_name, folder=folder.name))
    if faults:
        raise TaskError(*faults)
    if definition.references == "absent":
        message = f"another tool asked the task '{name}'; its samples are not known here"
        raise TaskError(Fault(message, toml_name, fix="choose a task that has samples"))
    find = _Finder(folder, tuple(data_dirs), project, toml_name)
    file, pool = _read_data(definition, find)
    faults = [*file.faults, *pool.faults, *pool_faults(definition, file, pool)]
    published = folder / COMMITMENTS_FILE
    if definition.references == "private":
        private = find.copy(sealed_name(definition.name))
        names = (find.name_of(published), find.name_of(private) if private else "")
        faults += unseal(file.samples, published, private, names)
    if faults:
        raise TaskError(*with_fixes(faults[:ENOUGH_FAULTS], rows=True))
    proofs = file_sha256(published) if definition.references == "private" else ""
    hashed = task_sha256(definition, pool.sha256, proofs)
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


def task_sha256(
    definition: TaskDefinition, shots_sha256: str = "", commitments_sha256: str = ""
) -> str:
    """Hash of everything about a task that could change a score.

    Where the data lies does not matter, what they are does.

    Args:
        definition: The definition, with the hash of the data.
        shots_sha256: Hash of the pool of examples; empty where there is none.
        commitments_sha256: Hash of the commitments to private references; empty where there are
            none.
    """
    # Without defaults, so that a field that is added later leaves the hash of other tasks alone.
    left_out = {*_PROSE, "data"}
    if definition.references == "absent":
        # Nothing is scored by such a definition, and later imports may bring further metrics.
        left_out.add("score")
    value = definition.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True, exclude=left_out
    )
    value["data"] = _content(definition.data)
    whole: dict[str, Json] = {"task": value, "shots": shots_sha256}
    if commitments_sha256:
        whole["commitments"] = commitments_sha256
    return sha256_bytes(canonical_json(whole))


def _content(source: FileSource) -> dict[str, Json]:
    """What a file holds and how it is read, without where it lies."""
    value: dict[str, Json] = source.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True, exclude={*_PLACE, "join", "shots"}
    )
    value["format"] = source.format
    if isinstance(source, DataSource):
        if source.join:
            value["join"] = [_content(each) for each in source.join]
        if source.shots:
            value["shots"] = _content(source.shots)
    return value


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
        raise TaskError(*with_fixes(error.faults)) from error


def _read_data(definition: TaskDefinition, find: "_Finder") -> tuple[SampleFile, SampleFile]:
    """Samples and pool, checked; faults stand in the files.

    Raises:
        TaskError: A file is nowhere.
    """
    data = definition.data
    with pause_collector():
        main = find.file(data)
        joined = [find.file(each, beside=data) for each in data.join]
        file = read_samples(main, fields=data.fields, joined=joined)
        check_samples(definition, file)
        file.faults.extend(hash_faults(file.sha256, main))
        beside = find.folder / SHOTS_FILE
        pool = SampleFile(find.name_of(beside))
        if data.shots:
            pinned = find.file(data.shots, beside=data)
            pool = read_samples(pinned, fields=data.shots.fields or data.fields, prefix="shot-")
            pool.faults.extend(hash_faults(pool.sha256, pinned))
        elif beside.is_file():
            pool = read_samples(PinnedFile(beside, pool.name, FileSource(sha256="0" * 64)))
        if data.shots or beside.is_file():
            check_samples(definition, pool, are_examples=True)
    return file, pool


@dataclass(frozen=True, slots=True)
class _Finder:
    """Looks for files in the task's folder, then under the data folders."""

    folder: Path
    data_dirs: tuple[Path, ...]
    project: Project | None
    toml_name: str

    def file(self, source: FileSource, *, beside: FileSource | None = None) -> PinnedFile:
        """A file of the task.

        The path in a repository is tried whole and without its first folders, below a data folder
        and below each folder in it, and with `.gz` at its end; the hash says whether it is the one.

        Args:
            source: What is looked for.
            beside: File whose repository or data set is meant where `source` names none.

        Raises:
            TaskError: It is nowhere.
        """
        wanted = source.path or source.file or ""
        candidates = [self.folder / wanted, *self._copies(wanted)]
        found = [path for path in candidates if path.is_file()]
        if not found:
            message = f"[data] {_described(source, beside)} is not here"
            fix = "'--data DIR' or LLMSITE_DATA names a folder that holds it"
            raise TaskError(Fault(message, self.toml_name, fix=fix))
        path = found[0]
        if len(found) > 1:
            path = next((each for each in found if file_sha256(each) == source.sha256), path)
        return PinnedFile(path, self.name_of(path), source)

    def name_of(self, path: Path) -> str:
        """A path as messages show it."""
        return _name_of(self.project, path)

    def copy(self, name: str) -> Path | None:
        """A file under the data folders alone, None where it is not there."""
        return next((path for path in self._copies(name) if path.is_file()), None)

    def _copies(self, wanted: str) -> Iterator[Path]:
        given = os.environ.get("LLMSITE_DATA")
        folders = [*self.data_dirs, *([Path(given)] if given else [])]
        steps = wanted.split("/")
        shorter = ["/".join(steps[n:]) for n in range(len(steps))]
        for folder in folders:
            below = sorted(path for path in folder.glob("*") if path.is_dir())
            for each in (folder, *below):
                for name in shorter:
                    yield each / name
                    yield each / f"{name}.gz"


def _described(source: FileSource, beside: FileSource | None) -> str:
    """Where a file comes from, in words."""
    origin = source if source.repository or source.hub or beside is None else beside
    if origin.repository:
        return f"{source.path} of {origin.repository} at {origin.commit}"
    if origin.hub:
        return f"{source.file or source.path} of the data set {origin.hub} at {origin.revision}"
    return str(source.path)


def _version_faults(task: Task, name_of: Callable[[Path], str]) -> Iterator[Fault]:
    """A version stands for one hash: what changes a score raises the version."""
    path = task.folder / VERSIONS_FILE
    if not path.is_file():
        return
    shown = name_of(path)
    try:
        versions = read_toml(path, TaskVersions, name=shown).root
    except LlmsiteError as error:
        yield from with_fixes(error.faults)
        return
    name, version = task.definition.name, str(task.definition.version)
    recorded = f"'llmsite task check {name} --record' writes the line {{}} = \"{task.sha256}\""
    if version not in versions:
        fix = recorded.format(version)
        yield Fault(f"version {version} is not recorded", shown, fix=fix)
    elif versions[version] != task.sha256:
        after = max(int(each) for each in versions) + 1
        message = f"the task has changed, and its version is still {version}"
        fix = f"undo the change, or set version = {after} in {TASK_FILE}; {recorded.format(after)}"
        yield Fault(message, shown, fix=fix)


def _name_of(project: Project | None, path: Path) -> str:
    return project.name_of(path) if project else str(path)
