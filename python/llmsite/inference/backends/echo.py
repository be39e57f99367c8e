"""Repeats what it is asked: a model without weights, for trying a task or a project out.

Generates the sample's text; scores an option by the words it shares with the prompt.
"""

from collections.abc import Iterator, Sequence

from llmsite.inference.backends.base import (
    NATS_PER_BYTE,
    Backend,
    Capabilities,
    Options,
    baseline_identity,
    uniform_bytes,
)
from llmsite.inference.stops import cut
from llmsite.schema.generation import (
    ChoicesGeneration,
    Generation,
    TextGeneration,
)
from llmsite.schema.request import Request
from llmsite.schema.run import BackendIdentity, ModelIdentity

_VERSION = 1


class Echo(Backend):
    """Deterministic answers of every kind, at no cost."""

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """`baseline/echo`."""
        return baseline_identity("echo", _VERSION)

    def capabilities(self) -> Capabilities:
        """Everything a causal model can be asked."""
        return Capabilities(frozenset({"choices", "generate", "rolling"}))

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:  # noqa: ARG002 - always exact
        """One generation a request, in order."""
        for request in requests:
            if request.kind == "choices":
                yield _choices(request)
            elif request.kind == "rolling":
                yield uniform_bytes(request)
            else:
                yield _text(request)


def _text(request: Request) -> TextGeneration:
    raw = request.inputs.text
    stop = request.decoding.stop if request.decoding else ()
    text, found = cut(raw, stop)
    task, sample, index = request.key
    return TextGeneration(
        task=task,
        id=sample,
        index=index,
        text=text,
        raw_text=raw,
        finish_reason=f"stop:{found}" if found else "eos",
    )


def _choices(request: Request) -> ChoicesGeneration:
    words = set(request.inputs.text.lower().split())
    n_bytes = tuple(len(each.encode()) for each in request.continuations)
    shared = [sum(w in words for w in each.lower().split()) for each in request.continuations]
    task, sample, index = request.key
    return ChoicesGeneration(
        task=task,
        id=sample,
        index=index,
        log_likelihoods=tuple(
            n - size * NATS_PER_BYTE for n, size in zip(shared, n_bytes, strict=True)
        ),
        n_tokens=n_bytes,
        n_bytes=n_bytes,
        is_greedy=(False,) * len(n_bytes),
    )


def load(model: str, options: Options) -> Echo:  # noqa: ARG001 - the signature of all backends
    """Nothing to load."""
    return Echo()
