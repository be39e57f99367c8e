"""Uniform guesses, the floor of every multiple-choice task.

The guess for a sample is a function of its task and id alone, so it never changes.
"""

import hashlib
from collections.abc import Iterator, Sequence

from llmsite.inference.backends.base import (
    Backend,
    Capabilities,
    Options,
    baseline_identity,
    uniform_bytes,
)
from llmsite.schema.generation import ChoicesGeneration, Generation, TextGeneration
from llmsite.schema.request import Request
from llmsite.schema.run import BackendIdentity, ModelIdentity

_VERSION = 1


class Random(Backend):
    """Guesses uniformly among the options; without options, the sample's words in random order."""

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """`baseline/random`."""
        return baseline_identity("random", _VERSION)

    def capabilities(self) -> Capabilities:
        """Options, text, and whole texts at 8 bits a byte."""
        return Capabilities(frozenset({"choices", "generate", "rolling"}))

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:  # noqa: ARG002 - a guess is exact
        """One guess a request."""
        for request in requests:
            task, sample, index = request.key
            if request.kind == "choices":
                n = len(request.continuations)
                guess = int(_draw(request, "") * n)
                yield ChoicesGeneration(
                    task=task,
                    id=sample,
                    index=index,
                    log_likelihoods=tuple(float(i == guess) - 1.0 for i in range(n)),
                )
            elif request.kind == "rolling":
                yield uniform_bytes(request)
            else:
                words = request.inputs.text.split()
                draws = [_draw(request, str(i)) for i in range(len(words))]
                text = " ".join(word for _, word in sorted(zip(draws, words, strict=True)))
                yield TextGeneration(task=task, id=sample, index=index, text=text, raw_text=text)


def _draw(request: Request, salt: str) -> float:
    """A number in [0, 1) from the request's key."""
    text = "\x1f".join([*map(str, request.key), salt])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def load(model: str, options: Options) -> Random:  # noqa: ARG001 - the signature of all backends
    """Nothing to load."""
    return Random()
