"""What is checked against what: the proposed files and the rules they must obey.

Reads files of the proposal without following links. Knows no rule.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from llmsite.checks.changes import RECORD_FOLDERS, Change
from llmsite.errors import Fault, LlmsiteError
from llmsite.project import Project
from llmsite.storage import sha256_file

_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Target:
    """A proposal, the project whose rules hold, and what is known about the change."""

    tree: Path
    """Folder with the proposed files; only ever read as data."""
    base: Project
    """Project whose limits, tasks and suites hold: the trusted side."""
    today: date
    """Day of the check, for dates in the future."""
    changes: tuple[Change, ...] | None = None
    """What the proposal changes; none when a whole project is checked."""
    base_files: frozenset[str] | None = None
    """Paths that were there before; none when a whole project is checked."""
    author: str | None = None
    """Login of who proposes; none where that is not known."""
    modes: Mapping[str, str] = field(default_factory=dict)
    """Git's modes of changed files."""
    plain_folders: set[str] = field(default_factory=set, compare=False)
    """Folders of the proposal that were found to lie behind no link."""

    def read(self, path: str, limit: int) -> bytes:
        """Bytes of a proposed file.

        Raises:
            LlmsiteError: It is missing, no plain file, or larger than the limit.
        """
        return read_inside(self.tree, path, limit, self.plain_folders)

    def exists(self, path: str) -> bool:
        """Whether a plain file is there."""
        try:
            return stat.S_ISREG((self.tree / path).lstat().st_mode)
        except OSError:
            return False


def read_inside(root: Path, path: str, limit: int, plain_folders: set[str]) -> bytes:
    """Bytes of a file under a folder; no part of its path may be a link.

    Args:
        root: The folder.
        path: The file from there.
        limit: Largest size in bytes.
        plain_folders: Folders that are known to lie behind no link; grows.

    Raises:
        LlmsiteError: It is missing, no plain file, outside the folder, or larger than the limit.
    """
    from llmsite.checks.names import shown_path

    shown = shown_path(path)
    full = root / path
    if (folder := path.rpartition("/")[0]) not in plain_folders:
        parts = folder.split("/")
        if any((root / "/".join(parts[:n])).is_symlink() for n in range(1, len(parts) + 1)):
            raise LlmsiteError(Fault("lies behind a symbolic link", shown, code="LS005"))
        plain_folders.add(folder)
    try:
        descriptor = os.open(full, _READ_FLAGS | _BINARY)
    except OSError as error:
        code = "LS005" if full.is_symlink() else ""
        what = "is a symbolic link" if code else f"cannot be read: {error.strerror}"
        raise LlmsiteError(Fault(what, shown, code=code, fix="commit the file itself")) from None
    with os.fdopen(descriptor, "rb") as file:
        kind = os.fstat(descriptor)
        if not stat.S_ISREG(kind.st_mode):
            message = "is not a plain file"
            raise LlmsiteError(Fault(message, shown, code="LS005", fix="commit the file itself"))
        content = file.read(limit + 1) if kind.st_size <= limit else b""
    if kind.st_size > limit or len(content) > limit:
        message = f"{kind.st_size:,} bytes; the limit is {limit:,}"
        fix = "'llmsite pack' moves samples out of a result"
        raise LlmsiteError(Fault(message, shown, code="LS007", fix=fix))
    return content


def list_files(root: Path) -> list[str]:
    """Paths of everything under the results' folders that is no folder, sorted; links included."""
    found: list[str] = []
    for top in RECORD_FOLDERS:
        pending = [root / top] if (root / top).is_dir() else []
        while pending:
            folder = pending.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(Path(entry.path))
                    else:
                        found.append(Path(entry.path).relative_to(root).as_posix())
    return sorted(found)


def mode_of(root: Path, path: str) -> str:
    """The mode that git would give a file on disk."""
    kind = (root / path).lstat().st_mode
    if stat.S_ISLNK(kind):
        return "120000"
    if not stat.S_ISREG(kind):
        return "000000:device"
    return "100755" if kind & 0o111 and os.name == "posix" else "100644"


def changes_between(base: Path, tree: Path) -> tuple[Change, ...]:
    """What differs between two folders, as far as the results' folders go."""
    before, after = frozenset(list_files(base)), frozenset(list_files(tree))
    changes = [Change(path, "D", "000000") for path in before - after]
    changes += [Change(path, "A", mode_of(tree, path)) for path in after - before]
    for path in before & after:
        mode = mode_of(tree, path)
        same = mode == mode_of(base, path) and (
            (tree / path).readlink() == (base / path).readlink()
            if mode == "120000"
            else sha256_file(tree / path) == sha256_file(base / path)
        )
        if not same:
            changes.append(Change(path, "M", mode))
    return tuple(sorted(changes, key=lambda each: each.path))
