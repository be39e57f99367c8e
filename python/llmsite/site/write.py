"""A plan's pages and documents to a folder that is swapped in whole.

Everything is written to a temporary folder beside the target; unchanged files are linked from the
last build. A reader of the folder sees the old site or the new one, never something between, and
a build that fails leaves the old site alone.
"""

import ctypes
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from pickle import Pickler
from typing import TypeAlias

from llmsite import __version__
from llmsite.errors import Fault, LlmsiteError, ProjectError, TemplateError
from llmsite.site.page import Document
from llmsite.site.plan import Plan
from llmsite.site.render import own_templates
from llmsite.site.sitemap import sitemap_documents
from llmsite.storage import canonical_json, write_atomic

MARK = "build.json"
"""File at the root of a built site; a folder without it is never replaced."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file of a build."""

    path: str
    """File from the site's root."""
    key: str
    """Hash of all that it was made from."""
    size: int
    """Bytes."""
    mtime_ns: int
    """Time of its last change, by which a later build sees that nobody else touched it."""
    indexed: bool
    """Whether the sitemap names it."""
    is_new: bool
    """Whether this build wrote it."""


Share: TypeAlias = tuple[list[Written], tuple[Fault, ...]]


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
    """Files that were made anew."""
    n_bytes: int
    """Size of the site."""


