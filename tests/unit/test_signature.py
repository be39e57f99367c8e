from dataclasses import replace

import pytest

from llmsite.schema.result import TaskResult
from llmsite.signature import key_of

TASK = TaskResult(
    task="trivia",
    version=2,
    sha256="ab" * 32,
    kind="generate",
    style="plain",
    shots=3,
    seed=7,
    chat=True,
    decoding={"max_new_tokens": "32", "temperature": "0"},
    extractor="first_line",
    n=100,
    scores=(),
    statistics=(),
)


def test_a_key_is_one_readable_line():
    assert str(key_of(TASK, "exact_match|v:1")) == (
        "trivia:v2|sha256:abababababab|kind:generate|style:plain|shots:3|chat:yes"
        "|max_new_tokens:32|temperature:0|extractor:first_line|metric:exact_match|v:1"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"version": 3},
        {"sha256": "cd" * 32},
        {"kind": "choices"},
        {"style": "other"},
        {"shots": 0},
        {"chat": False},
        {"decoding": {"max_new_tokens": "64", "temperature": "0"}},
        {"extractor": "last_number"},
    ],
)
def test_every_part_separates(change):
    other = TASK.model_copy(update=change)
    assert key_of(other, "m") != key_of(TASK, "m")
    assert key_of(other, "m").digest != key_of(TASK, "m").digest


def test_the_seed_does_not_separate_because_seeds_are_averaged():
    assert key_of(TASK.model_copy(update={"seed": 8}), "m") == key_of(TASK, "m")


def test_chat_can_be_left_out():
    key = key_of(TASK, "m")
    assert key.without_chat() == replace(key, chat=False)
