"""What is answered where little or nothing is known; the table stands in `llmsite.statistics`."""

import numpy as np
import pytest

from llmsite import statistics
from llmsite.errors import ScoringError
from llmsite.statistics import TaskColumn


def hits(*values):
    return np.column_stack([values, np.ones(len(values))]).astype(float)


def influences(table):
    """Of means; [n_samples, n_models]."""
    return (table - table.mean(axis=0)) / len(table)


METHODS = ("auto", "mcnemar", "t", "randomisation", "bootstrap")


@pytest.mark.parametrize("method", METHODS)
def test_identical_systems_have_p_one(method):
    rows = hits(*[1, 0, 1, 1] * 10)
    found = statistics.compare(rows, rows, "accuracy", method=method, n_trials=200)
    assert (found.p_value, found.difference) == (1.0, 0.0)
    assert not found.is_resolved


def test_identical_systems_share_one_rank_range_everywhere():
    table = np.array([[1, 1, 0], [0, 0, 0], [1, 1, 0], [1, 1, 1]] * 30, dtype=float)
    scores, moved = table.mean(axis=0), influences(table)
    first, second, third = statistics.ranks(moved, scores)
    assert first == second
    assert (first.low, first.high) == (1, 2)
    assert third.low == 3
    matrix = statistics.pairs(moved, scores)
    assert matrix.p_values[0, 1] == 1.0
    assert matrix.verdicts[0, 1] == 0
    models = statistics.aggregate([TaskColumn("t", scores, moved, 0.0, 1.0)]).models
    assert models[0] == models[1]


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_single_sample_says_nothing(value):
    found = statistics.interval(hits(value), "accuracy")
    assert (found.value, found.low, found.high) == (value, 0.0, 1.0)
    assert found.standard_error == np.inf
    compared = statistics.compare(hits(1), hits(0), "accuracy")
    assert not compared.is_resolved
    spans = statistics.ranks(np.zeros((1, 2)), np.array([1.0, 0.0]))
    assert [(each.low, each.high) for each in spans] == [(1, 2), (1, 2)]


def test_perfect_scores_keep_a_width():
    found = statistics.interval(hits(*[1] * 40), "accuracy")
    assert (found.value, found.high) == (1.0, 1.0)
    assert 0.85 < found.low < 1.0
    none = statistics.interval(hits(*[0] * 40), "accuracy")
    assert (none.low, 1.0 - none.high) == (0.0, pytest.approx(found.low))


def test_equal_scores_of_an_unbounded_metric_have_no_width_and_are_not_separated():
    rows = hits(*[3.5] * 20)
    found = statistics.interval(rows, "mse")
    assert (found.low, found.value, found.high) == (3.5, 3.5, 3.5)
    assert found.standard_error == 0.0
    assert statistics.compare(rows, rows, "mse").p_value == 1.0


def test_samples_of_one_cluster_are_one_observation():
    rows = hits(*[1, 0, 1, 1] * 10)
    found = statistics.interval(rows, "accuracy", clusters=["d"] * 40)
    assert (found.low, found.high, found.n_clusters) == (0.0, 1.0, 1)
    other = statistics.compare(rows, hits(*[0] * 40), "accuracy", clusters=["d"] * 40)
    assert (other.p_value, other.low, other.high) == (1.0, -1.0, 1.0)


def test_samples_without_clusters_stand_alone():
    rows = hits(*[1, 0, 1, 1] * 10)
    assert statistics.interval(rows, "accuracy") == statistics.interval(
        rows, "accuracy", clusters=list(range(40))
    )


def test_a_sample_without_a_cluster_is_refused():
    with pytest.raises(ScoringError, match="clusters"):
        statistics.interval(hits(1, 0, 1), "accuracy", clusters=["a", "b"])


def test_a_model_that_lacks_clusters_is_unranked_and_moves_nobody():
    table = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 0], [1, 1, 1]] * 30, dtype=float)
    whole = statistics.ranks(influences(table[:, [0, 2]]), table[:, [0, 2]].mean(axis=0))
    moved = influences(table)
    moved[3:9, 1] = np.nan
    found = statistics.ranks(moved, table.mean(axis=0))
    assert (found[1].rank, found[1].low, found[1].high) == (None, None, None)
    assert (found[0], found[2]) == whole


def test_a_weight_of_zero_is_a_task_less():
    rng = np.random.default_rng(1)
    columns = [
        TaskColumn(name, np.array([0.5, 0.6]), rng.normal(size=(40, 2)) / 400, 0.0, 1.0)
        for name in "ab"
    ]
    with_zero = statistics.aggregate(columns, {"a": 2.0, "b": 0.0})
    assert with_zero.models == statistics.aggregate(columns[:1]).models
    with pytest.raises(ScoringError, match="all weights are 0"):
        statistics.aggregate(columns, {"a": 0.0, "b": 0.0})


def test_one_model_alone_is_first_of_one():
    table = np.array([[1.0], [0.0], [1.0]] * 20)
    (span,) = statistics.ranks(influences(table), table.mean(axis=0))
    assert (span.rank, span.low, span.high) == (1, 1, 1)
    column = TaskColumn("t", table.mean(axis=0), influences(table), 0.0, 1.0)
    (model,) = statistics.aggregate([column]).models
    assert model.places == dict.fromkeys(statistics.RULES, 1)
    assert statistics.pareto_front(np.array([[1.0]]), np.zeros((1, 1), np.int8)) == (True,)
    shares = statistics.front_shares(
        np.array([[1.0]]), table.mean(axis=0), [influences(table)], [1.0]
    )
    assert shares == (1.0,)
    found = statistics.analyse_items(table.T)
    assert found.reliability is None
    assert found.doubtful == ()
    assert statistics.shrink([0.7], [0.1]) == [0.7]


def test_no_models_have_no_ranks():
    assert statistics.ranks(np.zeros((3, 0)), np.zeros(0)) == ()
