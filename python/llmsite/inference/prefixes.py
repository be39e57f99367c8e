"""Log-likelihoods after cached prefixes: rows that begin alike start from a copy of one cache.

The middle way, for models that keep a state or attend by kernels without masks of their own: the
model makes its cache itself, and nothing is ever cut from it. Rows are padded on the right, where
nothing looks back from. `selftest` says whether a model goes on correctly from a copied cache.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch

from llmsite.inference.causal import CausalModel, Kept
from llmsite.inference.device import cache_bytes
from llmsite.inference.likelihoods import OptionScore, group_rows, score_batch
from llmsite.inference.tokens import Option
from llmsite.inference.trie import ROOT, Trie, build_trie

_WORTH = 64
"""Tokens that a cached prefix must save; less is not worth another pass."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A prefix that is cached, and the rows that start from it."""

    parent: int
    """Number of the anchor whose cache it goes on from; -1 for the empty prefix."""
    start: int
    """Tokens that the parent holds."""
    end: int
    """Tokens that it holds."""
    like: int
    """A row that begins with it."""
    rows: list[int] = field(default_factory=list)
    """Rows computed from it, each at least one token longer; none belongs to a later anchor."""


def plan_anchors(rows: Sequence[Sequence[int]], limits: Sequence[int]) -> list[Anchor]:
    """Prefixes that pay, each after its parent, depth first. Pure.

    Args:
        rows: Distinct token sequences.
        limits: Tokens of each row that may be cached: those before the first wanted logits.
    """
    trie = build_trie(rows)
    n_below, most, like = _measure(trie, limits)
    ending: dict[int, list[int]] = {}
    for row, node in enumerate(trie.ends):
        ending.setdefault(node, []).append(row)
    anchors = [Anchor(-1, 0, 0, 0)]
    waiting = [(ROOT, 0)]
    while waiting:
        number, anchor = waiting.pop()
        start = anchors[anchor].end
        end = min(trie.nodes[number].end, most[number])
        if (end - start) * (n_below[number] - 1) >= _WORTH:
            anchors.append(Anchor(anchor, start, end, like[number]))
            anchor = len(anchors) - 1
        anchors[anchor].rows.extend(ending.get(number, ()))
        waiting.extend((child, anchor) for child in reversed(trie.nodes[number].children))
    return anchors


def _measure(trie: Trie, limits: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """For each node: rows that run through it, tokens that all of them may cache, one of them."""
    n_below, like = [0] * len(trie.nodes), [0] * len(trie.nodes)
    most = [max(limits)] * len(trie.nodes)
    for row, node in enumerate(trie.ends):
        n_below[node] += 1
        most[node] = min(most[node], limits[row])
        like[node] = row
    for number in sorted(range(1, len(trie.nodes)), key=lambda n: -trie.nodes[n].depth):
        parent = trie.nodes[number].parent
        n_below[parent] += n_below[number]
        most[parent] = min(most[parent], most[number])
        like[parent] = like[number]
    return n_below, most, like


def count_tokens(options: Sequence[Option]) -> int:
    """Tokens that `score_from_prefixes` computes, padding apart."""
    rows = group_rows(options)
    keys = list(rows)
    anchors = plan_anchors(keys, [_limit(options, rows[key]) for key in keys])
    return sum(
        each.end - each.start + sum(len(keys[row]) - each.end for row in each.rows)
        for each in anchors
    )


def _limit(options: Sequence[Option], members: Sequence[int]) -> int:
    return min(len(options[position].context) for position in members) - 1


def score_from_prefixes(
    model: CausalModel, options: Sequence[Option], *, budget: int
) -> Iterator[tuple[int, OptionScore]]:
    """Score options, computing what many begin with once.

    Args:
        model: A model that passed the self-test of copied caches.
        options: What to score.
        budget: Tokens a pass.

    Yields:
        Position of the option among `options`, and its score.
    """
    rows = group_rows(options)
    keys = list(rows)
    anchors = plan_anchors(keys, [_limit(options, rows[key]) for key in keys])
    path: list[tuple[int, Kept | None]] = []
    for number, anchor in enumerate(anchors):
        while path and path[-1][0] != anchor.parent:
            path.pop()
        cache = path[-1][1] if path else None
        if anchor.end:
            stretch = keys[anchor.like][anchor.start : anchor.end]
            cache = model.extend(torch.tensor([stretch]), copy.deepcopy(cache))
        path.append((number, cache))
        waiting = sorted((keys[row] for row in anchor.rows), key=lambda key: (-len(key), key))
        while waiting:
            n = min(len(waiting), _n_rows(model, anchor.end, len(waiting[0]), budget))
            batch, waiting = waiting[:n], waiting[n:]
            members = [rows[key] for key in batch]
            given = _copies(cache, n) if cache else {}
            yield from score_batch(model, batch, members, options, n_cached=anchor.end, **given)


def _n_rows(model: CausalModel, n_cached: int, length: int, budget: int) -> int:
    """Rows at once: as many as the budget of tokens and the memory of their caches allow."""
    room = cache_bytes(model.device) // (length * model.cache_bytes_per_token)
    return max(1, min(budget // (length - n_cached), room))


def _copies(cache: Kept, n: int) -> Kept:
    """A cache of `n` rows, each a copy of the one row of another."""
    copied = copy.deepcopy(cache)
    for each in copied.values():
        each.reorder_cache(torch.zeros(n, dtype=torch.long))  # type: ignore[arg-type]  # transformers narrows it
    return copied
