"""Re-runs, declared attempts and screens of the answers on a real board of made-up answers."""

import random

import pytest

from llmsite import leaderboard, results, statistics
from llmsite.errors import ResultError
from llmsite.leaderboard import integrity
from llmsite.schema.generation import TextGeneration
from llmsite.schema.result import Submitter

STARTED = "2026-11-21T10:00:00Z"


def answer_wrongly(share, seed=0):
    """Changes generated answers at random, as backends that are not exact do."""
    draw = random.Random(seed)

    def change(row):
        if isinstance(row, TextGeneration) and draw.random() < share:
            return row.model_copy(update={"text": "no idea", "raw_text": "no idea\n"})
        return row

    return change


def of(found, task):
    return next(each for each in found if each.task == task)


def test_an_honest_rerun_bounds_what_can_differ(project, make_run):
    first = results.add(project, make_run(), Submitter(login="ada"))
    again = results.add(project, make_run(started=STARTED), Submitter(login="grace"))
    found = integrity.compare_rerun(project, first.stem, again.stem)
    facts = of(found, "facts-quick")
    assert facts.found.n_mismatches == 0
    assert (facts.n_right_then_wrong, facts.n_wrong_then_right) == (0, 0)
    # All samples were asked again: no other answer is left that could differ.
    assert facts.found.n_checked == 128
    assert facts.found.altered_bound == 0.0
    assert facts.found.directional_p == 1.0
    assert "text-quick" not in [each.task for each in found]


def test_a_rerun_of_a_part_bounds_the_rest(project, make_run):
    first = results.add(project, make_run())
    again = results.add(project, make_run(started=STARTED, limit=40), Submitter(login="grace"))
    facts = of(integrity.compare_rerun(project, first.stem, again.stem), "facts-quick")
    assert facts.found.n_checked == 40
    expected = statistics.judge_rerun(40, 0, n_total=128).altered_bound
    assert facts.found.altered_bound == expected > 0.03


def test_answers_that_were_improved_show_in_one_direction(project, make_run):
    honest = make_run(skill=0.9, started=STARTED, change=answer_wrongly(0.3))
    first = results.add(project, make_run(skill=0.9))
    again = results.add(project, honest, Submitter(login="grace"))
    facts = of(integrity.compare_rerun(project, first.stem, again.stem), "facts-quick")
    assert facts.n_right_then_wrong > 20
    assert facts.n_wrong_then_right == 0
    assert facts.found.directional_p < 1e-6
    assert facts.found.altered_bound > 0.15
    back = of(integrity.compare_rerun(project, again.stem, first.stem), "facts-quick")
    assert back.found.directional_p == 1.0


def test_a_rerun_needs_generations(project, make_run):
    first = results.add(project, make_run())
    with pytest.raises(ResultError):
        integrity.compare_rerun(project, first.stem, "20200101-0000000000000000")


def test_declared_attempts_say_what_luck_they_buy(project, make_run):
    from llmsite.results.adding import add

    results.add(project, make_run("acme/small", 0.5))
    add(project, make_run("acme/large", 0.8), attempts=10)
    loaded = leaderboard.load(project)
    board = loaded.boards[0]
    (found,) = integrity.selections(loaded, board)
    assert (found.row.id, found.n_attempts) == ("acme/large", 10)
    assert found.gain == pytest.approx(1.5388 * found.row.standard_error, rel=1e-4)


def test_a_constant_answer_and_copied_answers_are_counted(project, make_run):
    def mute(row):
        if isinstance(row, TextGeneration):
            return row.model_copy(update={"text": "Sorry, pick me.", "raw_text": "Sorry"})
        return row

    for model, skill in (("acme/large", 0.9), ("other/middle", 0.7), ("acme/small", 0.5)):
        results.add(project, make_run(model, skill))
    results.add(project, make_run("acme/mute", 0.5, change=mute))
    loaded = leaderboard.load(project)
    board = loaded.boards[0]
    found = {
        each.row: each for each in integrity.screen_task(project, loaded, board, "facts-quick")
    }
    same = {
        name: next(i for i in each.screen.indicators if i.name == "same_output")
        for name, each in found.items()
    }
    assert same["acme/mute"].is_exceeded
    assert same["acme/mute"].count == 128
    assert not any(same[name].is_exceeded for name in found if name != "acme/mute")
    assert found["acme/mute"].n_equal == 0
    translated = integrity.screen_task(project, loaded, board, "translate-quick")
    # Right answers of two rows are the reference, word for word.
    large = next(each for each in translated if each.row == "acme/large")
    assert large.n_equal > 10
    assert large.equal_to in {"other/middle", "acme/small"}


def test_tasks_without_text_have_nothing_to_screen(filled):
    loaded = leaderboard.load(filled)
    assert integrity.screen_task(filled, loaded, loaded.boards[0], "topic-quick") == ()
    with pytest.raises(ResultError, match="no task 'nope'"):
        integrity.screen_task(filled, loaded, loaded.boards[0], "nope")
