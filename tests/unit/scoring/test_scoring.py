"""The public functions of `llmsite.scoring` fit together."""

import doctest
import importlib
import inspect
import pkgutil
import threading
import time

import numpy as np
import pytest

import llmsite.scoring
import llmsite.statistics
from llmsite import scoring, statistics

MODULES = [
    name
    for package in (llmsite.scoring, llmsite.statistics)
    for _, name, _ in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
] + ["llmsite.scoring"]

PREDICTIONS = ["the cat sat on a mat", "hello world", "one two three four", "", "x y"] * 60
REFERENCES = [
    ["the cat sat on the mat", "a cat sat"],
    ["hello, world"],
    ["one two three four"],
    ["a"],
    ["y x"],
] * 60


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    "name",
    [name for name in scoring.__all__ if inspect.isroutine(inspect.unwrap(getattr(scoring, name)))],
)
def test_every_function_has_an_example(name):
    function = inspect.unwrap(getattr(scoring, name))
    assert doctest.DocTestParser().get_examples(function.__doc__)


@pytest.mark.parametrize("name", ["bleu", "chrf", "token_f1", "exact_match"])
def test_sums_of_statistics_give_the_score(name):
    score = scoring.score(name, PREDICTIONS, REFERENCES)
    rows = scoring.sample_statistics(name, PREDICTIONS, REFERENCES)
    assert rows.dtype == np.float64
    assert rows.flags.c_contiguous
    assert scoring.finish(name, rows.sum(axis=0)) == pytest.approx(score.value, abs=1e-12)
    found = statistics.interval(rows, name)
    assert (found.value, found.low, found.high) == (score.value, score.low, score.high)
    assert found.n_clusters == score.n_samples == len(PREDICTIONS)


def test_clusters_widen_what_repeats():
    clusters = np.repeat(np.arange(60), 5)
    alone = scoring.score("bleu", PREDICTIONS, REFERENCES)
    # Every fifth sample is the same text: a cluster of all repetitions of one.
    grouped = scoring.score(
        "bleu", PREDICTIONS, REFERENCES, clusters=["abcde"[i % 5] for i in range(300)]
    )
    assert grouped.value == alone.value
    assert grouped.standard_error > 5 * alone.standard_error
    assert grouped.n_clusters == 5
    rows = scoring.sample_statistics("bleu", PREDICTIONS, REFERENCES)
    found = statistics.influences(rows, "bleu", clusters=list(clusters))
    assert found.shape == (60,)
    assert abs(found.sum()) < 1e-12


def test_influences_are_derivatives():
    rows = scoring.sample_statistics("chrf", PREDICTIONS[:5], REFERENCES[:5])
    found = statistics.influences(rows, "chrf")
    step = 1e-6
    for index in range(5):
        changed = rows.sum(axis=0) + step * rows[index]
        slope = (scoring.finish("chrf", changed) - scoring.finish("chrf", rows.sum(axis=0))) / step
        assert found[index] == pytest.approx(slope, abs=1e-4)


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_threads_change_no_bit(threads):
    for name in ("bleu", "chrf"):
        one = scoring.score(name, PREDICTIONS, REFERENCES)
        assert scoring.score(name, PREDICTIONS, REFERENCES, threads=threads) == one


def test_columns_may_be_any_iterable():
    expected = scoring.score("bleu", PREDICTIONS, REFERENCES)
    assert scoring.score("bleu", tuple(PREDICTIONS), (tuple(r) for r in REFERENCES)) == expected
    texts = np.array(["a b c d", "x"])
    assert scoring.score("bleu", texts, texts).value > 99
    numbers = np.array([1, 2, 3])
    assert scoring.score("accuracy", numbers, [1, 2, 4]).value == pytest.approx(2 / 3)
    assert scoring.score("bits_per_byte", np.array([-1.0, -2.0]), numbers[:2]).value > 0


def test_the_interpreter_runs_on_while_the_core_scores():
    done = threading.Event()
    long = [" ".join(map(str, range(3000)))] * 60

    def score():
        scoring.score("chrf", long, [text[::-1] for text in long])
        done.set()

    thread = threading.Thread(target=score)
    thread.start()
    ticks = 0
    while not done.is_set():
        time.sleep(0.001)
        ticks += 1
    thread.join()
    assert ticks > 5


def test_a_metric_says_what_it_needs():
    spec = next(spec for spec in scoring.metrics() if spec.name == "bleu")
    assert (spec.reads, spec.range, spec.transform, spec.is_additive) == (
        "texts",
        (0.0, 100.0),
        "percent",
        True,
    )
    tokenize = next(option for option in spec.options if option.name == "tokenize")
    assert tokenize.default == "13a"
    assert set(tokenize.choices) <= set(scoring.tokenizers())


def test_extractors_are_listed():
    assert {"verbatim", "first_line"} <= {spec.name for spec in scoring.extractors()}


def test_ties_are_counted():
    picked = scoring.pick([[-1.0, -1.0], [-2.0, -1.0]])
    assert picked.choices.tolist() == [0, 1]
    assert picked.n_ties == 1
    assert scoring.softmax([[-1.0, -1.0], [-2.0]]) == [[0.5, 0.5], [1.0]]
    assert scoring.softmax([[-4.0, -1.0]], normalization="bytes", n_bytes=[[4, 1]]) == [[0.5, 0.5]]
    by_bytes = scoring.pick([[-4.0, -3.0]], normalization="bytes", n_bytes=[[4, 1]])
    assert by_bytes.choices.tolist() == [0]
