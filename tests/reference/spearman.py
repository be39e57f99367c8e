"""Slow reference of `spearman`."""

from number_rules import CASES, draw
from pearson import correlate

PROVENANCE = "scipy.stats.spearmanr"
OPTIONS = [{}]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "score"]


def ranks(column):
    order = sorted(column)
    first = {value: place for place, value in reversed([*enumerate(order, 1)])}
    last = {value: place for place, value in enumerate(order, 1)}
    return [(first[value] + last[value]) / 2 for value in column]


def score(predictions, references):
    return {"spearman": correlate(ranks(predictions), ranks(references))}


def package(predictions, references):
    from scipy.stats import spearmanr

    return {"spearman": float(spearmanr(predictions, references).statistic)}
