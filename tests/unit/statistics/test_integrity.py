"""Re-runs, attempts and degenerate output."""

import numpy as np
import pytest

from llmsite import statistics
from llmsite.errors import ScoringError


@pytest.mark.parametrize(
    ("n_checked", "n_total", "bound"),
    [
        (59, None, 0.05),
        (299, None, 0.0101),
        (57, 1000, 0.05),
        (258, 1000, 0.01),
        (450, 1000, 0.005),
    ],
)
def test_a_clean_rerun_bounds_what_was_altered(n_checked, n_total, bound):
    found = statistics.judge_rerun(n_checked, 0, n_total=n_total)
    assert found.altered_bound < bound
    assert found.directional_p == 1.0
    assert found.noise_p is None


def test_planted_tampering_is_found_by_direction():
    rng = np.random.default_rng(0)
    detected = 0
    for _ in range(300):
        noise = rng.uniform(size=500) < 0.03
        tampered = rng.uniform(size=500) < 0.05
        right = rng.uniform(size=500) < 0.5
        wins = int((tampered | (noise & right)).sum())
        losses = int((noise & ~right & ~tampered).sum())
        found = statistics.judge_rerun(
            500, wins + losses, n_right_then_wrong=wins, n_wrong_then_right=losses, noise=0.03
        )
        detected += found.directional_p < 0.01
    assert detected / 300 > 0.9


def test_honest_noise_is_not_accused():
    found = statistics.judge_rerun(500, 14, n_right_then_wrong=7, n_wrong_then_right=7, noise=0.03)
    assert found.directional_p > 0.5
    assert found.noise_p > 0.05


@pytest.mark.parametrize("counts", [(10, 11, None), (10, 1, 9), (10, -1, None)])
def test_impossible_counts_are_refused(counts):
    n_checked, n_mismatches, n_total = counts
    with pytest.raises(ValueError, match="mismatches"):
        statistics.judge_rerun(n_checked, n_mismatches, n_total=n_total)


def test_attempts_buy_points():
    error = np.sqrt(0.7 * 0.3 / 1000)
    assert 100 * statistics.selection_gain(10, error) == pytest.approx(2.23, abs=0.01)
    assert 100 * statistics.selection_gain(10, error, correlation=0.8) == pytest.approx(
        1.0, abs=0.01
    )
    assert statistics.selection_gain(1, error) == 0.0


QUESTIONS = [f"What is the {i}th letter of the word number {i}?" for i in range(200)]


@pytest.mark.parametrize(
    ("outputs", "exceeded"),
    [
        pytest.param([f"The answer is {i}." for i in range(200)], set(), id="honest"),
        pytest.param(["Pick me."] * 200, {"same_output"}, id="null-model"),
        pytest.param([""] * 200, {"empty"}, id="empty"),
        pytest.param(QUESTIONS, {"prompt_copies"}, id="copies"),
        pytest.param([f"{i} I do not know " * 12 for i in range(200)], {"loops"}, id="loops"),
    ],
)
def test_degenerate_output_is_counted(outputs, exceeded):
    found = statistics.screen_outputs(outputs, prompts=QUESTIONS)
    assert {i.name for i in found.indicators if i.is_exceeded} == exceeded
    assert found.is_degenerate == bool(exceeded)


def test_limits_come_from_references_and_other_entries():
    labels = ["yes"] * 100 + ["no"] * 100
    assert not statistics.screen_outputs(labels, references=labels).is_degenerate
    assert statistics.screen_outputs(["yes"] * 200, references=labels).is_degenerate
    half = [""] * 40 + [f"{i}" for i in range(160)]
    assert statistics.screen_outputs(half).is_degenerate
    assert not statistics.screen_outputs(half, others=[half] * 3).is_degenerate


def test_copied_entries_are_counted():
    first = ["a long answer that nobody else would give by chance, surely", "no"]
    assert statistics.count_equal_outputs(first, [first[0] + "\n", "no"]) == 1
    with pytest.raises(ScoringError, match="entries"):
        statistics.count_equal_outputs(first, first[:1])


def test_no_outputs_are_no_offence():
    assert not statistics.screen_outputs([]).is_degenerate
