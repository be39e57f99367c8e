"""One check of a proposal or of a whole project: every rule over every file, all faults at once.

Files are read one by one, in parallel where there are many; what needs several files comes after.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from llmsite.checks.across import Sound, check_against, check_other_models
from llmsite.checks.additions import check_additions, redacted_results
from llmsite.checks.changes import (
    RECORD_FOLDERS,
    check_changes,
    check_kind,
    is_note,
    is_result,
)
from llmsite.checks.fields import (
    correct_name,
    read_addition,
    read_card,
    read_request,
    read_result,
    read_snapshot,
)
from llmsite.checks.generations import read_generations
from llmsite.checks.names import check_lookalikes, check_path, shown_path
from llmsite.checks.report import Report, sort_faults
from llmsite.checks.rules import RULES
from llmsite.checks.scores import Tasks, check_scores
from llmsite.checks.screens import screen
from llmsite.checks.snapshots import check_snapshots
from llmsite.checks.target import Target, list_files, mode_of
from llmsite.errors import Fault, LlmsiteError
from llmsite.results import fingerprint
from llmsite.results.cards import BASELINES
from llmsite.results.reading import SAMPLES_SUFFIX
from llmsite.schema.generation import Generation
from llmsite.schema.result import Result
from llmsite.schema.snapshot import SNAPSHOTS
from llmsite.schema.trust import Redaction

_MANY_FILES = 500
"""Files from which more than one process is worth its start."""
_FEW_RESULTS = 200
"""Results up to which answers of all models are compared when a whole project is checked."""


@dataclass(frozen=True)
class FileFound:
    """What the check of one file found."""

    path: str
    """The file."""
    faults: tuple[Fault, ...]
    """Its faults."""
    evidence: str = ""
    """How its numbers were checked."""


def check(target: Target, paths: Sequence[str] | None = None, *, n_jobs: int = 1) -> Report:
    """Check a proposal.

    Args:
        target: What is checked against what.
        paths: Files to check; none means every changed file, or the whole project.
        n_jobs: Processes to use for many files.

    Returns:
        All faults, sorted; the same on every machine.
    """
    present = list_files(target.tree)
    chosen = _chosen(target, present, paths)
    faults: list[Fault] = []
    if target.changes is not None:
        limits = target.base.config.limits
        redacted = redacted_results(present)
        faults += check_changes(target.changes, limit=limits.results_per_request, redacted=redacted)
    faults += _look_alike(target, present, chosen)
    found = _check_files(target, present, chosen, n_jobs)
    for each in found:
        faults += each.faults
    faults += check_additions(target, chosen, present)
    faults += check_snapshots(target, chosen, present)
    evidence = {"re-scored": 0, "re-derived": 0, "stated": 0}
    for each in found:
        if each.evidence:
            evidence[each.evidence] += 1
    return Report(sort_faults(faults), len(chosen), evidence)


def _chosen(target: Target, present: Sequence[str], paths: Sequence[str] | None) -> list[str]:
    """Files to check: what was asked for, what was changed, or everything."""
    there = set(present)
    if paths is not None:
        wanted = set(paths)
        # A result is checked with its samples, whichever of the two was named.
        wanted |= {
            p.removesuffix(SAMPLES_SUFFIX) + ".json" for p in paths if p.endswith(SAMPLES_SUFFIX)
        }
        return [path for path in present if path in wanted]
    if target.changes is None:
        return list(present)
    changed = {
        each.path
        for each in target.changes
        if each.status != "D" and each.path.split("/", maxsplit=1)[0] in RECORD_FOLDERS
    }
    return sorted(changed & there)


def _check_files(
    target: Target, present: Sequence[str], chosen: Sequence[str], n_jobs: int
) -> list[FileFound]:
    """What every file shows, alone and beside the others of its folder."""
    folders: dict[str, list[str]] = {}
    for path in chosen:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    if len(chosen) < _MANY_FILES or n_jobs < 2:  # noqa: PLR2004 - one process is no pool
        checker = _Checker(target, present)
        return [each for paths in folders.values() for each in checker.check(paths)]
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(n_jobs, initializer=_start, initargs=(target, present)) as pool:
        found = pool.map(_check_in_process, folders.values(), chunksize=16)
        return [each for folder in found for each in folder]


_PROCESS: dict[str, "_Checker"] = {}
"""The checker of a worker process."""


def _start(target: Target, present: Sequence[str]) -> None:
    _PROCESS["checker"] = _Checker(target, present)


def _check_in_process(paths: list[str]) -> list[FileFound]:
    return _PROCESS["checker"].check(paths)


class _Checker:
    """Checks folder after folder; what it remembers of one is forgotten with the next."""

    def __init__(self, target: Target, present: Sequence[str]) -> None:
        self._target = target
        self._tasks = Tasks(target.base)
        self._folders: dict[str, list[str]] = {}
        for path in present:
            if is_result(path):
                self._folders.setdefault(path.rpartition("/")[0], []).append(path)

    def check(self, paths: Sequence[str]) -> list[FileFound]:
        """What the files of one folder show."""
        known = _Known(self._target, self._folders)
        found = []
        for path in paths:
            one, sound = _check_file(self._target, self._tasks, path)
            known.remember(path, sound)
            found.append(one)
        across = {path: list(_check_across(self._target, known, path)) for path in paths}
        return [replace(one, faults=(*one.faults, *across[one.path])) for one in found]


def _check_file(target: Target, tasks: Tasks, path: str) -> tuple[FileFound, Sound | None]:
    """Everything that one file shows by itself."""
    mode = target.modes.get(path) or mode_of(target.tree, path)
    early = list(check_kind(path, mode))
    if not is_note(path):
        early += check_path(path)
    if any(fault.code in ("LS005", "LS006", "LS104") for fault in early):
        return FileFound(path, tuple(early)), None
    try:
        if is_result(path):
            return _check_result(target, tasks, path, early)
        early += _check_other(target, path)
    except LlmsiteError as error:
        early += error.faults
    except RecursionError:
        early.append(Fault("nested too deep", shown_path(path), code="LS208"))
    return FileFound(path, tuple(_placed(fault, path) for fault in early)), None


def _placed(fault: Fault, path: str) -> Fault:
    """A fault with its file and with a remedy."""
    fix = fault.fix or (correct_name(fault) if fault.code == "LS302" else "")
    fix = fix or (RULES[fault.code].fix if fault.code in RULES else "")
    return replace(fault, path=fault.path or shown_path(path), fix=fix)


def _check_other(target: Target, path: str) -> Iterator[Fault]:
    """Cards, records beside results, requests; samples files are read with their result."""
    top = path.split("/", maxsplit=1)[0]
    if path.endswith("/model.json"):
        read_card(target, path)
    elif path.endswith(SAMPLES_SUFFIX):
        owner = path.removesuffix(SAMPLES_SUFFIX) + ".json"
        if not target.exists(owner):
            fix = "'llmsite add' writes both"
            yield Fault("has no result beside it", shown_path(path), code="LS505", fix=fix)
    elif top == SNAPSHOTS and path.endswith(".json"):
        read_snapshot(target, path)
    elif path.endswith(".json"):
        record = read_addition(target, path)
        login = None if isinstance(record, Redaction) else record.submitter
        yield from _submitter_faults(target, login, path)
    elif top == "requests" and path.endswith(".toml"):
        yield from _submitter_faults(target, read_request(target, path).submitter, path)


def _submitter_faults(target: Target, login: str | None, path: str) -> Iterator[Fault]:
    """LS009: only in a proposal whose author is known."""
    if target.author is None or not _is_new(target, path):
        return
    if login is not None and login.lower() != target.author.lower():
        message = f"submitter is '{login}', the author of this change is '{target.author}'"
        fix = "send it from the submitter's own account, or name yourself"
        yield Fault(message, shown_path(path), code="LS009", fix=fix)


def _is_new(target: Target, path: str) -> bool:
    return target.base_files is None or path not in target.base_files


def _check_result(
    target: Target, tasks: Tasks, path: str, early: list[Fault]
) -> tuple[FileFound, Sound]:
    stored, content = read_result(target, path)
    record = stored.record
    redacted = target.exists(f"redactions/{stored.id}.json")
    rows, faults = read_generations(target, path, record, content, redacted=redacted)
    proposed = target.base_files is not None and path not in target.base_files
    checked = check_scores(path, record, content, tasks, rows, proposed=proposed)
    login = record.submitter.login if record.submitter else None
    faults = [
        *early,
        *faults,
        *checked.faults,
        *_submitter_faults(target, login, path),
        *_screens(path, record, tasks, rows or ()),
    ]
    found = FileFound(path, tuple(_placed(each, path) for each in faults), checked.evidence)
    return found, Sound(path, stored.id, record, fingerprint(record))


def _screens(
    path: str, record: Result, tasks: Tasks, rows: Sequence[Generation]
) -> Iterator[Fault]:
    if record.model.id.startswith(f"{BASELINES}/"):
        # A rule that always says the same is meant to.
        return
    for task in record.tasks:
        known = tasks.load(task.task) if rows and task.task in tasks.names else None
        if known is None:
            continue
        for found in screen(known, [row for row in rows if row.task == task.task]):
            message = f"{task.task}: {found.message}"
            fix = "look at the answers, and say in the pull request what happened"
            yield Fault(message, shown_path(path), code=found.code, fix=fix, severity="warning")


def _look_alike(target: Target, present: Iterable[str], chosen: Iterable[str]) -> Iterator[Fault]:
    """LS102 and LS108 over all models, those of the base included."""
    before = _models(target.base_files or ())
    names = _models(present) | before
    new = _models(chosen) - before if target.base_files is not None else names
    for _, fault in check_lookalikes(names, new):
        yield fault


def _models(paths: Iterable[str]) -> set[str]:
    split = (path.split("/") for path in paths if path.startswith("results/"))
    return {"/".join(parts[1:3]) for parts in split if len(parts) > 3}  # noqa: PLR2004 - depth


def _check_across(target: Target, known: "_Known", path: str) -> Iterator[Fault]:
    """What a result says beside the others; nothing for what is no sound result."""
    sound = known.read(path) if is_result(path) else None
    if sound is None:
        return
    yield from check_against(sound, known.beside(path))
    # Whole projects were compared when their results were proposed.
    if target.changes is not None and (rows := known.generations(path)):
        yield from check_other_models(path, sound.record.model.id, rows, known.others(path))


class _Known:
    """Results and generations beside those that are checked, each read once."""

    def __init__(self, target: Target, folders: Mapping[str, Sequence[str]]) -> None:
        self._target = target
        self._folders = folders
        self._sound: dict[str, Sound | None] = {}
        self._rows: dict[str, list[Generation]] = {}

    def remember(self, path: str, sound: Sound | None) -> None:
        """Keep what was read already."""
        self._sound[path] = sound

    def beside(self, path: str) -> list[Sound]:
        """All sound results of the same model, by date."""
        folder = self._folders.get(path.rpartition("/")[0], ())
        found = [sound for each in folder if (sound := self.read(each)) is not None]
        return sorted(found, key=lambda each: (each.record.date, each.id))

    def read(self, path: str) -> Sound | None:
        """A result, if it can be read without fault."""
        if path not in self._sound:
            try:
                stored, _ = read_result(self._target, path)
                record = stored.record
                self._sound[path] = Sound(path, stored.id, record, fingerprint(record))
            except LlmsiteError:
                # It was merged, and is checked where the whole project is.
                self._sound[path] = None
        return self._sound[path]

    def generations(self, path: str) -> list[Generation]:
        """The generations beside a sound result; none where they are not here."""
        sound = self.read(path)
        if sound is None:
            return []
        if path not in self._rows:
            rows, _ = read_generations(self._target, path, sound.record, b"", redacted=True)
            self._rows[path] = rows or []
        return self._rows[path]

    def others(self, path: str) -> dict[str, list[Generation]]:
        """Generations of the newest result of every other model."""
        own = path.rpartition("/")[0]
        found: dict[str, list[Generation]] = {}
        for folder, results in self._folders.items():
            if folder != own and len(found) < _FEW_RESULTS:
                found[folder.removeprefix("results/")] = self.generations(results[-1])
        return found


def n_processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def relative_paths(root: Path, given: Iterable[Path]) -> list[str]:
    """Files under given paths, relative to a project.

    Raises:
        LlmsiteError: A path lies outside of it or is not there.
    """
    found: list[str] = []
    for path in given:
        try:
            inside = (Path.cwd() / path).absolute().relative_to(root).as_posix()
        except ValueError:
            fix = "give files of the project"
            raise LlmsiteError(Fault("lies outside the project", str(path), fix=fix)) from None
        matches = [
            each for each in list_files(root) if each == inside or each.startswith(inside + "/")
        ]
        if not matches:
            fix = f"give files under {', '.join(RECORD_FOLDERS)}"
            raise LlmsiteError(Fault("holds no file that is checked", str(path), fix=fix))
        found += matches
    return found
