"""Slow reference of `log_loss`."""

from math import fsum, log

from probability_rules import cases_of, draw, full

PROVENANCE = "sklearn.metrics.log_loss, scikit-learn"
OPTIONS = [{}]
CASES = cases_of()
EPSILON = 2.0**-52

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references):
    return [
        -log(min(max(row[truth], EPSILON), 1 - EPSILON))
        for row, truth in zip(full(predictions), references, strict=True)
    ]


def score(predictions, references):
    values = sample_scores(predictions, references)
    return {"log_loss": fsum(values) / len(values)}


def package(predictions, references):
    from sklearn.metrics import log_loss

    rows = full(predictions)
    return {"log_loss": float(log_loss(references, rows, labels=[*range(len(rows[0]))]))}
