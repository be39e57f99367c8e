"""A plan's pages and documents to a folder that is swapped in whole.

Everything is written to a temporary folder beside the target; files whose content is the same are
linked from the last build, so that they keep their time of change. A reader of the folder sees the
old site or the new one, never something between, and a build that fails leaves the old one alone.
"""

import gc
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import TypeAlias

from llmsite import __version__
from llmsite.errors import Fault, LlmsiteError, ProjectError, TemplateError
from llmsite.site.page import Planned, PlannedDocument
from llmsite.site.plan import Plan
from llmsite.site.render import Renderer
from llmsite.site.sitemap import sitemap_documents
from llmsite.site.swap import swap_folder
from llmsite.storage import canonical_json, write_atomic

MARK = "build.json"
"""File at the root of a built site; a folder without it is never replaced."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file of a build."""

    path: str
    """File from the site's root."""
    key: str
    """Hash of its content."""
    size: int
    """Bytes."""
    mtime_ns: int
    """Time of its last change, by which a later build sees that nobody else touched it."""
    indexed: bool
    """Whether the sitemap names it."""
    is_new: bool
    """Whether this build wrote it."""


Share: TypeAlias = tuple[list[Written], tuple[Fault, ...]]
_Work: TypeAlias = PlannedDocument | tuple[Renderer, Planned]
_COLLECTED = 50_000
"""So many new objects are looked through for cycles: those of hundreds of pages."""
_PART = 32
"""Files that a process makes before it asks for more: small enough that all end together."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    out: Path
    """Where the site is."""
    n_pages: int
    """HTML pages."""
    n_files: int
    """All files."""
    n_written: int
    """Files that are new or changed."""
    n_bytes: int
    """Size of the site."""


def write_site(
    plan: Plan,
    out: Path,
    *,
    jobs: int = 1,
    inputs: str = "",
    note: Callable[[int], None] = lambda _n: None,
) -> Built:
    """Build a site.

    Args:
        plan: What to build.
        out: Folder of the site; must be absent, empty or an earlier build.
        jobs: Processes that render.
        inputs: Hash of what it is made from, for `unchanged_site`.
        note: Told now and then how many more files are done.

    Raises:
        TemplateError: A template is wrong; the old site is untouched.
        ProjectError: `out` holds something that is not a built site.
        OSError: It cannot be written; the old site is untouched.
    """
    _check_target(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    for left_over in out.parent.glob(f".{out.name}.new-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    old = {file.path: file for file in _read_manifest(out)[1]}
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    try:
        folder.chmod(0o755)
        files = _Writer(plan, out, folder, old).run(jobs, note)
        swap_folder(folder, out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _write_manifest(out, inputs, files)
    return _built(out, files)


def unchanged_site(out: Path, inputs: str) -> Built | None:
    """The site in a folder if it was built from these inputs and is still whole.

    Args:
        out: Folder of the site.
        inputs: What `llmsite.site.inputs.inputs_digest` says now.
    """
    before, files = _read_manifest(out)
    if not files or before != inputs:
        return None
    for file in files:
        try:
            found = (out / file.path).stat()
        except OSError:
            return None
        if (found.st_size, found.st_mtime_ns) != (file.size, file.mtime_ns):
            return None
    return _built(out, files)


def _built(out: Path, files: list[Written]) -> Built:
    return Built(
        out=out,
        n_pages=sum(file.path.endswith(".html") for file in files),
        n_files=len(files),
        n_written=sum(file.is_new for file in files),
        n_bytes=sum(file.size for file in files),
    )


def _check_target(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise ProjectError(Fault("is not a folder", str(out), fix="name another folder with --out"))
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        message = "holds files that llmsite did not build, and building would remove them"
        raise ProjectError(Fault(message, str(out), fix="name an empty folder with --out"))


class _Writer:
    """One build into one folder."""

    def __init__(self, plan: Plan, out: Path, folder: Path, old: dict[str, Written]) -> None:
        self.plan, self.old = plan, old
        self.out, self.folder = str(out), str(folder)
        book = plan.editions[0][0].book
        if book is not None:
            book.read_ahead()
        self.work: tuple[_Work, ...] = (*plan.documents(), *plan.pages())
        self._made: set[str] = set()

    def run(self, jobs: int, note: Callable[[int], None]) -> list[Written]:
        """Write everything; what was written, by path."""
        files: list[Written] = []
        faults: list[Fault] = []
        parts = [(start, start + _PART) for start in range(0, len(self.work), _PART)]
        # The leaderboard lives as long as the build; looking for cycles in it costs a third of it,
        # and a page leaves few behind.
        gc.freeze()
        threshold = gc.get_threshold()
        gc.set_threshold(_COLLECTED)
        try:
            for share, wrong in self._shares(parts, jobs):
                files += share
                faults += wrong
                note(len(share))
        finally:
            gc.set_threshold(*threshold)
            gc.unfreeze()
        if faults:
            raise TemplateError(*dict.fromkeys(faults))
        paths = [(file.path, file.indexed) for file in files]
        files += [
            self.put(document.path, document.content)
            for document in sitemap_documents(paths, self.plan.base_url, self.plan.leaderboard)
        ]
        files.append(self.put(MARK, self.facts(files)))
        _check_paths(files)
        return sorted(files, key=lambda file: file.path)

    def _shares(self, parts: list[tuple[int, int]], jobs: int) -> Iterator[Share]:
        if jobs == 1 or "fork" not in get_all_start_methods():
            yield from (self.share(*part) for part in parts)
            return
        for _, renderer in self.plan.editions:
            renderer.prepare()
        global _forked  # noqa: PLW0603 - handed to the children by forking; a plan is large
        _forked = self
        try:
            with get_context("fork").Pool(jobs) as pool:
                yield from pool.imap_unordered(_run_share, parts)
        finally:
            _forked = None

    def share(self, start: int, stop: int) -> Share:
        """Make a part of the work; what was written, and faults of templates."""
        files: list[Written] = []
        for work in self.work[start:stop]:
            if isinstance(work, PlannedDocument):
                files.append(self.put(work.path, work.make()))
                continue
            renderer, planned = work
            try:
                page = planned.make()
                content = renderer.render(page)
            except TemplateError as error:
                return files, error.faults
            path = renderer.frame.prefix + page.path
            files.append(self.put(path, content, indexed=page.indexed))
        return files, ()

    def put(self, path: str, content: bytes, *, indexed: bool = False) -> Written:
        """Write a file, or link the last build's if it is the same."""
        key = blake2b(content, digest_size=16).hexdigest()
        target = f"{self.folder}/{path}"
        parent = target.rpartition("/")[0]
        if parent not in self._made:
            _make_folder(parent)
            self._made.add(parent)
        old = self.old.get(path)
        if old is not None and old.key == key:
            source = f"{self.out}/{path}"
            with suppress(OSError):
                found = os.stat(source)  # noqa: PTH116 - as above
                if (found.st_size, found.st_mtime_ns) == (old.size, old.mtime_ns):
                    os.link(source, target)
                    return Written(path, key, old.size, old.mtime_ns, indexed, is_new=False)
        with open(target, "xb", buffering=0) as file:  # noqa: PTH123 - as above
            file.write(content)
            mtime_ns = os.fstat(file.fileno()).st_mtime_ns
        return Written(path, key, len(content), mtime_ns, indexed, is_new=True)

    def facts(self, files: list[Written]) -> bytes:
        """`build.json`: what the site was built from, without the clock."""
        leaderboard = self.plan.leaderboard
        digest = blake2b(digest_size=16)
        for result in sorted(leaderboard.results, key=lambda each: each.id):
            digest.update(f"{result.id} {result.sha256}\n".encode())
        return canonical_json(
            {
                "generator": "llmsite",
                "version": __version__,
                "newest_result": max((r.record.date for r in leaderboard.results), default=None),
                "n_boards": len(leaderboard.boards),
                "n_models": len(leaderboard.models),
                "n_tasks": len(leaderboard.tasks),
                "n_results": len(leaderboard.results),
                "n_files": len(files),
                "results_digest": digest.hexdigest(),
            }
        )


