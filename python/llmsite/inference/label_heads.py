"""Heads that say something of a whole text or pair: its class, or a number."""

import math
from collections.abc import Iterator, Sequence

import torch

from llmsite.errors import BackendError
from llmsite.inference.answering import Load, Read, key_of
from llmsite.inference.encoder import Encoder, count_rows, read_of, refuse_requests
from llmsite.inference.labels import LabelMap, wrong_labels
from llmsite.inference.reading import Pair
from llmsite.schema.generation import (
    ChoicesGeneration,
    ClassifyGeneration,
    Generation,
    TextGeneration,
)
from llmsite.schema.record import RequestKind
from llmsite.schema.request import Request, Shot


class ClassHead:
    """Scores each option by the labels that mean it."""

    kinds: frozenset[RequestKind] = frozenset({"choices", "classify"})
    method = "label-head"

    def __init__(self, encoder: Encoder, labels: LabelMap, *, is_multiple: bool) -> None:
        self._encoder = encoder
        self._labels = labels
        self._is_multiple = is_multiple

    def settings(self) -> dict[str, str]:
        """The labels with their meanings, and how scores become probabilities."""
        pairs = zip(self._labels.names, self._labels.meanings(), strict=True)
        return {
            "labels": "; ".join(f"{name}={meaning}" for name, meaning in pairs),
            "probabilities": "sigmoid" if self._is_multiple else "softmax",
            "length": str(self._encoder.reader.length),
        }

    def check(self, requests: Sequence[Request]) -> None:
        """Every option must be a label.

        Raises:
            BackendError: Options and labels differ, or there are no options.
        """
        has_options = [bool(each.inputs.choices) for each in requests]
        refuse_requests(requests, ok=has_options, words="have no options to choose from")
        options = dict.fromkeys(option for each in requests for option in each.inputs.choices)
        if not all(self._labels.places_of(option) for option in options):
            task = requests[0].task
            raise BackendError(wrong_labels(task, sorted(options), self._labels.meanings()))

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """A trained head needs no examples."""

    def count(self, requests: Sequence[Request]) -> Load:
        """Tokens of all texts."""
        return count_rows(self._encoder.reader.read(_pairs(requests)))

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """One score an option: a log-probability for choices, a logit to classify."""
        rows = self._encoder.reader.read(_pairs(requests))
        for i, (logits,) in self._encoder.compute(rows, names=["logits"], budget=budget):
            request = requests[i]
            places = [self._labels.places_of(each) for each in request.inputs.choices]
            scores = logits if request.kind == "classify" else self._log_probabilities(logits)
            yield _scored(
                request,
                [float(torch.logsumexp(scores[each], -1)) for each in places],
                read_of([rows[i]]),
            )

    def _log_probabilities(self, logits: torch.Tensor) -> torch.Tensor:
        if self._is_multiple:
            return torch.nn.functional.logsigmoid(logits)
        return torch.log_softmax(logits, -1)


class NumberHead:
    """A number of a text or pair.

    Options that are numbers are the better the nearer they are; other options are candidates, each
    read as the second text of a pair.
    """

    kinds: frozenset[RequestKind] = frozenset({"choices", "classify", "generate"})
    method = "number-head"

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def settings(self) -> dict[str, str]:
        """How much of a text is read."""
        return {"length": str(self._encoder.reader.length)}

    def check(self, requests: Sequence[Request]) -> None:
        """Options must be numbers, or candidates for a text without a second one.

        Raises:
            BackendError: They are neither.
        """
        ok = [
            not each.inputs.pair or not each.inputs.choices or _numbers(each) is not None
            for each in requests
        ]
        words = "compare two texts by options that are no numbers, as the model's answers are"
        refuse_requests(requests, ok=ok, words=words)

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """A trained head needs no examples."""

    def count(self, requests: Sequence[Request]) -> Load:
        """Tokens of all texts and candidates."""
        pairs = [pair for each in requests for pair in _asked_pairs(each)]
        return count_rows(self._encoder.reader.read(pairs))

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """The number as text, or one score an option."""
        asked = [_asked_pairs(each) for each in requests]
        owners = [i for i, pairs in enumerate(asked) for _ in pairs]
        rows = self._encoder.reader.read([pair for pairs in asked for pair in pairs])
        found: list[dict[int, float]] = [{} for _ in requests]
        for position, (logits,) in self._encoder.compute(rows, names=["logits"], budget=budget):
            i = owners[position]
            found[i][position] = float(logits.reshape(-1)[0])
            if len(found[i]) == len(asked[i]):
                positions = sorted(found[i])
                yield _answered(
                    requests[i],
                    [found[i][each] for each in positions],
                    read_of([rows[each] for each in positions]),
                )


def _answered(request: Request, numbers: list[float], read: Read) -> Generation:
    if request.kind == "generate":
        text = f"{numbers[0]:.6f}"
        return TextGeneration(**key_of(request), **read, text=text, raw_text=text)
    options = _numbers(request)
    scores = numbers if not options else [-abs(each - numbers[0]) for each in options]
    return _scored(request, scores, read)


def _scored(request: Request, scores: list[float], read: Read) -> Generation:
    """Scores of options in the form that the task asks for."""
    if request.kind == "classify":
        return ClassifyGeneration(**key_of(request), **read, logits=tuple(scores))
    return ChoicesGeneration(**key_of(request), **read, log_likelihoods=tuple(scores))


def _pairs(requests: Sequence[Request]) -> list[Pair]:
    return [(each.inputs.text, each.inputs.pair) for each in requests]


def _asked_pairs(request: Request) -> list[Pair]:
    """The pairs whose numbers answer a request: its own, or one a candidate."""
    if request.kind == "generate" or _numbers(request) is not None:
        return [(request.inputs.text, request.inputs.pair)]
    return [(request.inputs.text, each) for each in request.inputs.choices]


def _numbers(request: Request) -> list[float] | None:
    """The options as numbers; none where one is no number. Without options: an empty list."""
    try:
        found = [float(each) for each in request.inputs.choices]
    except ValueError:
        return None
    return found if all(map(math.isfinite, found)) else None
