"""Slow reference of `chrf_pp`: that of `chrf` with words."""

import chrf
from chrf import THREE
from draws import draw_texts as draw

PROVENANCE = "sacrebleu.metrics.CHRF with word_order=2"
OPTIONS = [{}, {"lowercase": True}]
CASES = [
    ("equal", {}, THREE, THREE),
    ("marks are cut off once", {}, ["(hi) there!", "a"], ["hi (there)", "a"]),
    ("lower case", {"lowercase": True}, THREE, ["The CAT sat", "hello, World", "AB"]),
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references, **options):
    return chrf.sample_scores(predictions, references, word_order=2, **options)


def score(predictions, references, **options):
    return {"chrf_pp": chrf.score(predictions, references, word_order=2, **options)["chrf"]}


def package(predictions, references, **options):
    found = chrf.package(predictions, references, word_order=2, **options)
    return {"chrf_pp": found["chrf"], "signature": found["signature"]}
