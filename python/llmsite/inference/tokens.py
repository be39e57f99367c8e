"""Text to token ids: prompts, and the join of a prompt and an option.

The join is cut where the tokens of the whole text first differ from those of the prompt alone, so
a token that spans the join counts as the option's. Knows nothing of torch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from llmsite.errors import BackendError, Fault
from llmsite.inference.beginnings import encode_alike, splits_locally
from llmsite.storage import shown

if TYPE_CHECKING:
    import tokenizers

    from llmsite.schema.request import Request


class Tokenizer(Protocol):
    """What is used of a tokenizer of transformers."""

    bos_token: str | None
    bos_token_id: int | None
    eos_token_id: int | None
    chat_template: object
    special_tokens_map: dict[str, object]

    def __call__(self, text: list[str], *, add_special_tokens: bool) -> dict[str, list[list[int]]]:
        """Ids of many texts, under `input_ids`."""
        ...

    def decode(
        self, token_ids: Sequence[int], *, skip_special_tokens: bool, **options: bool
    ) -> str:
        """Text of ids."""
        ...


@dataclass(frozen=True, slots=True)
class Option:
    """A prompt and one continuation as token ids."""

    context: list[int]
    """Ids before the first scored token; at least one."""
    continuation: list[int]
    """Ids to score; at least one."""
    is_merged: bool = False
    """Whether the first scored token also holds the end of the prompt."""


class Encoder:
    """A tokenizer with its conventions for the start of a text."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._fast = _fast(tokenizer)
        self._splits_locally = self._fast is not None and splits_locally(self._fast.to_str())
        probe = tokenizer(["a"], add_special_tokens=True)["input_ids"][0]
        bos = tokenizer.bos_token_id
        self.adds_bos = bos is not None and probe[:1] == [bos]
        eos = tokenizer.eos_token_id
        self._adds_eos = eos is not None and len(probe) > 1 and probe[-1] == eos
        self.prefix_id = bos if bos is not None else tokenizer.eos_token_id
        """Stands before the first token of a text that has nothing before it."""

    def encode(self, texts: Iterable[str]) -> dict[str, list[int]]:
        """Ids of each distinct text, with the model's start token at most once."""
        unique = list(dict.fromkeys(texts))
        bos = self.tokenizer.bos_token
        begun = [t for t in unique if bos and t.startswith(bos)]
        plain = [t for t in unique if not (bos and t.startswith(bos))]
        ids = self._encode(begun, special=False) | self._encode(plain, special=True)
        if self.adds_bos:
            for text, each in ids.items():
                _check_bos(text, each, cast("int", self.tokenizer.bos_token_id))
        return ids

    def encode_bare(self, texts: Iterable[str]) -> dict[str, list[int]]:
        """Ids of each distinct text without any token that stands for its start or end."""
        return self._encode(list(dict.fromkeys(texts)), special=False)

    def _encode(self, texts: list[str], *, special: bool) -> dict[str, list[int]]:
        if not texts:
            return {}
        if self._splits_locally:
            ids = encode_alike(texts, self._encode_whole, special=special)
        else:
            ids = self._encode_whole(texts, special)
        return dict(zip(texts, ids, strict=True))

    def _encode_whole(self, texts: Sequence[str], special: bool) -> list[list[int]]:
        if self._fast is None:
            ids = self.tokenizer(list(texts), add_special_tokens=special)["input_ids"]
        else:
            encoded = self._fast.encode_batch_fast(list(texts), add_special_tokens=special)
            ids = [each.ids for each in encoded]
        if special and self._adds_eos:
            # A prompt is to be continued; an end token would say that it is over.
            ids = [each[:-1] for each in ids]
        return ids

    def decode(self, ids: Sequence[int], *, special: bool = False) -> str:
        """Text of ids, without tokens that only steer the model unless `special`."""
        if self._fast is not None:
            text: str = self._fast.decode(list(ids), skip_special_tokens=not special)
            return text
        return self.tokenizer.decode(
            ids, skip_special_tokens=not special, clean_up_tokenization_spaces=False
        )

    def prefix(self) -> int:
        """The start token.

        Raises:
            BackendError: The tokenizer has none, so a first token cannot be predicted.
        """
        if self.prefix_id is None:
            fix = "ask this model tasks with prompts only"
            raise BackendError(Fault("the tokenizer has neither a start nor an end token", fix=fix))
        return self.prefix_id

    def join(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[list[Option]]:
        """Each prompt with each of its continuations as ids."""
        moved = [_move_space(context, texts) for context, texts in pairs]
        contexts = self.encode(context for context, _ in moved if context)
        wholes = self.encode(
            context + each for context, texts in moved for each in texts if context
        )
        bare = self.encode_bare(each for context, texts in moved for each in texts if not context)
        return [
            [
                _cut(contexts[context], wholes[context + each])
                if context
                else Option([self.prefix()], bare[each])
                for each in texts
            ]
            for context, texts in moved
        ]


def _fast(tokenizer: Tokenizer) -> "tokenizers.Tokenizer | None":
    """The compiled tokenizer behind a tokenizer, if there is one, set to encode whole texts."""
    fast: tokenizers.Tokenizer | None = getattr(tokenizer, "backend_tokenizer", None)
    if fast is not None:
        fast.no_truncation()
        fast.no_padding()
    return fast


def _move_space(context: str, texts: Sequence[str]) -> tuple[str, list[str]]:
    """White space at the end of a prompt goes to the continuation, where most tokenizers put it."""
    kept = context.rstrip()
    space = context[len(kept) :]
    return kept, [space + each for each in texts]


def _cut(context: list[int], whole: list[int]) -> Option:
    """Split the ids of prompt and continuation where they leave the ids of the prompt."""
    n = len(context)
    if whole[:n] != context:
        n = next(
            (i for i, (a, b) in enumerate(zip(context, whole, strict=False)) if a != b), len(whole)
        )
    n = max(1, min(n, len(whole) - 1))
    return Option(whole[:n], whole[n:], is_merged=n < len(context))


def _check_bos(text: str, ids: list[int], bos: int) -> None:
    n = 0
    while n < len(ids) and ids[n] == bos:
        n += 1
    if n > 1:
        raise BackendError(
            Fault(
                f"a prompt starts with {n} start tokens: {shown(text[:60])}",
                fix="remove the start token from the prompt or the chat template",
            )
        )


def refuse_empty(request: "Request") -> None:
    """Every option of a request must have a text.

    Raises:
        BackendError: One has none.
    """
    if not request.continuations or not all(request.continuations):
        which = shown(request.sample_id)
        fix = "give every option a text"
        raise BackendError(
            Fault(f"task {request.task}, sample {which}: an option is empty", fix=fix)
        )
