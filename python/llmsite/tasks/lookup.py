"""Where tasks and suites are found: in the project, then in the catalog that llmsite brings along.

Knows nothing of what is in them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from llmsite.errors import Fault, TaskError
from llmsite.project import Project
from llmsite.storage import suggest

_HERE = Path(__file__).parent
CATALOG_DIR = _HERE / "catalog"
"""Tasks that llmsite brings along, one folder each."""
CATALOG_SUITES_DIR = _HERE / "suites"
"""Suites that llmsite brings along, one file each."""
TASK_FILE = "task.toml"
"""The file that makes a folder a task."""
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def task_names(project: Project | None = None) -> tuple[str, ...]:
    """Names of all tasks, sorted.

    Raises:
        TaskError: A name stands in both the project and the catalog.
    """
    return tuple(sorted(_found(project, "task")))


def suite_names(project: Project | None = None) -> tuple[str, ...]:
    """Names of all suites, sorted.

    Raises:
        TaskError: A name stands in both the project and the catalog.
    """
    return tuple(sorted(_found(project, "suite")))


def task_folder(name: str, project: Project | None = None) -> Path:
    """Folder of a task.

    Raises:
        TaskError: There is no such task.
    """
    return _find(name, project, "task")


def suite_path(name: str, project: Project | None = None) -> Path:
    """File of a suite.

    Raises:
        TaskError: There is no such suite.
    """
    return _find(name, project, "suite")


def _find(name: str, project: Project | None, what: str) -> Path:
    alone = _alone(name, project) if what == "task" else None
    if alone is not None:
        return alone
    found = _found(project, what)
    if name not in found:
        fix = suggest(name, found)
        raise TaskError(
            Fault(f"there is no {what} '{name}' ({fix})", fix=f"see 'llmsite list {what}s'")
        )
    return found[name]


def _alone(name: str, project: Project | None) -> Path | None:
    """The one folder of a task without a look at all others; none where there is not just one."""
    if not _PLAIN.fullmatch(name):
        return None
    roots = (project.tasks_dir, CATALOG_DIR) if project else (CATALOG_DIR,)
    places = [root / name for root in roots if (root / name / TASK_FILE).is_file()]
    return places[0] if len(places) == 1 else None


def _found(project: Project | None, what: str) -> dict[str, Path]:
    """Name → place, of the project and the catalog together."""
    if what == "task":
        own_found = dict(_folders(project.tasks_dir)) if project else {}
        catalog = dict(_folders(CATALOG_DIR))
    else:
        own_found = dict(_files(project.suites_dir)) if project else {}
        catalog = dict(_files(CATALOG_SUITES_DIR))
    faults = [
        Fault(
            f"the {what} '{name}' is in the catalog too",
            project.name_of(own_found[name]) if project else "",
            fix=f"give the project's {what} another name",
        )
        for name in sorted(own_found.keys() & catalog.keys())
    ]
    if faults:
        raise TaskError(*faults)
    return catalog | own_found


def _folders(folder: Path) -> Iterator[tuple[str, Path]]:
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if (path / TASK_FILE).is_file():
                yield path.name, path


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    if folder.is_dir():
        for path in sorted(folder.glob("*.toml")):
            yield path.stem, path
