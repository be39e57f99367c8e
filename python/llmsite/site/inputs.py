"""What a build depends on, so that nothing is done where nothing changed.

A file counts as unchanged if its size and time of change are; contents are not read. Deployment
builds start without an earlier site and are not concerned.
"""

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from llmsite.project import CONFIG_NAME, Project

ADDITIONS = ("retractions", "verifications", "redactions", "requests", "snapshots")
"""Folders of records beside results."""


def inputs_digest(project: Project, folders: tuple[Path, ...], base_url: str) -> str:
    """Hash over names, sizes and times of all files that decide about a site.

    Args:
        project: Whose site.
        folders: Template folders.
        base_url: Address given on the command line; empty for none.
    """
    digest = blake2b(digest_size=16)
    for word in (base_url, os.environ.get("LLMSITE_DATA", ""), str(project.root)):
        digest.update(word.encode() + b"\0")
    for path in _inputs(project, folders):
        found = path.stat()
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _inputs(project: Project, folders: tuple[Path, ...]) -> Iterator[Path]:
    roots = [
        project.results_dir,
        project.tasks_dir,
        project.suites_dir,
        project.content_dir,
        *(project.records_root / name for name in ADDITIONS),
        *folders,
        Path(__file__).parents[1],  # our own code, core and catalog
    ]
    for name in (CONFIG_NAME, project.config.logo):
        if name and (project.root / name).is_file():
            yield project.root / name
    for root in dict.fromkeys(roots):
        if root.is_dir():
            yield from _files(root)


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            path = Path(folder, name)
            if path.is_file():
                yield path
