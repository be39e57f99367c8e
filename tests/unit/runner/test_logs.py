"""What is written for TensorBoard and Weights & Biases, read back with their own readers."""

import json
import struct
import subprocess
import sys

import pytest

from llmsite.errors import RunError
from llmsite.evaluation import ask_and_score
from llmsite.inference.backends.echo import Echo
from llmsite.runner import LOGS, Wanted, execute, prepare


@pytest.fixture(scope="module")
def prepared():
    asked = Wanted(suite="quick", tasks=("facts-quick", "translate-quick"), limit=20)
    return prepare(asked, None, has_chat_template=False)


def expected(run):
    values = {}
    for task in run.tasks:
        for score in task.scores:
            name = f"{task.task}/{score.output}"
            values |= {name: score.value, f"{name}/low": score.low, f"{name}/high": score.high}
    return values


@pytest.mark.filterwarnings("ignore")
def test_tensorboard_shows_progress_and_scores(prepared, tmp_path):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import TENSORS, EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    run = ask_and_score(prepared, Echo(), out=tmp_path / "run", logs=("tensorboard",))
    (folder,) = (run.folder / "tensorboard").iterdir()
    events = EventAccumulator(str(folder), size_guidance={TENSORS: 0}).Reload()
    found = {
        tag: [(each.step, float(make_ndarray(each.tensor_proto))) for each in events.Tensors(tag)]
        for tag in events.Tags()["tensors"]
    }
    n = sum(task.n_requests for task in prepared.plan.tasks)
    assert found["progress/share"][-1] == (n, 1.0)
    shares = [value for _, value in found["progress/share"]]
    assert shares == sorted(shares)
    for name, value in expected(run).items():
        assert found[name] == [(n, pytest.approx(value))]


def read_wandb(content):
    """Records of a `.wandb` file: LevelDB's log format after a header of seven bytes."""
    from wandb.proto.wandb_internal_pb2 import Record

    at, whole, records = 7, b"", []
    while at + 7 <= len(content):
        room = 32768 - at % 32768
        if room < 7:
            at += room
            continue
        _, n, kind = struct.unpack("<IHB", content[at : at + 7])
        whole += content[at + 7 : at + 7 + n]
        at += 7 + n
        if kind in (1, 4):  # whole, or last part
            record = Record()
            record.ParseFromString(whole)
            records.append(record)
            whole = b""
    return records


def test_wandb_shows_progress_and_scores(tmp_path):
    pytest.importorskip("wandb")
    command = ["-m", "llmsite", "run", "baseline/echo", "--suite=quick", "--task=translate-quick"]
    asked = [*command, "--limit=20", "--out=run", "--log=wandb", "--json"]
    made = subprocess.run(
        [sys.executable, *asked], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    (file,) = (tmp_path / "run" / "wandb").glob("offline-run-*/*.wandb")
    records = read_wandb(file.read_bytes())
    config = {each.key: each.value_json for one in records for each in one.run.config.update}
    history = {}
    for each in (each for one in records for each in one.history.item):
        name = each.key or "/".join(each.nested_key)
        history.setdefault(name, []).append(json.loads(each.value_json))
    assert config["model"] == '"baseline/echo"'
    assert history["progress/share"][-1] == 1.0
    (task,) = json.loads(made.stdout)
    for score in task["scores"]:
        assert history[f"translate-quick/{score['output']}"] == [score["value"]]
        assert history[f"translate-quick/{score['output']}/high"] == [score["high"]]


def test_a_log_changes_no_byte_of_the_run(prepared, tmp_path):
    pytest.importorskip("tensorboard")
    logged = ask_and_score(prepared, Echo(), out=tmp_path / "a", logs=("tensorboard",))
    _, plain = execute(prepared, Echo(), runs_dir=tmp_path, out=tmp_path / "b")
    for file in (plain / "units").iterdir():
        assert (logged.folder / "units" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("name", LOGS)
def test_missing_package_is_said_before_anything_is_asked(name, prepared, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(RunError, match=rf"needs the package '{name}'. Fix: pip install"):
        ask_and_score(prepared, Echo(), out=tmp_path / "run", logs=(name,))
    assert not (tmp_path / "run").exists()
