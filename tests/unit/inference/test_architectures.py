"""Every family of models gives the numbers of plain transformers, the fast way or the plain way."""

import math

import pytest

from llmsite.inference import Engine, Options, wrap_module

REUSE = {
    "gpt2": "shared",
    "llama": "shared",
    "mistral": "shared",
    "gemma3": "shared",
    "qwen3": "shared",
    "glm4": "shared",
    "mixtral": "shared",
    "lfm2": "prefixed",  # convolutions keep a state that cannot be cut back to a prefix
    "flash": "prefixed",  # its kernel takes no mask of four dimensions
    "mamba": "repeated",  # transformers starts its scan of several tokens from nothing
}
SHOTS = "Question: What colour is the sky? Answer: blue. Question: And grass? Answer: green. " * 2
PAIRS = [
    (f"{SHOTS}Question: {what}? Answer:", [" blue", " green", " one two three", " A"])
    for what in ("the fox", "sea shells on the sea shore", "ten dogs")
]
PROMPTS = [context for context, _ in PAIRS] + ["Yes, no", "The quick brown fox"]


@pytest.fixture(scope="module", params=REUSE)
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def plain(kind, make_model, make_tokenizer):
    import torch

    torch.set_num_threads(1)
    return make_model(kind), make_tokenizer()


@pytest.fixture(scope="module")
def engine(plain):
    with Engine(wrap_module(*plain, Options(name="lab/tiny"))) as engine:
        yield engine


def table(plain, ids):
    """Log-probabilities after each token, one row, double precision."""
    import torch

    with torch.no_grad():
        logits = plain[0](torch.tensor([ids])).logits[0]
    return torch.log_softmax(logits.double(), -1)


def test_self_test_finds_the_best_way(kind, engine):
    _, backend = engine.backend.identity()
    assert backend.numerics["prompts"] == REUSE[kind]


def test_options(engine, plain):
    for (context, texts), found in zip(PAIRS, engine.choices(PAIRS), strict=True):
        n = len(plain[1](context)["input_ids"])
        for text, score in zip(texts, found.log_likelihood, strict=True):
            ids = plain[1](context + text)["input_ids"]
            rows = table(plain, ids)
            expected = math.fsum(rows[i - 1, ids[i]].item() for i in range(n, len(ids)))
            assert score == pytest.approx(expected, abs=1e-4)


def test_whole_texts(engine, plain):
    texts = [SHOTS, "Yes", SHOTS * 2]
    for text, found in zip(texts, engine.rolling(texts), strict=True):
        ids = [1, *plain[1](text)["input_ids"]]
        rows = table(plain, ids)
        expected = math.fsum(rows[i - 1, ids[i]].item() for i in range(1, len(ids)))
        assert found.log_likelihood == pytest.approx(expected, rel=1e-6)


def test_greedy_text(engine, plain):
    for prompt, found in zip(PROMPTS, engine.generate(PROMPTS, max_new_tokens=12), strict=True):
        ids = plain[1](prompt)["input_ids"]
        new: list[int] = []
        while len(new) < 12 and (not new or new[-1] != 0):
            new.append(table(plain, ids + new)[-1].argmax().item())
        spoken = new[:-1] if new[-1] == 0 else new
        assert found.raw_text == plain[1].decode(spoken)
        assert found.n_tokens == len(new)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_precision_stays_near(kind, dtype, make_model, make_tokenizer):
    import torch

    with Engine(wrap_module(make_model(kind), make_tokenizer(), Options(name="a/b"))) as engine:
        expected = [each.log_likelihood for each in engine.choices(PAIRS)]
    half = make_model(kind).to(getattr(torch, dtype))
    with Engine(wrap_module(half, make_tokenizer(), Options(name="a/b"))) as engine:
        found = [each.log_likelihood for each in engine.choices(PAIRS)]
    for one, other in zip(expected, found, strict=True):
        assert other == pytest.approx(one, abs=0.05)
