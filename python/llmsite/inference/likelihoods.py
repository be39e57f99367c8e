"""Log-likelihoods of options by padded rows, sorted by length.

The plain way that works for every causal model, because what stands right of a token never changes
it. Rows that differ in their last token only are computed once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

from llmsite.inference.causal import CausalModel, Targets
from llmsite.inference.tokens import Option


@dataclass(frozen=True, slots=True)
class OptionScore:
    """One option's score."""

    log_likelihood: float
    """Natural logarithm of its probability after its context."""
    n_tokens: int
    """Tokens that were scored."""
    is_greedy: bool
    """Whether each was the most probable one."""


def score_rows(
    model: CausalModel, options: Sequence[Option], *, budget: int
) -> Iterator[tuple[int, OptionScore]]:
    """Score options in batches of at most `budget` tokens, longest first.

    Yields:
        Position of the option among `options`, and its score.
    """
    rows: dict[tuple[int, ...], list[int]] = {}
    for position, option in enumerate(options):
        key = (*option.context, *option.continuation[:-1])
        rows.setdefault(key, []).append(position)
    waiting = sorted(rows, key=lambda key: (-len(key), key))
    while waiting:
        n = max(1, budget // len(waiting[0]))
        batch, waiting = waiting[:n], waiting[n:]
        yield from _score_batch(model, batch, [rows[key] for key in batch], options)


def _score_batch(
    model: CausalModel,
    keys: list[tuple[int, ...]],
    members: list[list[int]],
    options: Sequence[Option],
) -> Iterator[tuple[int, OptionScore]]:
    width = len(keys[0])
    ids = torch.zeros(len(keys), width, dtype=torch.long)
    targets = Targets([], [])
    owners = []
    for row, (key, positions) in enumerate(zip(keys, members, strict=True)):
        ids[row, : len(key)] = torch.tensor(key)
        for position in positions:
            continuation = options[position].continuation
            first = row * width + len(key) - len(continuation)
            targets.rows.extend(range(first, first + len(continuation)))
            targets.tokens.extend(continuation)
            owners.append((position, len(continuation)))
    scores, greedy = model.score(ids, targets, use_cache=False)
    at = 0
    for position, n in owners:
        yield position, OptionScore(sum(scores[at : at + n]), n, all(greedy[at : at + n]))
        at += n