def _make_folder(path: str) -> None:
    """A folder with those above it; cheap where these are there, which is nearly always."""
    try:
        os.mkdir(path)  # noqa: PTH102 - thousands of times
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - as above
    except FileExistsError:
        pass


_forked: _Writer | None = None


def _run_share(share: tuple[int, int]) -> Share:
    if _forked is None:
        raise RuntimeError("runs in a forked process only")
    return _forked.share(*share)


def _check_paths(files: list[Written]) -> None:
    """Refuse paths that differ in case only: one would overwrite the other on some systems."""
    seen: dict[str, str] = {}
    for file in files:
        other = seen.setdefault(file.path.casefold(), file.path)
        if other != file.path:
            raise LlmsiteError(Fault(f"pages {other} and {file.path} differ in case only"))


def _manifest(out: Path) -> Path:
    return out.parent / f".{out.name}.manifest"


def _read_manifest(out: Path) -> tuple[str, list[Written]]:
    """Inputs and files of the last build; nothing where that cannot be told."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        value = json.loads(_manifest(out).read_bytes())
        files = [
            Written(path, key, size, mtime_ns, indexed, is_new=False)
            for path, key, size, mtime_ns, indexed in value["files"]
        ]
        return value["inputs"], files
    return "", []


def _write_manifest(out: Path, inputs: str, files: list[Written]) -> None:
    rows = [[f.path, f.key, f.size, f.mtime_ns, f.indexed] for f in files]
    value = {"inputs": inputs, "files": rows}
    write_atomic(_manifest(out), json.dumps(value, separators=(",", ":")).encode())
