"""Slow reference of `recall_at_k`."""

from ranked_rules import cases_of, draw, order, reference_of

PROVENANCE = "the definition, by hand"
OPTIONS = [{}, {"k": 1}, {"k": 3}]
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def value(scores, grades, k=10):
    n_relevant = sum(grade > 0 for grade in grades)
    n_found = sum(grades[place] > 0 for place in order(scores)[:k])
    return n_found / n_relevant if n_relevant else 0.0


sample_scores, score = reference_of("recall_at_k", value)
