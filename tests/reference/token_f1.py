"""Slow reference of `token_f1`."""

from collections import Counter

from draws import draw_texts as draw
from squad_rules import CASES_OF_LANGUAGES, OPTIONS_OF_LANGUAGES, golds, normalize_answer

PROVENANCE = (
    "rules of the SQuAD scripts evaluate-v1.1.py and evaluate-v2.0.py and of MLQA's, by hand"
)
OPTIONS = [{}, {"rules": "v1"}, {"normalize": "none"}, *OPTIONS_OF_LANGUAGES]
CASES = [
    ("half", {}, ["the big cat"], ["cat sat"]),
    ("the best of several", {}, ["big red dog"], [["cat", "red dog", "dog"]]),
    ("words repeat", {}, ["x x y"], ["x y y"]),
    ("nothing against nothing is right in v2", {}, ["the"], ["a"]),
    ("nothing against nothing is wrong in v1", {"rules": "v1"}, ["the"], ["a"]),
    ("verbatim", {"normalize": "none"}, ["The cat", ""], ["the cat", ""]),
    *CASES_OF_LANGUAGES,
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def f1(prediction, gold, rules):
    words, gold_words = prediction.split(), gold.split()
    if rules == "v2" and (not words or not gold_words):
        return float(words == gold_words)
    common = sum((Counter(words) & Counter(gold_words)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(words), common / len(gold_words)
    return 2 * precision * recall / (precision + recall)


def sample_scores(predictions, references, normalize="squad", rules="v2"):
    return [
        max(f1(normalize_answer(p, normalize), gold, rules) for gold in golds(r, normalize, rules))
        for p, r in zip(predictions, references, strict=True)
    ]


def score(predictions, references, **options):
    values = sample_scores(predictions, references, **options)
    return {"token_f1": sum(values) / len(values)}
