"""Slow reference of `mse`."""

from math import fsum

from number_rules import CASES, differences, draw

PROVENANCE = "sklearn.metrics.mean_squared_error, scikit-learn"
OPTIONS = [{}]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references):
    return [x * x for x in differences(predictions, references)]


def score(predictions, references):
    values = sample_scores(predictions, references)
    return {"mse": fsum(values) / len(values)}


def package(predictions, references):
    from sklearn.metrics import mean_squared_error

    return {"mse": float(mean_squared_error(references, predictions))}
