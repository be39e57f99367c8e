"""Aggregates: weights, second opinions, missing scores, dominance."""

import numpy as np
import pytest

from llmsite import statistics
from llmsite.errors import ScoringError
from llmsite.statistics import TaskColumn


def column(task, scores, *, n=50, seed=0, chance=0.0, maximum=1.0, **fields):
    scores = np.array(scores, dtype=float)
    noise = np.random.default_rng(seed).normal(size=(n, len(scores))) * 0.3 / n
    noise -= noise.mean(axis=0)
    noise[:, np.isnan(scores)] = np.nan
    return TaskColumn(task, scores, noise, chance, maximum, **fields)


def values(found):
    return [model.value for model in found.models]


# Perlitz et al. 2023: a model that is worse than B everywhere turns the order of A and B.
A, B, C = (
    (0.80, 0.80, 0.60, 0.60, 0.60),
    (0.79, 0.79, 0.70, 0.70, 0.59),
    (0.78, 0.78, 0.65, 0.65, 0.58),
)


def columns(*models):
    return [column(f"t{i}", [model[i] for model in models]) for i in range(5)]


def test_the_mean_does_not_depend_on_other_models_but_the_win_rate_does():
    two, three = statistics.aggregate(columns(A, B)), statistics.aggregate(columns(A, B, C))
    assert values(two) == pytest.approx(values(three)[:2], abs=1e-15)
    assert two.models[0].places["win_rate"] == 1
    assert three.models[1].places["win_rate"] == 1
    assert [model.places["mean"] for model in three.models] == [3, 1, 2]
    assert three.models[0].place_range == (1, 3)


def test_categories_weigh_the_same():
    found = statistics.aggregate(
        [
            column("a", [1.0], category="x"),
            column("b", [0.0], category="x"),
            column("c", [0.5], category="y"),
        ]
    )
    assert dict(found.weights) == {"a": 0.25, "b": 0.25, "c": 0.5}
    assert values(found) == [0.5]


def test_scores_below_chance_are_not_clipped():
    found = statistics.aggregate([column("a", [0.15, 0.25], chance=0.25)])
    assert values(found) == pytest.approx([-0.1 / 0.75, 0.0])


def test_lower_is_better_by_its_maximum():
    found = statistics.aggregate([column("a", [2.0, 4.0], chance=8.0, maximum=0.0)])
    assert values(found) == [0.75, 0.5]
    assert found.models[0].range.rank == 1


def test_standard_errors_add_over_tasks():
    first, second = column("a", [0.5], seed=1), column("b", [0.6], seed=2, chance=0.2)
    found = statistics.aggregate([first, second]).models[0]
    variance = [50 / 49 * (c.influences**2).sum() for c in (first, second)]
    expected = np.sqrt(variance[0] / 4 + variance[1] / 4 / 0.64)
    assert found.standard_error == pytest.approx(expected, rel=1e-12)
    assert found.low < found.value < found.high


def test_scaling_weights_changes_nothing_and_zero_removes_a_task():
    tasks = [column(t, [0.4, 0.6, 0.5], seed=i) for i, t in enumerate("abc")]
    one = statistics.aggregate(tasks, {"a": 1, "b": 2, "c": 0})
    ten = statistics.aggregate(tasks, {"a": 10, "b": 20})
    without = statistics.aggregate(tasks[:2], {"a": 1, "b": 2})
    assert one.models == ten.models == without.models


def test_a_partial_model_has_bounds_and_reasons_but_no_rank():
    tasks = [
        column("a", [0.9, 0.5, 0.7], reasons={}),
        column("b", [0.8, 0.6, np.nan], reasons={2: "unsupported"}),
    ]
    found = statistics.aggregate(tasks)
    partial = found.models[2]
    assert partial.value is None
    assert partial.range.rank is None
    assert [(m.task, m.reason) for m in partial.missing] == [("b", "unsupported")]
    assert (partial.worst, partial.best) == pytest.approx((0.35, 0.75))
    assert (partial.best_rank, partial.worst_rank) == (2, 3)
    assert [model.range.rank for model in found.models[:2]] == [1, 2]


