"""From paths to results: gather files, tell their formats, read them apart, file what they say.

One bad file never stops the others. Knows the formats by their table only.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from llmsite.errors import Fault, ImportFormatError, LlmsiteError
from llmsite.interchange import FORMATS
from llmsite.interchange.claims import Reading, possible_of
from llmsite.interchange.filing import Filed, file_said
from llmsite.interchange.intake import SourceFile
from llmsite.interchange.tables import header_of
from llmsite.project import Project
from llmsite.schema.result import Submitter
from llmsite.storage import shown, suggest

AUTO = "auto"
"""Name under which every format is tried."""

_MODULES: Mapping[str, str] = {name: each.module for name, each in FORMATS.items() if each.module}
"""Name of a format → its module; `auto` tries them in this order."""
_MANY_UNITS = 64
"""Units from which a second process is worth its start."""


class Format(Protocol):
    """What a module of a format offers."""

    NAME: str
    """Name on the command line."""
    TOOL: str
    """The tool whose files they are, as pages name it."""
    SUMMARY: str
    """What its files are, one line."""

    def recognises(self, file: SourceFile) -> bool:
        """Whether a file looks like one of the format, from its name and first bytes."""

    def group(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ...]]:
        """Files that belong together: those of one run, or of one model."""

    def read(self, files: Sequence[SourceFile]) -> Reading:
        """What they say; faults stand in the reading, or are raised."""


@dataclass(slots=True)
class FormatReport:
    """What was done with the files of one format."""

    n_files: int = 0
    """Files of the format."""
    n_read: int = 0
    """Files in which nothing is wrong."""
    n_fields: int = 0
    """Fields that found a place in a record."""
    n_kept: int = 0
    """Fields that are kept as they are."""
    filed: Filed = field(default_factory=Filed)
    """What was written."""


@dataclass(slots=True)
class ImportReport:
    """What an import did."""

    formats: dict[str, FormatReport] = field(default_factory=dict)
    """By name of the format."""
    faults: list[Fault] = field(default_factory=list)
    """Everything that is wrong or that a person should know, in the order of the files."""

    @property
    def is_clean(self) -> bool:
        """Whether there is no error."""
        return not any(fault.severity == "error" for fault in self.faults)


def format_names() -> tuple[str, ...]:
    """Formats of results, in the order in which `auto` tries them."""
    return tuple(_MODULES)


def load_format(name: str) -> Format:
    """A format by its name.

    Raises:
        ImportFormatError: There is none.
    """
    if name not in _MODULES:
        message = f"there is no format '{name}' ({suggest(name, _MODULES)})"
        raise ImportFormatError(Fault(message, fix="see 'llmsite list formats'"))
    return cast("Format", import_module(f"llmsite.interchange.{_MODULES[name]}"))


def import_results(
    project: Project,
    name: str,
    paths: Sequence[Path],
    *,
    day: str,
    submitter: Submitter | None = None,
    mapping: Path | None = None,
    n_jobs: int = 1,
) -> ImportReport:
    """Bring other tools' results into a project.

    Args:
        project: Where they go.
        name: Name of the format, or `auto`.
        paths: Files and folders.
        day: UTC day for what says none.
        submitter: Who sends them.
        mapping: What the columns of plain tables mean.
        n_jobs: Processes to read with.

    Returns:
        What was done, and every fault.
    """
    report = ImportReport()
    files = [replace(file, mapping=mapping) for file in gather(paths, report.faults)]
    by_format = sort_files(name, files, report.faults)
    for each, mine in by_format.items():
        module = load_format(each)
        readings = read_files(each, mine, n_jobs=n_jobs)
        report.formats[each] = summary = FormatReport(n_files=len(mine))
        for reading in readings:
            report.faults += reading.faults
            is_wrong = any(fault.severity == "error" for fault in reading.faults)
            summary.n_read += 0 if is_wrong else len(reading.files)
            summary.n_fields += reading.n_fields
            summary.n_kept += reading.n_kept
        summary.filed = file_said(
            project, each, module.TOOL, readings, day=day, submitter=submitter
        )
        report.faults += summary.filed.faults
    return report


def gather(paths: Iterable[Path], faults: list[Fault]) -> list[SourceFile]:
    """Plain files under paths, sorted; links are not followed."""
    found: dict[Path, SourceFile] = {}
    for path in paths:
        if path.is_symlink() or not path.exists():
            kind = "is a symbolic link" if path.is_symlink() else "no such file or folder"
            faults.append(Fault(kind, str(path), fix="give the path of a file that exists"))
        elif path.is_dir():
            for folder, names, files in os.walk(path):
                names[:] = sorted(name for name in names if not name.startswith("."))
                for name in sorted(files):
                    each = Path(folder) / name
                    if not name.startswith(".") and not each.is_symlink():
                        found[each] = SourceFile(each, str(each))
        else:
            found[path] = SourceFile(path, str(path))
    return list(found.values())


def sort_files(
    name: str, files: Sequence[SourceFile], faults: list[Fault]
) -> dict[str, list[SourceFile]]:
    """Files by format; with `auto` what no format knows is said."""
    found: dict[str, list[SourceFile]] = {}
    tried = format_names() if name == AUTO else (load_format(name).NAME,)
    modules = [load_format(each) for each in tried]
    for file in files:
        module = next((each for each in modules if each.recognises(file)), None)
        if module is not None:
            found.setdefault(module.NAME, []).append(file)
        elif name != AUTO and len(files) == 1:
            # One file, and somebody says what it is: let the reader say why it is not.
            found.setdefault(name, []).append(file)
        else:
            faults.append(_unknown(name, file))
    return found


_BESIDE = frozenset({".md", ".txt", ".log", ".lock", ".yaml", ".toml", ".png", ".html", ".py"})


def _unknown(name: str, file: SourceFile) -> Fault:
    """Why a file is none of the formats that were tried."""
    if Path(file.stem).suffix.lower() in _BESIDE:
        # A note or a log beside results is no fault.
        return Fault("holds no results", file.name, severity="warning")
    try:
        holds = _holds(file)
    except LlmsiteError as error:
        return error.faults[0]
    tried = "no format that llmsite knows" if name == AUTO else f"not the format '{name}'"
    return Fault(f"is of {tried}: {holds}", file.name, fix="see 'llmsite list formats'")


_MANY_KEYS = 5


def _holds(file: SourceFile) -> str:
    """What a file is, by its content.

    Raises:
        ImportFormatError: It is damaged.
    """
    ending = Path(file.stem).suffix.lower()
    if ending == ".csv":
        file.text()
        return f"a table with {_listed(header_of(file))}, and no '--mapping' says what they mean"
    if ending != ".json":
        file.read()
        return f"the ending {shown(ending)} is none of those of results"
    value = file.json()
    if isinstance(value, dict):
        return f"a JSON object with {_listed(value)}" if value else "an empty JSON object"
    first = value[0] if isinstance(value, list) and value else None
    if isinstance(first, dict):
        return f"a list of JSON objects with {_listed(first)}"
    return f"JSON, but a {type(value).__name__} of no known shape"


def _listed(keys: Iterable[str]) -> str:
    names = [shown(key) for key in keys]
    rest = ", …" if len(names) > _MANY_KEYS else ""
    return ", ".join(names[:_MANY_KEYS]) + rest


def read_files(name: str, files: Sequence[SourceFile], *, n_jobs: int = 1) -> list[Reading]:
    """What files of one format say, in their order."""
    units = list(load_format(name).group(files))
    if n_jobs < 2 or len(units) < _MANY_UNITS:  # noqa: PLR2004 - one process is no pool
        return [_read_unit(name, unit) for unit in units]
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(n_jobs) as pool:
        return list(pool.map(partial(_read_unit, name), units, chunksize=16))


def _read_unit(name: str, unit: tuple[SourceFile, ...]) -> Reading:
    """What one run's files say; whatever is wrong with them becomes a sentence."""
    try:
        return possible_of(load_format(name).read(unit))
    except LlmsiteError as error:
        return Reading(tuple(file.name for file in unit), faults=list(error.faults))
    except RecursionError:
        fault = Fault("is nested too deep", unit[0].name)
        return Reading(tuple(file.name for file in unit), faults=[fault])
