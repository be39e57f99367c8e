"""Variance over prompts and seeds, apart from sampling."""

import numpy as np
import pytest

from llmsite import statistics


def runs(effects, n, seed=0):
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.2, 0.8, size=n)
    return np.array([(rng.uniform(size=n) < p + effect) for effect in effects], dtype=float)


def test_factors_are_separated():
    styles, seeds = ["a", "a", "b", "b"], ["1", "2", "1", "2"]
    scores = runs([0.1, 0.1, -0.1, -0.1], 2000)
    style, seed = statistics.variations(scores, {"prompt style": styles, "seed": seeds})
    assert (style.factor, style.n_levels) == ("prompt style", 2)
    assert style.variance == pytest.approx(0.02, rel=0.3)
    assert style.p_value < 1e-6
    assert seed.p_value > 0.01
    assert seed.variance < 0.001


def test_the_spread_of_equal_runs_is_expected_from_noise():
    found = [
        statistics.variations(runs([0.0] * 10, 250, seed), {"format": list("abcdefghij")})[0]
        for seed in range(60)
    ]
    ratio = np.mean([v.spread for v in found]) / np.mean([v.spread_of_noise for v in found])
    assert ratio == pytest.approx(1.0, abs=0.1)
    assert sum(v.p_value < 0.05 for v in found) <= 8


def test_one_level_and_equal_runs_have_answers():
    scores = runs([0.0, 0.0], 50)
    (alone,) = statistics.variations(scores, {"seed": ["1", "1"]})
    assert (alone.n_levels, alone.variance, alone.p_value) == (1, None, None)
    (same,) = statistics.variations(scores[[0, 0]], {"seed": ["1", "2"]})
    assert same.variance == pytest.approx(0.0, abs=1e-15)
    assert (same.p_value, same.spread) == (1.0, 0.0)


def test_runs_add_to_the_error_of_samples():
    assert statistics.error_of_runs(0.03, 0.0016, 1) == pytest.approx(0.05)
    assert statistics.error_of_runs(0.03, -0.001, 3) == 0.03
    assert statistics.error_of_runs(0.03, None, 1) == 0.03
