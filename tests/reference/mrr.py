"""Slow reference of `mrr`."""

from ranked_rules import cases_of, draw, order, reference_of

PROVENANCE = "the definition, by hand"
OPTIONS = [{}, {"k": 1}, {"k": 3}]
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def value(scores, grades, k=None):
    ranks = [rank for rank, place in enumerate(order(scores)[:k], 1) if grades[place] > 0]
    return 1 / ranks[0] if ranks else 0.0


sample_scores, score = reference_of("mrr", value)