def write_site(
    plan: Plan,
    out: Path,
    *,
    jobs: int = 1,
    note: Callable[[int], None] = lambda _n: None,
) -> Built:
    """Build a site.

    Args:
        plan: What to build.
        out: Folder of the site; must be absent, empty or an earlier build.
        jobs: Processes that render.
        note: Told after each file how many more are done.

    Raises:
        TemplateError: A template is wrong; the old site is untouched.
        ProjectError: `out` holds something that is not a built site.
        OSError: It cannot be written; the old site is untouched.
    """
    _check_target(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    for left_over in out.parent.glob(f".{out.name}.new-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    old = _read_manifest(out)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    try:
        folder.chmod(0o755)
        writer = _Writer(plan, out, folder, old)
        files = writer.run(jobs, note)
        _swap(folder, out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _write_manifest(out, files)
    pages = [file for file in files if file.path.endswith(".html")]
    return Built(
        out=out,
        n_pages=len(pages),
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
        self.plan, self.out, self.folder, self.old = plan, out, folder, old
        self.salt = _salt(plan)

    def run(self, jobs: int, note: Callable[[int], None]) -> list[Written]:
        """Write everything; what was written, by path."""
        files: list[Written] = []
        faults: list[Fault] = []
        if jobs > 1 and "fork" in get_all_start_methods():
            context = get_context("fork")
            global _forked  # noqa: PLW0603 - handed to the children by forking; a plan is large
            _forked = self
            with context.Pool(jobs) as pool:
                for share, wrong in pool.imap(_run_share, [(i, jobs) for i in range(jobs)]):
                    files += share
                    faults += wrong
                    note(len(share))
            _forked = None
        else:
            files, wrong = self.share(0, 1, note)
            faults += wrong
        if faults:
            raise TemplateError(*dict.fromkeys(faults))
        for document in self.plan.documents():
            files.append(self.document(document))
        paths = [(file.path, file.indexed) for file in files]
        for document in sitemap_documents(paths, self.plan.base_url, self.plan.leaderboard):
            files.append(self.document(document))
        files.append(self.document(Document(MARK, self.facts(files))))
        _check_paths(files)
        return sorted(files, key=lambda file: file.path)

    def share(self, which: int, jobs: int, note: Callable[[int], None]) -> Share:
        """Render every `jobs`-th page; what was written, and faults of templates."""
        files: list[Written] = []
        for i, (renderer, page) in enumerate(self.plan.pages()):
            if i % jobs != which:
                continue
            path = renderer.frame.prefix + page.path
            key = self.key(renderer.frame.prefix, page)
            kept = self.keep(path, key, indexed=page.indexed)
            if kept is None:
                try:
                    content = renderer.render(page)
                except TemplateError as error:
                    return files, error.faults
                kept = self.put(path, key, content, indexed=page.indexed)
            files.append(kept)
            note(1)
        return files, ()

    def document(self, document: Document) -> Written:
        """Write one document, or keep it."""
        key = blake2b(document.content, digest_size=16).hexdigest()
        return self.keep(document.path, key, indexed=False) or self.put(
            document.path, key, document.content, indexed=False
        )

    def key(self, prefix: str, page: object) -> str:
        """Hash of all that decides about a page's bytes."""
        pickled = BytesIO()
        pickler = Pickler(pickled, protocol=5)
        pickler.fast = True  # no memo: equal values give equal bytes, whoever shares them
        pickler.dump(page)
        return blake2b(
            pickled.getvalue(), digest_size=16, key=self.salt, person=prefix.encode()[:16]
        ).hexdigest()

    def keep(self, path: str, key: str, *, indexed: bool) -> Written | None:
        """Link a file of the last build that is still right; none where there is none."""
        old = self.old.get(path)
        if old is None or old.key != key:
            return None
        source, target = self.out / path, self.folder / path
        try:
            found = source.stat()
            if (found.st_size, found.st_mtime_ns) != (old.size, old.mtime_ns):
                return None
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(source, target)
        except OSError:
            return None
        return Written(path, key, old.size, old.mtime_ns, indexed, is_new=False)

    def put(self, path: str, key: str, content: bytes, *, indexed: bool) -> Written:
        """Write a new file."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
        found = target.stat()
        return Written(path, key, len(content), found.st_mtime_ns, indexed, is_new=True)

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


_forked: _Writer | None = None


def _run_share(share: tuple[int, int]) -> Share:
    if _forked is None:
        raise RuntimeError("runs in a forked process only")
    return _forked.share(*share, lambda _n: None)


def _check_paths(files: list[Written]) -> None:
    """Refuse paths that differ in case only: one would overwrite the other on some systems."""
    seen: dict[str, str] = {}
    for file in files:
        other = seen.setdefault(file.path.casefold(), file.path)
        if other != file.path:
            raise LlmsiteError(Fault(f"pages {other} and {file.path} differ in case only"))


def _salt(plan: Plan) -> bytes:
    """Hash of what all pages depend on: templates, our own code, the frames."""
    digest = blake2b(digest_size=32)
    code = Path(__file__).parent
    sources = [*code.rglob("*.py"), *(f for folder in plan.folders for f in folder.rglob("*.*"))]
    for path in sorted(sources):
        if path.is_file():
            digest.update(str(path).encode() + b"\0" + path.read_bytes())
    for _edition, renderer in plan.editions:
        digest.update(repr(renderer.frame).encode())
    digest.update(str(own_templates()).encode())
    return digest.digest()


def _manifest(out: Path) -> Path:
    return out.parent / f".{out.name}.manifest"


def _read_manifest(out: Path) -> dict[str, Written]:
    """Files of the last build; nothing where it cannot be trusted."""
    with suppress(OSError, ValueError, TypeError):
        rows = json.loads(_manifest(out).read_bytes())
        return {
            path: Written(path, key, size, mtime_ns, indexed, is_new=False)
            for path, key, size, mtime_ns, indexed in rows
        }
    return {}


def _write_manifest(out: Path, files: list[Written]) -> None:
    rows = [[f.path, f.key, f.size, f.mtime_ns, f.indexed] for f in files]
    write_atomic(_manifest(out), json.dumps(rows, separators=(",", ":")).encode())


_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def _swap(new: Path, out: Path) -> None:
    """Put a folder in the place of another in one step where the system can."""
    if not out.exists():
        new.rename(out)
        return
    if _exchange(new, out):
        shutil.rmtree(new, ignore_errors=True)
        return
    aside = new.with_name(new.name.replace(".new-", ".old-"))
    out.rename(aside)
    try:
        new.rename(out)
    except OSError:
        aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically; whether that worked (Linux only)."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done = rename(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)
    )
    return bool(done == 0)
