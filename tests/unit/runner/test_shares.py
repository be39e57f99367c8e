"""How units are shared out, and that any number of processes makes the same run."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from llmsite.inference import Options, load_backend
from llmsite.inference.backends.echo import Echo
from llmsite.runner import Wanted, execute, launched_share, prepare
from llmsite.runner.shares import estimate_work, split_units

WANTED = Wanted(suite="quick", limit=40)


@pytest.fixture(scope="module")
def prepared():
    return prepare(WANTED, None, has_chat_template=False)


def contents(folder):
    return {each.name: each.read_bytes() for each in sorted((folder / "units").iterdir())}


@pytest.mark.parametrize("n", [1, 2, 4, 100])
def test_each_unit_is_in_one_share(n, prepared):
    shares = split_units(prepared, n)
    ids = [unit.id for unit in prepared.plan.units]
    assert len(shares) == n
    assert sorted(unit for share in shares for unit in share) == sorted(ids)
    assert shares == split_units(prepared, n)


@pytest.mark.parametrize("n", [2, 3])
def test_no_share_is_longer_than_the_bound(n, prepared):
    work = {u.id: estimate_work(prepared.requests_of(u)) for u in prepared.plan.units}
    loads = [sum(work[unit] for unit in share) for share in split_units(prepared, n)]
    best = max(*work.values(), sum(work.values()) / n)
    assert max(loads) <= best * (4 / 3 - 1 / (3 * n))


def test_work_counts_what_is_read_and_what_may_be_written(prepared):
    by_kind = {u.task: prepared.requests_of(u) for u in prepared.plan.units}
    for requests in by_kind.values():
        assert estimate_work(requests) == sum(estimate_work([each]) for each in requests)
    texts = by_kind["text-quick"]
    assert estimate_work(texts[:1]) == len(texts[0].prompt.encode())


def test_one_two_and_four_workers_write_the_same_bytes(tiny_folder, tmp_path, prepared):
    backend = load_backend(str(tiny_folder), None, Options(name="lab/tiny"))
    wanted = Wanted(suite="quick", tasks=("facts-quick", "text-quick"), limit=12, shots=0)
    asked = prepare(wanted, None, has_chat_template=False)
    found = []
    for n in (1, 2, 4):
        for i in reversed(range(1, n + 1)):
            run, folder = execute(asked, backend, runs_dir=tmp_path / str(n), shard=(i, n))
        assert run.status == "complete"
        found.append(contents(folder))
    assert found[0] == found[1] == found[2]


def test_processes_at_once_lose_nothing(prepared, tmp_path):
    def share(i):
        return execute(prepared, Echo(), runs_dir=tmp_path / "parts", shard=(i, 4))

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(share, range(1, 5)))
    _, whole = execute(prepared, Echo(), runs_dir=tmp_path / "whole")
    assert "complete" in {run.status for run, _ in runs}
    assert contents(runs[0][1]) == contents(whole)
    assert len({run.measured.started for run, _ in runs}) == 1


def test_process_that_torchrun_starts_knows_its_share():
    launched = {"TORCHELASTIC_RUN_ID": "none", "RANK": "2", "WORLD_SIZE": "4"}
    assert launched_share(launched) == (3, 4)
    assert launched_share(launched | {"RANK": "0", "WORLD_SIZE": "1"}) is None
    assert launched_share({"RANK": "2", "WORLD_SIZE": "4"}) is None


@pytest.mark.model
def test_torchrun_makes_the_same_run(prepared, tmp_path):
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m"]
    asked = ["llmsite", "run", "baseline/echo", "--suite=quick", "--limit=40"]
    found = subprocess.run(
        [sys.executable, *command, *asked, "--out", str(tmp_path / "run")],
        cwd=tmp_path,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert "Complete" in found.stderr
    _, whole = execute(prepared, Echo(), runs_dir=tmp_path / "whole")
    assert contents(tmp_path / "run") == contents(whole)
