"""Slow reference of `distinct_2`."""

from itertools import chain

from word_rules import OPTIONS, RULES, cases_of, draw, runs

PROVENANCE = "the definition, by hand"
CASES = cases_of(*OPTIONS)

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "score"]


def score(predictions, references, tokenizer="whitespace"):
    found = [*chain(*(runs(RULES[tokenizer](text), 2) for text in predictions))]
    value = len(set(found)) / len(found) if found else 0.0
    return {"distinct_2": value, "n_distinct": len(set(found)), "n_total": len(found)}
