"""Slow reference of `rouge_n`."""

from rouge_rules import PACKAGE, cases_of, draw, options_of, reference_of

PROVENANCE = PACKAGE
OPTIONS = [*options_of(n=1), {}, {"n": 3}, {"n": 9}]
CASES = [*cases_of(n=3), *cases_of(n=1)[:2]]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references, n=2, **options):
    return reference_of(f"rouge{n}")[0](predictions, references, **options)


def score(predictions, references, n=2, **options):
    return reference_of(f"rouge{n}")[1](predictions, references, **options)


def package(predictions, references, n=2, **options):
    return reference_of(f"rouge{n}")[2](predictions, references, **options)
