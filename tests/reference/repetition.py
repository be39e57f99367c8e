"""Slow reference of `repetition`."""

from word_rules import OPTIONS as RULE_OPTIONS
from word_rules import RULES, cases_of, draw, runs

PROVENANCE = "the definition, by hand"
OPTIONS = [*RULE_OPTIONS, {"n": 1, "tokenizer": "unicode"}, {"n": 2}]
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "sample_scores", "score"]


def sample_scores(predictions, references, n=4, tokenizer="whitespace"):
    found = [runs(RULES[tokenizer](text), n) for text in predictions]
    return [1 - len(set(each)) / len(each) if each else 0.0 for each in found]


def score(predictions, references, **options):
    values = sample_scores(predictions, references, **options)
    return {"repetition": sum(values) / len(values)}
