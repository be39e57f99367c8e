"""Slow reference of `mc2`."""

from math import exp

from ranked_rules import cases_of, reference_of
from ranked_rules import draw as draw_ranked

PROVENANCE = "the definition, by hand"
OPTIONS = [{}]
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def draw(rng, n_samples):
    scores, grades = draw_ranked(rng, n_samples)
    return [[-100 * score for score in row] for row in scores], grades


def value(scores, grades):
    probabilities = [exp(score) for score in scores]
    right = sum(p for p, grade in zip(probabilities, grades, strict=True) if grade > 0)
    return right / sum(probabilities)


sample_scores, score = reference_of("mc2", value)
