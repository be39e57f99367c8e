"""Defects measured in other tools, each with what we print instead.

| where | defect | test |
|---|---|---|
| lighteval `bootstrap_stderr` | sd / √B as standard error | `..._not_divided_by_...` |
| lm-eval `group.py` | pooled error of an unweighted mean | `..._has_the_error_of_that_mean` |
| sacrebleu `_paired_bs_test` | one-sided p as two-sided | `..._test_is_two_sided` |
| sacrebleu `paired-ar` | identical systems are significant | `test_identical_systems_...` |
| sacrebleu, lm-eval, lighteval | sentences are resampled alone | `test_documents_are_...` |
| lm-eval | 100 to 100,000 resamples for any error | `..._needs_no_resampling` |
| HELM `bbq_metrics.py` | ambiguous bias scaled by all accuracy | `..._by_its_own_accuracy` |
| HELM `metric.py` | minimum of lower-is-better as worst | `..._which_way_is_better` |
| HELM win rate, MTEB Borda | order depends on others | `..._does_not_turn_the_order` |
| Open LLM Leaderboard v2 | clipped at chance | `..._does_not_gain_by_clipping` |
| Inspect bootstrap | unseeded draws | `test_equal_builds_have_equal_bits` |
| FastChat ranks | marginal overlap | `..._use_the_covariance_of_models` |
| lm-eval `options_consistency_rate` | labels are merged | `..._swapped_answers_differ` |
| FormatSpread | null value not 0 | `..._beside_that_of_noise` |
| ECE | null value not 0 | `test_statistics_oracles.py`: `test_debiased_...` |
"""

import numpy as np
import pytest

from llmsite import scoring, statistics
from llmsite.statistics import TaskColumn


def corpus(rng, n, quality):
    """References and two exchangeable systems of the same quality."""
    words = list("abcdefghijklmnop")
    references = [" ".join(rng.choice(words, size=rng.integers(6, 25))) for _ in range(n)]

    def system():
        return [
            " ".join(w if rng.uniform() < quality else rng.choice(words) for w in text.split())
            for text in references
        ]

    return [scoring.sample_statistics("bleu", system(), references) for _ in range(2)]


def test_a_standard_error_is_not_divided_by_the_number_of_resamples():
    # lighteval returns sd / sqrt(B) of its bootstrap: 31.6 times too small.
    rng = np.random.default_rng(0)
    rows, _ = corpus(rng, 250, 0.7)
    draws = rng.multinomial(250, [1 / 250] * 250, size=1000) @ rows
    sd = np.std([scoring.finish("bleu", total) for total in draws], ddof=1)
    error = statistics.interval(rows, "bleu").standard_error
    assert error == pytest.approx(sd, rel=0.12)
    assert error > 20 * sd / np.sqrt(1000)


def test_a_mean_of_tasks_has_the_error_of_that_mean():
    # lm-eval pools by size even when tasks weigh the same: .0030 instead of .0245.
    columns = []
    for name, n, share in (("small", 100, 0.6), ("large", 10_000, 0.9)):
        hits = (np.arange(n) < share * n).astype(float)[:, None]
        columns.append(TaskColumn(name, hits.mean(axis=0), (hits - share) / n, 0.0, 1.0))
    found = statistics.aggregate(columns).models[0].standard_error
    assert found == pytest.approx(0.0246, abs=2e-4)


def test_a_two_sided_test_is_two_sided():
    # sacrebleu's paired bootstrap rejects 11 % of equal systems at 5 %.
    rejected = {"bs": 0, "randomisation": 0, "bootstrap": 0}
    n_pairs = 120
    for seed in range(n_pairs):
        a, b = corpus(np.random.default_rng(seed), 80, 0.6)
        theirs = statistics.sacrebleu([a, b], "bleu", test="bs", n_trials=300)[1].p_value
        rejected["bs"] += theirs <= 0.05
        for method in ("randomisation", "bootstrap"):
            ours = statistics.compare(a, b, "bleu", method=method, n_trials=300)
            rejected[method] += ours.p_value <= 0.05
    assert rejected["bs"] / n_pairs > 0.065
    assert rejected["randomisation"] <= 12
    assert rejected["bootstrap"] <= 12
    assert rejected["bs"] > rejected["randomisation"]


def test_identical_systems_are_not_significant():
    # sacrebleu prints p = 1/(B+1) for two identical systems.
    a, _ = corpus(np.random.default_rng(1), 60, 0.7)
    assert statistics.sacrebleu([a, a], "bleu", test="ar")[1].p_value == pytest.approx(1 / 10_001)
    assert statistics.compare(a, a, "bleu").p_value == 1.0


