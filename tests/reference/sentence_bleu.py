"""Slow reference of `sentence_bleu`: the mean of sentence scores."""

import bleu
from bleu import THREE
from draws import draw_texts as draw

PROVENANCE = "sacrebleu.metrics.BLEU.sentence_score"
OPTIONS = [{}, {"effective_order": False, "smooth_method": "floor"}, {"tokenize": "char"}]
CASES = [
    ("one right, one wrong", {}, ["the cat sat", "a b"], ["the cat sat", "x y"]),
    ("without effective order", {"effective_order": False}, THREE, THREE),
    ("several references", {}, THREE, [THREE, THREE, ["a b", "b a"]]),
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references, **options):
    return bleu.sample_scores(predictions, references, **{"effective_order": True, **options})


def score(predictions, references, **options):
    values = sample_scores(predictions, references, **options)
    return {"sentence_bleu": sum(values) / len(values)}


def package(predictions, references, **options):
    from sacrebleu.metrics import BLEU

    metric = BLEU(**{"effective_order": True, **options})
    values = []
    for prediction, given in zip(predictions, references, strict=True):
        several = [given] if isinstance(given, str) else [r for r in given if r is not None]
        values.append(metric.sentence_score(prediction, several).score)
    return {"sentence_bleu": sum(values) / len(values)}
