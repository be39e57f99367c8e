"""A Python function as a backend: prompts in, texts out.

For what is not a model of a library: a pipeline, a client, a rule. Its identity is the name that
the caller gives; nothing about it can be verified.
"""

from collections.abc import Callable, Iterator, Sequence

from llmsite.errors import BackendError, Fault
from llmsite.inference.backends.base import Backend, Capabilities
from llmsite.inference.stops import cut
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.request import Request
from llmsite.schema.run import BackendIdentity, ModelIdentity

_VERSION = 1

Function = Callable[[list[str]], Sequence[str]]
"""Takes the prompts of one unit, gives a text for each in the same order."""


class FunctionBackend(Backend):
    """Asks a function to continue prompts."""

    def __init__(self, function: Function, name: str) -> None:
        self._function = function
        self._model = ModelIdentity(id=name, source=name, verified=False)

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """The given name, not verified."""
        return self._model, BackendIdentity(name="function", version=_VERSION)

    def capabilities(self) -> Capabilities:
        """Text only."""
        return Capabilities(frozenset({"generate"}))

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:  # noqa: ARG002 - the function decides
        """Call the function once.

        Raises:
            BackendError: It gives something else than one text a prompt.
        """
        texts = self._function([str(each.prompt) for each in requests])
        if len(texts) != len(requests) or not all(isinstance(each, str) for each in texts):
            message = f"the function must give {len(requests)} texts, one a prompt"
            raise BackendError(Fault(message, fix="return a list of str, in the prompts' order"))
        for request, raw in zip(requests, texts, strict=True):
            text, found = cut(raw, request.decoding.stop if request.decoding else ())
            task, sample, index = request.key
            yield TextGeneration(
                task=task,
                id=sample,
                index=index,
                text=text,
                raw_text=raw,
                finish_reason=f"stop:{found}" if found else None,
            )
