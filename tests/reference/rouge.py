"""Slow reference of `rouge`."""

from rouge_rules import PACKAGE, cases_of, draw, means, options_of, package_means, triples

PROVENANCE = PACKAGE
OPTIONS = options_of()
CASES = cases_of()
KINDS = {"rouge1": "rouge1", "rouge2": "rouge2", "rouge_l": "rougeL", "rouge_lsum": "rougeLsum"}

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def sample_scores(predictions, references, **options):
    return [triple[0] for triple in triples("rouge1", predictions, references, **options)]


def score(predictions, references, **options):
    return {
        name: means(kind, predictions, references, **options)[0] for name, kind in KINDS.items()
    }


def package(predictions, references, **options):
    return {
        name: package_means(kind, predictions, references, **options)["fmeasure"]
        for name, kind in KINDS.items()
    }
