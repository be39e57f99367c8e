"""Runs with the echo backend on the quick suite: what is kept, resumed, refused and said."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from llmsite.errors import BackendError, RunError, TaskError
from llmsite.inference import Options, load_backend
from llmsite.inference.backends.echo import Echo
from llmsite.runner import RunFolder, Wanted, execute, prepare
from llmsite.schema.generation import TextGeneration

WANTED = Wanted(suite="quick", tasks=("facts-quick", "topic-quick"))


@pytest.fixture(scope="module")
def prepared():
    return prepare(WANTED, None, has_chat_template=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted((folder / "units").iterdir())}


def test_units_are_fixed_by_the_requests(prepared):
    plan = prepared.plan
    sizes = [(unit.id, unit.stop - unit.start) for unit in plan.units]
    n_requests = {task.task: task.n_requests for task in plan.tasks}
    assert sum(size for _, size in sizes) == sum(n_requests.values())
    alone = prepare(Wanted(tasks=("facts-quick",)), None, has_chat_template=False).plan
    assert [u for u in plan.units if u.task == "facts-quick"] == list(alone.units)


def test_run_is_complete_and_repeats_to_the_byte(prepared, tmp_path):
    run, folder = execute(prepared, Echo(), runs_dir=tmp_path / "a")
    again, other = execute(prepared, Echo(), runs_dir=tmp_path / "b")
    assert (run.status, folder.name) == ("complete", run.run_id)
    assert run.run_id == again.run_id
    assert contents(folder) == contents(other)
    before = (folder / "run.json").read_bytes()
    execute(prepared, Echo(), runs_dir=tmp_path / "a")
    assert (folder / "run.json").read_bytes() == before


class Counting(Echo):
    """Echo that remembers whom it was asked about."""

    def __init__(self):
        self.asked = []

    def answer(self, requests, *, exact=False):
        self.asked += [each.key for each in requests]
        yield from reversed(list(super().answer(requests, exact=exact)))


def test_only_missing_and_damaged_units_are_asked_again(prepared, tmp_path):
    _, folder = execute(prepared, Echo(), runs_dir=tmp_path)
    expected = contents(folder)
    first, second, *_ = sorted((folder / "units").iterdir())
    first.unlink()
    second.write_bytes(second.read_bytes()[:-9])
    backend = Counting()
    run, _ = execute(prepared, backend, runs_dir=tmp_path)
    wanted = {
        request.key
        for unit in prepared.plan.units
        if f"{unit.id}.jsonl.zst" in (first.name, second.name)
        for request in prepared.requests_of(unit)
    }
    assert set(backend.asked) == wanted
    assert contents(folder) == expected
    assert run.status == "complete"


class Flaky(Echo):
    """Echo whose engine fails in the middle of its first unit."""

    is_broken = True

    def answer(self, requests, *, exact=False):
        rows = list(super().answer(requests, exact=exact))
        yield from rows[:3]
        if Flaky.is_broken:
            Flaky.is_broken = False
            raise BackendError("the engine failed: out of memory")
        yield from rows[3:]


def test_engine_error_is_recorded_and_retried(prepared, tmp_path):
    with pytest.raises(RunError, match=r"out of memory \(requests of 1 units"):
        execute(prepared, Flaky(), runs_dir=tmp_path, out=tmp_path / "run")
    folder = RunFolder(tmp_path / "run")
    assert folder.read_record().status == "running"
    unit = prepared.plan.units[0]
    assert folder.unit_path(unit).exists()
    assert folder.read_unit(unit, prepared.requests_of(unit)) is None
    run, _ = execute(prepared, Flaky(), runs_dir=tmp_path, out=tmp_path / "run")
    _, undisturbed = execute(prepared, Echo(), runs_dir=tmp_path)
    assert run.status == "complete"
    assert contents(tmp_path / "run") == contents(undisturbed)


class OneByOne(Counting):
    """Answers that do not depend on each other, from a server that goes away."""

    left = 100

    def capabilities(self):
        return replace(super().capabilities(), keeps_answers=True)

    def answer(self, requests, *, exact=False):
        for row in Echo.answer(self, requests, exact=exact):
            if not self.left:
                raise BackendError("no server answers")
            self.left -= 1
            self.asked.append((row.task, row.id, row.index))
            yield row


def test_answers_of_a_broken_off_unit_are_kept_one_by_one(prepared, tmp_path):
    backend = OneByOne()
    for left in (100, 7, 0, 20):
        backend.left = left
        with pytest.raises(RunError, match="no server answers"):
            execute(prepared, backend, runs_dir=tmp_path)
    (answers, *_) = tmp_path.glob("*/answers/*")
    with answers.open("ab") as file:
        file.write(b'{"torn')
    backend.left = 1000
    run, folder = execute(prepared, backend, runs_dir=tmp_path)
    _, undisturbed = execute(prepared, Echo(), runs_dir=tmp_path / "other")
    assert run.status == "complete"
    assert contents(folder) == contents(undisturbed)
    assert len(backend.asked) == len(set(backend.asked))
    assert not list((folder / "answers").iterdir())


def test_an_empty_answer_is_an_answer_and_an_error_is_not():
    row = TextGeneration(task="t", id="s", error="no answer")
    assert (row.text, row.error) == ("", "no answer")


def test_another_run_in_the_folder_is_refused(prepared, tmp_path):
    execute(prepared, Echo(), runs_dir=tmp_path, out=tmp_path / "run")
    other = load_backend("baseline/random", None, Options())
    with pytest.raises(RunError, match="holds another run"):
        execute(prepared, other, runs_dir=tmp_path, out=tmp_path / "run")
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "file").write_text("x")
    with pytest.raises(RunError, match="something else"):
        execute(prepared, Echo(), runs_dir=tmp_path, out=tmp_path / "else")


def test_second_process_is_refused(prepared, tmp_path):
    with (
        RunFolder(tmp_path / "run").locked(),
        pytest.raises(RunError, match="another process is writing"),
    ):
        execute(prepared, Echo(), runs_dir=tmp_path, out=tmp_path / "run")


def test_shares_of_several_processes_make_the_same_run(prepared, tmp_path):
    _, whole = execute(prepared, Echo(), runs_dir=tmp_path / "whole")
    parts = tmp_path / "parts"
    first, _ = execute(prepared, Echo(), runs_dir=parts, shard=(1, 2))
    assert first.status == "running"
    with RunFolder(parts / first.run_id).locked((1, 2)):
        second, folder = execute(prepared, Echo(), runs_dir=parts, shard=(2, 2))
    assert second.status == "complete"
    assert contents(folder) == contents(whole)


def test_failed_write_is_a_failed_run(prepared, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        execute(prepared, Echo(), runs_dir=tmp_path / "file")


BAD = {
    "nothing": (Wanted(), "nothing to ask"),
    "no suite": (Wanted(suite="nope"), "nope"),
    "no task": (Wanted(tasks=("nope",)), "nope"),
    "task outside the suite": (Wanted(suite="quick", tasks=("nope",)), "not in the suite quick"),
    "no template": (Wanted(suite="quick", chat=True), "has no chat template"),
    "no style": (Wanted(suite="quick", style="nope"), "nope"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_asked_is_said(case):
    wanted, message = BAD[case]
    with pytest.raises(TaskError, match=message):
        prepare(wanted, None, has_chat_template=False)


SLOW = """
import signal, sys, time
from pathlib import Path
# A shell that starts something in the background has it ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
from llmsite.inference.backends.echo import Echo
from llmsite.runner import Wanted, execute, prepare

class Slow(Echo):
    def answer(self, requests, *, exact=False):
        for row in super().answer(requests, exact=exact):
            time.sleep(0.01)
            yield row

wanted = Wanted(suite="quick", tasks=("facts-quick", "topic-quick"))
execute(prepare(wanted, None, has_chat_template=False), Slow(), runs_dir=Path(sys.argv[1]))
"""


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_stopped_run_resumes_to_the_same_bytes(stop, prepared, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path)], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("*/units/*.zst")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, stop)
    assert process.wait() != 0
    (folder,) = tmp_path.iterdir()
    n_before = len(list(folder.glob("units/*.zst")))
    assert 0 < n_before < len(prepared.plan.units)
    backend = Counting()
    run, _ = execute(prepared, backend, runs_dir=tmp_path)
    _, undisturbed = execute(prepared, Echo(), runs_dir=tmp_path / "other")
    assert run.status == "complete"
    assert len(backend.asked) < sum(task.n_requests for task in prepared.plan.tasks)
    assert contents(folder) == contents(undisturbed)
