"""What every backend promises, whatever it does inside."""

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import pytest

from llmsite import inference
from llmsite.errors import BackendError
from llmsite.inference import Options, backend_names, load_backend
from llmsite.schema.request import Decoding, Request, SampleInputs, Shot

INPUTS = SampleInputs("Say yes or no to rain", choices=("yes", "no"))
REQUESTS = {
    "choices": [
        Request("t", f"s{i}", 0, "choices", "Rain?", INPUTS, (" yes", " no")) for i in range(3)
    ],
    "generate": [
        Request("t", f"s{i}", 0, "generate", "Rain?", INPUTS, (), Decoding(5)) for i in range(3)
    ],
    "rolling": [Request("t", f"s{i}", 0, "rolling", "It rains.", INPUTS) for i in range(3)],
}
SHOTS = [Shot(INPUTS, "no", 1), Shot(INPUTS, "no", 1), Shot(INPUTS, "yes", 0)]
WITHOUT_WEIGHTS = ("copy_source", "echo", "lead_3", "majority", "random", "tfidf")


@pytest.mark.parametrize("name", backend_names())
def test_backend_is_one_documented_module(name):
    module = import_module(f"llmsite.inference.backends.{name}")
    assert module.__doc__
    assert callable(module.load)


@pytest.mark.parametrize("name", WITHOUT_WEIGHTS)
def test_backend_answers_each_request_once_and_always_alike(name):
    backend = load_backend(f"baseline/{name}")
    model, code = backend.identity()
    assert (model.id, code.name) == (f"baseline/{name}", name)
    backend.read_shots("t", SHOTS)
    assert backend.capabilities().kinds <= REQUESTS.keys()
    for kind in backend.capabilities().kinds:
        rows = list(backend.answer(REQUESTS[kind]))
        assert sorted((row.task, row.id, row.index) for row in rows) == sorted(
            each.key for each in REQUESTS[kind]
        )
        assert {row.kind for row in rows} == {kind}
        assert all(row.error is None for row in rows)
        one_by_one = [row for each in REQUESTS[kind] for row in backend.answer([each])]
        assert sorted(one_by_one, key=lambda row: row.id) == sorted(rows, key=lambda row: row.id)
    backend.close()


def test_majority_gives_the_most_frequent_answer():
    backend = load_backend("baseline/majority")
    backend.read_shots("t", SHOTS)
    (row, *_) = backend.answer(REQUESTS["choices"])
    assert max(range(2), key=row.log_likelihoods.__getitem__) == 1
    (text, *_) = backend.answer(REQUESTS["generate"])
    assert text.text == "no"


def test_majority_without_examples_says_so():
    backend = load_backend("baseline/majority")
    backend.read_shots("t", [])
    with pytest.raises(BackendError, match="no pool of examples"):
        list(backend.answer(REQUESTS["choices"]))


def test_random_guesses_evenly():
    backend = load_backend("baseline/random")
    asked = [
        Request("t", str(i), 0, "choices", "?", INPUTS, (" a", " b", " c", " d"))
        for i in range(4000)
    ]
    picks = [max(range(4), key=row.log_likelihoods.__getitem__) for row in backend.answer(asked)]
    # Four standard deviations of a fair draw.
    assert all(abs(picks.count(i) - 1000) < 110 for i in range(4))


def test_replay_repeats_what_was_answered(tmp_path):
    from llmsite.storage import compress, pack_rows

    rows = list(load_backend("baseline/echo").answer(REQUESTS["generate"]))
    (tmp_path / "rows.jsonl.zst").write_bytes(compress(pack_rows(rows)))
    backend = load_backend(str(tmp_path / "rows.jsonl.zst"), "replay", Options(name="lab/model"))
    assert list(backend.answer(REQUESTS["generate"])) == rows
    with pytest.raises(BackendError, match="3 of 3 requests have no 'choices' answer"):
        list(backend.answer(REQUESTS["choices"]))


BAD = {
    "backend": ("x", "nope", "unknown backend 'nope'"),
    "baseline": ("baseline/nope", None, "unknown baseline 'nope'"),
}


@pytest.mark.parametrize("case", BAD)
def test_unknown_name_is_said(case):
    model, name, message = BAD[case]
    with pytest.raises(BackendError, match=message):
        load_backend(model, name)


@pytest.mark.skipif(find_spec("vllm") is not None, reason="vLLM is installed")
def test_experimental_backend_is_not_listed_and_says_what_is_missing():
    assert "vllm" not in backend_names()
    with pytest.raises(BackendError, match=r"vLLM is not installed\. Fix: pip install vllm"):
        load_backend("x/y", "vllm")


def test_unknown_option_is_said():
    with pytest.raises(BackendError, match="unknown option 'devise'"):
        inference.load("baseline/echo", devise="cpu")


def test_importing_inference_imports_no_engine():
    code = (
        "import sys, llmsite.inference, llmsite.runner;"
        "sys.exit(bool({'torch', 'transformers', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_missing_engine_is_said(tmp_path):
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError(name='torch')")
    code = (
        "from llmsite.inference import load_backend\n"
        "from llmsite.errors import BackendError\n"
        "try: load_backend('x/y')\n"
        "except BackendError as error: print(error)"
    )
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{code}"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "needs the package 'torch'. Fix: pip install 'llmsite[hf]'." in found.stdout
