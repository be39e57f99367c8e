"""Slow reference of `maj_at_k`."""

from collections import Counter

from ranked_rules import reference_of

PROVENANCE = "the definition, by hand"
OPTIONS = [{}, {"k": 1}, {"k": 3}]
CASES = [
    (
        f"votes {options or ''}".strip(),
        options,
        [["3", "4", "4"], ["3", "4"], [None, None, "5"], [], ["a", "b", "c", "c"]],
        ["4", ["4"], "5", "5", ["b", "c"]],
    )
    for options in OPTIONS
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def draw(rng, n_samples):
    return (
        [rng.choices(("a", "b", "ä", "中", None), k=rng.randrange(9)) for _ in range(n_samples)],
        [rng.choice(("a", "b", ["ä", "a"], ["中"])) for _ in range(n_samples)],
    )


def value(answers, references, k=None):
    references = [references] if isinstance(references, str) else references
    votes = Counter([answer for answer in answers if answer is not None][:k])
    winners = [answer for answer, n in votes.items() if n == max(votes.values())]
    return sum(w in references for w in winners) / len(winners) if winners else 0.0


sample_scores, score = reference_of("maj_at_k", value)
