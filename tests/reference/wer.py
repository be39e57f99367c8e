"""Slow reference of `wer`."""

from edit_rules import CASES, draw, reference_of, words

PROVENANCE = "jiwer.process_words"
OPTIONS = [{}]
sample_scores, score, package = reference_of("wer", words)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]
