"""Baselines that read their input or a pool of examples."""

import pytest

from llmsite.errors import BackendError
from llmsite.inference import load_backend
from llmsite.schema.request import Decoding, Request, SampleInputs, Shot

LEADS = {
    "more than three": ("One. Two! Three? Four.", "One. Two! Three?"),
    "fewer": ("One. Two", "One. Two"),
    "no mark": ("no mark at all", "no mark at all"),
    "quotes close": ('He said "no." She left. "Why?" Then.', 'He said "no." She left. "Why?"'),
    "numbers": ("It is 2.5 m long. A. B. C.", "It is 2.5 m long. A. B."),
    "lines": ("One.\nTwo.\n\nThree. Four.", "One. Two. Three."),
    "Chinese": ("一。二\uff01三\uff1f四。", "一。二\uff01三\uff1f"),
    "Chinese quotes": ("他说“好。”她走了。雨停了。天亮了。", "他说“好。”她走了。雨停了。"),
    "no end": ("Wait... what. Then. More. Rest.", "Wait... what. Then."),
}


@pytest.mark.parametrize("case", LEADS)
def test_lead_is_three_sentences(case):
    text, expected = LEADS[case]
    (row,) = load_backend("baseline/lead_3").answer([_generate(text)])
    assert row.text == expected


def test_source_is_copied_on_one_line():
    (row,) = load_backend("baseline/copy_source").answer([_generate("Guten  Tag,\nWelt.")])
    assert row.text == "Guten Tag, Welt."


POOL = [
    ("the soup was cold and bad", "negative"),
    ("a bad film, bad and long", "negative"),
    ("a good film, warm and short", "positive"),
    ("good soup, good bread", "positive"),
]


@pytest.fixture
def tfidf():
    backend = load_backend("baseline/tfidf")
    choices = ("positive", "negative")
    backend.read_shots(
        "t", [Shot(SampleInputs(text, "", choices), "B", choices.index(to)) for text, to in POOL]
    )
    return backend


def test_classifier_learns_from_the_pool_whatever_order_options_have(tfidf):
    for choices in (("positive", "negative"), ("negative", "positive")):
        asked = [_choices(text, choices) for text in ("bad bread", "good and warm")]
        picks = [choices[_best(row)] for row in tfidf.answer(asked)]
        assert picks == ["negative", "positive"]


def test_probabilities_of_known_options_sum_to_one(tfidf):
    import math

    (row,) = tfidf.answer([_choices("bad", ("negative", "mixed", "positive"))])
    first, unseen, last = row.log_likelihoods
    assert math.exp(first) + math.exp(last) == pytest.approx(1)
    assert unseen < min(first, last)


def test_options_that_no_example_has_are_no_answer(tfidf):
    (row,) = tfidf.answer([_choices("bad", ("left", "right"))])
    assert "no example has one of the options" in row.error
    assert row.log_likelihoods == ()


def test_likeness_of_a_pair_is_seen():
    backend = load_backend("baseline/tfidf")
    sentences = ["red cars stop", "the moon rises", "birds sing", "we eat soup", "it rains", "go"]
    pool = [(text, text, "yes") for text in sentences]
    pool += [(text, sentences[i - 1], "no") for i, text in enumerate(sentences)]
    backend.read_shots(
        "t",
        [
            Shot(SampleInputs(text, pair, ("yes", "no")), "", int(to == "no"))
            for text, pair, to in pool
        ],
    )
    for pair, expected in (("cats purr", 0), ("we sleep", 1)):
        inputs = SampleInputs("cats purr", pair, ("yes", "no"))
        (row,) = backend.answer([Request("t", "s", 0, "choices", "", inputs, ("yes", "no"))])
        assert _best(row) == expected


@pytest.mark.parametrize("n", [0, 1])
def test_classifier_without_two_answers_says_so(n):
    backend = load_backend("baseline/tfidf")
    backend.read_shots("t", [Shot(SampleInputs("a", "", ("x", "y")), "x", 0)] * n)
    with pytest.raises(BackendError, match="no examples with different answers"):
        list(backend.answer([_choices("a", ("x", "y"))]))


def _generate(text):
    return Request("t", "s", 0, "generate", "", SampleInputs(text), (), Decoding(5))


def _choices(text, choices):
    return Request("t", text, 0, "choices", "", SampleInputs(text, "", choices), choices)


def _best(row):
    return max(range(len(row.log_likelihoods)), key=row.log_likelihoods.__getitem__)
