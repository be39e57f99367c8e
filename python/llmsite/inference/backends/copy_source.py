"""The input as its own answer: the floor of translation, and of summaries that are too long."""

from collections.abc import Iterator, Sequence

from llmsite.inference.backends.base import Backend, Capabilities, Options, baseline_identity
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.request import Request
from llmsite.schema.run import BackendIdentity, ModelIdentity

_VERSION = 1


class CopySource(Backend):
    """Gives back what it is given."""

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """`baseline/copy_source`."""
        return baseline_identity("copy_source", _VERSION)

    def capabilities(self) -> Capabilities:
        """Text only."""
        return Capabilities(frozenset({"generate"}))

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:  # noqa: ARG002 - always exact
        """The sample's input on one line, so that no extractor cuts it."""
        for request in requests:
            task, sample, index = request.key
            text = " ".join(request.inputs.text.split())
            yield TextGeneration(task=task, id=sample, index=index, text=text, raw_text=text)


def load(model: str, options: Options) -> CopySource:  # noqa: ARG001 - the signature of all backends
    """Nothing to load."""
    return CopySource()
