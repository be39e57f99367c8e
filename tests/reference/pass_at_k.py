"""Slow reference of `pass_at_k`."""

from math import comb

from ranked_rules import reference_of

PROVENANCE = "the definition, by hand"
OPTIONS = [{}, {"k": 2}, {"k": 10}]
CASES = [
    (f"attempts {options or ''}".strip(), options, [0, 1, 3, 10, 12], [10, 10, 10, 10, 100])
    for options in OPTIONS
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def draw(rng, n_samples):
    attempts = [rng.randrange(10, 200) for _ in range(n_samples)]
    return [rng.randrange(n + 1) for n in attempts], attempts


def value(c, n, k=1):
    return 1 - comb(n - c, k) / comb(n, k)


sample_scores, score = reference_of("pass_at_k", value)
