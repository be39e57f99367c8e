"""What writers leave behind when calls fail, and what killed commands lose: nothing."""

import errno
import io
import json
import os
import random
import shutil
import subprocess
import sys
import time

import check_cases
import made_runs
import pytest
from soak_sizes import SEED, sizes

from llmsite import results
from llmsite.cli.main import main
from llmsite.project import Project
from llmsite.storage import expand

CALLS = ("open", "fsync", "replace", "rename", "link", "chmod", "mkdir", "unlink", "rmdir")
"""File-system calls of writers, as the standard library makes them; `write` is counted too."""


class Failing:
    """Lets the k-th file-system call fail, and the others through."""

    def __init__(self, monkeypatch, at, how):
        self.count, self.at, self.how, self.failed = 0, at, how, False
        for name in CALLS:
            monkeypatch.setattr(os, name, self._wrapped(getattr(os, name)))
        monkeypatch.setattr(io, "open", self._wrapped(io.open))
        real = os.fdopen
        monkeypatch.setattr(os, "fdopen", lambda *a, **k: FailingFile(self, real(*a, **k)))

    def due(self):
        self.count += 1
        self.failed = self.failed or self.count == self.at
        return self.count == self.at

    def _wrapped(self, real):
        def call(*arguments, **keywords):
            if self.due():
                how = self.how or errno.EIO
                raise OSError(how, os.strerror(how), str(arguments[0]))
            return real(*arguments, **keywords)

        return call


