"""The smoothed n-gram model against the formula written out over dictionaries."""

import math
from collections import Counter

import numpy as np
import pytest


@pytest.fixture(scope="module")
def ngrams(root):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root / "benchmarks")
        import ngrams

        return ngrams


TEXT = "the cat sat on the mat and the rat sat on the cat that ate the bat at the gate " * 2
IDS = np.array([" abcdefghijklmnopqrstuvwxyz".index(each) for each in TEXT], np.int64)
VOCABULARY = 27


def counts_of(ids, n):
    """Counts of the longest order; below it the number of different tokens before a gram."""
    grams = Counter(tuple(ids[i : i + n]) for i in range(len(ids) - n + 1))
    found = {n: grams}
    for order in range(n - 1, 0, -1):
        found[order] = Counter(gram[1:] for gram in found[order + 1])
    return found


def probability(counts, gram):
    """Interpolated modified Kneser-Ney, as its paper writes it."""
    if not gram:
        return 1 / VOCABULARY
    own = counts[len(gram)]
    n1, n2, n3, n4 = (sum(count == i for count in own.values()) for i in (1, 2, 3, 4))
    n1, n2, n3, n4 = (max(1, each) for each in (n1, n2, n3, n4))
    y = n1 / (n1 + 2 * n2)
    discounts = [0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3]
    discounts = [min(max(d, 0.01), i - 0.01) if i else 0 for i, d in enumerate(discounts)]
    followers = {other: count for other, count in own.items() if other[:-1] == gram[:-1]}
    shorter = probability(counts, gram[1:])
    if not followers:
        return shorter
    total = sum(followers.values())
    left = sum(discounts[min(count, 3)] for count in followers.values()) / total
    count = own.get(gram, 0)
    return (count - discounts[min(count, 3)]) / total + left * shorter


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_bits_are_those_of_the_formula(ngrams, n):
    model = ngrams.NgramModel(IDS, vocabulary=VOCABULARY, n=n)
    counts = counts_of(IDS.tolist(), n)
    asked = IDS[::-1].copy()
    expected = [
        -math.log2(probability(counts, tuple(asked[max(0, i - n + 1) : i + 1].tolist())))
        for i in range(len(asked))
    ]
    assert model.bits(asked) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("context", [[], [1], [20, 8, 5], [26, 26, 26, 26], IDS[:4].tolist()])
def test_probabilities_sum_to_one(ngrams, context):
    model = ngrams.NgramModel(IDS, vocabulary=VOCABULARY)
    total = sum(
        2 ** -model.bits(np.array([*context, token], np.int64), n_seen=len(context))[0]
        for token in range(VOCABULARY)
    )
    assert total == pytest.approx(1, abs=1e-12)


def test_grams_that_do_not_fit_are_refused(ngrams):
    with pytest.raises(ValueError, match="do not fit 64 bits"):
        ngrams.NgramModel(IDS, vocabulary=10_000)
