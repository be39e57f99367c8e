"""Slow reference of `mean`."""

from math import fsum

from number_rules import CASES as NUMBER_CASES
from number_rules import differences, draw

PROVENANCE = "own definition"
OPTIONS = [{}, {"of": "acc"}]
CASES = [
    *NUMBER_CASES,
    ("scores of another tool", {"of": "acc"}, [1.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]),
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def sample_scores(predictions, references, **_):
    return differences(predictions, references)


def score(predictions, references, **_):
    values = sample_scores(predictions, references)
    return {"mean": fsum(values) / len(values)}