def test_bounds_hold_every_completion():
    rng = np.random.default_rng(4)
    for _ in range(200):
        full = rng.uniform(size=(3, 6))
        holes = full.copy()
        holes[1:, 5] = np.nan
        names = "abc"
        partial = statistics.aggregate(
            [column(t, row) for t, row in zip(names, holes, strict=True)]
        )
        filled = full.copy()
        filled[1:, 5] = rng.uniform(size=2) * full[1:, :5].max(axis=1)
        whole = statistics.aggregate([column(t, row) for t, row in zip(names, filled, strict=True)])
        model, true = partial.models[5], whole.models[5]
        assert model.worst <= true.value <= model.best
        assert model.best_rank <= true.places["mean"] <= model.worst_rank


def test_all_partial_means_nobody_is_ranked():
    found = statistics.aggregate([column("a", [0.5, np.nan]), column("b", [np.nan, 0.5])])
    assert all(model.value is None for model in found.models)
    assert found.models[0].best_rank == 1


def test_one_model_alone_has_an_answer():
    model = statistics.aggregate([column("a", [0.5])]).models[0]
    assert (model.range.low, model.range.high, model.leave_one_out) == (1, 1, (1, 1))
    assert set(model.places.values()) == {1}


def test_leaving_out_the_task_that_decides_turns_the_order():
    found = statistics.aggregate([column("a", [0.9, 0.1]), column("b", [0.4, 0.5])])
    assert [model.leave_one_out for model in found.models] == [(1, 2), (1, 2)]


def test_identical_models_share_everything():
    tasks = [column(t, [0.5, 0.4], seed=i) for i, t in enumerate("ab")]
    twins = [
        TaskColumn(c.task, c.scores[[0, 1, 0]], c.influences[:, [0, 1, 0]], 0.0, 1.0) for c in tasks
    ]
    found = statistics.aggregate(twins)
    assert found.models[0] == found.models[2]


@pytest.mark.parametrize(
    ("tasks", "weights", "words"),
    [
        pytest.param([], None, "no tasks", id="none"),
        pytest.param([column("a", [0.5], chance=None)], None, "declares no transform", id="chance"),
        pytest.param(
            [column("a", [0.5], maximum=None)], None, "declares no transform", id="maximum"
        ),
        pytest.param([column("a", [0.5], chance=1.0)], None, "declares no transform", id="equal"),
        pytest.param([column("a", [0.5])], {"a": -1.0}, "weight of 'a'", id="negative"),
        pytest.param([column("a", [0.5])], {"a": 0.0}, "all weights are 0", id="zero"),
        pytest.param([column("a", [0.5])], {"b": 1.0}, "'b'", id="unknown"),
        pytest.param([column("a", [0.5])] * 2, None, "stands twice", id="twice"),
        pytest.param([column("a", [0.5]), column("b", [0.5, 0.6])], None, "2 scores", id="shape"),
    ],
)
def test_what_cannot_be_aggregated_is_refused(tasks, weights, words):
    with pytest.raises(ScoringError, match=words):
        statistics.aggregate(tasks, weights)


def test_a_task_without_transform_may_stand_beside_with_weight_zero():
    found = statistics.aggregate(
        [column("a", [0.5]), column("ppl", [9.0], maximum=None)], {"a": 1.0}
    )
    assert values(found) == [0.5]


def test_noise_pushes_nobody_off_the_front():
    tasks = [column("a", [0.90, 0.52, 0.50, 0.10], n=30)]
    found = statistics.aggregate(tasks)
    costs = np.array([[9.0], [1.0], [2.0], [3.0]])
    assert statistics.pareto_front(costs, found.verdicts) == (True, True, True, False)


def test_borda_and_win_rate_are_mtebs_and_helms():
    import pandas as pd

    rng = np.random.default_rng(9)
    for _ in range(20):
        table = rng.integers(0, 5, size=(7, 9)) / 5
        found = statistics.aggregate([column(f"t{i}", row) for i, row in enumerate(table)])
        scores = pd.DataFrame(table.T)
        # mteb/benchmarks/_create_table.py: average ranks, points n - rank, "min" rank of the sum
        points = scores.apply(lambda c: len(c) - c.rank(method="average", ascending=False)).sum(
            axis=1
        )
        borda = points.rank(method="min", ascending=False).astype(int).tolist()
        assert [model.places["borda"] for model in found.models] == borda
        # helm/benchmark/presentation/summarize.py: share of other models that are beaten
        wins = (table[:, :, None] > table[:, None, :]).sum(2) + 0.5 * (
            (table[:, :, None] == table[:, None, :]).sum(2) - 1
        )
        rates = pd.Series((wins / 8).mean(axis=0).round(12))
        helm = rates.rank(method="min", ascending=False).astype(int).tolist()
        assert [model.places["win_rate"] for model in found.models] == helm
