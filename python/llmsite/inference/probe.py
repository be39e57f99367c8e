"""Whether a server's log-likelihoods can be trusted, found out by asking.

Numbers of a given text must be numbers, stay the same, depend on nothing that comes later, and
agree with what the server generates. Holds for any model, however bad. Knows nothing of
connections.
"""

import math
from collections.abc import Awaitable, Callable

from llmsite.inference.replies import Echo, Unusable

TEXT = "The river runs through the town, past the mill and under the old bridge."
"""What is asked about first."""
_BEGINNING = "The river runs through the town,"
_PROMPTS = (
    _BEGINNING,
    "Once upon a time there was",
    "One, two, three, four,",
    TEXT,
    "Question: Is water wet? Answer:",
    "def add(a, b):",
)
_BROKEN_CHARACTER = "\N{REPLACEMENT CHARACTER}"
_OTHERS = (" table", " seven", " of the", "\n\n", "ing")
_LEAST_MEAN_NATS = -30.0
_NOISE_NATS = 0.5
"""Servers that batch differ by less from one answer to the next."""

EchoText = Callable[[str], Awaitable[Echo]]
"""Asks for the tokens of a given text."""
Continue = Callable[[str], Awaitable[tuple[str, float]]]
"""Asks for the most probable next token and its log-likelihood."""


async def why_not_trusted(echo: EchoText, go_on: Continue) -> str:
    """Why a server's log-likelihoods cannot be used; empty if they can.

    Args:
        echo: Asks the server for a given text.
        go_on: Asks it for one token more.
    """
    try:
        whole = await echo(TEXT)
        return (
            _are_sane(whole)
            or _differ(whole, await echo(TEXT), "change from one answer to the next")
            or _differ(
                whole, await echo(_BEGINNING), "of a text's beginning depend on what comes later"
            )
            or await _agree(echo, go_on)
        )
    except Unusable as error:
        return str(error)


def _are_sane(whole: Echo) -> str:
    known = [each for each in whole.log_likelihoods if each is not None]
    mean = math.fsum(known) / len(known) if known else 0.0
    if len(known) < 4 or not _LEAST_MEAN_NATS < mean < 0.0:  # noqa: PLR2004 - the text has many more
        return "the server's log-likelihoods are none of a text"
    if max(known) - min(known) < 1e-6:  # noqa: PLR2004 - equal but for rounding
        return "the server gives every token the same log-likelihood"
    return ""


def _differ(one: Echo, other: Echo, how: str) -> str:
    # The last token of a shorter text may be another one.
    pairs = list(zip(one.log_likelihoods, other.log_likelihoods, strict=False))
    pairs = pairs if len(one.starts) == len(other.starts) else pairs[:-1]
    for a, b in pairs:
        if (a is None) != (b is None) or (a is not None and b is not None and _far(a, b)):
            return f"the server's log-likelihoods {how}"
    return ""


def _far(a: float, b: float) -> bool:
    return abs(a - b) > _NOISE_NATS


async def _agree(echo: EchoText, go_on: Continue) -> str:
    """Generated and given tokens must have the same numbers, and none may beat the best."""
    n_compared = 0
    for prompt in _PROMPTS:
        token, best = await go_on(prompt)
        if _BROKEN_CHARACTER in token:
            continue  # a part of a character cannot be given as text
        given = await echo(prompt + token)
        last = given.after(len(prompt))
        if len(last) != 1 or given.starts[last[0]] != len(prompt):
            continue  # prompt and token are cut in another way when they are given
        found = given.log_likelihoods[last[0]]
        if found is None or _far(found, best) or not given.is_greedy[last[0]]:
            return "the server's log-likelihoods of given and of generated texts differ"
        others = [await echo(prompt + each) for each in _OTHERS if not each.startswith(token)]
        firsts = [each.log_likelihoods[each.after(len(prompt))[0]] for each in others]
        known = [each for each in firsts if each is not None]
        if any(each > best + _NOISE_NATS for each in known):
            return "the server finds other tokens more probable than the one that it generates"
        if all(abs(each - best) < 1e-6 for each in known):  # noqa: PLR2004 - equal but for rounding
            return "the server finds everything equally probable"
        n_compared += 1
        if n_compared == 2:  # noqa: PLR2004 - one may agree by chance
            return ""
    return "" if n_compared else "the server's tokens of given and of generated texts differ"
