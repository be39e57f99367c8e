"""A run on a local Ray cluster, of which a worker is killed."""

import os
import signal
import sys
import time
from threading import Thread

import pytest

from llmsite.errors import RunError
from llmsite.inference.backends.echo import Echo
from llmsite.runner import Cluster, Wanted, execute, execute_on_ray, prepare

SLOW = """
import os, time
from pathlib import Path
from llmsite.inference.backends.echo import Echo

class Slow(Echo):
    def __init__(self):
        (Path(os.environ["PIDS"]) / str(os.getpid())).touch()

    def answer(self, requests, **options):
        for row in super().answer(requests, **options):
            time.sleep(0.02)
            yield row
"""


@pytest.fixture(scope="module")
def prepared():
    asked = Wanted(suite="quick", tasks=("facts-quick", "translate-quick", "topic-quick"))
    return prepare(asked, None, has_chat_template=False)


def contents(folder):
    return {each.name: each.read_bytes() for each in sorted((folder / "units").iterdir())}


def kill_one(folder, pids):
    """Kill a worker when the first unit is on the disk."""
    deadline = time.monotonic() + 60
    while not list(folder.glob("units/*.zst")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(int(min(pids.iterdir()).name), signal.SIGKILL)


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore")
def test_killed_worker_is_replaced_and_nothing_is_lost(prepared, tmp_path, monkeypatch):
    ray = pytest.importorskip("ray")
    (tmp_path / "slow_echo.py").write_text(SLOW)
    (tmp_path / "pids").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ['PYTHONPATH']}")
    monkeypatch.setenv("PIDS", str(tmp_path / "pids"))
    from slow_echo import Slow

    done = []
    killer = Thread(target=kill_one, args=(tmp_path / "run", tmp_path / "pids"))
    killer.start()
    try:
        run, folder = execute_on_ray(
            prepared,
            Echo(),
            Cluster(2, Slow),
            runs_dir=tmp_path,
            out=tmp_path / "run",
            report=done.append,
        )
    finally:
        killer.join()
        ray.shutdown()
    _, whole = execute(prepared, Echo(), runs_dir=tmp_path / "whole")
    assert run.status == "complete"
    assert contents(folder) == contents(whole)
    assert len(list((tmp_path / "pids").iterdir())) == 3
    assert sum(each.n for each in done) == sum(task.n_requests for task in prepared.plan.tasks)
    assert run.measured.seconds > 0


def test_missing_package_is_said(prepared, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(RunError, match=r"needs the package 'ray'. Fix: pip install"):
        execute_on_ray(prepared, Echo(), Cluster(2, Echo), runs_dir=tmp_path)
    assert not list(tmp_path.iterdir())
