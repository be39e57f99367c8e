"""Token sequences as a radix trie: what they share is there once. Pure.

Built from the sorted sequences and their common prefixes, in time linear in the tokens that differ.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

ROOT = 0


@dataclass(slots=True)
class Node:
    """A stretch of tokens that the same sequences run through."""

    tokens: Sequence[int]
    """The stretch; empty for the root only."""
    depth: int
    """Tokens before it."""
    parent: int
    """Number of the node before it; -1 for the root."""
    children: list[int] = field(default_factory=list)
    """Numbers of the nodes after it, in the order of their tokens."""
    n_below: int = 0
    """Tokens of this node and everything after it."""

    @property
    def end(self) -> int:
        """Tokens up to and with it."""
        return self.depth + len(self.tokens)


@dataclass(frozen=True, slots=True)
class Trie:
    """All nodes, the root first."""

    nodes: list[Node]
    """Nodes by number."""
    ends: list[int]
    """For each sequence the node that it ends with; it ends where the node does."""

    def path(self, node: int) -> list[int]:
        """Numbers of the nodes from the root's child to this one."""
        numbers = []
        while node != ROOT:
            numbers.append(node)
            node = self.nodes[node].parent
        return numbers[::-1]


def build_trie(sequences: Sequence[Sequence[int]]) -> Trie:
    """The trie of sequences; equal ones share their end.

    Args:
        sequences: Token ids, each at least one.
    """
    packed = [array("I", each) for each in sequences]
    keys = [_sortable(each) for each in packed]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    nodes = [Node((), 0, -1)]
    ends = [ROOT] * len(keys)
    stack = [ROOT]
    before: array[int] = array("I")
    for number in order:
        sequence = packed[number]
        common = _common_prefix(before, sequence)
        while len(stack) > 1 and nodes[stack[-1]].depth >= common:
            stack.pop()
        top = stack[-1]
        if top != ROOT and nodes[top].end > common:
            stack[-1] = _split(nodes, top, common)
        if common < len(sequence):
            nodes.append(Node(sequence[common:], common, stack[-1]))
            nodes[stack[-1]].children.append(len(nodes) - 1)
            stack.append(len(nodes) - 1)
        ends[number] = stack[-1]
        before = sequence
    _count(nodes)
    return Trie(nodes, ends)


def _sortable(tokens: "array[int]") -> bytes:
    """Bytes that compare like the tokens."""
    return np.asarray(tokens, dtype=">u4").tobytes()


def _common_prefix(one: "array[int]", other: "array[int]") -> int:
    n = min(len(one), len(other))
    if one[:n] == other[:n]:
        return n
    differs = np.frombuffer(one, np.uint32, n) != np.frombuffer(other, np.uint32, n)
    return int(differs.argmax())


def _split(nodes: list[Node], number: int, depth: int) -> int:
    """Cut a node at a depth; the number of its new first part."""
    tail = nodes[number]
    n = depth - tail.depth
    head = Node(tail.tokens[:n], tail.depth, tail.parent, [number])
    nodes.append(head)
    new = len(nodes) - 1
    nodes[head.parent].children[-1] = new
    tail.tokens, tail.depth, tail.parent = tail.tokens[n:], depth, new
    return new


def _count(nodes: list[Node]) -> None:
    """Fill in `n_below`, the deepest nodes first."""
    for number in sorted(range(1, len(nodes)), key=lambda n: -nodes[n].depth):
        node = nodes[number]
        node.n_below += len(node.tokens)
        nodes[node.parent].n_below += node.n_below
