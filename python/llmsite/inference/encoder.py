"""An encoder with a head: read texts in, outputs of the head out, batch by batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

from llmsite.errors import BackendError
from llmsite.inference.answering import Load, Read
from llmsite.inference.reading import ReadText, TextReader, split_batches
from llmsite.schema.generation import Generation
from llmsite.schema.record import RequestKind
from llmsite.schema.request import Request, Shot

if TYPE_CHECKING:
    from transformers import PreTrainedModel


@dataclass(frozen=True, slots=True)
class Encoder:
    """A model and how it reads."""

    model: "PreTrainedModel"
    """The weights."""
    reader: TextReader
    """Its tokenizer and limits."""

    def compute(
        self, rows: Sequence[ReadText], *, names: Sequence[str], budget: int
    ) -> Iterator[tuple[int, list[torch.Tensor]]]:
        """Outputs of each row, in batches of at most `budget` tokens.

        Args:
            rows: What was read.
            names: Outputs that are wanted, such as `logits`.
            budget: Tokens at once.

        Yields:
            Position of the row, and its outputs in float32 on the CPU, with those of padding.
        """
        for batch in split_batches([len(each.ids) for each in rows], budget=budget):
            output = self.model(**self.reader.collate([rows[i] for i in batch]))
            found = [output[name].float().cpu() for name in names]
            for row, i in enumerate(batch):
                yield i, [each[row] for each in found]


class Head(Protocol):
    """What a kind of head makes of requests."""

    kinds: frozenset[RequestKind]
    """Kinds of requests that it answers."""
    method: str
    """How options are scored."""

    def settings(self) -> dict[str, str]:
        """What else could change a number."""
        ...

    def check(self, requests: Sequence[Request]) -> None:
        """Refuse what it cannot answer."""
        ...

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """Look at a task's examples."""
        ...

    def count(self, requests: Sequence[Request]) -> Load:
        """How much requests ask for."""
        ...

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """Answer requests of one task and kind."""
        ...


def count_rows(rows: Sequence[ReadText]) -> Load:
    """Load of rows that are computed once each."""
    n = sum(len(each.ids) for each in rows)
    return Load(n + sum(each.n_truncated for each in rows), n)


def read_of(rows: Sequence[ReadText]) -> Read:
    """What a generation says of the rows that it comes from."""
    return {
        "n_prompt_tokens": sum(len(each.ids) + each.n_truncated for each in rows),
        "n_truncated_tokens": sum(each.n_truncated for each in rows),
    }


def refuse_requests(requests: Sequence[Request], *, ok: Sequence[bool], words: str) -> None:
    """Say how many requests of a task cannot be answered, and name the first.

    Raises:
        BackendError: There are such.
    """
    wrong = [each for each, is_fine in zip(requests, ok, strict=True) if not is_fine]
    if wrong:
        first = wrong[0]
        message = f"task {first.task}: {len(wrong)} of {len(requests)} samples {words}"
        raise BackendError(f"{message}; the first is '{first.sample_id}'")
