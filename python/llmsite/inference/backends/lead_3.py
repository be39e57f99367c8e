"""The first three sentences of the input: what a summary of a report has to beat."""

import re
from collections.abc import Iterator, Sequence

from llmsite.inference.backends.base import Backend, Capabilities, Options, baseline_identity
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.request import Request
from llmsite.schema.run import BackendIdentity, ModelIdentity

_VERSION = 1
_N_SENTENCES = 3
_QUOTES = "\"'\u2019\u201d\u300d\u300f)\uff09\\]"
_END = re.compile(f"[.!?\u2026]+[{_QUOTES}]*(?= )|[\u3002\uff01\uff1f]+[{_QUOTES}]*")
"""A Latin mark ends a sentence before a space, a Chinese one anywhere; quotes close after it."""


class Lead3(Backend):
    """Answers with the beginning of the input."""

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """`baseline/lead_3`."""
        return baseline_identity("lead_3", _VERSION)

    def capabilities(self) -> Capabilities:
        """Text only."""
        return Capabilities(frozenset({"generate"}))

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:  # noqa: ARG002 - always exact
        """The beginning of each sample, on one line."""
        for request in requests:
            task, sample, index = request.key
            text = lead(request.inputs.text)
            yield TextGeneration(task=task, id=sample, index=index, text=text, raw_text=text)


def lead(text: str) -> str:
    """The first three sentences of a text on one line; all of it where it has fewer."""
    line = " ".join(text.split())
    ends = [found.end() for found in _END.finditer(line)]
    return line[: ends[_N_SENTENCES - 1]] if len(ends) >= _N_SENTENCES else line


def load(model: str, options: Options) -> Lead3:  # noqa: ARG001 - the signature of all backends
    """Nothing to load."""
    return Lead3()
