"""Slow reference of `rouge2`."""

from rouge_rules import PACKAGE, cases_of, draw, options_of, reference_of

PROVENANCE = PACKAGE
OPTIONS = options_of()
CASES = cases_of()
sample_scores, score, package = reference_of("rouge2")

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]
