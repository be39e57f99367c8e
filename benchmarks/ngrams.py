"""N-gram language models with modified Kneser-Ney smoothing: what a trained model has to beat.

Interpolated, with three discounts an order from counts of counts (Chen and Goodman, 1998, equations
26 and 27); the lowest order is interpolated with the uniform distribution. Counts are sorted
arrays, so a million tokens take seconds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Order:
    """What one order knows; a gram is the number whose digits to the base `vocabulary` it has."""

    grams: Ids
    """Distinct grams, ascending."""
    discounted: Floats
    """Count of each less its discount, over the sum of its context's counts."""
    contexts: Ids
    """Distinct contexts, ascending."""
    backoff: Floats
    """Mass that each context leaves to the shorter one."""


class NgramModel:
    """Counts of a text, smoothed."""

    def __init__(self, ids: Ids, *, vocabulary: int, n: int = 5) -> None:
        """Count a text.

        Args:
            ids: Tokens of the text.
            vocabulary: Number of tokens there are.
            n: Longest gram.
        """
        if vocabulary**n >= 2**63:
            raise ValueError(f"{vocabulary}**{n} grams do not fit 64 bits")
        self.vocabulary = vocabulary
        self.orders: list[Order] = []
        grams, counts = np.unique(_windows(ids, n, vocabulary), return_counts=True)
        for order in range(n, 0, -1):
            self.orders.insert(0, _order(grams, counts, vocabulary))
            # A shorter gram counts by how many tokens it was seen after, not how often.
            grams, counts = np.unique(grams % vocabulary ** (order - 1), return_counts=True)

    def bits(self, ids: Ids, n_seen: int = 0) -> Floats:
        """Cost of each token of a text after the first `n_seen`, in bits."""
        places = np.arange(n_seen, len(ids))
        probability = np.full(len(places), 1.0 / self.vocabulary)
        for length, order in enumerate(self.orders):
            reaches = places >= length
            context = np.zeros(len(places), np.int64)
            for back in range(length, 0, -1):
                context = context * self.vocabulary + ids[np.maximum(places - back, 0)]
            gram = context * self.vocabulary + ids[places]
            left = _look_up(order.contexts, order.backoff, context, 1.0)
            own = _look_up(order.grams, order.discounted, gram, 0.0)
            probability = np.where(reaches, own + left * probability, probability)
        return -np.log2(probability)


def _windows(ids: Ids, n: int, vocabulary: int) -> Ids:
    grams = np.zeros(len(ids) - n + 1, np.int64)
    for place in range(n):
        grams = grams * vocabulary + ids[place : len(ids) - n + 1 + place]
    return grams


def _order(grams: Ids, counts: Ids, vocabulary: int) -> Order:
    discounts = _discounts(counts)
    contexts, owner = np.unique(grams // vocabulary, return_inverse=True)
    totals = np.bincount(owner, counts)
    taken = discounts[np.minimum(counts, 3)]
    return Order(
        grams=grams,
        discounted=(counts - taken) / totals[owner],
        contexts=contexts,
        backoff=np.bincount(owner, taken) / totals,
    )


def _discounts(counts: Ids) -> Floats:
    """Discounts of grams that were seen 0, 1, 2 and more often."""
    n1, n2, n3, n4 = (max(1, int(np.sum(counts == i))) for i in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    found = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    # Few counts can make these negative or larger than a count, which leaves one side nothing.
    return np.array([0.0, *(min(max(d, 0.01), i - 0.01) for i, d in enumerate(found, 1))])


def _look_up(keys: Ids, values: Floats, wanted: Ids, other: float) -> Floats:
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], other)
