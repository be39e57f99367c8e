"""Rank ranges: what they promise, and what they do at the edges."""

import numpy as np
import pytest

from llmsite import statistics
from llmsite.errors import ScoringError


def board(seed, n, shares):
    """Influences and scores of models on questions of varying ease."""
    rng = np.random.default_rng(seed)
    ease = rng.normal(size=(n, 1))
    hits = (ease + rng.normal(size=(n, len(shares))) < np.array(shares)).astype(float)
    return (hits - hits.mean(axis=0)) / n, hits.mean(axis=0)


def spans(found):
    return [(r.rank, r.low, r.high) for r in found]


def test_clear_gaps_give_exact_ranks():
    influences, scores = board(0, 2000, (1.5, 0.5, -0.5))
    assert spans(statistics.ranks(influences, scores)) == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]


def test_a_copy_shares_the_range_of_its_model():
    influences, scores = board(1, 300, (0.5, 0.4, 0.0, -0.4))
    doubled = statistics.ranks(influences[:, [0, 1, 2, 3, 1]], scores[[0, 1, 2, 3, 1]])
    assert doubled[1] == doubled[4]


def test_the_order_of_models_changes_nothing():
    influences, scores = board(2, 200, (0.5, 0.4, 0.3, 0.2, 0.1, 0.0))
    order = [3, 5, 0, 1, 4, 2]
    there = statistics.ranks(influences, scores)
    here = statistics.ranks(influences[:, order], scores[order])
    assert [there[model] for model in order] == list(here)


def test_a_higher_level_widens_ranges():
    influences, scores = board(3, 400, np.linspace(1, -1, 12))
    narrow, wide = (statistics.ranks(influences, scores, level=level) for level in (0.90, 0.99))
    for a, b in zip(narrow, wide, strict=True):
        assert b.low <= a.low <= a.high <= b.high
    assert spans(narrow) != spans(wide)


@pytest.mark.parametrize(
    ("influences", "scores", "expected"),
    [
        pytest.param(np.zeros((5, 1)), [0.4], [(1, 1, 1)], id="alone"),
        pytest.param(np.zeros((1, 2)), [1.0, 0.0], [(1, 1, 2), (2, 1, 2)], id="one-cluster"),
        pytest.param(np.zeros((9, 2)), [0.5, 0.5], [(1, 1, 2), (1, 1, 2)], id="all-equal"),
        pytest.param(np.zeros((4, 2)), [1.0, 0.0], [(1, 1, 2), (2, 1, 2)], id="perfect-of-four"),
        pytest.param(np.zeros((99, 2)), [1.0, 0.0], [(1, 1, 1), (2, 2, 2)], id="perfect-of-99"),
        pytest.param(np.zeros((3, 0)), [], [], id="nobody"),
    ],
)
def test_edges_are_defined(influences, scores, expected):
    assert spans(statistics.ranks(influences, np.array(scores))) == expected


def test_a_model_that_lacks_a_cluster_is_left_out():
    influences, scores = board(4, 500, (1.0, 0.0, -1.0))
    influences[7, 1] = np.nan
    found = statistics.ranks(influences, scores)
    assert spans(found) == [(1, 1, 1), (None, None, None), (2, 2, 2)]
    assert not found[1].is_tied_with_best
    matrix = statistics.pairs(influences, scores)
    assert np.isnan(matrix.p_values[1]).all()
    assert matrix.verdicts[0, 2] == -1


def test_pairs_are_the_tests_that_ranges_count():
    influences, scores = board(5, 250, np.linspace(0.8, -0.2, 8))
    matrix = statistics.pairs(influences, scores)
    assert matrix.ranges == statistics.ranks(influences, scores)
    for model, found in enumerate(matrix.ranges):
        row = np.delete(matrix.p_values[model], model)
        rejected = np.array(statistics.adjust(row.tolist())) <= 0.05
        higher = np.delete(scores, model) > scores[model]
        assert found.low == 1 + (rejected & higher).sum()
        assert found.high == 8 - (rejected & ~higher).sum()
    np.testing.assert_array_equal(matrix.differences, -matrix.differences.T)
    assert (np.diagonal(matrix.p_values) == 1.0).all()


def test_rounding_keeps_standard_errors():
    influences, scores = board(6, 1000, (0.5, 0.0, 2.5))
    matrix = statistics.pairs(influences, scores)
    gap = influences[:, :1] - influences
    exact = np.sqrt(1000 / 999 * (gap**2).sum(axis=0))
    np.testing.assert_allclose(matrix.standard_errors[0, 1:], exact[1:], rtol=6e-4)
    rounded = statistics.rounded(influences)
    assert rounded.values.dtype == np.int16
    assert np.abs(rounded.values).max() == 4095
    np.testing.assert_allclose(rounded.values.T * rounded.scale, influences, atol=rounded.scale / 2)


def test_critical_values_are_students():
    table = statistics.critical_values(4, smallest_df=30, largest_df=100)
    assert table.degrees == (30, 40, 50, 70, 100)
    assert table.values[0][0] == pytest.approx(2.042272, abs=1e-6)
    assert len(table.values[0]) == 3


def test_wrong_shapes_are_refused():
    with pytest.raises(ScoringError, match="scores"):
        statistics.ranks(np.zeros((5, 3)), np.zeros(2))
    with pytest.raises(ScoringError, match="level"):
        statistics.ranks(np.zeros((5, 2)), np.zeros(2), level=2.0)


def test_true_ranks_are_covered_under_ties():
    # Four groups of three tied models; the worst model must be covered in 93 % of the boards.
    shares = np.repeat([0.6, 0.3, 0.0, -0.3], 3)
    covered = np.zeros(12)
    for seed in range(300):
        found = statistics.ranks(*board(seed, 400, shares))
        for model, span in enumerate(found):
            first = model // 3 * 3 + 1
            covered[model] += span.low <= first and span.high >= first + 2
    assert covered.min() / 300 >= 0.93
