"""A loaded model for notebooks: contexts and texts in, numbers and texts out.

The same backends that runs use, without tasks and records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from llmsite.errors import BackendError
from llmsite.inference.backends.base import Backend
from llmsite.schema.generation import (
    ChoicesGeneration,
    Generation,
    RollingGeneration,
    TextGeneration,
)
from llmsite.schema.request import Decoding, Request, SampleInputs


@dataclass(frozen=True, slots=True)
class ChoiceScores:
    """Scores of one context's continuations, in their order."""

    log_likelihood: tuple[float, ...]
    """Natural logarithm of each continuation's probability."""
    n_tokens: tuple[int, ...]
    """Tokens of each."""
    n_bytes: tuple[int, ...]
    """UTF-8 bytes of each."""
    is_greedy: tuple[bool, ...]
    """Whether greedy decoding would have produced it."""


@dataclass(frozen=True, slots=True)
class TextScore:
    """Score of one whole text."""

    log_likelihood: float
    """Natural logarithm of its probability."""
    n_tokens: int
    """Tokens that were predicted."""
    n_bytes: int
    """UTF-8 bytes."""


@dataclass(frozen=True, slots=True)
class GeneratedText:
    """One generated text."""

    text: str
    """The text up to the first stop string."""
    raw_text: str
    """Everything that was decoded."""
    finish_reason: str | None
    """`stop:<string>`, `eos`, `length` or `context`."""
    n_tokens: int | None
    """Generated tokens."""


class Engine:
    """A model that can be asked; closes its backend at the end of a `with` block."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.backend.close()

    def choices(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[ChoiceScores]:
        """Log-likelihoods of each context's continuations.

        Raises:
            BackendError: A continuation is empty or does not fit the context.
        """
        requests = [
            _request(i, "choices", context, continuations=tuple(texts))
            for i, (context, texts) in enumerate(pairs)
        ]
        return [
            ChoiceScores(each.log_likelihoods, each.n_tokens, each.n_bytes, each.is_greedy)
            for each in self._answers(requests)
            if isinstance(each, ChoicesGeneration)
        ]

    def rolling(self, texts: Sequence[str]) -> list[TextScore]:
        """Log-likelihood of each whole text.

        Raises:
            BackendError: A text is empty.
        """
        requests = [_request(i, "rolling", text) for i, text in enumerate(texts)]
        return [
            TextScore(each.log_likelihoods[0], each.n_tokens[0], each.n_bytes[0])
            for each in self._answers(requests)
            if isinstance(each, RollingGeneration)
        ]

    def generate(
        self, prompts: Sequence[str], *, stop: Sequence[str] = (), max_new_tokens: int = 128
    ) -> list[GeneratedText]:
        """Greedy continuation of each prompt.

        Args:
            prompts: Texts to continue.
            stop: Strings that end a text.
            max_new_tokens: Upper bound of generated tokens.

        Raises:
            BackendError: The engine failed.
        """
        decoding = Decoding(max_new_tokens=max_new_tokens, stop=tuple(stop))
        requests = [
            _request(i, "generate", text, decoding=decoding) for i, text in enumerate(prompts)
        ]
        return [
            GeneratedText(each.text, each.raw_text, each.finish_reason, each.n_tokens)
            for each in self._answers(requests)
            if isinstance(each, TextGeneration)
        ]

    def _answers(self, requests: list[Request]) -> list[Generation]:
        """Generations in the order of the requests."""
        if not requests:
            return []
        found = {each.id: each for each in self.backend.answer(requests)}
        answers = [found[request.sample_id] for request in requests]
        for position, answer in enumerate(answers):
            if answer.error:
                raise BackendError(f"[{position}]: {answer.error}")
        return answers


def _request(
    position: int,
    kind: str,
    prompt: str,
    *,
    continuations: tuple[str, ...] = (),
    decoding: Decoding | None = None,
) -> Request:
    return Request(
        task="direct",
        sample_id=str(position),
        index=0,
        kind=kind,  # type: ignore[arg-type]  # one of three literals above
        prompt=prompt,
        inputs=SampleInputs(text=prompt, choices=continuations),
        continuations=continuations,
        decoding=decoding,
    )
