"""Heads that point into a text: labels of tokens, and where an answer begins and ends."""

from collections.abc import Iterator, Sequence

import torch

from llmsite.errors import BackendError
from llmsite.inference.answering import Load, key_of
from llmsite.inference.encoder import Encoder, count_rows, read_of, refuse_requests
from llmsite.inference.labels import LabelMap, wrong_labels
from llmsite.inference.marking import (
    MarkedToken,
    best_stretch,
    join_spans,
    kind_of,
    split_passage,
)
from llmsite.inference.reading import ReadText
from llmsite.schema.generation import ClassifyGeneration, Generation, Span, TextGeneration
from llmsite.schema.record import RequestKind
from llmsite.schema.request import Request, Shot

_OVERLAP_TOKENS = 128
"""As in the run_qa example of transformers."""
_ANSWER_TOKENS = 30
"""Most tokens of an answer where the request does not say."""
_ANSWER = "answer"
_PASSAGE = 1


class TokenHead:
    """Named entities from a label of each token."""

    kinds: frozenset[RequestKind] = frozenset({"generate", "classify"})
    method = "token-labels"

    def __init__(self, encoder: Encoder, labels: Sequence[str], kinds: LabelMap) -> None:
        self._encoder = encoder
        self._labels = labels
        self._kinds = kinds

    def settings(self) -> dict[str, str]:
        """The kinds of entities with their meanings."""
        pairs = zip(self._kinds.names, self._kinds.meanings(), strict=True)
        return {
            "labels": "; ".join(f"{name}={meaning}" for name, meaning in pairs),
            "length": str(self._encoder.reader.length),
        }

    def check(self, requests: Sequence[Request]) -> None:
        """Entities are looked for in one text.

        Raises:
            BackendError: There are pairs or options.
        """
        ok = [not each.inputs.pair and not each.inputs.choices for each in requests]
        refuse_requests(requests, ok=ok, words="ask for something else than entities of a text")

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """Compare the labels of the examples with those of the model.

        Raises:
            BackendError: An example has a label that the model never gives.
        """
        said = {
            part.partition(":")[0].strip()
            for shot in shots
            for part in shot.answer.split(";")
            if ":" in part
        }
        if not all(self._kinds.places_of(each) for each in said):
            raise BackendError(wrong_labels(task, sorted(said), self._kinds.meanings()))

    def count(self, requests: Sequence[Request]) -> Load:
        """Tokens of all texts."""
        return count_rows(self._read(requests))

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """Places to classify, else `label: text; label: text` in their order."""
        rows = self._read(requests)
        for i, (logits,) in self._encoder.compute(rows, names=["logits"], budget=budget):
            request, row = requests[i], rows[i]
            spans = self._spans(request.inputs.text, row, logits)
            counted = read_of([row])
            if request.kind == "classify":
                yield ClassifyGeneration(**key_of(request), **counted, spans=tuple(spans))
                continue
            found = (f"{s.label}: {request.inputs.text[s.start : s.end]}" for s in spans)
            text = "; ".join(found)
            yield TextGeneration(**key_of(request), **counted, text=text, raw_text=text)

    def _read(self, requests: Sequence[Request]) -> list[ReadText]:
        return self._encoder.reader.read([(each.inputs.text, "") for each in requests])

    def _spans(self, text: str, row: ReadText, logits: torch.Tensor) -> list[Span]:
        best = logits.argmax(-1).tolist()
        tokens = [
            MarkedToken(*row.places[n], self._labels[best[n]])
            for n, part in enumerate(row.parts)
            if part is not None
        ]
        meaning = dict(zip(self._kinds.names, self._kinds.meanings(), strict=True))
        found = join_spans(text, tokens)
        return [each.model_copy(update={"label": meaning[each.label]}) for each in found]


def entity_kinds(labels: Sequence[str]) -> list[str]:
    """What labels of tokens mark, each once, in order of the labels."""
    return list(dict.fromkeys(kind for each in labels if (kind := kind_of(each))))


class AnswerHead:
    """The stretch of a passage that answers a question.

    The question is the sample's second text, or the last line of its only one.
    """

    kinds: frozenset[RequestKind] = frozenset({"generate", "classify"})
    method = "first-and-last-token"

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def settings(self) -> dict[str, str]:
        """How passages are cut into stretches."""
        return {"length": str(self._encoder.reader.length), "overlap": str(_OVERLAP_TOKENS)}

    def check(self, requests: Sequence[Request]) -> None:
        """Every question needs a passage.

        Raises:
            BackendError: One has none.
        """
        ok = [bool(_parts(each)[1].strip()) for each in requests]
        refuse_requests(requests, ok=ok, words="have no passage above their question")

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """A trained head needs no examples."""

    def count(self, requests: Sequence[Request]) -> Load:
        """Tokens of all stretches."""
        return count_rows([row for each in requests for row in self._windows(each)])

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """The best stretch of the passage; its place in the passage to classify."""
        windows = [self._windows(each) for each in requests]
        owners = [i for i, each in enumerate(windows) for _ in each]
        rows = [row for each in windows for row in each]
        found: list[dict[int, tuple[float, int, int]]] = [{} for _ in requests]
        names = ["start_logits", "end_logits"]
        for position, (starts, ends) in self._encoder.compute(rows, names=names, budget=budget):
            i = owners[position]
            found[i][position] = _place(requests[i], rows[position], starts, ends)
            if len(found[i]) == len(windows[i]):
                n_tokens = sum(len(rows[each].ids) for each in found[i])
                yield _answer(requests[i], [found[i][each] for each in sorted(found[i])], n_tokens)

    def _windows(self, request: Request) -> list[ReadText]:
        question, passage = _parts(request)
        return self._encoder.reader.read_windows(question, passage, overlap=_OVERLAP_TOKENS)


def _parts(request: Request) -> tuple[str, str]:
    """Question and passage."""
    if request.inputs.pair:
        return request.inputs.pair, request.inputs.text
    return split_passage(request.inputs.text)


def _place(
    request: Request, row: ReadText, starts: torch.Tensor, ends: torch.Tensor
) -> tuple[float, int, int]:
    """Score and place in the passage of a window's best stretch."""
    limit = request.decoding.max_new_tokens if request.decoding else _ANSWER_TOKENS
    n = len(row.ids)
    usable = [part == _PASSAGE for part in row.parts]
    score, first, last = best_stretch(
        starts[:n].tolist(), ends[:n].tolist(), usable, n_tokens=limit
    )
    return score, row.places[first][0], row.places[last][1]


def _answer(request: Request, found: list[tuple[float, int, int]], n_tokens: int) -> Generation:
    _, passage = _parts(request)
    _, start, end = max(found, key=lambda each: each[0])
    if request.kind == "classify":
        span = Span(start=start, end=end, label=_ANSWER)
        return ClassifyGeneration(**key_of(request), n_prompt_tokens=n_tokens, spans=(span,))
    text = passage[start:end].strip()
    return TextGeneration(
        **key_of(request), n_prompt_tokens=n_tokens, text=text, raw_text=passage[start:end]
    )
