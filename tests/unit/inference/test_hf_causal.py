"""The backend on tiny random weights, against plain calls of transformers."""

import math

import pytest

from llmsite import inference
from llmsite.errors import BackendError
from llmsite.schema.request import ChatTurn, Decoding, Request, SampleInputs

PAIRS = [
    ("The sky is", [" blue", " green", " a long grey thing"]),
    ("", ["One two", "maybe"]),
    ("Question: What colour is the sk", ["y", "ip"]),
    ("Yes ", ["no", "A"]),
]


@pytest.fixture(scope="module")
def engine(tiny_folder):
    with inference.load(str(tiny_folder), name="lab/tiny", device="cpu") as engine:
        yield engine


@pytest.fixture(scope="module")
def plain(tiny_folder):
    """Model and tokenizer as anyone would load them."""
    import transformers

    model = transformers.AutoModelForCausalLM.from_pretrained(tiny_folder)
    return model.eval(), transformers.AutoTokenizer.from_pretrained(tiny_folder)


def slow_score(plain, context: str, continuation: str) -> tuple[float, bool]:
    """One row, all logits, double precision."""
    import torch

    model, tokenizer = plain
    kept = context.rstrip()
    whole = tokenizer(context + continuation)["input_ids"]
    ids = tokenizer(kept)["input_ids"] if kept else []
    n = next((i for i, (a, b) in enumerate(zip(ids, whole, strict=False)) if a != b), len(ids))
    if not kept:
        whole, n = [tokenizer.bos_token_id, *whole], 1
    with torch.no_grad():
        table = torch.log_softmax(model(torch.tensor([whole])).logits[0].double(), -1)
    scores = [table[i - 1, whole[i]].item() for i in range(n, len(whole))]
    greedy = all(table[i - 1].argmax().item() == whole[i] for i in range(n, len(whole)))
    return sum(scores), greedy


def test_choices_equal_plain_transformers(engine, plain):
    for (context, texts), found in zip(PAIRS, engine.choices(PAIRS), strict=True):
        expected = [slow_score(plain, context, text) for text in texts]
        assert found.log_likelihood == pytest.approx([ll for ll, _ in expected], abs=1e-4)
        assert found.is_greedy == tuple(greedy for _, greedy in expected)
        assert found.n_bytes == tuple(len(text.encode()) for text in texts)


def test_a_greedy_continuation_is_seen_as_greedy(engine, plain):
    (text,) = engine.generate(["The sky is"], max_new_tokens=1)
    if not text.text.strip() or "\ufffd" in text.text:
        pytest.fail("the seed of the tiny model no longer gives a readable first token")
    (found,) = engine.choices([("The sky is", [text.text])])
    assert found.is_greedy == (True,)


def test_rolling_sums_over_windows(engine, plain):
    import torch

    text = "The quick brown fox jumps over the lazy dog. " * 30
    model, tokenizer = plain
    ids = tokenizer(text)["input_ids"]
    assert len(ids) > 256
    total = 0.0
    for start in range(0, len(ids), 256):
        stop = min(start + 256, len(ids))
        whole = [tokenizer.bos_token_id, *ids][max(0, stop - 256) : stop + 1]
        with torch.no_grad():
            table = torch.log_softmax(model(torch.tensor([whole[:-1]])).logits[0].double(), -1)
        new = stop - start
        total += sum(
            table[i, whole[i + 1]].item() for i in range(len(whole) - 1 - new, len(whole) - 1)
        )
    short, long = engine.rolling(["Yes", text])
    assert long.log_likelihood == pytest.approx(total, rel=1e-6)
    assert (long.n_tokens, long.n_bytes) == (len(ids), len(text))
    assert short.n_tokens == len(tokenizer("Yes")["input_ids"])


PROMPTS = ["The sky is", "Question: What colour", "One two three four five six", "A"]


def slow_text(plain, prompt: str, n: int) -> list[int]:
    import torch

    model, tokenizer = plain
    ids = tokenizer(prompt)["input_ids"]
    new: list[int] = []
    with torch.no_grad():
        while len(new) < n:
            new.append(model(torch.tensor([ids + new])).logits[0, -1].argmax().item())
            if new[-1] == tokenizer.eos_token_id:
                break
    return new


def test_greedy_text_equals_plain_transformers(engine, plain):
    tokenizer = plain[1]
    for prompt, found in zip(PROMPTS, engine.generate(PROMPTS, max_new_tokens=20), strict=True):
        expected = slow_text(plain, prompt, 20)
        assert found.raw_text == tokenizer.decode(expected)
        assert found.n_tokens == len(expected)


def test_text_ends_before_the_stop_string(engine):
    (free,) = engine.generate(["The sky is"], max_new_tokens=20)
    stop = free.text[5:8]
    (cut,) = engine.generate(["The sky is"], stop=["never said", stop], max_new_tokens=20)
    assert cut.text == free.text[: free.text.index(stop)]
    assert cut.finish_reason == f"stop:{stop}"
    assert cut.n_tokens < free.n_tokens


def request(prompt, decoding, sample="s1", index=0):
    return Request("t", sample, index, "generate", prompt, SampleInputs(""), (), decoding)


def test_a_draw_depends_on_seed_sample_and_index_only(engine):
    def draw(prompt="A B", seed=1, sample="s1", index=0, beside=()):
        asked = [*beside, request(prompt, Decoding(12, temperature=1.0, seed=seed), sample, index)]
        rows = {row.id: row for row in engine.backend.answer(asked)}
        return rows[sample].raw_text

    alone = draw()
    other = request("One two three", Decoding(12, temperature=1.0, seed=1), "other")
    assert draw() == alone
    assert draw(beside=[other]) == alone
    assert len({alone, draw(seed=2), draw(sample="s2"), draw(index=1)}) == 4


