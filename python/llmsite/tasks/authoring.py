"""New tasks and suites as files, with everything filled in that can be known.

Knows nothing of terminals; what must be asked of a person is a parameter here.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from llmsite.errors import Fault, TaskError
from llmsite.project import Project
from llmsite.schema.record import PATTERN_WORDS, SLUG_PATTERN
from llmsite.schema.task import FileSource, TaskDefinition, TaskType, TaskVersions
from llmsite.storage import Json, parse_toml, sha256_bytes, shown, write_atomic
from llmsite.tasks.formats import FORMATS
from llmsite.tasks.loading import SHOTS_FILE, VERSIONS_FILE, load_task, read_task
from llmsite.tasks.lookup import TASK_FILE, suite_names, task_names
from llmsite.tasks.reading import first_row
from llmsite.tasks.sealing import COMMITMENTS_FILE, seal, sealed_name
from llmsite.tasks.suite import load_suite

_GUESSES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "key", "sample_id"),
    "input": ("input", "question", "prompt", "text", "sentence", "source", "src", "query"),
    "references": ("references", "reference", "answer", "target", "label", "category", "answers"),
    "pair": ("pair", "text2", "sentence2", "hypothesis"),
    "group": ("group", "subject", "topic"),
    "cluster": ("cluster", "document", "doc_id", "passage_id"),
}
"""Field of a sample → columns that usually hold it, most likely first (compared in lower case)."""

_SUFFIXES = {
    ".jsonl": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".conll": "conll",
    ".txt": "lines",
}
_EXAMPLE = (
    {"id": "1", "input": "Water boils at 100 degrees.", "choices": ["true", "false"]},
    {"id": "2", "input": "The moon is a star.", "choices": ["true", "false"]},
)
_EXAMPLE_REFERENCES = ("true", "false")


@dataclass(frozen=True, slots=True)
class NewTask:
    """What is known about a task that is to be made."""

    name: str
    """Name of the task and its folder."""
    type: TaskType
    """What it is about."""
    language: str = "en"
    """Language of the inputs."""
    title: str = ""
    """Title; made from the name if empty."""
    licence: str = "unknown"
    """Licence of the samples."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field of a sample → column, where the name of the column does not say it."""
    choices: tuple[str, ...] = ()
    """Columns of the options; several, or one that holds a list."""
    format: str = ""
    """Format of the file; told by its name if empty."""
    fields: Mapping[str, Json] | None = None
    """`[data.fields]` as it is to be; none: from `columns`, `choices` and the columns' names."""
    sections: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    """Further sections of `task.toml`, such as `prompt`; none: one to be filled in."""


def new_task(
    project: Project, wanted: NewTask, data: Path | None = None, shots: Path | None = None
) -> tuple[Path, ...]:
    """Make a task's folder in the project; what was written, in the order to read it.

    Args:
        project: Where the task goes.
        wanted: What is known about it.
        data: A file of samples; it is copied into the folder. None: two samples as an example.
        shots: A file of examples with the same format and columns; it is copied too.

    Raises:
        TaskError: The name is none or is taken, or the file or its columns are not understood.
            Nothing is left behind then.
    """
    _check_name(wanted.name)
    folder = project.tasks_dir / wanted.name
    if wanted.name in task_names(project) or folder.exists():
        raise TaskError(
            Fault(f"there is a task '{wanted.name}' already", fix="choose another name")
        )
    content, file_name, columns = _samples(wanted, data)
    pool = _content(shots) if shots else b""
    toml = _task_toml(wanted, file_name, content, columns, pool)
    written = [folder / TASK_FILE, folder / file_name, folder / "README.md"]
    try:
        write_atomic(written[0], toml.encode())
        write_atomic(written[1], content)
        write_atomic(written[2], _readme(wanted).encode())
        if shots:
            written.append(folder / f"shots-{file_name}")
            write_atomic(written[-1], pool)
        load_task(wanted.name, project)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()
        raise
    return tuple(written)


def record_version(
    name: str, project: Project | None = None, *, data_dirs: Sequence[Path] = ()
) -> Path:
    """Write a task's version and hash into its `versions.toml`; from then on a change raises it.

    Raises:
        TaskError: The task is wrong, or its version is recorded with another hash.
    """
    task = read_task(name, project, data_dirs=data_dirs)
    path = task.folder / VERSIONS_FILE
    before = path.read_bytes() if path.is_file() else b""
    version = str(task.definition.version)
    if not before or version not in parse_toml(before, TaskVersions, name=str(path)).root:
        write_atomic(path, before + f'{version} = "{task.sha256}"\n'.encode())
    load_task(name, project, data_dirs=data_dirs)
    return path


