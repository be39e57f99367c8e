"""Variance over prompts and seeds, apart from sampling."""

import numpy as np
import pytest

from llmsite import statistics
from llmsite.errors import ScoringError


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


def cluster_values(effects, n, seed=0):
    """Runs of one model: the same samples, each run moved by its effect."""
    rng = np.random.default_rng(seed)
    ease = rng.normal(0.6, 0.2, size=n)
    return np.array([ease + effect + rng.normal(0, 0.2, size=n) for effect in effects])


def error_of(values):
    return values.mean(axis=0).std(ddof=1) / np.sqrt(values.shape[1])


def test_runs_add_to_the_error_of_samples():
    values = cluster_values([-0.1, 0.0, 0.1], 400)
    found = statistics.error_of_runs(values, error_of(values))
    assert found.variance == pytest.approx(0.01, rel=0.3)
    assert found.total == pytest.approx(np.hypot(found.of_samples, found.of_runs))
    assert found.added > found.of_runs
    assert 2 <= found.df < 3


def test_one_run_equal_runs_and_one_cluster_add_nothing():
    values = cluster_values([0.0], 50)
    alone = statistics.error_of_runs(values, error_of(values))
    assert (alone.variance, alone.added, alone.df) == (None, 0.0, 49.0)
    same = statistics.error_of_runs(values[[0, 0, 0]], error_of(values))
    assert (same.variance, same.added) == (pytest.approx(0.0, abs=1e-15), 0.0)
    one = statistics.error_of_runs(np.array([[0.2], [0.9]]), np.inf)
    assert (one.variance, one.added, one.total) == (None, 0.0, np.inf)


def test_variance_components_are_statsmodels():
    api = pytest.importorskip("statsmodels.formula.api")
    anova = pytest.importorskip("statsmodels.stats.anova").anova_lm
    pd = pytest.importorskip("pandas")
    values = cluster_values([0.0, 0.05, 0.12, 0.02], 30)
    frame = pd.DataFrame(
        {"y": values.ravel(), "run": np.repeat(range(4), 30), "item": np.tile(range(30), 4)}
    )
    table = anova(api.ols("y ~ C(run) + C(item)", frame).fit())["mean_sq"]
    found = statistics.error_of_runs(values, error_of(values))
    of_run, rest = table["C(run)"] / 120, table["Residual"] / 120
    assert found.variance == pytest.approx(4 * (of_run - rest), rel=1e-9)
    whole = found.of_samples**2 + of_run - rest
    parts = found.of_samples**4 / 29 + of_run**2 / 3 + rest**2 / 87
    assert found.total**2 == pytest.approx(whole, rel=1e-9)
    assert found.df == pytest.approx(whole**2 / parts, rel=1e-9)


def test_an_interval_over_runs_stays_in_the_range_and_keeps_its_shape():
    hits = np.column_stack([np.r_[np.ones(58), np.zeros(2)], np.ones(60)])
    alone = statistics.interval(hits, "accuracy")
    runs = statistics.error_of_runs(cluster_values([0.0, 0.1, 0.2], 60), alone.standard_error)
    wide = statistics.widen(alone, runs, "accuracy")
    assert wide.value == alone.value
    assert wide.low < alone.low
    assert alone.high < wide.high <= 1.0
    assert wide.standard_error == runs.total
    none = statistics.error_of_runs(cluster_values([0.0], 60), alone.standard_error)
    assert statistics.widen(alone, none, "accuracy") is alone


def test_runs_without_influences_widen_by_their_spread():
    stats = pytest.importorskip("scipy.stats")
    values, ends = [0.20, 0.30, 0.28], (0.21, 0.31)
    low, high = statistics.widen_by_spread(values, ends, "ece")
    mean = np.mean(values)
    half = stats.t.isf(0.025, 2) * stats.sem(values)
    assert low == pytest.approx(max(mean - np.hypot(mean - ends[0], half), 0.0))
    assert high == pytest.approx(mean + np.hypot(ends[1] - mean, half))
    assert statistics.widen_by_spread([0.2], (0.1, 0.3), "ece") == (0.1, 0.3)
    assert statistics.widen_by_spread([0.2, 0.2], (0.1, 0.3), "ece") == pytest.approx((0.1, 0.3))
    assert statistics.widen_by_spread([0.0, 1.0], (0.4, 0.6), "ece") == (0.0, 1.0)


