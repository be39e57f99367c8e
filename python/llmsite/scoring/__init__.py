"""Metrics, tokenizers and extractors over columns; knows no task, file or model.

>>> from llmsite import scoring
>>> score = scoring.score("bleu", ["the cat sat on the mat"], [["the cat sat on a mat"]])
>>> round(score.value, 2), score.signature
(53.73, 'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0|compat:sacrebleu-2.6.0|v:1')

Predictions come first, references second, one entry a sample. A column of references holds a text
or a list of texts for each sample (`None` in a list: no such reference for this sample). Whatever
is wrong raises `llmsite.errors.ScoringError` with the index of the entry.
"""

from llmsite.scoring.extraction import Pick, extract, extract_choices, extractors, pick, softmax
from llmsite.scoring.labels import Confusion, confusion
from llmsite.scoring.metrics import (
    Score,
    finish,
    sample_scores,
    sample_statistics,
    score,
)
from llmsite.scoring.specs import ExtractorSpec, MetricSpec, OptionSpec, metrics
from llmsite.scoring.tokens import tokenize, tokenizers

__all__ = [
    "Confusion",
    "ExtractorSpec",
    "MetricSpec",
    "OptionSpec",
    "Pick",
    "Score",
    "confusion",
    "extract",
    "extract_choices",
    "extractors",
    "finish",
    "metrics",
    "pick",
    "sample_scores",
    "sample_statistics",
    "score",
    "softmax",
    "tokenize",
    "tokenizers",
]
