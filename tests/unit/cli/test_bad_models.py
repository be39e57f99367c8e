"""Models and tasks that cannot be asked: one sentence, exit 1, and what was finished is kept."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from llmsite.cli.main import main

TASK = """name = "colours"
title = "Colours"
description = "Which colour."
version = 1
type = "question-answering"
language = "en"
licence = "CC0-1.0"

[data]
path = "samples.jsonl"
format = "jsonl"
sha256 = "{sha256}"

[prompt]
shots = 0

[request]
kind = "choices"
"""
SAMPLES = [
    {"id": "a", "input": "The sky", "choices": ["blue", "red"], "references": ["blue"]},
    {"id": "b", "input": "Grass", "choices": ["green", "red"], "references": ["green"]},
]
LONG = "One two three four five six seven eight nine ten. " * 60
BOMB = "{{ 'x' * (10 ** 10) }}"


def write_task(project, samples):
    folder = project / "tasks" / "colours"
    folder.mkdir(parents=True)
    rows = "".join(json.dumps(each) + "\n" for each in samples).encode()
    (folder / "samples.jsonl").write_bytes(rows)
    sha256 = hashlib.sha256(rows).hexdigest()
    (folder / "task.toml").write_text(TASK.format(sha256=sha256))


@pytest.fixture
def call(tmp_path, capsys):
    (tmp_path / "site.toml").write_text('title = "Scratch"\n')

    def run(*words):
        with pytest.raises(SystemExit) as caught:
            main(["--project", str(tmp_path), "run", *map(str, words)])
        shown = capsys.readouterr()
        return caught.value.code, shown.out, shown.err

    return run


@pytest.fixture
def model(tiny_folder, tmp_path):
    """A copy of the tiny model, to break."""
    return Path(shutil.copytree(tiny_folder, tmp_path / "model"))


def remove(model, pattern):
    for path in model.glob(pattern):
        path.unlink()


def set_template(model, text):
    remove(model, "chat_template*")
    path = model / "tokenizer_config.json"
    content = json.loads(path.read_text()) | ({"chat_template": text} if text else {})
    path.write_text(json.dumps(content))


def bring_pickle(model):
    remove(model, "*.safetensors")
    (model / "pytorch_model.bin").write_bytes(b"x")


def bring_code(model):
    path = model / "config.json"
    own = {"model_type": "own", "auto_map": {"AutoModelForCausalLM": "own.Own"}}
    path.write_text(json.dumps(json.loads(path.read_text()) | own))


BROKEN = {
    "missing tokenizer": (lambda model: remove(model, "*token*"), "cannot be loaded"),
    "damaged tokenizer": (
        lambda model: (model / "tokenizer.json").write_text("{"),
        "cannot be loaded",
    ),
    "damaged weights": (
        lambda model: next(model.glob("*.safetensors")).write_bytes(b"weights"),
        "cannot be loaded",
    ),
    "pickled weights": (bring_pickle, "may run code when it is read"),
    "own code": (bring_code, "Python code of unknown origin"),
    "no chat template": (lambda model: set_template(model, ""), "has no chat template"),
    "memory bomb in the template": (
        lambda model: set_template(model, BOMB),
        "the chat template failed",
    ),
    "template that refuses": (
        lambda model: set_template(model, "{{ raise_exception('no') }}"),
        "the chat template failed",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_model_is_one_sentence(case, call, model, tmp_path):
    damage, message = BROKEN[case]
    damage(model)
    write_task(tmp_path, SAMPLES)
    code, out, err = call(model, "--name", "lab/tiny", "--task", "colours", "--chat")
    assert (code, out) == (1, "")
    assert message in err
    assert "Traceback" not in err
    assert err.count(message) == 1


UNKNOWN = {
    "file": ("nowhere/model.gguf", "no model at"),
    "hub that must not be asked": ("no-such-org/no-such-model", "cannot be had from the hub"),
    "package": ("package:no_such_package/x.gguf", "is not installed"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_unknown_model_is_one_sentence(case, call, tmp_path):
    name, message = UNKNOWN[case]
    code, out, err = call(name, "--suite", "quick")
    assert (code, out) == (1, "")
    assert message in err
    assert "Fix:" in err
    assert not (tmp_path / "runs").exists()


def test_no_connection_is_one_sentence(tmp_path):
    nobody = {"HF_ENDPOINT": "http://127.0.0.1:1", "HF_HUB_OFFLINE": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "llmsite", "run", "no-such-org/no-such-model", "--suite", "quick"],
        cwd=tmp_path,
        env=os.environ | nobody,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be had from the hub" in done.stderr
    assert "Traceback" not in done.stderr


def test_code_of_the_model_needs_its_commit(call, model, tmp_path):
    write_task(tmp_path, SAMPLES)
    words = (model, "--name", "lab/tiny", "--task", "colours", "--remote-code", "f" * 40)
    code, _, err = call(*words)
    assert code == 1
    assert "the model brings no code" in err


BAD_SAMPLES = {
    "duplicate ids": ([SAMPLES[0], SAMPLES[0] | {"input": "Sea"}], "'a'"),
    "empty option": ([SAMPLES[0] | {"choices": ["blue", ""]}], "colours"),
    "option longer than the context": (
        [SAMPLES[0], SAMPLES[1] | {"choices": ["green", LONG]}],
        "longer than the context",
    ),
}


@pytest.mark.parametrize("case", BAD_SAMPLES)
def test_samples_that_cannot_be_asked_are_one_sentence(case, call, tiny_folder, tmp_path):
    samples, message = BAD_SAMPLES[case]
    write_task(tmp_path, samples)
    words = (tiny_folder, "--name", "lab/tiny", "--task", "colours", "--style", "cloze")
    code, out, err = call(*words)
    assert (code, out) == (1, "")
    assert message in err
    assert "Traceback" not in err


def test_prompt_longer_than_the_context_is_counted(call, tiny_folder, tmp_path):
    write_task(tmp_path, [SAMPLES[0], SAMPLES[1] | {"input": LONG}])
    words = (tiny_folder, "--name", "lab/tiny", "--task", "colours", "--style", "cloze", "--json")
    code, out, _ = call(*words)
    assert code == 0
    (task,) = json.loads(out)
    assert task["counts"]["truncated_prompts"] == 1


LIMITED = """
import resource, signal, sys
from llmsite.cli.main import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
n_bytes = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))
main(sys.argv[2:])
"""
RANDOM = ("run", "baseline/random", "--task", "text-quick", "--task", "facts-quick")


def test_full_disk_ends_the_run_and_keeps_what_was_finished(call, tmp_path):
    assert call(*RANDOM[1:], "--out", tmp_path / "whole")[0] == 0
    sizes = {each.name: each.stat().st_size for each in (tmp_path / "whole" / "units").iterdir()}
    record = (tmp_path / "whole" / "run.json").stat().st_size
    # Room for the record and the first task's units, not for the second task's.
    limit = max(record + 100, *(sizes[each] for each in sizes if each.startswith("text")))
    assert all(sizes[each] > limit for each in sizes if each.startswith("facts")), sizes
    small = {each for each in sizes if each.startswith("text")}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *RANDOM, "--out", "part", "--quiet"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert {each.name for each in (tmp_path / "part" / "units").glob("*.zst")} == small
    assert call(*RANDOM[1:], "--out", tmp_path / "part")[0] == 0
    for name in sizes:
        written = (tmp_path / "part" / "units" / name).read_bytes()
        assert written == (tmp_path / "whole" / "units" / name).read_bytes()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_without_permission_is_one_sentence(call, tmp_path):
    (tmp_path / "shut").mkdir(mode=0o500)
    code, out, err = call(*RANDOM[1:], "--out", tmp_path / "shut" / "run")
    assert (code, out) == (1, "")
    assert "Permission denied" in err


def test_file_where_the_run_should_go_is_one_sentence(call, tmp_path):
    (tmp_path / "file").write_text("")
    code, out, err = call(*RANDOM[1:], "--out", tmp_path / "file" / "run")
    assert (code, out) == (1, "")
    assert "Not a directory" in err
