"""Brings a project's workflows forward, and says which templates of its own are behind.

A file that the host changed is never overwritten silently. Knows nothing of what the files do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from llmsite.project import Project
from llmsite.starter.making import WORKFLOWS, pinned_checker, starter_file
from llmsite.storage import write_atomic


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did."""

    written: tuple[str, ...]
    """Files that were written."""
    kept: tuple[str, ...]
    """Files that differ from those of this version; the new ones lie beside them as `.new`."""
    templates: tuple[str, ...]
    """Templates of the project that override one of the package; to be looked at by hand."""


def upgrade(project: Project, *, wheel: Path | None = None, force: bool = False) -> Upgraded:
    """Bring workflows forward.

    Args:
        project: The project.
        wheel: Wheel of llmsite that CI installs from now on.
        force: Overwrite files that differ.
    """
    wanted: dict[str, bytes] = {
        f".github/{name}": starter_file(f"github/{name}") for name in WORKFLOWS
    }
    written, kept = _write(project, wanted, force=force)
    pinned = dict(pinned_checker(wheel))
    if wheel is not None or not (project.root / ".github/ci/checker.txt").is_file():
        for path, content in pinned.items():
            write_atomic(project.root / path, content)
            written.append(path)
    own = project.templates_dir
    templates = sorted(
        path.relative_to(project.root).as_posix() for path in own.rglob("*.html") if path.is_file()
    )
    return Upgraded(tuple(written), tuple(kept), tuple(templates))


def _write(
    project: Project, wanted: Mapping[str, bytes], *, force: bool
) -> tuple[list[str], list[str]]:
    written: list[str] = []
    kept: list[str] = []
    for name, content in wanted.items():
        path = project.root / name
        if path.is_file() and path.read_bytes() == content:
            continue
        if path.exists() and not force:
            write_atomic(path.with_name(path.name + ".new"), content)
            kept.append(name)
        else:
            write_atomic(path, content)
            written.append(name)
    return written, kept
