"""Slow reference of `balanced_accuracy`."""

from label_rules import cases_of, counts, draw, spelt

PROVENANCE = "sklearn.metrics.balanced_accuracy_score, scikit-learn"
OPTIONS = [{}, {"adjusted": True}]
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "score"]


def score(predictions, references, adjusted=False):
    rows = [counts(label, predictions, references) for label in sorted(set(references))]
    value = sum(hits / truths for hits, _, truths in rows) / len(rows)
    if adjusted:
        value = (value - 1 / len(rows)) / (1 - 1 / len(rows))
    return {"balanced_accuracy": value}


def package(predictions, references, adjusted=False):
    import warnings

    from sklearn.metrics import balanced_accuracy_score

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = balanced_accuracy_score(*spelt(predictions, references), adjusted=adjusted)
    return {"balanced_accuracy": float(value)}
