"""Tiny random T5 and mT5, against plain calls of transformers."""

import pytest
from tiny_encoders import SEQ2SEQ, load_plain, save_seq2seq

from llmsite import inference
from llmsite.errors import BackendError
from llmsite.schema.request import Decoding, Request, SampleInputs

PAIRS = [
    ("Message: the parcel came late. About:", [" complaint", " booking", " simple pleasure"]),
    ("Which shelf has ten books?", [" one", " the water bottle"]),
    ("tent", ["yes", "no"]),
]
PROMPTS = [prompt for prompt, _ in PAIRS]


@pytest.fixture(scope="module", params=SEQ2SEQ)
def folder(request, tmp_path_factory):
    return save_seq2seq(tmp_path_factory.mktemp("seq2seq"), request.param)


@pytest.fixture(scope="module")
def plain(folder):
    return load_plain(folder, "AutoModelForSeq2SeqLM")


@pytest.fixture
def engine(folder):
    with inference.load(str(folder), name="lab/tiny", device="cpu") as engine:
        yield engine


def slow_score(plain, prompt, continuation):
    """One prompt and one option a call, in double precision."""
    import torch

    model, tokenizer = plain
    ids = tokenizer(continuation.lstrip(), add_special_tokens=False).input_ids
    with torch.no_grad():
        logits = model(
            **tokenizer(prompt, return_tensors="pt", return_token_type_ids=False),
            decoder_input_ids=torch.tensor([[0, *ids[:-1]]]),
        ).logits[0]
    table = torch.log_softmax(logits.double(), -1)
    greedy = [table[n].argmax().item() == each for n, each in enumerate(ids)]
    return sum(table[n, each].item() for n, each in enumerate(ids)), len(ids), all(greedy)


def test_choices_equal_plain_transformers(engine, plain):
    assert engine.backend.identity()[1].name == "hf_seq2seq"
    for (prompt, texts), found in zip(PAIRS, engine.choices(PAIRS), strict=True):
        expected = [slow_score(plain, prompt, text) for text in texts]
        assert found.log_likelihood == pytest.approx([e[0] for e in expected], abs=1e-5)
        assert found.n_tokens == tuple(e[1] for e in expected)
        assert found.is_greedy == tuple(e[2] for e in expected)


def test_the_encoder_reads_a_prompt_once(engine):
    n_tokens = []

    def note(_, args, given):
        n_tokens.append(int(given["attention_mask"].sum()))

    encoder = engine.backend.model.get_encoder()
    hook = encoder.register_forward_pre_hook(note, with_kwargs=True)
    engine.choices(PAIRS)
    hook.remove()
    requests = [Request("t", "s", 0, "generate", p, SampleInputs(p)) for p in PROMPTS]
    assert sum(n_tokens) == engine.backend.count(requests).n_prompt_tokens


def slow_text(plain, prompt, n):
    import torch

    model, tokenizer = plain
    given = tokenizer(prompt, return_tensors="pt", return_token_type_ids=False)
    new: list[int] = []
    with torch.no_grad():
        while len(new) < n and (not new or new[-1] != 1):
            logits = model(**given, decoder_input_ids=torch.tensor([[0, *new]])).logits
            new.append(logits[0, -1].argmax().item())
    return new


def test_greedy_text_equals_plain_transformers(engine, plain):
    for prompt, found in zip(PROMPTS, engine.generate(PROMPTS, max_new_tokens=12), strict=True):
        expected = slow_text(plain, prompt, 12)
        spoken = expected[:-1] if expected[-1] == 1 else expected
        assert found.raw_text == plain[1].decode(spoken, clean_up_tokenization_spaces=False)
        assert found.n_tokens == len(expected)


def test_text_ends_before_the_stop_string(engine):
    (free,) = engine.generate(PROMPTS[:1], max_new_tokens=12)
    stop = free.text[1:3]
    assert len(stop) == 2
    (cut,) = engine.generate(PROMPTS[:1], stop=["never said", stop], max_new_tokens=12)
    assert cut.text == free.text[: free.text.index(stop)]
    assert cut.finish_reason == f"stop:{stop}"


def test_a_draw_depends_on_its_sample_only(engine):
    def draw(*others, seed=1):
        decoding = Decoding(8, temperature=1.0, seed=seed)
        asked = [("s1", PROMPTS[0]), *others]
        requests = [
            Request("t", name, 0, "generate", text, SampleInputs(text), (), decoding)
            for name, text in asked
        ]
        return next(row for row in engine.backend.answer(requests) if row.id == "s1")

    assert draw() == draw(("s2", PROMPTS[1]))
    assert draw() != draw(seed=2)


def test_a_long_prompt_loses_its_start_and_says_so(engine):
    prompt = "Message: the parcel came late, and nobody was at home. " * 200
    asked = Request("t", "s", 0, "choices", prompt, SampleInputs(""), (" yes", " no"))
    (row,) = engine.backend.answer([asked])
    assert row.n_truncated_tokens > 0
    assert engine.backend.estimate([asked]).n_computed_tokens < row.n_prompt_tokens


def test_other_models_are_refused(tiny_folder):
    with pytest.raises(BackendError, match="which the backend hf_seq2seq cannot ask"):
        inference.load(str(tiny_folder), "hf_seq2seq", name="a/b")
