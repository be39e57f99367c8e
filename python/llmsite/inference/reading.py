"""Texts and pairs of texts as an encoder reads them: token ids in padded batches.

Needs the compiled tokenizer, which says where in the text each token stands. Knows nothing of what
the model makes of them.
"""

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from llmsite.errors import BackendError, Fault
from llmsite.inference.causal import context_length

if TYPE_CHECKING:
    import tokenizers
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

Pair = tuple[str, str]
"""A text and its second text, empty where there is none."""

_UNLIMITED = 1_000_000
"""Tokenizers that state no limit state a very large one."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text, or a pair, as the model receives it."""

    ids: list[int]
    """Token ids with the model's special tokens."""
    types: list[int]
    """0 for the first text and 1 for the second."""
    places: list[tuple[int, int]]
    """First character and character after the last one of each token, in its own text."""
    parts: list[int | None]
    """Which text each token is of, 0 or 1; none for special tokens."""
    n_truncated: int = 0
    """Tokens that were dropped because the model's length is limited."""


class TextReader:
    """A tokenizer with the limits and habits of its model."""

    def __init__(
        self,
        tokenizer: "PreTrainedTokenizerFast",
        model: "PreTrainedModel",
        *,
        limit: int | None = None,
    ) -> None:
        fast: tokenizers.Tokenizer | None = getattr(tokenizer, "backend_tokenizer", None)
        if fast is None:
            fix = "save it as tokenizer.json"
            raise BackendError(Fault("the tokenizer does not say where tokens stand", fix=fix))
        self._fast = fast
        self._device = next(model.parameters()).device
        # As the tokenizer says by itself: models are trained with what it gives.
        self._has_types = "token_type_ids" in tokenizer.model_input_names and _takes_types(model)
        self._pad = _first(model.config.pad_token_id, tokenizer.pad_token_id, 0)
        self.length = min(input_length(model, tokenizer), limit or _UNLIMITED)
        """Most tokens of a text or pair."""

    def read(self, pairs: Sequence[Pair]) -> list[ReadText]:
        """Each text or pair as tokens; what is too long loses the end of the longer part."""
        self._fast.no_padding()
        self._fast.no_truncation()
        found = self._encode(pairs)
        long = [i for i, each in enumerate(found) if len(each.ids) > self.length]
        if long:
            self._fast.enable_truncation(self.length, strategy="longest_first")
            for i, cut in zip(long, self._encode([pairs[i] for i in long]), strict=True):
                n_dropped = len(found[i].ids) - len(cut.ids)
                found[i] = ReadText(cut.ids, cut.types, cut.places, cut.parts, n_dropped)
            self._fast.no_truncation()
        return found

    def read_windows(self, question: str, passage: str, *, overlap: int) -> list[ReadText]:
        """A question with each stretch of a passage that fits beside it.

        Args:
            question: First text; never cut.
            passage: Second text; stretches overlap, so that no answer is cut apart.
            overlap: Tokens that two stretches share.

        Raises:
            BackendError: The question alone is too long.
        """
        self._fast.no_padding()
        self._fast.no_truncation()
        n_question = len(self._fast.encode(question, "").ids)
        room = self.length - n_question
        if room <= 0:
            fix = "use a model that takes longer texts"
            raise BackendError(Fault(f"a question has {n_question} tokens", fix=fix))
        self._fast.enable_truncation(
            self.length, stride=min(overlap, room // 2), strategy="only_second"
        )
        encoded = self._fast.encode(question, passage)
        self._fast.no_truncation()
        return [_read(each) for each in (encoded, *encoded.overflowing)]

    def plain_ids(self, text: str) -> list[int]:
        """Ids of a text of any length, without special tokens."""
        self._fast.no_padding()
        self._fast.no_truncation()
        ids: list[int] = self._fast.encode(text, add_special_tokens=False).ids
        return ids

    def frame(self) -> tuple[list[int], list[int]]:
        """Ids of the special tokens before and behind a text."""
        self._fast.no_padding()
        self._fast.no_truncation()
        parts = self._fast.encode("a")
        is_special = parts.special_tokens_mask
        n_head = is_special.index(0)
        n_tail = is_special[::-1].index(0)
        return parts.ids[:n_head], parts.ids[len(parts.ids) - n_tail :]

    def _encode(self, pairs: Sequence[Pair]) -> list[ReadText]:
        given = [(a, b) if b else a for a, b in pairs]
        return [_read(each) for each in self._fast.encode_batch(given)]

    def collate(self, rows: Sequence[ReadText]) -> dict[str, torch.Tensor]:
        """Arguments of the model for a batch, padded on the right [rows, columns]."""
        width = max(len(each.ids) for each in rows)
        ids = torch.full((len(rows), width), self._pad, dtype=torch.long)
        mask = torch.zeros_like(ids)
        types = torch.zeros_like(ids)
        for row, each in enumerate(rows):
            n = len(each.ids)
            ids[row, :n] = torch.tensor(each.ids)
            types[row, :n] = torch.tensor(each.types)
            mask[row, :n] = 1
        given = {"input_ids": ids, "attention_mask": mask}
        if self._has_types:
            given["token_type_ids"] = types
        return {name: each.to(self._device) for name, each in given.items()}


def split_batches(lengths: Sequence[int], *, budget: int) -> Iterator[list[int]]:
    """Positions in batches of at most `budget` padded tokens, the longest first."""
    waiting = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    while waiting:
        n = max(1, budget // max(1, lengths[waiting[0]]))
        yield waiting[:n]
        waiting = waiting[n:]


def input_length(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast") -> int:
    """Most tokens of an input, special ones included."""
    length = context_length(model)
    embeddings = getattr(getattr(model, model.base_model_prefix, model), "embeddings", None)
    # Models like RoBERTa count positions from the one after that of padding.
    padding = getattr(embeddings, "padding_idx", None)
    if isinstance(padding, int):
        length -= padding + 1
    stated = tokenizer.model_max_length
    return min(length, stated) if 0 < stated < _UNLIMITED else length


def _read(encoding: "tokenizers.Encoding") -> ReadText:
    return ReadText(
        encoding.ids, encoding.type_ids, list(encoding.offsets), list(encoding.sequence_ids)
    )


def _takes_types(model: "PreTrainedModel") -> bool:
    """Whether the model tells the texts of a pair apart by a type."""
    is_taken = "token_type_ids" in inspect.signature(model.forward).parameters
    return is_taken and int(getattr(model.config, "type_vocab_size", 0) or 0) > 1


def _first(*numbers: int | None) -> int:
    return next(each for each in numbers if each is not None)
