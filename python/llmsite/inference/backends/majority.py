"""The most frequent answer of the task's examples, for every sample."""

from collections import Counter
from collections.abc import Iterator, Sequence

from llmsite.errors import BackendError, Fault
from llmsite.inference.backends.base import (
    Backend,
    Capabilities,
    Options,
    baseline_identity,
    uniform_bytes,
)
from llmsite.schema.generation import ChoicesGeneration, Generation, TextGeneration
from llmsite.schema.request import Request, Shot
from llmsite.schema.run import BackendIdentity, ModelIdentity

_VERSION = 1


class Majority(Backend):
    """Answers without looking at the sample; equal counts go to the first in order."""

    def __init__(self) -> None:
        self._choices: dict[str, int] = {}
        self._texts: dict[str, str] = {}

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """`baseline/majority`."""
        return baseline_identity("majority", _VERSION)

    def capabilities(self) -> Capabilities:
        """Options and text from the pool of examples; whole texts at 8 bits a byte."""
        return Capabilities(frozenset({"choices", "generate", "rolling"}), reads_shots=True)

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """Count the answers."""
        if not shots:
            return
        texts = Counter(shot.answer for shot in shots)
        self._texts[task] = min(texts, key=lambda text: (-texts[text], text))
        choices = Counter(shot.choice for shot in shots if shot.choice is not None)
        if choices:
            self._choices[task] = min(choices, key=lambda choice: (-choices[choice], choice))

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:  # noqa: ARG002 - always exact
        """The same answer for all."""
        for request in requests:
            task, sample, index = request.key
            if request.kind == "choices":
                pick = self._pick(request)
                scores = tuple(float(i == pick) - 1.0 for i in range(len(request.continuations)))
                yield ChoicesGeneration(task=task, id=sample, index=index, log_likelihoods=scores)
            elif request.kind == "rolling":
                yield uniform_bytes(request)
            else:
                text = self._text(task)
                yield TextGeneration(task=task, id=sample, index=index, text=text, raw_text=text)

    def _text(self, task: str) -> str:
        if task not in self._texts:
            fix = "leave the task out, or ask baseline/random"
            message = f"task {task} has no pool of examples, so no answer is the most frequent"
            raise BackendError(Fault(message, fix=fix))
        return self._texts[task]

    def _pick(self, request: Request) -> int:
        """The most frequent answer's option where the sample has it, else the frequent position."""
        text = self._text(request.task)
        if text in request.inputs.choices:
            return request.inputs.choices.index(text)
        return self._choices.get(request.task, 0)


def load(model: str, options: Options) -> Majority:  # noqa: ARG001 - the signature of all backends
    """Nothing to load."""
    return Majority()
