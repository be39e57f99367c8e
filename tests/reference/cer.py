"""Slow reference of `cer`."""

from edit_rules import CASES, characters, draw, reference_of

PROVENANCE = "jiwer.process_characters"
OPTIONS = [{}]
sample_scores, score, package = reference_of("cer", characters)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]
