"""Slow reference of `brier`."""

from math import fsum

from probability_rules import cases_of, draw, full

PROVENANCE = "sklearn.metrics.brier_score_loss, scikit-learn"
OPTIONS = [{}, {"scale_by_half": "yes"}, {"scale_by_half": "no"}]
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references, scale_by_half="auto"):
    rows = full(predictions)
    half = {"yes": True, "no": False}.get(scale_by_half, len(rows[0]) == 2)
    sums = [
        fsum((p - (k == truth)) ** 2 for k, p in enumerate(row))
        for row, truth in zip(rows, references, strict=True)
    ]
    return [value / 2 for value in sums] if half else sums


def score(predictions, references, **options):
    values = sample_scores(predictions, references, **options)
    return {"brier": fsum(values) / len(values)}


def package(predictions, references, scale_by_half="auto"):
    from sklearn.metrics import brier_score_loss

    half = {"yes": True, "no": False}.get(scale_by_half, "auto")
    rows = full(predictions)
    labels = range(len(rows[0]))
    value = brier_score_loss(references, rows, labels=[*labels], scale_by_half=half)
    return {"brier": float(value)}
