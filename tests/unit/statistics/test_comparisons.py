"""Paired comparisons: methods, conventions at the edges, agreement between tests."""

import numpy as np
import pytest

from llmsite import statistics
from llmsite.errors import ScoringError


def hits(*values):
    return np.array([[float(value), 1.0] for value in values])


def draw(seed, n, shares):
    rng = np.random.default_rng(seed)
    ease = rng.normal(size=n)
    return [hits(*(ease + rng.normal(size=n) < share)) for share in shares]


def test_answers_of_zero_and_one_are_compared_by_mcnemar():
    a, b = hits(*[1] * 8, *[0] * 2, 1, 1), hits(*[0] * 8, *[1] * 2, 1, 1)
    found = statistics.compare(a, b, "accuracy")
    assert found.method == "mcnemar"
    assert (found.n_only_a, found.n_only_b, found.n_samples) == (8, 2, 12)
    assert found.p_value == statistics.mcnemar(8, 2)
    assert (found.low, found.high) == statistics.agresti_min(8, 2, 12)
    assert found.difference == pytest.approx(0.5)


def test_clusters_turn_the_test_into_a_t_test_over_them():
    a, b = draw(1, 60, (0.3, 0.0))
    found = statistics.compare(a, b, "accuracy", clusters=[i // 3 for i in range(60)])
    assert (found.method, found.n_clusters) == ("t", 20)
    sums = (a - b)[:, 0].reshape(20, 3).sum(axis=1)
    centred = sums - sums.mean()
    error = np.sqrt(20 / 19 * (centred**2).sum()) / 60
    assert found.standard_error == pytest.approx(error, rel=1e-12)


@pytest.mark.parametrize("method", ["auto", "t", "randomisation", "bootstrap"])
@pytest.mark.parametrize(
    "clusters", [None, [i // 4 for i in range(40)]], ids=["alone", "clustered"]
)
def test_identical_answers_have_p_one(method, clusters):
    (a,) = draw(3, 40, (0.5,))
    found = statistics.compare(a, a, "accuracy", method=method, clusters=clusters, n_trials=200)
    assert found.p_value == 1.0
    assert found.difference == 0.0
    assert not found.is_resolved
    assert found.low < 0.0 < found.high


def test_one_cluster_says_nothing():
    a, b = hits(1, 1, 1), hits(0, 0, 0)
    found = statistics.compare(a, b, "accuracy", clusters=["d", "d", "d"])
    assert (found.p_value, found.low, found.high) == (1.0, -1.0, 1.0)
    assert found.standard_error == np.inf


def test_a_single_sample_is_no_evidence():
    found = statistics.compare(hits(1), hits(0), "accuracy")
    assert found.p_value == pytest.approx(0.5)
    assert found.low < 0.0 < found.high


def test_order_of_the_two_only_turns_the_sign():
    a, b = draw(5, 100, (0.6, 0.1))
    for method in ("auto", "t", "randomisation"):
        there = statistics.compare(a, b, "accuracy", method=method, n_trials=500)
        back = statistics.compare(b, a, "accuracy", method=method, n_trials=500)
        assert there.p_value == back.p_value
        assert there.low == pytest.approx(-back.high, abs=1e-12)


def test_tests_agree_where_all_apply():
    a, b = draw(8, 400, (0.45, 0.2))
    p = [
        statistics.compare(a, b, "accuracy", method=method, n_trials=4000).p_value
        for method in ("mcnemar", "t", "randomisation", "bootstrap")
    ]
    assert max(p) - min(p) < 0.02


def test_equal_sums_in_another_order_give_the_same_p():
    a, b = draw(9, 50, (0.4, 0.2))
    order = np.random.default_rng(0).permutation(50)
    assert (
        statistics.compare(a, b, "accuracy").p_value
        == statistics.compare(a[order], b[order], "accuracy").p_value
    )


def test_needed_samples_follow_the_gap():
    a, b = draw(2, 200, (0.5, 0.4))
    found = statistics.compare(a, b, "accuracy")
    ratio = found.detectable / found.difference
    assert found.n_needed == np.ceil(200 * ratio**2)
    assert found.detectable == pytest.approx(2.8016 * found.standard_error, rel=1e-4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"level": 1.0}, "level 1", id="level"),
        pytest.param({"method": "wilcoxon"}, "no method", id="method"),
        pytest.param({"clusters": [1, 2]}, "clusters", id="clusters"),
        pytest.param({"method": "mcnemar", "clusters": [1, 1, 2]}, "McNemar", id="mcnemar"),
    ],
)
def test_wrong_requests_are_refused(change, words):
    with pytest.raises(ScoringError, match=words):
        statistics.compare(hits(1, 0, 1), hits(1, 1, 1), "accuracy", **change)


def test_different_numbers_of_samples_are_refused():
    with pytest.raises(ScoringError, match="2 entries"):
        statistics.compare(hits(1, 0), hits(1, 0, 1), "accuracy")


def test_adjusting_keeps_the_order():
    p = [0.04, 0.001, 0.03]
    assert statistics.adjust(p) == pytest.approx([0.06, 0.003, 0.06])
    assert statistics.adjust(p, "bh") == pytest.approx([0.04, 0.003, 0.04])
    with pytest.raises(ScoringError, match="sidak"):
        statistics.adjust(p, "sidak")


def test_power_reproduces_millers_example():
    # Miller 2024, section 5: variance 1/9, gap 0.03, 80 % power: 969 samples.
    found = statistics.detectable_difference(np.sqrt(1 / 9 / 969))
    assert found == pytest.approx(0.03, abs=5e-5)