def seal_references(name: str, project: Project, private_dir: Path) -> tuple[Path, ...]:
    """Make the references of a task private: publish commitments, keep the rest elsewhere.

    Args:
        name: A task of the project with samples in `samples.jsonl` and inline references.
        project: The project.
        private_dir: Folder outside the project for the private file.

    Raises:
        TaskError: The task is wrong, or its references are not inline.
    """
    task = load_task(name, project)
    data = task.definition.data
    if task.definition.references != "inline" or data.fields is not None or not data.path:
        fix = "write the samples as samples.jsonl with references first"
        raise TaskError(Fault(f"task {name}: its references are not inline", fix=fix))
    if private_dir.resolve().is_relative_to(project.root):
        raise TaskError(Fault("the private folder lies in the project", str(private_dir)))
    public, published, private = seal(task.samples, task.definition.canary)
    toml = task.source.decode()
    toml = toml.replace(data.sha256, sha256_bytes(public), 1)
    toml = re.sub(r"^references\s*=.*\n", "", toml, count=1, flags=re.MULTILINE)
    said = r'\1\nreferences = "private"'
    toml = re.sub(r"^(licence\s*=.*)$", said, toml, count=1, flags=re.MULTILINE)
    paths = (
        private_dir / sealed_name(name),
        task.folder / COMMITMENTS_FILE,
        task.folder / data.path,
        task.folder / TASK_FILE,
    )
    for path, content in zip(paths, (private, published, public, toml.encode()), strict=True):
        write_atomic(path, content)
    load_task(name, project, data_dirs=[private_dir])
    return paths


def new_suite(project: Project, name: str, tasks: Sequence[str], *, title: str = "") -> Path:
    """Make a suite of tasks, each asked as the task itself says.

    Raises:
        TaskError: The name is none or is taken, or a task is not known. Nothing is left behind
            then.
    """
    _check_name(name)
    path = project.suites_dir / f"{name}.toml"
    if name in suite_names(project):
        raise TaskError(Fault(f"there is a suite '{name}' already", fix="choose another name"))
    lines = [f"name = {_quoted(name)}", "version = 1", f"title = {_quoted(title or _title(name))}"]
    lines += ['chat = "if-instruct"']
    for task in tasks:
        lines += ["", "[[tasks]]", f"task = {_quoted(task)}"]
    write_atomic(path, ("\n".join(lines) + "\n").encode())
    try:
        load_suite(name, project)
    except TaskError:
        path.unlink()
        raise
    return path


def _check_name(name: str) -> None:
    """Names become files: one that is none is refused before anything is written."""
    if not re.fullmatch(SLUG_PATTERN, name):
        message = f"{shown(name)} is no name: it should be {PATTERN_WORDS[SLUG_PATTERN]}"
        raise TaskError(Fault(message, fix="choose another name, such as 'my-name'"))


def _samples(wanted: NewTask, data: Path | None) -> tuple[bytes, str, dict[str, Json]]:
    """Content and name of the file of samples, and its mapping of columns (empty: none needed)."""
    if data is None:
        rows = [
            {**row, "references": [reference]}
            for row, reference in zip(_EXAMPLE, _EXAMPLE_REFERENCES, strict=True)
        ]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return text.encode(), "samples.jsonl", {}
    content = _content(data)
    source = _source(data, wanted.format, content)
    known = source.format
    row = first_row(data, source)
    if wanted.fields is not None:
        return content, data.name, {**wanted.fields, "format": known}
    columns = _columns(wanted, list(row), str(data))
    columns["format"] = known
    is_native = known == "jsonl" and {"id", "input"} <= row.keys() and not wanted.columns
    return content, data.name, {"format": known} if is_native else columns


def unused_columns(data: Path, definition: TaskDefinition) -> tuple[str, ...]:
    """Columns of a file that no field of a task's samples reads."""
    fields = definition.data.fields
    said = "" if fields is None else json.dumps(fields.model_dump(mode="json"), ensure_ascii=False)
    used = set(re.findall(r"[^\"{}]+", said))
    columns = first_row(data, definition.data)
    return () if fields is None else tuple(column for column in columns if column not in used)


def row_of(data: Path, file_format: str = "") -> dict[str, Json]:
    """The first row of a file, by whose columns a mapping is chosen.

    Raises:
        TaskError: The file is not understood.
    """
    return first_row(data, _source(data, file_format, _content(data)))


