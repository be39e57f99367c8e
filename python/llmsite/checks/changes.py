"""LS001 to LS006 and LS008: what a change as a whole may do.

Reads the list of changed files as git writes it (`git diff-tree -r -z --raw --no-renames`), so a
name never passes through a shell. Knows nothing of the files' content.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from llmsite.checks.names import shown_path
from llmsite.errors import Fault, ProjectError
from llmsite.results.reading import SAMPLES_SUFFIX

RECORD_FOLDERS = (
    "results",
    "retractions",
    "verifications",
    "redactions",
    "requests",
    "snapshots",
)
"""Folders that a change of results may touch."""

_FILE_MODE = "100644"
_ABSENT_MODE = "000000"
_RESULT = re.compile(r"results/[^/]+/[^/]+/(\d{8}-[0-9a-f]{16})\.json")
_SAMPLES = re.compile(r"results/[^/]+/[^/]+/(\d{8}-[0-9a-f]{16})\.samples\.jsonl\.zst")
_NOTE = re.compile(r"[a-z]+/(?:README(?:\.[a-z-]+)?\.md|\.gitkeep)")
_KINDS = (
    _RESULT,
    _SAMPLES,
    re.compile(r"results/[^/]+/[^/]+/model\.json"),
    re.compile(r"(?:retractions|redactions)/\d{8}-[0-9a-f]{16}\.json"),
    re.compile(r"verifications/\d{8}-[0-9a-f]{16}/[^/]+-[0-9a-f]{16}\.json"),
    re.compile(r"requests/[^/]+\.toml"),
    re.compile(r"snapshots/\d{8}\.json"),
    _NOTE,
)
_HOLDS = {
    "results": f"model.json, <date>-<hash>.json or <date>-<hash>{SAMPLES_SUFFIX}",
    "retractions": "<result>.json",
    "redactions": "<result>.json",
    "verifications": "<result>/<login>-<hash>.json",
    "requests": "<slug>.toml",
    "snapshots": "<YYYYMMDD>.json",
}
_MODES = {"120000": "a symbolic link", "160000": "a submodule", "100755": "an executable file"}
_GIT_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Change:
    """One changed file."""

    path: str
    """Relative to the project, with `/`; bytes that are not UTF-8 are surrogates."""
    status: str
    """`A` added, `M` modified, `D` deleted, `T` type changed."""
    mode: str
    """Git's mode of the new file; `000000` where it was deleted."""


def parse_raw(listing: bytes) -> tuple[Change, ...]:
    """Changes from `git diff-tree -r -z --raw --no-renames`.

    Raises:
        ProjectError: It is something else.
    """
    fields = listing.split(b"\0")
    # Without `--no-commit-id` git writes the commit first.
    if fields and re.fullmatch(rb"[0-9a-f]{40,64}", fields[0]):
        fields = fields[1:]
    changes = []
    for head, path in zip(fields[::2], fields[1::2], strict=False):
        found = re.fullmatch(rb":\d{6} (\d{6}) [0-9a-f.]+ [0-9a-f.]+ ([AMDT])", head)
        if not found:
            message = "the list of changes is not one of 'git diff-tree -r -z --raw --no-renames'"
            raise ProjectError(Fault(message))
        name = path.decode("utf-8", "surrogateescape")
        changes.append(Change(name, found[2].decode(), found[1].decode()))
    return tuple(sorted(changes, key=lambda each: each.path))


def changes_since(root: Path, base: str) -> tuple[Change, ...]:
    """What differs between a commit and the files in a project, new files included.

    Args:
        root: A project under git.
        base: A commit, branch or tag; the point where the work left it is what counts.

    Raises:
        ProjectError: Git does not know it.
    """
    start = _git(root, "merge-base", "--end-of-options", base, "HEAD").strip().decode()
    listing = _git(root, "diff-index", "-r", "-z", "--raw", "--no-renames", "--relative", start)
    known = parse_raw(listing)
    others = _git(root, "ls-files", "-z", "--others", "--exclude-standard").split(b"\0")
    new = tuple(
        Change(name, "A", _mode(root / name))
        for each in others
        if each and (name := each.decode("utf-8", "surrogateescape"))
    )
    return tuple(sorted((*known, *new), key=lambda each: each.path))


