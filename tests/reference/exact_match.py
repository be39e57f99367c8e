"""Slow reference of `exact_match`."""

from draws import draw_texts as draw
from squad_rules import CASES_OF_LANGUAGES, OPTIONS_OF_LANGUAGES, golds, normalize_answer

PROVENANCE = (
    "rules of the SQuAD scripts evaluate-v1.1.py and evaluate-v2.0.py and of MLQA's, by hand"
)
OPTIONS = [{}, {"rules": "v1"}, {"normalize": "none"}, *OPTIONS_OF_LANGUAGES]
CASES = [
    ("articles, case and marks", {}, ["The cat!", "twenty-five"], ["cat", ["twentyfive"]]),
    ("both normalise to nothing", {}, ["the"], ["a"]),
    ("v1 keeps a gold of nothing", {"rules": "v1"}, ["the", "x"], [["a", "dog"], ["dog"]]),
    ("v2 drops a gold of nothing", {}, ["the", "x"], [["a", "dog"], ["dog"]]),
    ("verbatim", {"normalize": "none"}, ["The cat", "cat"], ["the cat", "cat"]),
    ("a reference is missing", {}, ["x", "y"], [["x", None], [None, "x"]]),
    *CASES_OF_LANGUAGES,
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def sample_scores(predictions, references, normalize="squad", rules="v2"):
    return [
        float(normalize_answer(p, normalize) in golds(r, normalize, rules))
        for p, r in zip(predictions, references, strict=True)
    ]


def score(predictions, references, **options):
    hits = sample_scores(predictions, references, **options)
    return {"exact_match": sum(hits) / len(hits)}
