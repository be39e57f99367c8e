"""Whatever is wrong with a column is said with its index."""

import numpy as np
import pytest

from llmsite import scoring, statistics
from llmsite.errors import ScoringError

CASES = {
    "no such metric": (("blue", ["a"], ["a"]), {}, "there is no metric"),
    "no samples": (("bleu", [], []), {}, "there are no samples"),
    "unequal lengths": (
        ("bleu", ["a", "b"], ["a"]),
        {},
        "predictions has 2 entries and references has 1",
    ),
    "one text for a column": (("bleu", "ab", ["a", "b"]), {}, "predictions is one text"),
    "no column at all": (("bleu", 3, ["a"]), {}, "predictions is no column but a int"),
    "None as a text": (
        ("bleu", ["a", None], ["a", "b"]),
        {},
        r"predictions\[1\]: expected str, got NoneType",
    ),
    "bytes": (
        ("bleu", ["a"], [b"a"]),
        {},
        r"references\[0\]: expected str or a list of str, got bytes",
    ),
    "a number among references": (
        ("bleu", ["a", "b"], ["a", ["b", 1]]),
        {},
        r"references\[1\]: expected str, got int",
    ),
    "lone surrogate": (
        ("bleu", ["a", "\ud800"], ["a", "b"]),
        {},
        r"predictions\[1\]: holds a lone surrogate",
    ),
    "no reference": (
        ("chrf", ["a", "b"], [["a"], [None]]),
        {},
        r"references\[1\]: has no reference",
    ),
    "no reference in exact match": (
        ("exact_match", ["a"], [[]]),
        {},
        r"references\[0\]: has no reference",
    ),
    "several references of a transcript": (
        ("wer", ["a"], [["a", "b"]]),
        {},
        r"references\[0\]: has 2 references",
    ),
    "fewer threads than none": (
        ("bleu", ["a"], ["a"]),
        {"threads": -1},
        "threads is -1. Fix: give",
    ),
    "more threads than fit": (("bleu", ["a"], ["a"]), {"threads": 2**70}, "threads is 1180"),
    "a label without a place in an order": (
        ("weighted_kappa", ["a", None], ["a", "b"]),
        {},
        r"predictions\[1\]: names no label",
    ),
    "one column of no probabilities": (
        ("brier", [0.5, 1.5], [0, 1]),
        {},
        r"probabilities\[1\]: is outside 0 to 1",
    ),
    "a span that ends before it begins": (
        ("entity_f1", [[(2, 1, "A")]], [[]]),
        {},
        r"predictions\[0\]: a span does not begin",
    ),
    "tags beside spans": (
        ("entity_f1", [["B-X", (0, 1, "A")]], [[]]),
        {},
        r"predictions\[0\]: mixes tags and spans",
    ),
    "a number for a span": (
        ("entity_f1", [[3]], [[]]),
        {},
        r"predictions\[0\]: expected a span or a tag, got int",
    ),
    "fewer scores than candidates": (
        ("ndcg", [[1.0]], [[1, 2]]),
        {},
        r"predictions\[0\]: has 1 scores for 2 candidates",
    ),
    "more right attempts than attempts": (
        ("pass_at_k", [3], [2]),
        {},
        r"references\[0\]: 3 right of 2 attempts",
    ),
    "fewer attempts than k": (
        ("pass_at_k", [1], [2]),
        {"k": 3},
        r"references\[0\]: has 2 attempts",
    ),
    "votes without a reference": (
        ("maj_at_k", [["a"]], [[]]),
        {},
        r"references\[0\]: has no reference",
    ),
    "mixed labels": (
        ("accuracy", ["a", 1], ["a", "b"]),
        {},
        r"predictions\[1\]: mixes str and int",
    ),
    "Boolean label": (
        ("accuracy", [1, True], [1, 1]),
        {},
        r"predictions\[1\]: expected a str or int label",
    ),
    "float label": (
        ("accuracy", [1, 0], [1, 0.5]),
        {},
        r"references\[1\]: expected a str or int label, got float",
    ),
    "missing truth": (
        ("accuracy", ["a"], [None]),
        {},
        r"references\[0\]: expected a str or int label",
    ),
    "NaN": (
        ("bits_per_byte", [-1.0, float("nan")], [1, 1]),
        {},
        r"log_likelihoods\[1\]: is not finite",
    ),
    "NaN in an array": (
        ("bits_per_byte", np.array([np.inf]), [1]),
        {},
        r"log_likelihoods\[0\]: is not finite",
    ),
    "no bytes": (("bits_per_byte", [-1.0], [0]), {}, r"units\[0\]: is not positive"),
    "text for a number": (
        ("bits_per_byte", ["1"], [1]),
        {},
        r"log_likelihoods\[0\]: expected a number, got str",
    ),
    "unknown option": (
        ("bleu", ["a"], ["a"]),
        {"tokenise": "13a"},
        "option tokenise: is not known",
    ),
    "unknown choice": (("bleu", ["a"], ["a"]), {"tokenize": "14a"}, "option tokenize: there is no"),
    "wrong type of option": (
        ("bleu", ["a"], ["a"]),
        {"lowercase": 1},
        "option lowercase: has the wrong type",
    ),
    "option out of range": (
        ("chrf", ["a"], ["a"]),
        {"char_order": 0},
        "option char_order: 0 is out of range",
    ),
    "level out of range": (
        ("bleu", ["a"], ["a"]),
        {"level": 1.0},
        "level 1 is not strictly between",
    ),
    "clusters of another length": (("bleu", ["a"], ["a"]), {"clusters": [1, 2]}, "clusters has 2"),
}


@pytest.mark.parametrize(("arguments", "options", "message"), CASES.values(), ids=CASES)
def test_scoring_names_what_is_wrong(arguments, options, message):
    with pytest.raises(ScoringError, match=message) as caught:
        scoring.score(*arguments, **options)
    assert caught.value.faults[0].fix


def test_statistics_of_another_metric_are_refused():
    rows = scoring.sample_statistics("accuracy", ["a"], ["a"])
    with pytest.raises(ScoringError, match="are not those of bleu"):
        statistics.interval(rows, "bleu")
    with pytest.raises(ScoringError, match="are not those of bleu"):
        scoring.finish("bleu", [1.0, 2.0])
    with pytest.raises(ScoringError, match=r"statistics\[0\]: is not finite"):
        statistics.interval(rows * np.nan, "accuracy")


def test_picks_name_the_sample():
    with pytest.raises(ScoringError, match=r"log_likelihoods\[1\]"):
        scoring.pick([[-1.0], []])
    with pytest.raises(ScoringError, match="needs the number of units"):
        scoring.pick([[-1.0]], normalization="bytes")
    with pytest.raises(ScoringError, match="there is no normalization"):
        scoring.pick([[-1.0]], normalization="words")
    with pytest.raises(ScoringError, match="no extractor"):
        scoring.extract("last_line", ["a"])
