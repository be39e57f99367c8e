from typing import get_args

import pytest

from llmsite.schema.task import TaskType
from llmsite.tasks import STYLES
from llmsite.tasks.defaults import complete

HEAD = {"name": "x", "version": 1, "title": "X", "language": "en", "licence": "CC0-1.0"}


@pytest.mark.parametrize("kind", get_args(TaskType))
def test_every_type_says_how_it_is_asked_and_scored(kind):
    full = complete({**HEAD, "type": kind})
    style = STYLES[full["prompt"]["style"]]
    assert full["request"]["kind"] in style.kinds
    assert full["answer"]["extractor"]
    assert full["score"]["primary"] == full["score"]["metrics"][0]["name"]


@pytest.mark.parametrize(
    ("given", "style", "kind", "extractor", "metric"),
    [
        ({"type": "classification"}, "options", "choices", "pick", "accuracy"),
        (
            {"type": "classification", "request": {"kind": "generate"}},
            "options",
            "generate",
            "phrase",
            "accuracy",
        ),
        (
            {"type": "question-answering", "request": {"kind": "choices"}},
            "letters",
            "choices",
            "pick",
            "accuracy",
        ),
        (
            {"type": "reasoning", "request": {"kind": "generate"}},
            "chain-of-thought",
            "generate",
            "marker",
            "exact_match",
        ),
        (
            {"type": "reasoning", "prompt": {"style": "chain-of-thought"}},
            "chain-of-thought",
            "generate",
            "marker",
            "exact_match",
        ),
        (
            {"type": "sentiment", "prompt": {"style": "letters"}, "request": {"kind": "generate"}},
            "letters",
            "generate",
            "letter",
            "accuracy",
        ),
        ({"type": "relation-extraction"}, "options", "choices", "pick", "relation_f1"),
        ({"type": "regression"}, "plain", "generate", "number", "mae"),
        ({"type": "language-modeling"}, "rolling", "rolling", "log_likelihood", "bits_per_byte"),
    ],
)
def test_kind_and_style_narrow_the_defaults(given, style, kind, extractor, metric):
    full = complete({**HEAD, **given})
    assert full["prompt"]["style"] == style
    assert full["request"]["kind"] == kind
    assert full["answer"]["extractor"] == extractor
    assert full["score"]["primary"] == metric


def test_what_a_task_says_wins():
    given = {"type": "translation", "request": {"max_new_tokens": 7}, "score": {"metrics": ["ter"]}}
    full = complete({**HEAD, **given})
    assert full["request"] == {"max_new_tokens": 7, "stop": ["\n"], "kind": "generate"}
    assert full["score"] == {"metrics": [{"name": "ter"}], "primary": "ter"}


def test_another_style_takes_its_own_answers_and_keeps_the_words_of_the_input():
    given = {
        "type": "question-answering",
        "prompt": {"input": "Q: {input}", "cue": "A:"},
        "answer": {"extractor": "number"},
    }
    full = complete({**HEAD, **given}, style="chain-of-thought")
    assert full["prompt"]["input"] == "Q: {input}"
    assert full["prompt"]["cue"] == "Answer: Let's think step by step."
    assert full["answer"]["extractor"] == "marker"
    same = complete({**HEAD, **given}, style="dialogue")
    assert same["prompt"]["cue"] == "A:"
    assert same["answer"]["extractor"] == "number"


def test_the_given_table_is_left_alone():
    given = {**HEAD, "type": "sentiment", "score": {"metrics": ["accuracy"]}}
    before = str(given)
    complete(given, style="letters")
    assert str(given) == before
