"""Slow reference of `self_bleu`: every text against all others, quadratic."""

import bleu
from draws import draw_text

PROVENANCE = "sacrebleu.metrics.BLEU.sentence_score with all other texts as references"
OPTIONS = [{}, {"max_ngram_order": 2, "lowercase": True}, {"tokenize": "char"}]
N_SAMPLES = 60  # quadratic
CASES = [
    ("twice the same", {}, ["the cat sat down"] * 2, ["", ""]),
    ("nothing in common", {}, ["a b", "c d"], ["", ""]),
    ("three alike", {}, ["a b c d", "a b c e", "a a b b c"], ["", "", ""]),
]


def draw(rng, n_samples):
    n_samples = max(2, min(n_samples, N_SAMPLES))
    return [draw_text(rng) for _ in range(n_samples)], [""] * n_samples


def others(predictions):
    return [predictions[:i] + predictions[i + 1 :] for i in range(len(predictions))]


def sample_scores(predictions, _references, **options):
    options = {"effective_order": True, **options}
    return bleu.sample_scores(predictions, others(predictions), **options)


def score(predictions, references, **options):
    values = sample_scores(predictions, references, **options)
    return {"self_bleu": sum(values) / len(values)}


def package(predictions, _references, **options):
    from sacrebleu.metrics import BLEU

    metric = BLEU(**{"effective_order": True, **options})
    pairs = zip(predictions, others(predictions), strict=True)
    values = [metric.sentence_score(text, rest).score for text, rest in pairs]
    return {"self_bleu": sum(values) / len(values)}