def base_files(root: Path, base: str) -> frozenset[str]:
    """Paths under the results' folders at the point where the work left a commit."""
    start = _git(root, "merge-base", "--end-of-options", base, "HEAD").strip().decode()
    listing = _git(root, "ls-tree", "-r", "-z", "--name-only", start, "--", *RECORD_FOLDERS)
    return frozenset(
        each.decode("utf-8", "surrogateescape") for each in listing.split(b"\0") if each
    )


def _mode(path: Path) -> str:
    if path.is_symlink():
        return "120000"
    return "100755" if path.stat().st_mode & 0o111 else _FILE_MODE


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - fixed program, no shell
            command, capture_output=True, check=True, timeout=_GIT_TIMEOUT_S
        )
    except FileNotFoundError:
        raise ProjectError(Fault("git is needed for --base REF", fix="install git")) from None
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
        message = f"git: {words[-1].removeprefix('fatal: ')}"
        fix = "give a commit, a branch such as origin/main, or a folder"
        raise ProjectError(Fault(message, fix=fix)) from None
    return done.stdout


def is_result(path: str) -> bool:
    """Whether a path is that of a result file."""
    return _RESULT.fullmatch(path) is not None


def is_note(path: str) -> bool:
    """Whether a path is a folder's README or keeps an empty folder."""
    return _NOTE.fullmatch(path) is not None


def check_changes(
    changes: Sequence[Change], *, limit: int, redacted: frozenset[str]
) -> Iterator[Fault]:
    """Faults of a change as a whole.

    Args:
        changes: What was changed.
        limit: Most result files in one change.
        redacted: Results whose generations may go, because a redaction says so.
    """
    records = [each for each in changes if each.path.split("/")[0] in RECORD_FOLDERS]
    others = [each for each in changes if each.path.split("/")[0] not in RECORD_FOLDERS]
    if not records:
        message = "no result files changed; nothing to check"
        yield Fault(message, code="LS008", severity="notice")
        return
    if others:
        first = shown_path(others[0].path)
        noun = "file" if len(others) == 1 else "files"
        message = f"this change touches results and {len(others)} other {noun} (first: {first})"
        yield Fault(message, code="LS001", fix="put results in a pull request of their own")
    n_results = sum(1 for each in records if each.status == "A" and is_result(each.path))
    if n_results > limit:
        message = f"{n_results} result files in one change; this project takes {limit}"
        yield Fault(message, code="LS004", fix="split by model")
    for each in records:
        yield from _check_history(each, redacted)


def _check_history(change: Change, redacted: frozenset[str]) -> Iterator[Fault]:
    """LS002 and LS003: merged files stay."""
    path = change.path
    if change.status == "A" or path.startswith("requests/") or path.endswith(".md"):
        return
    shown = shown_path(path)
    found = _RESULT.fullmatch(path) or _SAMPLES.fullmatch(path)
    fix = f"'llmsite retract {found[1]}' says why it no longer counts" if found else "restore it"
    if change.status == "D":
        samples = _SAMPLES.fullmatch(path)
        if samples and samples[1] in redacted:
            return
        yield Fault("is merged and cannot be deleted", shown, code="LS003", fix=fix)
    elif not path.endswith("/model.json"):
        message = "is merged, and merged files are never edited"
        yield Fault(message, shown, code="LS002", fix=f"add a new one; {fix}" if found else fix)


def check_kind(path: str, mode: str = _FILE_MODE) -> Iterator[Fault]:
    """LS005 and LS006 of one file that is there.

    Args:
        path: Relative to the project, with `/`.
        mode: Git's mode of the file.
    """
    shown = shown_path(path)
    if mode not in (_FILE_MODE, _ABSENT_MODE):
        what = _MODES.get(mode, "no plain file")
        message = f"is {what} (mode {mode}); only plain files are accepted"
        yield Fault(message, shown, code="LS005", fix="commit the file itself, not executable")
    if not any(kind.fullmatch(path) for kind in _KINDS):
        folder = path.split("/", maxsplit=1)[0]
        name = shown_path(path.rsplit("/", 1)[-1])
        message = f"{name} is not a file that this folder can hold ({_HOLDS.get(folder, 'none')})"
        yield Fault(message, shown, code="LS006", fix="remove it")
