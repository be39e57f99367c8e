"""Slow reference of `average_precision`."""

from ranked_rules import cases_of, draw, reference_of

PROVENANCE = "sklearn.metrics.average_precision_score, scikit-learn"
OPTIONS = [{}]
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def value(scores, grades):
    relevant = [grade > 0 for grade in grades]
    total, before = 0.0, 0
    for score in sorted(set(scores), reverse=True):
        above = [r for s, r in zip(scores, relevant, strict=True) if s >= score]
        total += (sum(above) - before) * sum(above) / len(above)
        before = sum(above)
    return total / sum(relevant) if any(relevant) else 0.0


sample_scores, score = reference_of("average_precision", value)


def package(predictions, references):
    from sklearn.metrics import average_precision_score

    values = [
        # Without a relevant candidate scikit-learn warns and gives 0.
        float(average_precision_score([g > 0 for g in grades], scores)) if any(grades) else 0.0
        for scores, grades in zip(predictions, references, strict=True)
    ]
    return {"average_precision": sum(values) / len(values)}
