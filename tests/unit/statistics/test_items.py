"""Samples of a task: difficulty, doubtful references, saturation; versions; winner's curse."""

import numpy as np
import pytest

from llmsite import statistics


def ladder(n_models, n_samples, seed=0):
    """Models of rising skill on samples of rising difficulty, with noise."""
    rng = np.random.default_rng(seed)
    skill, difficulty = np.linspace(-1, 1, n_models), np.linspace(-1.5, 1.5, n_samples)
    logits = 3 * (skill[:, None] - difficulty)
    return (rng.uniform(size=logits.shape) < 1 / (1 + np.exp(-logits))).astype(float)


def test_a_wrong_reference_is_found():
    scores = ladder(30, 80)
    scores[:, 40] = 1.0 - ladder(30, 80, seed=5)[:, 40]
    scores[:, 41] = 0.0
    scores[:, 42] = 1.0
    found = statistics.analyse_items(scores)
    assert found.doubtful[0] == 40
    assert found.discriminations[40] < -0.4
    assert found.n_solved_by_nobody >= 1
    assert found.n_solved_by_all >= 1
    assert np.isnan(found.discriminations[41])
    assert not found.is_saturated


def test_a_solved_task_is_saturated():
    rng = np.random.default_rng(1)
    scores = (rng.uniform(size=(12, 100)) < 0.97).astype(float)
    found = statistics.analyse_items(scores)
    assert found.is_saturated
    assert found.share_solved > 0.8
    assert found.reliability is None or found.reliability < 0.5


@pytest.mark.parametrize("n_models", [1, 2])
def test_few_models_say_little(n_models):
    found = statistics.analyse_items(ladder(n_models, 20))
    assert found.doubtful == ()
    assert np.isnan(found.discriminations).all()
    assert found.reliability is None or n_models > 1


def test_equal_models_have_no_reliability():
    found = statistics.analyse_items(np.tile([1.0, 0.0, 1.0], (4, 1)))
    assert found.reliability is None
    assert found.n_separable == 0


def test_shrinking_reduces_the_error_of_a_leader():
    rng = np.random.default_rng(2)
    gain = []
    for _ in range(200):
        true = rng.normal(0.7, 0.01, size=50)
        error = 0.015
        seen = true + rng.normal(0, error, size=50)
        leader = seen.argmax()
        drawn = statistics.shrink(seen.tolist(), [error] * 50)[leader]
        gain.append(abs(seen[leader] - true[leader]) - abs(drawn - true[leader]))
    assert np.mean(gain) > 0.005


def test_versions_are_linked_with_an_error():
    found = statistics.link([0.5, 0.6, 0.7], [0.45, 0.52, 0.68])
    assert found.shift == pytest.approx(-0.05)
    assert found.standard_error == pytest.approx(np.std([-0.05, -0.08, -0.02], ddof=1) / np.sqrt(3))
    assert statistics.link([0.5], [0.4]).standard_error is None
    assert statistics.link([], []).n_anchors == 0
