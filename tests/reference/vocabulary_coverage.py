"""Slow reference of `vocabulary_coverage`."""

from itertools import chain

from word_rules import OPTIONS as RULE_OPTIONS
from word_rules import RULES, TEXTS, draw

PROVENANCE = "the definition, by hand"
OPTIONS = [*RULE_OPTIONS, {"vocabulary": ["the", "cat", "中", "a", "a"]}]
CASES = [
    ("half", {}, ["a b", "a a"], [["a b"], ["c d", None]]),
    *((f"texts {options or ''}".strip(), options, TEXTS, TEXTS[::-1]) for options in OPTIONS),
    ("no references", {"vocabulary": ["a", "z"]}, TEXTS, None),
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "score"]


def score(predictions, references, vocabulary=None, tokenizer="whitespace"):
    split = RULES[tokenizer]
    if vocabulary is None:
        rows = [[row] if isinstance(row, str) else row for row in references]
        texts = [text for text in chain(*rows) if text is not None]
        vocabulary = chain(*map(split, texts))
    wanted = set(vocabulary)
    covered = wanted & {*chain(*map(split, predictions))}
    value = len(covered) / len(wanted) if wanted else 0.0
    return {"vocabulary_coverage": value, "n_covered": len(covered), "n_vocabulary": len(wanted)}
