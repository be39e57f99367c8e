"""Encoders with a trained head, by what the head gives.

    a class of a text or pair      options are scored by the label that means the same
    a number of a text or pair     numbers as options or as text; candidates, each in a pair
    a label of each token          named entities, as places or as text
    first and last token           the answer to a question about a passage

Reads the sample's input, never its prompt. What labels mean is checked before anything is asked.
"""

from collections.abc import Iterator, Sequence
from typing import cast

from llmsite.errors import BackendError, Fault
from llmsite.inference.answering import Load
from llmsite.inference.backends._local import Loaded, LocalBackend, load_files
from llmsite.inference.backends.base import Capabilities, Options
from llmsite.inference.choosing import architecture, require_backend
from llmsite.inference.encoder import Encoder, Head
from llmsite.inference.label_heads import ClassHead, NumberHead
from llmsite.inference.labels import LabelMap
from llmsite.inference.place_heads import AnswerHead, TokenHead, entity_kinds
from llmsite.inference.reading import TextReader
from llmsite.inference.sources import resolve
from llmsite.schema.generation import Generation
from llmsite.schema.request import Request, Shot

_AUTO_CLASSES = {
    "ForSequenceClassification": "AutoModelForSequenceClassification",
    "ForTokenClassification": "AutoModelForTokenClassification",
    "ForQuestionAnswering": "AutoModelForQuestionAnswering",
}


class HfClassifier(LocalBackend):
    """An encoder and its head."""

    name = "hf_classifier"

    def __init__(self, loaded: Loaded, options: Options) -> None:
        super().__init__(loaded, options)
        encoder = Encoder(self.model, TextReader(self.tokenizer, self.model))
        self._head = _head(encoder, options)

    @property
    def method(self) -> str:
        """What the head gives."""
        return self._head.method

    def settings(self) -> dict[str, str]:
        """What the labels mean."""
        return self._head.settings()

    def capabilities(self) -> Capabilities:
        """What the head answers; examples show whether labels are the task's."""
        return Capabilities(self._head.kinds, reads_shots=True, is_exact=self.exact)

    def check(self, requests: Sequence[Request]) -> None:
        """Refuse a task whose labels are not the model's.

        Raises:
            BackendError: As the head says.
        """
        self._head.check(requests)

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """Compare labels of examples with those of the head.

        Raises:
            BackendError: They differ.
        """
        self._head.read_shots(task, shots)

    def count(self, requests: Sequence[Request]) -> Load:
        """Tokens that the head reads."""
        return self._head.count(requests)

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """One generation a request."""
        return self._head.ask(requests, budget=budget)


def _head(encoder: Encoder, options: Options) -> Head:
    """The head that a model has.

    Raises:
        BackendError: Labels were given that it does not have.
    """
    config = encoder.model.config
    labels = cast("dict[int, str]", config.id2label or {})
    names = [str(labels.get(i, f"LABEL_{i}")) for i in range(len(labels))]
    kind = type(encoder.model).__name__
    is_number = config.problem_type == "regression" or len(names) == 1
    if kind.endswith("ForTokenClassification"):
        return TokenHead(encoder, names, LabelMap(entity_kinds(names), options.labels))
    if options.labels and (is_number or kind.endswith("ForQuestionAnswering")):
        raise BackendError(Fault("--label was given, but the model has no labels"))
    if kind.endswith("ForQuestionAnswering"):
        return AnswerHead(encoder)
    if is_number and len(names) > 1:
        message = f"the model gives {len(names)} numbers for a text"
        raise BackendError(Fault(message, fix="use a regression model with one output"))
    if is_number:
        return NumberHead(encoder)
    is_multiple = config.problem_type == "multi_label_classification"
    return ClassHead(encoder, LabelMap(names, options.labels), is_multiple=is_multiple)


def load(model: str, options: Options) -> HfClassifier:
    """Find, check and load a model.

    Raises:
        BackendError: It cannot be found, trusted or read, or is no classifier.
    """
    source = resolve(model, name=options.name, remote_code=options.remote_code)
    require_backend(source, HfClassifier.name)
    ending = next(each for each in _AUTO_CLASSES if architecture(source).endswith(each))
    return HfClassifier(load_files(source, _AUTO_CLASSES[ending], options), options)
