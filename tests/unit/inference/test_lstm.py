"""The recurrent model against one token at a time, and folders that are none."""

import json
import re

import pytest

from llmsite.errors import BackendError
from llmsite.inference import Options, load_backend
from llmsite.schema.request import ChatTurn, Request, SampleInputs

SIZES = {"vocabulary": 400, "width": 16, "layers": 2}
NAME = Options(name="lab/lstm", device="cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, make_tokenizer):
    import torch
    from safetensors.torch import save_file

    from llmsite.inference.backends.lstm import Lstm

    path = tmp_path_factory.mktemp("lstm")
    torch.manual_seed(0)
    save_file(dict(Lstm(**SIZES).state_dict()), path / "model.safetensors")
    (path / "config.json").write_text(json.dumps({"architecture": "Lstm", **SIZES}))
    text = make_tokenizer().backend_tokenizer.to_str()
    (path / "tokenizer.json").write_text(text.replace("<|start|>", "<|endoftext|>"))
    return path


@pytest.fixture(scope="module")
def backend(folder):
    return load_backend(str(folder), "lstm", NAME)


def step_by_step(backend, context, continuation):
    """Log-likelihood with one token at a time and nothing shared."""
    import torch

    state, total, greedy, logits = None, 0.0, True, torch.zeros(1)
    with torch.inference_mode():
        for i, token in enumerate([*context, *continuation]):
            if i >= len(context):
                scores = torch.log_softmax(logits, -1)
                total += scores[token].item()
                greedy = greedy and scores.argmax().item() == token
            hidden, state = backend._model(torch.tensor([[token]]), state)
            logits = backend._model.logits(hidden)[0, -1].double()
    return total, greedy


OPTIONS = (" blue", " a very long green answer that goes on, one two three " * 8, " x", "")
PROMPTS = (
    "Question: What colour is the sky? Answer:",
    "Question: What colour is the sky at night? Answer: ",
    "Question:",
    "Yes",
)


def choices(prompts, options=OPTIONS[:3]):
    return [
        Request("t", str(i), 0, "choices", prompt, SampleInputs(prompt), options)
        for i, prompt in enumerate(prompts)
    ]


@pytest.mark.parametrize("exact", [False, True])
def test_options_score_as_step_by_step(backend, exact):
    asked = choices(PROMPTS)
    joined = backend._encoder.join([(each.prompt, each.continuations) for each in asked])
    rows = list(backend.answer(asked, exact=exact))
    assert [row.id for row in rows] == [each.sample_id for each in asked]
    for row, options in zip(rows, joined, strict=True):
        for score, greedy, n, option in zip(
            row.log_likelihoods, row.is_greedy, row.n_tokens, options, strict=True
        ):
            expected, is_greedy = step_by_step(backend, option.context, option.continuation)
            assert score == pytest.approx(expected, abs=1e-4)
            assert (greedy, n) == (is_greedy, len(option.continuation))


def test_whole_texts_score_as_step_by_step(backend):
    texts = [" ".join(PROMPTS) * 5, "She sells sea shells.", "你好"]
    asked = [Request("t", str(i), 0, "rolling", t, SampleInputs(t)) for i, t in enumerate(texts)]
    for text, row in zip(texts, backend.answer(asked), strict=True):
        ids = backend._encoder.encode_bare([text])[text]
        expected, _ = step_by_step(backend, [backend._encoder.prefix()], ids)
        assert row.log_likelihoods[0] == pytest.approx(expected, abs=1e-3)
        assert (row.n_tokens, row.n_bytes) == ((len(ids),), (len(text.encode()),))


def test_greedy_continuation_is_seen(backend):
    import torch

    context = backend._encoder.encode(["Yes"])["Yes"]
    with torch.inference_mode():
        hidden, _ = backend._model(torch.tensor([context]))
        best = backend._model.logits(hidden)[0, -1].argmax().item()
        found = backend._score([_option(context, [best]), _option(context, [best - 1])], 8)
    assert [greedy for _, greedy in found] == [True, False]


def test_identity_names_weights_and_tokenizer(backend):
    model, code = backend.identity()
    assert (model.id, model.architecture, code.method) == ("lab/lstm", "Lstm", "log-likelihood")
    assert len(model.weights_sha256) == len(model.tokenizer_sha256) == 64
    assert model.n_parameters == sum(p.numel() for p in backend._model.parameters())


BAD_REQUESTS = {
    "empty option": (choices(["Yes"], OPTIONS), "an option is empty"),
    "no text": ([Request("t", "0", 0, "rolling", "", SampleInputs(""))], "no text to read"),
    "conversation": (
        [Request("t", "0", 0, "choices", (ChatTurn("user", "x"),), SampleInputs("x"), ("a",))],
        "takes no conversations",
    ),
}


@pytest.mark.parametrize("case", BAD_REQUESTS)
def test_request_that_cannot_be_asked_is_said(backend, case):
    asked, message = BAD_REQUESTS[case]
    with pytest.raises(BackendError, match=message):
        list(backend.answer(asked))


BAD_FOLDERS = {
    "another architecture": ("config.json", {"architecture": "Llama"}, "no configuration of an"),
    "no object": ("config.json", [], "is no configuration"),
    "a size is missing": (
        "config.json",
        {"architecture": "Lstm", "width": 16, "layers": 2},
        "no configuration of an Lstm",
    ),
    "a huge size": ("config.json", {"architecture": "Lstm", **SIZES, "width": 1 << 40}, "bounds"),
    "sizes that no memory holds": (
        "config.json",
        {"architecture": "Lstm", "vocabulary": 1 << 20, "width": 1 << 14, "layers": 64},
        "cannot be loaded",
    ),
    "other sizes": ("config.json", {"architecture": "Lstm", **SIZES, "width": 8}, "size mismatch"),
    "no tokenizer": ("tokenizer.json", {}, "cannot be loaded"),
    "weights cut off": ("model.safetensors", {}, "cannot be loaded"),
}


@pytest.mark.parametrize("case", BAD_FOLDERS)
def test_wrong_folder_is_said(folder, tmp_path, case):
    name, content, message = BAD_FOLDERS[case]
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / name).write_text(json.dumps(content))
    with pytest.raises(BackendError, match=message):
        load_backend(str(tmp_path), "lstm", NAME)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<|endoftext|>", "<|other|>", "has no token <|endoftext|>"),
        ('"<|user|>":2', '"<|user|>":400', "has 401 tokens, the weights 400"),
    ],
)
def test_tokenizer_of_another_model_is_refused(folder, tmp_path, old, new, message):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (tmp_path / "tokenizer.json").read_text()
    assert old in text
    (tmp_path / "tokenizer.json").write_text(text.replace(old, new))
    with pytest.raises(BackendError, match=re.escape(message)):
        load_backend(str(tmp_path), "lstm", NAME)


def _option(context, continuation):
    from llmsite.inference.tokens import Option

    return Option(context, continuation)
