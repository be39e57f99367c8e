"""A trie as a list of forward passes: shared stretches once, the rest packed side by side. Pure.

The passes walk the trie depth first, so that one path from the root is in the cache at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from llmsite.inference.trie import ROOT, Trie

_SINGLE = 2
"""A subtree of up to so many budgets is computed in one pass rather than cached in parts."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What is computed at once, after a cached prefix."""

    n_cached: int
    """Tokens of the prefix that stay in the cache for it."""
    nodes: tuple[int, ...]
    """Nodes to compute, each after its parent."""
    is_kept: bool
    """Whether its tokens (of one node) stay in the cache for the passes that follow."""


def plan_passes(trie: Trie, budget: int) -> list[Pass]:
    """Passes that compute every node once.

    Args:
        trie: What is to be computed.
        budget: Tokens a pass; one node or small subtree may exceed it.
    """
    passes: list[Pass] = []
    waiting = [ROOT]
    while waiting:
        number = waiting.pop()
        node = trie.nodes[number]
        if number != ROOT:
            passes.append(Pass(node.depth, (number,), is_kept=bool(node.children)))
        large = [each for each in node.children if _is_large(trie, each, budget)]
        small = [each for each in node.children if not _is_large(trie, each, budget)]
        for group in _pack(trie, small, budget):
            nodes = tuple(each for top in group for each in _subtree(trie, top))
            passes.append(Pass(node.end, nodes, is_kept=False))
        waiting.extend(reversed(large))
    return passes


def _is_large(trie: Trie, number: int, budget: int) -> bool:
    """Whether a subtree is computed in several passes; a single stretch never is."""
    node = trie.nodes[number]
    return node.n_below > _SINGLE * budget or (not node.children and node.n_below > budget)


def _subtree(trie: Trie, top: int) -> Iterator[int]:
    """Numbers of a subtree, parents first."""
    waiting = [top]
    while waiting:
        number = waiting.pop()
        yield number
        waiting.extend(reversed(trie.nodes[number].children))


def _pack(trie: Trie, tops: list[int], budget: int) -> list[list[int]]:
    """Subtrees in groups of at most `budget` tokens: the largest first, each where it fits."""
    groups: list[list[int]] = []
    rooms: list[int] = []
    for top in sorted(tops, key=lambda each: (-trie.nodes[each].n_below, each)):
        size = trie.nodes[top].n_below
        place = next((i for i, room in enumerate(rooms) if room >= size), len(rooms))
        if place == len(rooms):
            groups.append([])
            rooms.append(budget)
        groups[place].append(top)
        rooms[place] -= size
    return groups
