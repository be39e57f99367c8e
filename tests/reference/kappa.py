"""Slow reference of `kappa`."""

from collections import Counter

from label_rules import cases_of, draw, spelt

PROVENANCE = "sklearn.metrics.cohen_kappa_score, scikit-learn"
OPTIONS = [{}]
CASES = cases_of()

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "score"]


def score(predictions, references):
    n = len(references)
    observed = sum(p == r for p, r in zip(predictions, references, strict=True)) / n
    left, right = Counter(predictions), Counter(references)
    expected = sum(left[label] * right[label] for label in right) / n**2
    return {"kappa": (observed - expected) / (1 - expected)}


def package(predictions, references):
    from sklearn.metrics import cohen_kappa_score

    return {"kappa": float(cohen_kappa_score(*spelt(predictions, references)))}
