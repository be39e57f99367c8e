"""One text being generated: when it is over, and what its answer is.

Stops are looked for in decoded text, after the thinking block where there is one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch

from llmsite.inference.stops import cut
from llmsite.inference.tokens import Encoder
from llmsite.schema.request import Decoding

_MARGIN_TOKENS = 8
"""A stop string of n characters lies within the last n tokens; some more for half characters."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as the model receives it."""

    ids: list[int]
    """Token ids, as many as fit."""
    decoding: Decoding
    """How to go on."""
    limit: int
    """Most tokens to generate: the request's limit, or what the context leaves."""
    draw_key: str = ""
    """What the random draws of sampling depend on, with the step."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A finished text."""

    token_ids: tuple[int, ...]
    """Generated ids, the end token included."""
    text: str
    """The answer."""
    raw_text: str
    """Everything that was decoded."""
    n_thinking_tokens: int
    """Tokens up to and with the delimiter that ends the thinking block."""
    finish_reason: str
    """`stop:<string>`, `eos`, `length` or `context`."""


@dataclass(slots=True)
class Writing:
    """A text while it grows."""

    prompt: Prompt
    encoder: Encoder
    eos_ids: frozenset[int]
    ids: list[int] = field(default_factory=list)
    _n_thinking: int = 0
    _reason: str = ""
    _forced: list[int] = field(default_factory=list)
    _n_free: int = 0

    def add(self, token: int) -> bool:
        """Take one more token; whether the text is over."""
        self.ids.append(token)
        decoding = self.prompt.decoding
        if token in self.eos_ids:
            self._reason = "eos"
        elif decoding.thinking_end and not self._n_thinking:
            tail = self.ids[-len(decoding.thinking_end) - _MARGIN_TOKENS :]
            if decoding.thinking_end in self.encoder.decode(tail, special=True):
                self._n_thinking = len(self.ids)
            elif len(self.ids) == decoding.thinking_budget:
                (self._forced,) = self.encoder.encode_bare([decoding.thinking_end]).values()
                self._n_free = len(self.ids)
        elif decoding.stop and self._has_stop(decoding.stop):
            self._reason = f"stop:{cut(self._answer(), decoding.stop)[1]}"
        if not self._reason and len(self.ids) >= self.prompt.limit:
            self._reason = "length" if self.prompt.limit >= decoding.max_new_tokens else "context"
        return bool(self._reason)

    def _has_stop(self, stop: Sequence[str]) -> bool:
        """Whether a stop string ends in the newest tokens, and stands in the answer as a whole."""
        n = max(map(len, stop)) + _MARGIN_TOKENS
        tail = self.encoder.decode(self.ids[self._n_thinking :][-n:])
        return any(each in tail for each in stop) and bool(cut(self._answer(), stop)[1])

    def pick(self, best: int, logits: torch.Tensor) -> int:
        """The next token.

        Args:
            best: The most probable token.
            logits: Row that it is drawn from, where it is drawn.
        """
        decoding = self.prompt.decoding
        if not self._n_thinking and (rest := self._forced[len(self.ids) - self._n_free :]):
            return rest[0]
        if decoding.temperature == 0:
            return best
        probabilities = torch.softmax(logits.double().cpu() / decoding.temperature, -1)
        ordered, order = torch.sort(probabilities, descending=True, stable=True)
        below = torch.cumsum(ordered, 0) - ordered
        kept = ordered * (below < decoding.top_p)
        draw = _uniform(self.prompt.draw_key, len(self.ids)) * float(kept.sum())
        place = int(torch.searchsorted(torch.cumsum(kept, 0), draw, right=True))
        return int(order[min(place, int((kept > 0).sum()) - 1)])

    def end(self) -> Ended:
        """The finished text."""
        decoding = self.prompt.decoding
        thought = self._n_thinking
        if decoding.thinking_end and not thought:
            thought = len(self.ids)  # cut off while thinking: there is no answer
        text, _ = cut(self._answer(), decoding.stop) if thought < len(self.ids) else ("", "")
        spoken = self.ids[:-1] if self._reason == "eos" else self.ids
        return Ended(
            tuple(self.ids), text, self.encoder.decode(spoken, special=True), thought, self._reason
        )

    def _answer(self) -> str:
        return self.encoder.decode(self.ids[self._n_thinking :])


def _uniform(key: str, step: int) -> float:
    """A number in [0, 1) that depends on the key and the step alone."""
    digest = hashlib.sha256(f"{key}\x1f{step}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48
