"""Slow reference of `f1`."""

from label_rules import AVERAGE_OPTIONS, average_cases, draw, reference_of

PROVENANCE = "sklearn.metrics.f1_score, scikit-learn"
OPTIONS = AVERAGE_OPTIONS
CASES = average_cases()
score, package = reference_of("f1")

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "score"]
