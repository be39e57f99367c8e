"""Every metric against its slow reference and, where there is one, its reference package."""

import importlib
import importlib.util
import math
import random
from pathlib import Path

import pytest

from llmsite import scoring

HERE = Path(__file__).parent
METRICS = [spec.name for spec in scoring.metrics()]
N_SAMPLES = 1000


def variants():
    for name in METRICS:
        for options in importlib.import_module(name).OPTIONS:
            yield pytest.param(name, options, id=f"{name}-{options}")


def values(score):
    return {key: value for key, value in score.items() if key != "signature"}


def assert_equal_columns(found, expected, show):
    assert len(found) == len(expected)
    for index, (x, y) in enumerate(zip(found, expected, strict=True)):
        assert math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-9), (index, x, y, show(index))


@pytest.mark.parametrize(("name", "options"), [*variants()])
def test_samples_equal_the_slow_reference(name, options):
    slow = importlib.import_module(name)
    n_samples = getattr(slow, "N_SAMPLES", N_SAMPLES)
    predictions, references = slow.draw(random.Random(f"{name}{options}"), n_samples)
    score = scoring.score(name, predictions, references, **options)
    for key, expected in slow.score(predictions, references, **options).items():
        assert math.isclose(score.values[key], expected, rel_tol=1e-9, abs_tol=1e-9), key
    if hasattr(slow, "sample_scores"):
        found = scoring.sample_scores(name, predictions, references, **options)
        found = found[next(iter(found))] if isinstance(found, dict) else found
        expected = slow.sample_scores(predictions, references, **options)
        assert_equal_columns(found, expected, lambda i: (predictions[i], references[i]))


def packaged():
    for parameter in variants():
        if hasattr(importlib.import_module(parameter.values[0]), "package"):
            yield parameter


def assert_equals_the_package(name, options, rng, n_samples):
    slow = importlib.import_module(name)
    predictions, references = slow.draw(rng, n_samples)
    score = scoring.score(name, predictions, references, **options)
    expected = slow.package(predictions, references, **options)
    for key, value in values(expected).items():
        assert math.isclose(score.values[key], value, rel_tol=1e-9, abs_tol=1e-9), key
    if "signature" in expected:
        assert score.signature.startswith(expected["signature"] + "|compat:")


@pytest.mark.parametrize(("name", "options"), [*packaged()])
def test_corpora_equal_the_package(name, options):
    rng = random.Random(f"package {name}{options}")
    n_samples = getattr(importlib.import_module(name), "N_SAMPLES", N_SAMPLES)
    for size in (1, 3, 40, n_samples):
        assert_equals_the_package(name, options, rng, size)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("name", "options"), [*variants()])
def test_many_samples_equal_the_slow_reference(name, options):
    slow = importlib.import_module(name)
    rng = random.Random(f"soak {name}{options}")
    for _ in range(100):
        predictions, references = slow.draw(rng, N_SAMPLES)
        score = scoring.score(name, predictions, references, **options)
        for key, expected in slow.score(predictions, references, **options).items():
            assert math.isclose(score.values[key], expected, rel_tol=1e-9, abs_tol=1e-9), key


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("name", "options"), [*packaged()])
def test_many_corpora_equal_the_package(name, options):
    rng = random.Random(f"soak package {name}{options}")
    for _ in range(1000):
        assert_equals_the_package(name, options, rng, 100)
