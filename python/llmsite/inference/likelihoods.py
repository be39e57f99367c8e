"""Log-likelihoods of options by padded rows, sorted by length.

The plain way that works for every causal model, because what stands right of a token never changes
it. Rows that differ in their last token only are computed once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

from llmsite.inference.causal import CausalModel, Targets
from llmsite.inference.tokens import Option

Row = tuple[int, ...]
"""Input tokens of a row."""


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
    rows = group_rows(options)
    waiting = sorted(rows, key=lambda key: (-len(key), key))
    while waiting:
        n = max(1, budget // len(waiting[0]))
        batch, waiting = waiting[:n], waiting[n:]
        yield from score_batch(model, batch, [rows[key] for key in batch], options)


def group_rows(options: Sequence[Option]) -> dict[Row, list[int]]:
    """Distinct rows of input tokens → positions of the options that need them."""
    rows: dict[Row, list[int]] = {}
    for position, option in enumerate(options):
        key = (*option.context, *option.continuation[:-1])
        rows.setdefault(key, []).append(position)
    return rows


def score_batch(
    model: CausalModel,
    keys: Sequence[Row],
    members: Sequence[Sequence[int]],
    options: Sequence[Option],
    *,
    n_cached: int = 0,
    **cache: object,
) -> Iterator[tuple[int, OptionScore]]:
    """Score the options of one batch of rows, padded on the right.

    Args:
        model: The model.
        keys: Rows, the longest first.
        members: For each row the positions of its options.
        options: All options.
        n_cached: Tokens at the start of each row that the cache holds already.
        cache: The model's arguments that carry the cache, one row for each of `keys`.
    """
    width = len(keys[0]) - n_cached
    ids = torch.zeros(len(keys), width, dtype=torch.long)
    targets = Targets([], [])
    owners = []
    for row, (key, positions) in enumerate(zip(keys, members, strict=True)):
        ids[row, : len(key) - n_cached] = torch.tensor(key[n_cached:])
        for position in positions:
            continuation = options[position].continuation
            first = row * width + len(key) - n_cached - len(continuation)
            targets.rows.extend(range(first, first + len(continuation)))
            targets.tokens.extend(continuation)
            owners.append((position, len(continuation)))
    scores, greedy = model.score(ids, targets, use_cache=bool(cache), **cache)
    at = 0
    for position, n in owners:
        yield position, OptionScore(sum(scores[at : at + n]), n, all(greedy[at : at + n]))
        at += n
