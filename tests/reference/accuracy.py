"""Slow reference of `accuracy`."""

from draws import draw_labels as draw

PROVENANCE = "sklearn.metrics.accuracy_score, scikit-learn"
OPTIONS = [{}]
CASES = [
    ("all right", {}, ["a", "b"], ["a", "b"]),
    ("two of three", {}, ["a", "b", "b"], ["a", "b", "c"]),
    ("no prediction is a miss", {}, ["a", None], ["a", "b"]),
    ("integers", {}, [1, 0, 2, -3], [1, 1, 2, 3]),
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references):
    return [float(p == r) for p, r in zip(predictions, references, strict=True)]


def score(predictions, references):
    hits = sample_scores(predictions, references)
    return {"accuracy": sum(hits) / len(hits)}


def package(predictions, references):
    from sklearn.metrics import accuracy_score

    # scikit-learn has no missing prediction: a label of its own is as wrong.
    labels = ["" if p is None else str(p) for p in predictions]
    return {"accuracy": float(accuracy_score([str(r) for r in references], labels))}
