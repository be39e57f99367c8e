"""Slow reference of `recall`."""

from label_rules import AVERAGE_OPTIONS, average_cases, draw, reference_of

PROVENANCE = "sklearn.metrics.recall_score, scikit-learn"
OPTIONS = AVERAGE_OPTIONS
CASES = average_cases()
score, package = reference_of("recall")

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "score"]