class FailingFile:
    """A file whose write may fail, or write only a half."""

    def __init__(self, failing, file):
        self._failing, self._file = failing, file

    def __enter__(self):
        self._file.__enter__()
        return self

    def __exit__(self, *given):
        return self._file.__exit__(*given)

    def __getattr__(self, name):
        return getattr(self._file, name)

    def write(self, content):
        if self._failing.due():
            if self._failing.how == 0:
                return self._file.write(content[: len(content) // 2])
            raise OSError(self._failing.how, os.strerror(self._failing.how), "file")
        return self._file.write(content)


def _tree(folder):
    """Everything but run folders, and what the next build throws away or does not rely on."""
    return {
        path.relative_to(folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not {"runs", "site"} & {*path.parts}
        and not path.name.endswith(".manifest")
        and ".new-" not in str(path)
    }


def call(*words):
    """The command in this process; its exit code."""
    with pytest.raises(SystemExit) as caught:
        main([str(each) for each in words])
    return caught.value.code or 0


REASON = ("--reason", "the prompts of this run were wrong")
WRITERS = {
    "add": ("add", "RUN"),
    "add generations": ("add", "--generations", "ROWS", "--model", "a/b", "--task", "facts-quick"),
    "retract": ("retract", "RESULT", *REASON),
    "redact": ("redact", "RESULT", *REASON),
    "verify": ("verify", "RESULT", "--submitter", "bob"),
    "pack": ("pack", "RESULT", "--url", "https://huggingface.co/datasets/a/b", "--out", "OUT"),
    "fmt card": ("fmt", "CARD"),
    "fmt result": ("fmt", "FILE"),
    "snapshot": ("snapshot",),
    "build": ("build", "--jobs", "1", "--quiet"),
    "preview": ("build", "--records", "OTHER", "--preview", "PAGE", "--out", "SITE"),
    "init": ("init", "NEW", "--title", "New"),
}
ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EINTR": errno.EINTR, "short write": 0}


def _words(project, writer, result):
    """The command line of a writer on a project."""
    places = {
        "RUN": next(project.runs_dir.iterdir(), ""),
        "ROWS": project.root / "rows.jsonl",
        "RESULT": result.stem,
        "FILE": result,
        "CARD": result.parent / "model.json",
        "OUT": project.root / "packed",
        "OTHER": project.root.parent / "other",
        "PAGE": project.root / "preview.html",
        "SITE": project.root / "site",
        "NEW": project.root / "made" / "board",
    }
    return ("--project", project.root, *(places.get(each, each) for each in WRITERS[writer]))


@pytest.fixture
def to_write(small):
    """A project in which every writer has something to do."""
    result = check_cases.result_path(small)
    made_runs.make_run(small, "new/model", 0.6, tasks={"topic-quick"})
    (small.root / "rows.jsonl").write_text('{"id": "facts-001", "text": "Au"}\n')
    shutil.copytree(small.root, small.root.parent / "other")
    results.add(Project(small.root.parent / "other"), next(small.runs_dir.iterdir()))
    (small.root / "site.toml").write_text('title = "A"\nsuites = ["quick"]\n')
    return small, result


@pytest.mark.timeout(600)
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("most", [4, pytest.param(200, marks=pytest.mark.soak)])
def test_a_failing_call_leaves_the_old_or_the_new_state(to_write, monkeypatch, writer, most):
    project, result = to_write
    if writer.startswith("fmt"):
        path = result if writer == "fmt result" else result.parent / "model.json"
        path.write_text(json.dumps(json.loads(path.read_text())))
    words = _words(project, writer, result)
    saved = project.root.parent / "saved"
    shutil.copytree(project.root, saved)
    old = _tree(project.root)
    assert call(*words) == 0  # what a process keeps is kept now: each time makes the same calls
    shutil.rmtree(project.root)
    shutil.copytree(saved, project.root)
    with monkeypatch.context() as patch:
        counted = Failing(patch, 0, 0)
        assert call(*words) == 0
    new = _tree(project.root)
    assert new != old
    n_calls = min(counted.count, 200)
    step = max(n_calls // most, 1)
    draw = random.Random(SEED)
    for at in range(1, n_calls + 1, step):
        hows = ERRORS if most == 200 else [draw.choice(list(ERRORS))]
        for name in hows:
            shutil.rmtree(project.root)
            shutil.copytree(saved, project.root)
            with monkeypatch.context() as patch:
                failing = Failing(patch, at, ERRORS[name])
                code = call(*words)
            state = _tree(project.root)
            assert state in (old, new), (writer, at, name)
            assert failing.failed
            # A failure that only costs a shortcut, such as what a folder holds, is none.
            assert code in (0, 1), (writer, at, name)
            assert code == 1 or state == new, (writer, at, name)


@sizes(2, 200)
def test_a_killed_add_loses_and_doubles_nothing(project, n):
    run = made_runs.make_run(project, "acme/small", 0.6)
    path = results.add(project, run)
    wanted = _tree(project.root)
    shutil.rmtree(project.results_dir)
    command = [sys.executable, "-m", "llmsite", "--project", str(project.root), "add", str(run)]
    draw = random.Random(SEED)
    for number in range(n):
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as each:
            time.sleep(draw.uniform(0.2, 1.5))
            each.kill()
        for left in project.results_dir.rglob(".new-*") if project.results_dir.exists() else ():
            left.unlink()
        if path.exists():
            assert results.read(path).id == path.stem
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, (SEED, number, done.stderr)
        assert _tree(project.root) == wanted, (SEED, number)
        shutil.rmtree(project.results_dir)


@pytest.mark.timeout(300)
@sizes(1, 200)
def test_a_killed_run_loses_and_doubles_nothing(project, n):
    """Units that were acknowledged are never asked again, and the result is the same."""
    words = ["run", "baseline/random", "--task", "facts-quick", "--task", "text-quick", "--quiet"]
    command = [sys.executable, "-m", "llmsite", "--project", str(project.root)]
    subprocess.run([*command, *words], check=True, capture_output=True, timeout=60)
    subprocess.run([*command, "add"], check=True, capture_output=True, timeout=60)
    wanted = _answers(project)
    draw = random.Random(SEED)
    for number in range(n):
        shutil.rmtree(project.runs_dir)
        shutil.rmtree(project.results_dir)
        kept = {}
        for _ in range(2):
            with subprocess.Popen([*command, *words], stdout=-3, stderr=-3) as each:
                time.sleep(draw.uniform(0.3, 1.2))
                each.kill()
            units = {
                path: path.stat().st_mtime_ns for path in project.runs_dir.glob("*/units/*.zst")
            }
            assert kept.items() <= units.items(), (SEED, number)
            kept = units
        for verb in (words, ["add"]):
            done = subprocess.run([*command, *verb], check=False, capture_output=True, timeout=60)
            assert done.returncode == 0, (SEED, number, done.stderr)
        assert _answers(project) == wanted, (SEED, number)


def _answers(project):
    """Units by name and the one result, without clock readings."""
    units = {
        path.name: expand(path.read_bytes(), name="unit")
        for path in project.runs_dir.glob("*/units/*.zst")
    }
    (path,) = project.results_dir.glob("*/*/2*.json")
    record = json.loads(path.read_text())
    record.pop("measured")
    return units, record