def _source(data: Path, file_format: str, content: bytes) -> FileSource:
    known = file_format or _SUFFIXES.get(data.suffix.lower(), "")
    if known not in FORMATS:
        fix = "name it with --format: " + ", ".join(FORMATS)
        raise TaskError(Fault("the file's format cannot be told from its name", str(data), fix=fix))
    return FileSource.model_validate({"sha256": sha256_bytes(content), "format": known})


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TaskError(Fault(f"cannot be read: {error.strerror}", str(path))) from error


def _columns(wanted: NewTask, given: list[str], name: str) -> dict[str, Json]:
    """Field → column, as asked for or as the columns' names suggest."""
    lower = {column.lower(): column for column in reversed(given)}
    found: dict[str, Json] = {}
    for key, guesses in _GUESSES.items():
        asked = wanted.columns.get(key)
        column = asked or next((lower[guess] for guess in guesses if guess in lower), None)
        if column is not None:
            found[key] = column
    missing = [key for key in ("input", "references") if key not in found]
    if wanted.type == "language-modeling" and "references" in missing:
        missing.remove("references")
    unknown = [str(column) for column in (*found.values(), *wanted.choices) if column not in given]
    shown = ", ".join(given)
    if unknown:
        raise TaskError(Fault(f"there is no column '{unknown[0]}' (columns: {shown})", name))
    if missing:
        message = f"which column holds the {missing[0]} cannot be told (columns: {shown})"
        raise TaskError(Fault(message, name, fix=f"name it with --{missing[0]} COLUMN"))
    if wanted.choices:
        found["choices"] = list(wanted.choices) if len(wanted.choices) > 1 else wanted.choices[0]
        if found["references"] in wanted.choices:
            # The right option would stand at the same place in every sample.
            found["shuffle"] = True
    elif all(letter in given for letter in "ABCD"):
        found["choices"] = [c for c in given if len(c) == 1 and c in "ABCDEFGHIJ"]
        found["references"] = {"column": found["references"], "read": "letter"}
    elif wanted.type in ("classification", "matching", "sentiment", "relation-extraction"):
        found["choices"] = {"column": found["references"], "distinct": True}
    return found


def _task_toml(
    wanted: NewTask, file_name: str, content: bytes, columns: dict[str, Json], pool: bytes
) -> str:
    columns = dict(columns)
    form = columns.pop("format", "jsonl")
    lines = [
        f"name = {_quoted(wanted.name)}",
        "version = 1",
        f"title = {_quoted(wanted.title or _title(wanted.name))}",
        'description = ""',
        f"type = {_quoted(wanted.type)}",
        f"language = {_quoted(wanted.language)}",
        f"licence = {_quoted(wanted.licence)}",
        "# By this string the samples can be found in training data.",
        f'canary = "llmsite canary {secrets.token_hex(16)}"',
        "",
        "[data]",
        f"path = {_quoted(file_name)}",
        f"sha256 = {_quoted(sha256_bytes(content))}",
        f"format = {_quoted(str(form))}",
    ]
    if columns:
        lines += ["", "# Which column holds what; 'llmsite task show' prints what comes of it."]
        lines += ["[data.fields]", *(f"{key} = {_toml(value)}" for key, value in columns.items())]
    if pool:
        lines += ["", "[data.shots]", f"path = {_quoted(f'shots-{file_name}')}"]
        lines += [f"sha256 = {_quoted(sha256_bytes(pool))}", f"format = {_quoted(str(form))}"]
    for name, section in wanted.sections.items():
        lines += ["", f"[{name}]", *(f"{key} = {_toml(each)}" for key, each in section.items())]
    if wanted.sections:
        return "\n".join(lines) + "\n"
    lines += [
        "",
        "# Everything below may be left out: the type decides.",
        "[prompt]",
        'instruction = ""',
        f"# shots = 3   # needs a pool of examples in {SHOTS_FILE}",
    ]
    if "choices" in columns and wanted.type in ("question-answering", "reasoning"):
        lines += ["", "[request]", 'kind = "choices"']
    return "\n".join(lines) + "\n"


def _readme(wanted: NewTask) -> str:
    return (
        f"# {wanted.title or _title(wanted.name)}\n\n"
        "What the task measures, where its samples come from, under which licence, and how the\n"
        "references were checked.\n\n## Versions\n\n1. First version.\n"
    )


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(value: Json) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)
