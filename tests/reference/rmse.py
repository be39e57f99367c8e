"""Slow reference of `rmse`."""

from math import fsum, sqrt

from number_rules import CASES, differences, draw

PROVENANCE = "sklearn.metrics.root_mean_squared_error, scikit-learn"
OPTIONS = [{}]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references):
    return [abs(x) for x in differences(predictions, references)]


def score(predictions, references):
    squares = [x * x for x in differences(predictions, references)]
    return {"rmse": sqrt(fsum(squares) / len(squares))}


def package(predictions, references):
    from sklearn.metrics import root_mean_squared_error

    return {"rmse": float(root_mean_squared_error(references, predictions))}
