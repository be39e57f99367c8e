"""Slow reference of `mcc`."""

from itertools import product
from math import sqrt

from label_rules import cases_of, draw, spelt

PROVENANCE = "sklearn.metrics.matthews_corrcoef, scikit-learn"
OPTIONS = [{}]
CASES = cases_of()

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "score"]


def covariance(left, right):
    """Of indicator columns, summed over classes: by pairs of samples."""
    n = len(left)
    ones = range(n)
    equal = sum(left[i] == right[i] for i in ones) * n
    return equal - sum(x == y for x, y in product(left, right))


def score(predictions, references):
    root = sqrt(covariance(predictions, predictions) * covariance(references, references))
    return {"mcc": covariance(references, predictions) / root if root else 0.0}


def package(predictions, references):
    from sklearn.metrics import matthews_corrcoef

    return {"mcc": float(matthews_corrcoef(*spelt(predictions, references)))}