def test_thinking_ends_at_its_delimiter(engine):
    (free,) = engine.generate(["The sky is"], max_new_tokens=20)
    mark = free.raw_text[6:9]
    at = free.raw_text.index(mark) + len(mark)
    decoding = Decoding(20, thinking_end=mark)
    (row,) = engine.backend.answer([request("The sky is", decoding)])
    assert row.raw_text == free.raw_text
    assert 0 < row.n_thinking_tokens < row.n_tokens
    assert free.raw_text[at:].endswith(row.text)
    (cut,) = engine.backend.answer([request("The sky is", Decoding(20, thinking_end="never"))])
    assert (cut.text, cut.n_thinking_tokens, cut.finish_reason) == ("", 20, "length")


def test_prompt_longer_than_the_context_loses_its_start_and_says_so(engine):
    prompt = "One two three four five six seven eight nine ten. " * 40
    (row,) = engine.backend.answer([request(prompt, Decoding(10))])
    assert row.n_prompt_tokens - row.n_truncated_tokens == 256 - 10
    choices = Request("t", "s", 0, "choices", prompt, SampleInputs(""), (" A", " no no no"))
    (scored,) = engine.backend.answer([choices])
    assert scored.n_truncated_tokens > 0
    assert all(math.isfinite(each) for each in scored.log_likelihoods)


def test_conversation_goes_through_the_template(engine):
    turns = (ChatTurn("user", "Hello"),)
    (row,) = engine.backend.answer([request(turns, Decoding(3))])
    (same,) = engine.backend.answer([request("<|user|>user: Hello\nassistant:", Decoding(3))])
    assert row == same


def test_an_option_without_text_is_refused(engine):
    with pytest.raises(BackendError, match="an option is empty"):
        engine.choices([("The sky", [" is", ""])])


def test_exact_answers_agree(engine):
    asked = [request(prompt, Decoding(8), f"s{i}") for i, prompt in enumerate(PROMPTS)]
    fast = {row.id: row.text for row in engine.backend.answer(asked)}
    assert {row.id: row.text for row in engine.backend.answer(asked, exact=True)} == fast


def test_identity_follows_the_weights(engine, tiny_folder):
    model, backend = engine.backend.identity()
    assert (model.id, model.source, model.architecture) == (
        "lab/tiny",
        tiny_folder.name,
        "LlamaForCausalLM",
    )
    assert model.context_length == 256
    assert model.weights_sha256
    assert model.chat_template_sha256
    assert backend.numerics["dtype"] == "float32"
    assert backend.method == "log-likelihood"


def test_short_memory_halves_what_is_computed_at_once(make_model, make_tokenizer):
    import torch

    model = make_model()

    def refuse(_, args, options):
        if options["input_ids"].numel() > 100:
            raise torch.OutOfMemoryError("out of memory")

    with inference.Engine(
        inference.wrap_module(model, make_tokenizer(), inference.Options(name="a/b"))
    ) as engine:
        pairs = [(f"One two three {n} four five six", [" A", " B"]) for n in range(40)]
        expected = engine.choices(pairs)
        hook = model.register_forward_pre_hook(refuse, with_kwargs=True)
        found = engine.choices(pairs)
        hook.remove()
        assert engine.backend.measured().n_halvings >= 1
    for one, other in zip(expected, found, strict=True):
        assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-4)


def test_estimate_counts_shared_tokens_once(engine):
    asked = [
        Request(
            "t", f"s{n}", 0, "choices", "Question: The sky is", SampleInputs(""), (" blue", " A")
        )
        for n in range(5)
    ]
    found = engine.backend.estimate(asked)
    assert found.n_computed_tokens * 10 == found.n_prompt_tokens
    assert found.seconds > 0
    texts = engine.backend.estimate([request("The sky", Decoding(7)), request("Yes", Decoding(5))])
    assert texts.n_new_tokens == 12
    assert texts.memory_bytes > found.memory_bytes


def test_more_prompts_than_slots(make_model, make_tokenizer):
    prompts = [f"One two three {'four ' * (n % 7)}{n}" for n in range(45)]
    options = inference.Options(name="a/b", budget=32)
    with inference.Engine(inference.wrap_module(make_model(), make_tokenizer(), options)) as engine:
        (free,) = engine.generate(prompts[:1], max_new_tokens=24)
        stops = [free.text[3:5], "e"]
        asked = [
            request(p, Decoding(24, stop=tuple(stops)), f"s{n}") for n, p in enumerate(prompts)
        ]
        fast = {row.id: row for row in engine.backend.answer(asked)}
        alone = {row.id: row for row in engine.backend.answer(asked, exact=True)}
    assert fast == alone
    assert len({row.n_tokens for row in fast.values()}) > 2


def test_exact_mode_is_told_and_agrees(tiny_folder, engine):
    import torch

    try:
        with inference.load(str(tiny_folder), name="lab/tiny", exact=True) as exact:
            assert exact.backend.identity()[1].numerics["mode"] == "exact"
            assert exact.backend.capabilities().is_exact
            found = exact.choices(PAIRS)
    finally:
        torch.use_deterministic_algorithms(mode=False)
    for one, other in zip(found, engine.choices(PAIRS), strict=True):
        assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-4)
