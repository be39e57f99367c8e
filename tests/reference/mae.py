"""Slow reference of `mae`."""

from math import fsum

from number_rules import CASES, differences, draw

PROVENANCE = "sklearn.metrics.mean_absolute_error, scikit-learn"
OPTIONS = [{}]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references):
    return [abs(x) for x in differences(predictions, references)]


def score(predictions, references):
    values = sample_scores(predictions, references)
    return {"mae": fsum(values) / len(values)}


def package(predictions, references):
    from sklearn.metrics import mean_absolute_error

    return {"mae": float(mean_absolute_error(references, predictions))}