def test_intervals_over_runs_cover():
    # Run effects as large as the sampling error: without them 88 of 100 intervals would cover.
    rng = np.random.default_rng(11)
    n_trials, n, n_runs = 500, 150, 3
    covered = {"samples": 0, "both": 0}
    for trial in range(n_trials):
        effects = rng.normal(0, 0.023, size=n_runs)
        values = cluster_values(effects, n, seed=1000 + trial)
        mean, error = values.mean(), error_of(values)
        runs = statistics.error_of_runs(values, error)
        quantile = 1.976  # t of 149 degrees
        covered["samples"] += abs(mean - 0.6) <= quantile * error
        covered["both"] += abs(mean - 0.6) <= quantile * np.hypot(error, runs.added)
    assert covered["samples"] / n_trials < 0.92
    assert covered["both"] / n_trials == pytest.approx(0.945, abs=0.03)


def test_rows_of_runs_give_errors_of_scores_and_of_differences():
    rng = np.random.default_rng(3)
    influences = rng.normal(size=(50, 3)) / 500
    influences -= influences.mean(axis=0)
    longer = statistics.add_runs(influences, [0.0, 0.03, 0.04])
    assert longer.shape == (52, 3)

    def error(moved):
        n = len(moved)
        return np.sqrt(n / (n - 1) * (moved**2).sum())

    for model, added in enumerate([0.0, 0.03, 0.04]):
        expected = np.hypot(error(influences[:, model]), added)
        assert error(longer[:, model]) == pytest.approx(expected, rel=1e-12)
    between = np.sqrt(error(influences[:, 1] - influences[:, 2]) ** 2 + 0.05**2)
    assert error(longer[:, 1] - longer[:, 2]) == pytest.approx(between, rel=1e-12)
    matrix = statistics.pairs(longer, np.array([0.5, 0.5, 0.6]))
    assert matrix.standard_errors[1, 2] == pytest.approx(between, rel=1e-3)
    assert statistics.add_runs(influences, [0.0] * 3) is influences
    assert statistics.add_runs(influences[:1], [0.1] * 3) is not None
    assert len(statistics.add_runs(influences[:1], [0.1] * 3)) == 1


def test_a_model_without_influences_stays_without():
    influences = np.array([[0.1, np.nan], [-0.1, np.nan]])
    longer = statistics.add_runs(influences, [0.2, 0.0])
    assert np.isnan(longer[:, 1]).all()
    with pytest.raises(ScoringError, match="2 models"):
        statistics.add_runs(influences, [0.2])


def test_a_comparison_over_runs_is_a_t_test_of_both_parts():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(5)
    a, b = (rng.uniform(size=80) < share for share in (0.8, 0.6))
    rows = [np.column_stack([hits, np.ones(80)]).astype(float) for hits in (a, b)]
    alone = statistics.compare(*rows, "accuracy")
    both = statistics.compare_over_runs(alone, 0.05)
    error = np.hypot(alone.standard_error, 0.05)
    assert both.standard_error == pytest.approx(error)
    expected = 2 * stats.t.sf(abs(alone.difference) / error, 79)
    assert both.p_value == pytest.approx(expected, rel=1e-9)
    half = stats.t.isf(0.025, 79) * error
    assert (both.low, both.high) == pytest.approx(
        (alone.difference - half, alone.difference + half)
    )
    assert both.n_needed >= alone.n_needed
    assert statistics.compare_over_runs(alone, 0.3).n_needed == np.inf
    assert statistics.compare_over_runs(alone, 0.0) is alone
