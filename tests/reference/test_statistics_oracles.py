"""Statistics against scipy, statsmodels, sklearn and plain formulas."""

import numpy as np
import pytest

from llmsite import _core, scoring, statistics

stats = pytest.importorskip("scipy.stats")
proportion = pytest.importorskip("statsmodels.stats.proportion")

SHARES = [(n, k) for n in (1, 7, 50, 200, 1000, 14042) for k in sorted({0, 1, n // 3, n - 1, n})]


@pytest.mark.parametrize(("n", "k"), SHARES)
def test_wilson_and_clopper_pearson(n, k):
    z = stats.norm.ppf(0.975)
    share = k / n
    ours = _core.wilson(share, np.sqrt(share * (1 - share) / n), float(n), z)
    scipys = stats.binomtest(k, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(ours, scipys, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        ours, proportion.proportion_confint(k, n, method="wilson"), rtol=0, atol=1e-12
    )
    exact = stats.binomtest(k, n).proportion_ci(method="exact")
    np.testing.assert_allclose(_core.clopper_pearson(k, n, 0.95), exact, rtol=0, atol=1e-12)


@pytest.mark.parametrize("df", [1, 2, 3, 9, 29, 199, 999, 14041])
@pytest.mark.parametrize("alpha", [0.1, 0.05, 0.01, 1e-5])
def test_t_quantiles(df, alpha):
    assert _core.t_critical(alpha, df) == pytest.approx(stats.t.isf(alpha / 2, df), rel=1e-11)


def test_t_quantiles_of_infinite_freedom_are_normal():
    assert _core.t_critical(0.05, np.inf) == pytest.approx(stats.norm.ppf(0.975), rel=1e-14)


def test_adjusted_p_values():
    multipletests = pytest.importorskip("statsmodels.stats.multitest").multipletests
    rng = np.random.default_rng(0)
    for n in (1, 2, 20, 300):
        p = rng.uniform(size=n) ** 3
        p[: n // 3] = p[0]
        for ours, theirs in (("holm", "holm"), ("bh", "fdr_bh")):
            np.testing.assert_allclose(
                statistics.adjust(p.tolist(), ours), multipletests(p, method=theirs)[1], atol=1e-12
            )


def test_mcnemar():
    mcnemar = pytest.importorskip("statsmodels.stats.contingency_tables").mcnemar
    for b, c in ((0, 0), (1, 0), (8, 2), (5, 5), (40, 61), (4000, 4200)):
        theirs = mcnemar([[0, b], [c, 0]], exact=True).pvalue
        assert statistics.mcnemar(b, c, exact=True) == pytest.approx(theirs, abs=1e-12)
        # More unequal splits, and half of those as unequal as this one (Fagerland et al. 2013).
        chances = stats.binom.pmf(range(b + c + 1), b + c, 0.5)
        apart = [abs(2 * split - b - c) for split in range(b + c + 1)]
        weights = [1.0 if far > abs(b - c) else 0.5 * (far == abs(b - c)) for far in apart]
        mid = sum(weight * chance for weight, chance in zip(weights, chances, strict=True))
        assert statistics.mcnemar(b, c) == pytest.approx(mid if b + c else 1.0, abs=1e-12)


def test_clustered_standard_errors():
    api = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(2)
    sizes = rng.integers(1, 9, size=60)
    groups = np.repeat(np.arange(60), sizes)
    a = (rng.normal(size=60)[groups] + rng.normal(size=len(groups)) < 0.5).astype(float)
    b = (rng.normal(size=60)[groups] + rng.normal(size=len(groups)) < 0.2).astype(float)

    def error(values):
        fit = api.OLS(values, np.ones(len(values))).fit(
            cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
        )
        return fit.bse[0] * np.sqrt(60 / 59)

    rows = [np.column_stack([x, np.ones(len(x))]) for x in (a, b)]
    found = statistics.compare(rows[0], rows[1], "accuracy", clusters=groups.tolist())
    assert found.standard_error == pytest.approx(error(a - b), rel=1e-10)
    own = statistics.influences(rows[0], "accuracy", clusters=groups.tolist())
    assert np.sqrt(60 / 59 * (own**2).sum()) == pytest.approx(error(a), rel=1e-10)


def test_paired_t_is_scipys_when_samples_stand_alone():
    rng = np.random.default_rng(3)
    x, y = rng.uniform(size=(2, 80))
    rows = [np.column_stack([v, np.ones(80)]) for v in (x, y)]
    found = statistics.compare(rows[0], rows[1], "token_f1")
    theirs = stats.ttest_rel(x, y)
    assert found.method == "t"
    assert found.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    low, high = theirs.confidence_interval()
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)


def test_variation_is_a_two_way_layout():
    api = pytest.importorskip("statsmodels.formula.api")
    anova = pytest.importorskip("statsmodels.stats.anova").anova_lm
    pd = pytest.importorskip("pandas")
    scores = np.random.default_rng(4).uniform(size=(5, 12))
    frame = pd.DataFrame(
        {"y": scores.ravel(), "run": np.repeat(range(5), 12), "item": np.tile(range(12), 5)}
    )
    table = anova(api.ols("y ~ C(run) + C(item)", frame).fit())
    (found,) = statistics.variations(scores, {"run": list("abcde")})
    assert found.f == pytest.approx(table.loc["C(run)", "F"], rel=1e-10)
    assert found.p_value == pytest.approx(table.loc["C(run)", "PR(>F)"], rel=1e-10)
    squares = table["mean_sq"]
    assert found.variance == pytest.approx(
        (squares["C(run)"] - squares["Residual"]) / 12, rel=1e-10
    )
    # models as rows: reliability is the share of the mean square that is not residual
    reliability = 1 - squares["Residual"] / squares["C(run)"]
    ours, _ = _core.analyse_items(scores)
    assert ours == pytest.approx(reliability, rel=1e-9)


def test_discrimination_is_pearsons_with_the_rest():
    scores = np.random.default_rng(5).uniform(size=(15, 20))
    found = statistics.analyse_items(scores)
    for item in range(20):
        theirs = stats.pearsonr(scores[:, item], np.delete(scores, item, axis=1).sum(axis=1))
        assert found.discriminations[item] == pytest.approx(theirs.statistic, rel=1e-9)


@pytest.mark.parametrize(
    ("strategy", "binning"), [("uniform", "equal_width"), ("quantile", "equal_mass")]
)
@pytest.mark.parametrize("n_bins", [5, 10, 15])
def test_calibration_bins_are_sklearns(strategy, binning, n_bins):
    calibration_curve = pytest.importorskip("sklearn.calibration").calibration_curve
    rng = np.random.default_rng(n_bins)
    confidence = np.round(rng.beta(2, 1, size=900), 2)  # many values stand on an edge
    right = (rng.uniform(size=900) < confidence**1.3).astype(int)
    shares, means = calibration_curve(right, confidence, n_bins=n_bins, strategy=strategy)
    edges = np.linspace(0.0, 1.0, n_bins + 1)
    if strategy == "quantile":
        edges = np.percentile(confidence, edges * 100)
    counts = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=n_bins)
    counts = counts[counts > 0]
    expected = (counts * np.abs(shares - means)).sum() / 900
    found = scoring.score(
        "ece",
        confidence.tolist(),
        right.tolist(),
        n_bins=n_bins,
        confidence="positive",
        binning=binning,
        edges="sklearn",
    )
    assert found.value == pytest.approx(expected, abs=1e-12)
    assert found.values["n_filled_bins"] == len(counts)


def test_debiased_calibration_of_a_calibrated_model_is_nothing_on_average():
    rng = np.random.default_rng(9)
    plain, squares = [], []
    for _ in range(400):
        confidence = rng.uniform(0.05, 0.95, size=400)
        right = (rng.uniform(size=400) < confidence).astype(int).tolist()
        options = {"n_bins": 10, "confidence": "positive", "binning": "equal_mass", "norm": "l2"}
        given = (confidence.tolist(), right)
        plain.append(scoring.score("ece", *given, **options).value)
        root = scoring.score("ece", *given, **options, debiased=True).value
        squares.append(root * abs(root))
    # A perfect model is never shown as perfect by the plain error: its value without bias is not 0.
    assert np.mean(plain) > 0.04
    assert abs(np.mean(squares)) < 0.5 * np.mean(np.square(plain))


@pytest.mark.parametrize("seed", range(3))
def test_influences_agree_with_a_bootstrap(seed):
    rng = np.random.default_rng(seed)
    texts = [" ".join(rng.choice(list("abcdefgh"), size=rng.integers(4, 20))) for _ in range(300)]
    answers = [" ".join(w for w in t.split() if rng.uniform() < 0.8) or "z" for t in texts]
    rows = scoring.sample_statistics("bleu", answers, texts)
    error = statistics.interval(rows, "bleu").standard_error
    draws = rng.multinomial(300, [1 / 300] * 300, size=2000) @ rows
    resampled = np.std([scoring.finish("bleu", total) for total in draws], ddof=1)
    assert error == pytest.approx(resampled, rel=0.06)


def test_few_clusters_are_tested_by_listing_every_swap():
    from itertools import product

    rng = np.random.default_rng(6)
    a, b = rng.uniform(size=(2, 9))
    rows = [np.column_stack([v, np.ones(9)]) for v in (a, b)]
    found = statistics.compare(rows[0], rows[1], "token_f1", method="randomisation")
    gap = abs((a - b).sum())
    signs = np.array(list(product((1, -1), repeat=9)))
    assert found.n_trials == 512
    assert found.p_value == pytest.approx((np.abs(signs @ (a - b)) >= gap - 1e-12).mean())


def test_randomisation_is_scipys_within_its_noise():
    rng = np.random.default_rng(7)
    a, b = rng.uniform(size=(2, 60)) + np.array([[0.07], [0.0]])
    rows = [np.column_stack([np.clip(v, 0, 1), np.ones(60)]) for v in (a, b)]
    found = statistics.compare(rows[0], rows[1], "token_f1", method="randomisation")
    theirs = stats.permutation_test(
        (np.clip(a, 0, 1), np.clip(b, 0, 1)),
        lambda x, y: np.mean(x) - np.mean(y),
        permutation_type="samples",
        n_resamples=9999,
        rng=0,
    ).pvalue
    assert found.p_value == pytest.approx(theirs, abs=4 * np.sqrt(theirs / 10_000))
