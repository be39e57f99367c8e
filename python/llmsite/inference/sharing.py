"""Log-likelihoods over a trie: what options share is computed once.

A pass is one row of tokens from many places of the trie. A mask lets each token see the cached
prefix, its own ancestors and itself; its position is its depth. Needs attention that takes such a
mask and a cache that can be cut; `self_test` says whether a model has both.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import torch

from llmsite.inference.causal import CausalModel, Targets
from llmsite.inference.likelihoods import OptionScore
from llmsite.inference.packing import Pass, plan_passes
from llmsite.inference.tokens import Option
from llmsite.inference.trie import Trie, build_trie

if TYPE_CHECKING:
    from transformers import DynamicCache


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A token that is scored at a place of a node."""

    offset: int
    """Place in the node; the token stands after it."""
    token: int
    """The token."""
    option: int
    """Option that it belongs to."""
    order: int
    """Which of the option's tokens it is."""


def score_tree(
    model: CausalModel, options: Sequence[Option], *, budget: int
) -> Iterator[tuple[int, OptionScore]]:
    """Score options, computing shared tokens once.

    Args:
        model: A model that passed the self-test.
        options: What to score.
        budget: Tokens a pass.

    Yields:
        Position of the option among `options`, and its score.
    """
    trie = build_trie([[*each.context, *each.continuation[:-1]] for each in options])
    wanted = _wanted_by_node(trie, options)
    scores = [[0.0] * len(each.continuation) for each in options]
    greedy = [True] * len(options)
    missing = [len(each.continuation) for each in options]
    cache = empty_cache()
    for each in plan_passes(trie, budget):
        found = [(start, want) for start, node in _starts(trie, each) for want in wanted[node]]
        targets = Targets([s + w.offset for s, w in found], [w.token for _, w in found])
        values, bests = _compute(model, trie, each, cache, targets)
        for (_, want), value, best in zip(found, values, bests, strict=True):
            scores[want.option][want.order] = value
            greedy[want.option] &= best
            missing[want.option] -= 1
            if not missing[want.option]:
                one = scores[want.option]
                yield want.option, OptionScore(sum(one), len(one), greedy[want.option])


def _wanted_by_node(trie: Trie, options: Sequence[Option]) -> list[list[_Wanted]]:
    """For each node the tokens that are scored in it."""
    wanted: list[list[_Wanted]] = [[] for _ in trie.nodes]
    for number, option in enumerate(options):
        node = trie.ends[number]
        first = len(option.context) - 1
        for order in range(len(option.continuation) - 1, -1, -1):
            while trie.nodes[node].depth > first + order:
                node = trie.nodes[node].parent
            offset = first + order - trie.nodes[node].depth
            wanted[node].append(_Wanted(offset, option.continuation[order], number, order))
    return wanted


def _starts(trie: Trie, each: Pass) -> Iterator[tuple[int, int]]:
    """Where each node of a pass begins in its row."""
    sizes = [len(trie.nodes[node].tokens) for node in each.nodes]
    return zip(itertools.accumulate(sizes, initial=0), each.nodes, strict=False)


def _compute(
    model: CausalModel, trie: Trie, each: Pass, cache: "DynamicCache", targets: Targets
) -> tuple[list[float], list[bool]]:
    """One pass: cut the cache to its prefix, compute, keep or drop what was computed."""
    cut_cache(cache, each.n_cached)
    row = [token for node in each.nodes for token in trie.nodes[node].tokens]
    positions = torch.tensor(
        [p for node in each.nodes for p in range(trie.nodes[node].depth, trie.nodes[node].end)]
    )
    mask = None
    if each.n_cached or len(each.nodes) > 1 or model.window:
        sees = _sees(trie, each, positions)
        mask = model.mask(sees, positions, each.n_cached)
    values = model.score(
        torch.tensor([row]),
        targets,
        position_ids=positions[None].to(model.device),
        attention_mask=mask,
        past_key_values=cache,
        use_cache=True,
    )
    if not each.is_kept:
        cut_cache(cache, each.n_cached)
    return values


def _sees(trie: Trie, each: Pass, positions: torch.Tensor) -> torch.Tensor:
    """Which token of a row sees which: its ancestors' and its own node's up to itself."""
    place = {node: i for i, node in enumerate(each.nodes)}
    above = torch.eye(len(each.nodes), dtype=torch.bool)
    for node, i in place.items():
        parent = place.get(trie.nodes[node].parent)
        if parent is not None:
            above[i] |= above[parent]
    sizes = torch.tensor([len(trie.nodes[node].tokens) for node in each.nodes])
    owner = torch.repeat_interleave(torch.arange(len(each.nodes)), sizes)
    return above[owner][:, owner] & (positions[:, None] >= positions[None, :])


def empty_cache() -> "DynamicCache":
    """A cache that keeps every token in every layer; where layers slide, the mask does it."""
    cache: DynamicCache = import_module("transformers").DynamicCache()
    return cache


def cut_cache(cache: "DynamicCache", length: int) -> None:
    """Drop what is in the cache after `length` tokens."""
    excess = cache.get_seq_length() - length
    if excess > 0:
        cache.crop(-excess)
