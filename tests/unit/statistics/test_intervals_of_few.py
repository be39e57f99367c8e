"""Below 200 clusters intervals of unbounded or non-linear metrics come from BCa."""

import numpy as np
import pytest

from llmsite import scoring, statistics


def squared_errors(rng, n):
    return rng.lognormal(size=n)


def rows_of(errors):
    return np.column_stack([errors, np.ones(len(errors))])


def cover(n, interval_of, n_boards=600):
    """Share of boards whose interval holds the true mean of skewed squared errors."""
    true = np.exp(0.5)
    hits = 0
    for seed in range(n_boards):
        low, high = interval_of(squared_errors(np.random.default_rng(seed), n))
        hits += low <= true <= high
    return hits / n_boards


def bca(errors):
    found = statistics.interval(rows_of(errors), "mse")
    return found.low, found.high


def student(errors):
    from scipy import stats

    half = stats.t.isf(0.025, len(errors) - 1) * errors.std(ddof=1) / np.sqrt(len(errors))
    return errors.mean() - half, errors.mean() + half


def test_skewed_means_are_covered_better_than_by_t():
    drawn, plain = cover(50, bca), cover(50, student)
    assert drawn > plain
    assert drawn == pytest.approx(0.917, abs=0.03)


def test_the_draws_are_the_same_everywhere():
    errors = squared_errors(np.random.default_rng(0), 60)
    assert bca(errors) == bca(errors)
    theirs = pytest.importorskip("scipy.stats").bootstrap(
        (errors,), np.mean, n_resamples=2000, method="BCa", rng=1
    )
    low, high = theirs.confidence_interval
    assert bca(errors) == pytest.approx((low, high), rel=0.06)


def test_from_200_clusters_on_it_is_students():
    errors = squared_errors(np.random.default_rng(1), 200)
    assert bca(errors) == pytest.approx(student(errors), rel=1e-9)


def test_texts_and_their_statistics_give_the_same_interval():
    texts = [f"the quick brown fox jumps over {i} lazy dogs" for i in range(40)]
    answers = [text.replace("quick", "slow") if i % 3 else text for i, text in enumerate(texts)]
    documents = [i // 2 for i in range(40)]
    for clusters in (None, documents):
        whole = scoring.score("bleu", answers, texts, clusters=clusters)
        rows = scoring.sample_statistics("bleu", answers, texts)
        found = statistics.interval(rows, "bleu", clusters=clusters)
        assert (whole.low, whole.high) == (found.low, found.high)
        assert found.low < found.value < found.high


def test_equal_samples_keep_an_interval():
    found = statistics.interval(rows_of(np.full(30, 0.5)), "mse")
    assert (found.low, found.high) == (0.5, 0.5)