def test_documents_are_resampled_whole():
    # sacrebleu, lm-eval and lighteval treat the sentences of a document as independent.
    rng = np.random.default_rng(2)
    quality = np.repeat(rng.uniform(0.3, 0.95, size=40), 8)
    words = list("abcdefghijklmnop")
    texts = [" ".join(rng.choice(words, size=12)) for _ in quality]
    answers = [
        " ".join(w if rng.uniform() < q else "z" for w in text.split())
        for text, q in zip(texts, quality, strict=True)
    ]
    rows = scoring.sample_statistics("bleu", answers, texts)
    alone = statistics.interval(rows, "bleu").standard_error
    documents = [i // 8 for i in range(len(texts))]
    whole = statistics.interval(rows, "bleu", clusters=documents).standard_error
    assert whole > 1.3 * alone


def test_a_random_model_does_not_gain_by_clipping():
    # The Open LLM Leaderboard v2 sets scores below chance to 0: +1.5 points for a random model.
    rng = np.random.default_rng(3)
    n, gain, mean = 250, [], []
    for _ in range(2000):
        score = rng.binomial(n, 0.25) / n
        value = (score - 0.25) / 0.75
        gain.append(max(value, 0.0))
        mean.append(value)
    assert 100 * np.mean(gain) == pytest.approx(1.5, abs=0.2)
    column = TaskColumn("t", np.array([0.2]), np.zeros((n, 1)), 0.25, 1.0)
    assert statistics.aggregate([column]).models[0].value == pytest.approx(-0.05 / 0.75)
    assert 100 * np.mean(mean) == pytest.approx(0.0, abs=0.25)


def test_worst_of_categories_knows_which_way_is_better():
    # HELM takes the minimum of lower-is-better metrics as their worst case.
    tasks = [
        TaskColumn("acc", np.array([0.5, 0.6]), np.zeros((9, 2)), 0.0, 1.0, category="a"),
        TaskColumn("bpb", np.array([6.0, 2.0]), np.zeros((9, 2)), 8.0, 0.0, category="b"),
    ]
    found = statistics.aggregate(tasks)
    assert [model.places["worst_category"] for model in found.models] == [2, 1]


def test_equal_builds_have_equal_bits():
    # Inspect's bootstrap draws from an unseeded global generator.
    a, b = corpus(np.random.default_rng(4), 60, 0.7)
    np.random.seed(1)  # noqa: NPY002 - the global state must not matter
    first = statistics.compare(a, b, "bleu")
    np.random.seed(2)  # noqa: NPY002 - as above
    assert statistics.compare(a, b, "bleu") == first


def test_ranges_use_the_covariance_of_models():
    # Marginal intervals that must not overlap (FastChat) ignore that samples are shared.
    rng = np.random.default_rng(5)
    ease = 3 * rng.normal(size=(600, 1))
    hits = (ease + rng.normal(size=(600, 8)) < np.linspace(0.6, -0.6, 8)).astype(float)
    scores = hits.mean(axis=0)
    influences = (hits - scores) / 600
    paired = statistics.ranks(influences, scores)
    half = 1.96 * hits.std(axis=0, ddof=1) / np.sqrt(600)
    marginal = [
        (
            1 + (scores - half > scores[i] + half[i]).sum(),
            8 - (scores + half < scores[i] - half[i]).sum(),
        )
        for i in range(8)
    ]
    widths = sum(r.high - r.low for r in paired), sum(high - low for low, high in marginal)
    assert widths[0] < widths[1]


def test_a_spread_is_shown_beside_that_of_noise():
    # FormatSpread: ten formats without any effect differ by 9 points at n = 250.
    rng = np.random.default_rng(6)
    found = [
        statistics.variations(
            (rng.uniform(size=(10, 250)) < 0.5).astype(float), {"format": list("abcdefghij")}
        )[0]
        for _ in range(100)
    ]
    assert 100 * np.mean([v.spread for v in found]) == pytest.approx(9.7, abs=0.8)
    assert 100 * np.mean([v.spread_of_noise for v in found]) == pytest.approx(9.7, abs=0.3)
    assert abs(np.mean([v.variance for v in found])) < 1e-4


def test_an_error_needs_no_resampling():
    # lm-eval draws 100 to 100,000 resamples for the error of F1, MCC, BLEU or perplexity.
    rng = np.random.default_rng(8)
    rows, _ = corpus(rng, 400, 0.7)
    influences = statistics.influences(rows, "bleu")
    error = np.sqrt(400 / 399 * (influences**2).sum())
    assert statistics.interval(rows, "bleu").standard_error == pytest.approx(error, rel=1e-12)
    draws = rng.multinomial(400, [1 / 400] * 400, size=3000) @ rows
    values = [scoring.finish("bleu", total) for total in draws]
    assert error == pytest.approx(np.std(values, ddof=1), rel=0.05)


def test_ambiguous_bias_is_scaled_by_its_own_accuracy():
    # HELM multiplies by one minus the accuracy over all questions: .225 here instead of .40.
    ambiguous = ["unknown"] * 2 + ["biased"] * 6 + ["counter"] * 2
    told = ["biased"] * 9 + ["counter"]
    references = ["unknown"] * 10 + ["biased"] * 10
    found = scoring.score("bbq_bias", ambiguous + told, references)
    assert found.values["ambiguous"] == pytest.approx(0.8 * 0.5)


def test_a_third_model_does_not_turn_the_order():
    # Mean win rate and Borda turn when C, worse than B everywhere, joins.
    scores = {
        "A": (0.80, 0.80, 0.60, 0.60, 0.60),
        "B": (0.79, 0.79, 0.70, 0.70, 0.59),
        "C": (0.78, 0.78, 0.65, 0.65, 0.58),
    }

    def places(names, rule):
        rng = np.random.default_rng(0)
        columns = [
            TaskColumn(
                f"t{task}",
                np.array([scores[name][task] for name in names]),
                rng.normal(size=(50, len(names))) / 500,
                0.0,
                1.0,
            )
            for task in range(5)
        ]
        models = statistics.aggregate(columns).models
        return {name: model.places[rule] for name, model in zip(names, models, strict=True)}

    for rule, turns in (("mean", False), ("win_rate", True), ("borda", True)):
        two, three = places("AB", rule), places("ABC", rule)
        assert ((two["A"] < two["B"]) != (three["A"] < three["B"])) == turns, rule


def test_swapped_answers_differ():
    # lm-eval's consistency swaps A to B and back in two ifs: all swapped answers count as equal.
    first = ["left"] * 5 + ["right"] * 5
    second = ["right"] * 5 + ["left"] * 5
    assert scoring.score("accuracy", second, first).value == 0.0
    rerun = statistics.judge_rerun(10, sum(a != b for a, b in zip(first, second, strict=True)))
    assert rerun.n_mismatches == 10
    assert rerun.altered_bound == 1.0
