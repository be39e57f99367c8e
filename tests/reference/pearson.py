"""Slow reference of `pearson`."""

from fractions import Fraction
from math import sqrt

from number_rules import CASES, draw

PROVENANCE = "scipy.stats.pearsonr"
OPTIONS = [{}]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "correlate", "draw", "package", "score"]


def correlate(left, right):
    """Exact up to the root."""
    left, right = [*map(Fraction, left)], [*map(Fraction, right)]
    n = len(left)
    x, y = ([v - sum(column) / n for v in column] for column in (left, right))
    top = sum(a * b for a, b in zip(x, y, strict=True))
    square = top * top / (sum(a * a for a in x) * sum(b * b for b in y))
    return sqrt(square) if top > 0 else -sqrt(square)


def score(predictions, references):
    return {"pearson": correlate(predictions, references)}


def package(predictions, references):
    from scipy.stats import pearsonr

    return {"pearson": float(pearsonr(predictions, references).statistic)}
