"""What a server of the completions and chat APIs says, read with distrust.

A reply is any JSON value; what does not hold together is `Unusable` and asked again. Knows nothing
of connections.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from llmsite.storage import Json

_MOST_TOKENS = 1 << 30
_ROUNDING_NATS = 1e-4
"""Log-likelihoods may be positive by so much where a server rounds."""
_BROKEN_CHARACTER = "\N{REPLACEMENT CHARACTER}"


class Unusable(Exception):  # noqa: N818 - it is no fault of this program
    """A reply that cannot be an answer; its text says why."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that are paid for."""

    n_prompt: int
    """Tokens of the prompt."""
    n_cached: int
    """Of these, tokens that the provider had in its cache."""
    n_new: int
    """Generated tokens, thinking included."""
    n_thinking: int
    """Of these, tokens of thinking."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A generated text."""

    text: str
    """What was said."""
    thinking: str
    """What was thought before it, where the server says that apart."""
    finish: str
    """The server's reason to stop."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A given text, token by token."""

    starts: tuple[int, ...]
    """Place of each token's first character."""
    ends: tuple[int, ...]
    """Place behind its last one."""
    log_likelihoods: tuple[float | None, ...]
    """Of each token after all before it; none for a first token that nothing stands before."""
    is_greedy: tuple[bool, ...]
    """Whether no token was more probable."""

    def after(self, place: int) -> list[int]:
        """Positions of the tokens that reach beyond a place in the text."""
        spans = enumerate(zip(self.starts, self.ends, strict=True))
        return [i for i, (start, end) in spans if start >= place or end > place]


def at(value: Json, *steps: str | int) -> Json:
    """What stands at a place in a reply; none where there is no such place."""
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def usage_of(reply: Json) -> Usage | None:
    """Tokens of prompt and answer, where the server counts them."""
    details = at(reply, "usage", "completion_tokens_details", "reasoning_tokens")
    counts = [
        at(reply, "usage", "prompt_tokens"),
        at(reply, "usage", "prompt_tokens_details", "cached_tokens") or 0,
        at(reply, "usage", "completion_tokens") or 0,
        details or 0,
    ]
    whole = [each for each in counts if isinstance(each, int) and 0 <= each <= _MOST_TOKENS]
    return Usage(*whole) if len(whole) == len(counts) else None


def spoken_of(reply: Json) -> Spoken:
    """The text of either API.

    Raises:
        Unusable: There is none.
    """
    choice = at(reply, "choices", 0)
    message = at(choice, "message")
    text = at(message, "content") if isinstance(message, dict) else at(choice, "text")
    thinking = at(message, "reasoning_content") or at(message, "reasoning") or ""
    finish = at(choice, "finish_reason")
    if text is None and isinstance(at(message, "refusal"), str):
        text = at(message, "refusal")
    usage = usage_of(reply)
    if text is None and finish == "length" and (thinking or (usage and usage.n_thinking)):
        text = ""  # all tokens went into thinking
    if not isinstance(text, str):
        reason = f" (it stopped for '{finish}')" if isinstance(finish, str) else ""
        raise Unusable(f"the server gave no text{reason[:80]}")
    words = thinking if isinstance(thinking, str) else ""
    return Spoken(text, words, finish if isinstance(finish, str) else "")


def first_token_of(reply: Json) -> tuple[str, float]:
    """The first generated token with its log-likelihood.

    Raises:
        Unusable: The server does not say it.
    """
    token = at(reply, "choices", 0, "logprobs", "tokens", 0)
    number = _number(at(reply, "choices", 0, "logprobs", "token_logprobs", 0))
    if not isinstance(token, str) or number is None:
        raise Unusable("the server gives no log-likelihoods of what it generates")
    return token, number


def echo_of(reply: Json, text: str) -> Echo:
    """A given text's tokens with their log-likelihoods.

    Raises:
        Unusable: There are none, or they are not those of this text.
    """
    said = at(reply, "choices", 0, "logprobs")
    tokens, numbers, tops = (
        at(said, name) for name in ("tokens", "token_logprobs", "top_logprobs")
    )
    if not isinstance(tokens, list) or not isinstance(numbers, list) or not isinstance(tops, list):
        raise Unusable("the server gives no log-likelihoods of a given text")
    if not len(tokens) == len(numbers) == len(tops):
        raise Unusable("the server gives log-likelihoods of other tokens than it names")
    skipped, starts = _places([str(each) for each in tokens], at(said, "text_offset"), text)
    n = sum(start < len(text) for start in starts)
    kept = slice(skipped, skipped + n)
    found = tuple(None if each is None else _checked(each) for each in numbers[kept])
    if any(each is None for each in found[1:]):
        raise Unusable("the server leaves out log-likelihoods of some tokens")
    best = [_best(top) for top in tops[kept]]
    if any(top is None and one is not None for one, top in zip(found, best, strict=True)):
        raise Unusable("the server does not say which tokens are the most probable")
    return Echo(
        tuple(starts[:n]),
        (*starts[1:n], len(text)),
        found,
        tuple(
            one is not None and top is not None and one >= top - _ROUNDING_NATS
            for one, top in zip(found, best, strict=True)
        ),
    )


def _places(tokens: Sequence[str], offsets: Json, text: str) -> tuple[int, list[int]]:
    """How many tokens stand before the text, and where each of the others begins."""
    for skipped in (0, 1):
        rest = tokens[skipped:]
        if "".join(rest).startswith(text):
            lengths = [len(each) for each in rest]
            return skipped, [sum(lengths[:i]) for i in range(len(rest))]
    # Tokens that are parts of a character cannot be joined; their places can be compared.
    if not isinstance(offsets, list) or len(offsets) != len(tokens):
        raise Unusable("the server's tokens are not those of the given text")
    starts = [each if isinstance(each, int) else -1 for each in offsets]
    ends = [*starts[1:], max(len(text), *starts)]
    for number, (token, start, end) in enumerate(zip(tokens, starts, ends, strict=True)):
        is_before = number == 0 and start == end == 0
        is_given = _is_part(token) or is_before or text[start:end] == token or start >= len(text)
        if not 0 <= start <= end or not is_given:
            raise Unusable("the server's tokens are not those of the given text")
    has_start = len(starts) > 1 and starts[0] == starts[1] == 0 and not _is_part(tokens[0])
    if not starts or starts[0] != 0:
        raise Unusable("the server leaves out the beginning of the given text")
    return int(has_start), starts[int(has_start) :]


def _is_part(token: str) -> bool:
    """Whether a token is a part of a character."""
    return _BROKEN_CHARACTER in token or token.startswith("bytes:")


def _best(top: Json) -> float | None:
    """The largest log-likelihood at one place."""
    if not isinstance(top, dict):
        return None
    return max((_checked(each) for each in top.values()), default=None)


def _checked(value: Json) -> float:
    number = _number(value)
    if number is None or number > _ROUNDING_NATS:
        raise Unusable("the server gives log-likelihoods that are none")
    return number


def _number(value: Json) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]  # narrowed by the line above
