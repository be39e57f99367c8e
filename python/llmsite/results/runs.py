"""A finished run folder in: its plan and its generations, in plan order.

Knows nothing of how a run is made, nor of scores.
"""

from dataclasses import dataclass
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError, ResultError, RunError
from llmsite.project import Project
from llmsite.schema.generation import GENERATION_ROWS, Generation
from llmsite.schema.run import Run, UnitPlan
from llmsite.storage import expand, parse_record, parse_row, read_bytes, shown

RUN_FILE = "run.json"
_MAX_RUN_BYTES = 64 << 20
_MAX_UNIT_BYTES = 1 << 30
_MAX_UNIT_TEXT = 4 << 30
# A unit is the machine's own work, not a stranger's: only damage is guarded against.
_MAX_UNIT_RATIO = 1 << 20


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """What a run folder holds."""

    record: Run
    """`run.json`."""
    generations: dict[str, tuple[Generation, ...]]
    """By task, in the order of its requests."""


def read_run_record(folder: Path) -> Run:
    """`run.json` of a run folder.

    Raises:
        RunError: It is missing or wrong.
    """
    path = folder / RUN_FILE
    try:
        return parse_record(read_bytes(path, limit=_MAX_RUN_BYTES), Run, name=str(path))
    except LlmsiteError as error:
        raise RunError(*error.faults) from None


def read_run(folder: Path) -> FinishedRun:
    """A run folder whose every unit is there.

    Raises:
        RunError: It is unfinished, damaged, or no run folder.
    """
    record = read_run_record(folder)
    generations: dict[str, list[Generation]] = {plan.task: [] for plan in record.plan.tasks}
    missing = [unit for unit in record.plan.units if not _path(folder, unit).is_file()]
    if missing or record.status != "complete":
        message = f"{len(missing)} of {len(record.plan.units)} units are missing"
        fix = "run the same command again: it asks only what is missing"
        raise RunError(
            Fault(message if missing else "the run is not complete", str(folder), fix=fix)
        )
    try:
        for unit in record.plan.units:
            generations[unit.task].extend(_read_unit(_path(folder, unit), unit))
    except LlmsiteError as error:
        raise RunError(*error.faults) from None
    return FinishedRun(record, {task: tuple(rows) for task, rows in generations.items()})


def _path(folder: Path, unit: UnitPlan) -> Path:
    return folder / "units" / f"{unit.id}.jsonl.zst"


def _read_unit(path: Path, unit: UnitPlan) -> list[Generation]:
    name = str(path)
    content = read_bytes(path, limit=_MAX_UNIT_BYTES)
    text = expand(content, name=name, limit=_MAX_UNIT_TEXT, ratio=_MAX_UNIT_RATIO)
    # A model may say any character; here its words are data, and pages show them escaped.
    rows = [
        parse_row(line, GENERATION_ROWS, name=name, number=number)
        for number, line in enumerate(text.splitlines(), 1)
    ]
    if len(rows) != unit.stop - unit.start:
        message = f"{len(rows)} rows, the plan says {unit.stop - unit.start}"
        raise RunError(Fault(message, name, fix="delete the file and run again"))
    if any(row.task != unit.task for row in rows):
        raise RunError(Fault(f"holds rows of another task than {unit.task}", name))
    return rows


def find_run(project: Project, name: Path | None) -> Path:
    """The run folder that a person means: a folder, a run's id or a unique prefix of it.

    Args:
        project: Where to look for ids.
        name: What was given; none means the run that was started last.

    Raises:
        ResultError: There is none, or the prefix fits several.
    """
    if name is None:
        return last_run(project)
    if name.is_dir():
        return name
    found = sorted(path.parent for path in project.runs_dir.glob(f"*/{RUN_FILE}"))
    fitting = [path for path in found if path.name.startswith(str(name))]
    if len(fitting) == 1:
        return fitting[0]
    ids = ", ".join(path.name for path in fitting or found) or "none"
    problem = "fits several runs" if fitting else "is neither a folder nor the id of a run"
    raise ResultError(Fault(f"{shown(str(name))} {problem}", fix=f"runs of this project: {ids}"))


def last_run(project: Project) -> Path:
    """The run folder that was started last.

    Raises:
        ResultError: There is none.
    """
    started: list[tuple[str, str, Path]] = []
    for path in sorted(project.runs_dir.glob(f"*/{RUN_FILE}")):
        record = read_run_record(path.parent)
        started.append((record.measured.started or "", path.parent.name, path.parent))
    if not started:
        fix = "'llmsite run MODEL --suite SUITE' makes one, or give a run folder"
        raise ResultError(Fault("there is no run", project.name_of(project.runs_dir), fix=fix))
    return max(started)[2]
