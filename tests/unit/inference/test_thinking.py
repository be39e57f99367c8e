"""A model whose template opens a thinking block: when the block ends, and what counts as answer."""

import hashlib

import pytest

from llmsite.inference import Engine, Options, wrap_module
from llmsite.schema.request import ChatTurn, Decoding, Request, SampleInputs

TEMPLATE = "{% for m in messages %}<|user|>{{ m['content'] }}\n{% endfor %}assistant:<think>\n"
END = "</think>"
TASK = """
name = "sums"
version = 1
title = "Sums"
description = "Sums."
type = "generation"
language = "en"
licence = "CC0-1.0"

[data]
path = "samples.jsonl"
format = "jsonl"
sha256 = "{sha256}"

[request]
kind = "generate"
max_new_tokens = 24
thinking_end = "{end}"
{budget}
"""
TURNS = [(ChatTurn("user", text),) for text in ("The sky is", "One two three four", "Yes, no")]


@pytest.fixture(scope="module")
def engine(make_model, make_tokenizer):
    import torch

    torch.set_num_threads(1)
    tokenizer = make_tokenizer(template=TEMPLATE)
    with Engine(wrap_module(make_model(), tokenizer, Options(name="lab/tiny"))) as engine:
        yield engine


def ask(engine, decoding, *, exact=False):
    asked = [
        Request("t", f"s{n}", 0, "generate", turns, SampleInputs(""), (), decoding)
        for n, turns in enumerate(TURNS)
    ]
    rows = sorted(engine.backend.answer(asked, exact=exact), key=lambda row: row.id)
    assert len(rows) == len(TURNS)
    return rows


def end_ids(engine):
    (ids,) = engine.backend._engine.encoder.encode_bare([END]).values()
    return ids


@pytest.mark.parametrize("exact", [False, True])
def test_budget_ends_the_block_and_the_answer_follows(exact, engine):
    free = ask(engine, Decoding(6))
    closing = end_ids(engine)
    for row, other in zip(
        ask(engine, Decoding(30, thinking_end=END, thinking_budget=6), exact=exact),
        free,
        strict=True,
    ):
        assert row.token_ids[:6] == other.token_ids
        assert list(row.token_ids[6 : 6 + len(closing)]) == closing
        assert row.n_thinking_tokens == 6 + len(closing)
        assert row.n_tokens == 30
        thought, found, answer = row.raw_text.partition(END)
        assert (found, thought) == (END, other.raw_text)
        assert row.text == answer


def test_stops_are_looked_for_after_the_block_only(engine):
    plain = ask(engine, Decoding(40, thinking_end=END, thinking_budget=6))[0]
    thought = plain.raw_text.partition(END)[0]
    pairs = [thought[n : n + 2] for n in range(len(thought) - 1)]
    stop = next(each for each in pairs if each in plain.text)
    row = ask(engine, Decoding(40, stop=(stop,), thinking_end=END, thinking_budget=6))[0]
    assert row.finish_reason == f"stop:{stop}"
    assert row.text == plain.text[: plain.text.index(stop)]
    assert row.raw_text.startswith(thought + END)


def test_a_block_that_never_ends_leaves_no_answer(engine):
    for row in ask(engine, Decoding(12, thinking_end=END)):
        assert (row.text, row.finish_reason) == ("", "length")
        assert row.n_thinking_tokens == row.n_tokens == 12
        assert row.raw_text


def test_a_block_that_ends_by_itself_is_not_cut(engine):
    (free, *_) = ask(engine, Decoding(20))
    mark = free.raw_text[6:9]
    row = ask(engine, Decoding(20, thinking_end=mark, thinking_budget=19))[0]
    assert row.token_ids == free.token_ids
    assert row.n_thinking_tokens < 19


def test_what_was_cut_is_counted(engine, tmp_path):
    from llmsite.evaluation import ask_and_score
    from llmsite.project import Project
    from llmsite.runner import Wanted, prepare

    (tmp_path / "site.toml").write_text('title = "Scratch"\n')
    task = tmp_path / "tasks" / "sums"
    task.mkdir(parents=True)
    samples = (
        b'{"id": "a", "input": "2+2", "references": ["4"]}\n'
        b'{"id": "b", "input": "3+3", "references": ["6"]}\n'
    )
    (task / "samples.jsonl").write_bytes(samples)

    def counts(budget):
        sha256 = hashlib.sha256(samples).hexdigest()
        (task / "task.toml").write_text(TASK.format(sha256=sha256, end=END, budget=budget))
        wanted = Wanted(tasks=("sums",))
        prepared = prepare(wanted, Project(tmp_path), has_chat_template=True)
        run = ask_and_score(prepared, engine.backend, project=Project(tmp_path))
        return run.tasks[0].counts

    found = counts("thinking_budget = 5\n")
    assert found.thinking_tokens == 2 * (5 + len(end_ids(engine)))
    assert (found.generated_tokens, found.cut_thinking) == (48, 2)
    found = counts("")
    assert (found.thinking_tokens, found.cut_thinking) == (48, 2)
