"""Pseudo-log-likelihoods on tiny random models, against one plain call a gap."""

import pytest
from tiny_encoders import FAMILIES, load_plain, save_encoder

from llmsite import inference
from llmsite.errors import BackendError

PAIRS = [
    ("Message: the parcel came late. About:", [" complaint", " booking", " simple pleasure"]),
    ("Which shelf has", [" ten books", " the tent", "?"]),
    ("", ["yes", "no one was at home"]),
]


@pytest.fixture(scope="module", params=FAMILIES)
def folder(request, tmp_path_factory):
    made = tmp_path_factory.mktemp("masked")
    return save_encoder(made, request.param, "ForMaskedLM")


def slow_score(plain, prompt, continuation):
    """Each token of the option masked by itself, one row a call, in double precision."""
    import torch

    model, tokenizer = plain
    ids = tokenizer(prompt + continuation, return_tensors="pt").input_ids[0]
    n_prompt = len(tokenizer(prompt.rstrip(), add_special_tokens=False).input_ids)
    n_head = tokenizer("a").input_ids.index(tokenizer("a", add_special_tokens=False).input_ids[0])
    scores, greedy = [], []
    for at in range(n_head + n_prompt, len(ids) - 1):
        masked = ids.clone()
        masked[at] = tokenizer.mask_token_id
        with torch.no_grad():
            row = model(masked[None]).logits[0, at].double()
        scores.append(torch.log_softmax(row, -1)[ids[at]].item())
        greedy.append(row.argmax().item() == ids[at])
    return sum(scores), len(scores), all(greedy)


def test_choices_equal_plain_transformers(folder):
    plain = load_plain(folder, "AutoModelForMaskedLM")
    with inference.load(str(folder), name="lab/tiny", device="cpu") as engine:
        assert engine.backend.identity()[1].method == "pseudo-log-likelihood"
        for (prompt, texts), found in zip(PAIRS, engine.choices(PAIRS), strict=True):
            expected = [slow_score(plain, prompt, text) for text in texts]
            assert found.log_likelihood == pytest.approx([e[0] for e in expected], abs=1e-5)
            assert found.n_tokens == tuple(e[1] for e in expected)
            assert found.is_greedy == tuple(e[2] for e in expected)
            assert found.n_bytes == tuple(len(text) for text in texts)


def test_few_tokens_at_once_change_nothing(tmp_path):
    folder = save_encoder(tmp_path, "bert", "ForMaskedLM")
    with inference.load(str(folder), name="a/b", device="cpu") as engine:
        expected = engine.choices(PAIRS)
    with inference.load(str(folder), name="a/b", device="cpu", budget=16) as engine:
        for one, other in zip(expected, engine.choices(PAIRS), strict=True):
            assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-5)


def test_a_long_prompt_loses_its_start_and_says_so(tmp_path):
    from llmsite.schema.request import Request, SampleInputs

    folder = save_encoder(tmp_path, "bert", "ForMaskedLM")
    prompt = "The water bottle is heavier than the tent. " * 20 + "About:"

    def ask(engine, prompt, *options):
        request = Request("t", "s", 0, "choices", prompt, SampleInputs(""), options)
        (row,) = engine.backend.answer([request])
        return row

    with inference.load(str(folder), name="a/b", device="cpu") as engine:
        row = ask(engine, prompt, " booking", " yes")
        assert row.n_truncated_tokens > 0
        same = ask(engine, "books and " + prompt, " booking", " yes")
        assert same.log_likelihoods == row.log_likelihoods
        assert same.n_truncated_tokens > row.n_truncated_tokens
        assert ask(engine, prompt, " yes", " tent" * 200).error


def test_a_text_without_gaps_is_refused(tmp_path, tiny_folder):
    with pytest.raises(
        BackendError, match=r"is LlamaForCausalLM, which the backend hf_masked cannot ask.*causal"
    ):
        inference.load(str(tiny_folder), "hf_masked", name="a/b")
    save_encoder(tmp_path, "bert", "Model")
    with pytest.raises(BackendError, match="which the backend hf_masked cannot ask"):
        inference.load(str(tmp_path), "hf_masked", name="a/b")
