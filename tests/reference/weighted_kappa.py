"""Slow reference of `weighted_kappa`."""

from label_rules import cases_of, classes, spelt
from label_rules import draw_named as draw

PROVENANCE = "sklearn.metrics.cohen_kappa_score, scikit-learn"
OPTIONS = [{}, {"weights": "linear"}]
CASES = cases_of(*OPTIONS, missing=False)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "score"]


def score(predictions, references, weights="quadratic"):
    place = {label: k for k, label in enumerate(classes(predictions, references))}
    power = {"linear": 1, "quadratic": 2}[weights]

    def cost(left, right):
        return abs(place[left] - place[right]) ** power

    observed = sum(cost(p, r) for p, r in zip(predictions, references, strict=True))
    expected = sum(cost(p, r) for p in predictions for r in references) / len(references)
    return {"weighted_kappa": 1 - observed / expected}


def package(predictions, references, weights="quadratic"):
    from sklearn.metrics import cohen_kappa_score

    return {
        "weighted_kappa": float(cohen_kappa_score(*spelt(predictions, references), weights=weights))
    }
