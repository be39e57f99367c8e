"""Slow reference of `ndcg`."""

from math import log2

from ranked_rules import cases_of, draw, order, reference_of

PROVENANCE = "sklearn.metrics.ndcg_score, scikit-learn"
OPTIONS = [{}, {"k": 1}, {"k": 3}]
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def gain(scores, grades, k):
    """Mean grades of equal scores, discounted."""
    total = 0.0
    for rank, place in enumerate(order(scores)[:k], 1):
        equal = [g for s, g in zip(scores, grades, strict=True) if s == scores[place]]
        total += sum(equal) / len(equal) / log2(rank + 1)
    return total


def value(scores, grades, k=None):
    best = gain(grades, grades, k)
    return gain(scores, grades, k) / best if best else 0.0


sample_scores, score = reference_of("ndcg", value)


def package(predictions, references, k=None):
    from sklearn.metrics import ndcg_score

    values = [
        # scikit-learn refuses a single candidate, whose place is no question.
        float(ndcg_score([g], [s], k=k)) if len(g) > 1 else float(g[0] > 0)
        for s, g in zip(predictions, references, strict=True)
    ]
    return {"ndcg": sum(values) / len(values)}
