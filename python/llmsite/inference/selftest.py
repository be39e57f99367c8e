"""What a model can do, found out by doing it once at load: the fast way against the plain way.

Token ids are made up; only agreement counts. What fails here is never used.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import torch

from llmsite.inference.causal import CausalModel
from llmsite.inference.likelihoods import OptionScore, score_rows
from llmsite.inference.prefixes import score_from_prefixes
from llmsite.inference.sharing import score_tree
from llmsite.inference.slots import Prefill, Slots
from llmsite.inference.tokens import Option

Reuse = Literal["shared", "prefixed", "repeated"]
"""What is computed once: all that prompts share, by a tree mask; prefixes, by copies of a cache;
nothing, each row being whole."""

_TOLERANCE = {torch.float32: 2e-4, torch.float16: 0.05, torch.bfloat16: 0.25}
"""Largest difference a token that rounding explains, in nats."""
_BUDGET = 24
"""So small that every kind of pass occurs: kept prefix, pack, single row."""
_WINDOW = 24
"""Tokens that layers with a sliding window see during the test, so that it goes beyond them."""

_LENGTH_DEPENDENT = ("dynamic", "longrope")
"""Kinds of position scaling by which a longer text changes what was cached before."""


def find_reuse(model: CausalModel) -> Reuse:
    """The best way of sharing what prompts begin with that gives the scores of plain rows."""
    if _position_scaling(model) in _LENGTH_DEPENDENT:
        return "repeated"
    options = _options(model)

    def shared() -> Iterator[tuple[int, float]]:
        yield from _totals(score_tree(model, options, budget=_BUDGET))
        yield from _score_in_slots(model, options[:3]).items()

    with model.narrowed(_WINDOW):
        plain = _try(lambda: _totals(score_rows(model, options, budget=_BUDGET)))
        if _agree(model, options, plain, _try(shared)):
            return "shared"
        prefixed = _try(lambda: _totals(score_from_prefixes(model, options, budget=_BUDGET)))
        if _agree(model, options, plain, prefixed):
            return "prefixed"
    return "repeated"


def _totals(scored: Iterator[tuple[int, OptionScore]]) -> Iterator[tuple[int, float]]:
    return ((number, score.log_likelihood) for number, score in scored)


def _try(compute: Callable[[], Iterator[tuple[int, float]]]) -> list[tuple[int, float]]:
    """Numbers of options with their scores; none where the model cannot do it."""
    try:
        return list(compute())
    except (RuntimeError, TypeError, ValueError, AttributeError, KeyError, IndexError):
        return []


def _agree(
    model: CausalModel,
    options: Sequence[Option],
    plain: list[tuple[int, float]],
    found: list[tuple[int, float]],
) -> bool:
    """Whether there are scores, each near the plain one."""
    expected, tolerance = dict(plain), _TOLERANCE[model.dtype]
    return bool(found and plain) and all(
        abs(score - expected[number]) <= tolerance * len(options[number].continuation)
        for number, score in found
    )


def _position_scaling(model: CausalModel) -> str | None:
    for name in ("rope_parameters", "rope_scaling"):
        stated = getattr(model.config, name, None)
        if isinstance(stated, dict) and "rope_type" in stated:
            return str(stated["rope_type"])
    return None


def _score_in_slots(model: CausalModel, options: Sequence[Option]) -> dict[int, float]:
    """Scores of options whose tokens are fed to slots one by one, as if they were generated."""
    n_shared = min(len(each.context) for each in options) - 1
    while len({tuple(each.context[:n_shared]) for each in options}) > 1:
        n_shared -= 1
    prefill = Prefill(model, options[0].context[:n_shared])
    n_columns = max(len(each.context) + len(each.continuation) for each in options)
    slots = Slots(model, prefill.shared(), len(options), n_columns)
    logits, computed = prefill.compute([each.context[n_shared:] for each in options])
    for row, part in enumerate(computed):
        slots.fill(row, part)
    scores = dict.fromkeys(range(len(options)), 0.0)
    rows = list(scores)
    step = 0
    while rows:
        for place, row in enumerate(rows):
            token = options[row].continuation[step]
            scores[row] += float(torch.log_softmax(logits[place], -1)[token])
        step += 1
        rows = [row for row in rows if step < len(options[row].continuation)]
        if rows:
            logits = slots.step(rows, [options[row].continuation[step - 1] for row in rows])
    return scores


def _options(model: CausalModel) -> list[Option]:
    """Options that share prefixes of several lengths, some longer than the window of the test."""
    length = min(40, model.context_length - 24)
    n_tokens = int(model.config.vocab_size)

    def make(seed: int, n: int) -> list[int]:
        return [(seed * 7919 + i * i * 31 + i * 17) % n_tokens for i in range(n)]

    shared = make(1, length)
    first, second = make(2, 9), make(3, 5)
    return [
        Option([*shared, *first], make(4, 3)),
        Option([*shared, *first], [*make(4, 2), *make(5, 4)]),
        Option([*shared, *second], make(6, 1)),
        Option([*shared, *second], make(7, 1)),
        Option(shared, make(8, 2)),
        Option(make(9, 30), make(10, 3)),
    ]
