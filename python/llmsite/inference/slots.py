"""Text generation in slots: a row of the cache is given to the next prompt as soon as it is free.

What all prompts share is computed once and stands in every slot for good. Prompts are prefilled
side by side in packed rows. Needs the same abilities as `sharing`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from transformers.cache_utils import Cache, DynamicLayer

from llmsite.inference.causal import CausalModel
from llmsite.inference.decoding import Ended, Prompt, Writing
from llmsite.inference.sharing import cut_cache, empty_cache

KeyValues = list[tuple[torch.Tensor, torch.Tensor]]
"""Keys and values [heads, tokens, size] of every layer."""


def generate_slots(
    model: CausalModel,
    prompts: Sequence[Prompt],
    write: Callable[[Prompt], Writing],
    *,
    n_rows: int,
    budget: int,
) -> Iterator[tuple[int, Ended]]:
    """Generate texts, the longest prompts first.

    Args:
        model: A model that passed the self-test.
        prompts: What to continue.
        write: Starts the text of a prompt.
        n_rows: Texts that grow at once.
        budget: Prompt tokens computed at once.

    Yields:
        Position of the prompt among `prompts`, and its text.
    """
    queue = _Queue(model, prompts, write, n_rows=n_rows, budget=budget)
    n_columns = max(len(each.ids) + each.limit for each in prompts)
    slots = Slots(model, queue.shared(), min(n_rows, len(prompts)), n_columns)
    growing: dict[int, _Ready] = {}
    while queue or growing:
        for row in [each for each in range(slots.n_rows) if each not in growing]:
            while (first := queue.take()) is not None and first.writing.add(first.token):
                yield first.number, first.writing.end()
            if first is not None:
                slots.fill(row, first.keys_values)
                growing[row] = first
        if not growing:
            continue
        if not queue and 2 * len(growing) <= slots.n_rows:
            growing = dict(enumerate(growing[row] for row in slots.keep(sorted(growing))))
        rows = sorted(growing)
        writings = [growing[row].writing for row in rows]
        logits = slots.step(rows, [each.ids[-1] for each in writings])
        for row, token in zip(rows, pick_tokens(logits, writings), strict=True):
            if growing[row].writing.add(token):
                done = growing.pop(row)
                yield done.number, done.writing.end()


def pick_tokens(logits: torch.Tensor, writings: Sequence[Writing]) -> list[int]:
    """The next token of each row; the most probable ones move to the host at once."""
    best = logits.argmax(-1).tolist()
    return [
        writing.pick(token, logits[row])
        for row, (token, writing) in enumerate(zip(best, writings, strict=True))
    ]


def _shared_length(sequences: Sequence[list[int]]) -> int:
    """Tokens that all prompts share, one less than the shortest at most."""
    first, last = min(sequences), max(sequences)
    longest = min(len(each) for each in sequences) - 1
    n = 0
    while n < longest and first[n] == last[n]:
        n += 1
    return n


def _batch_size(sequences: Sequence[Sequence[int]], shared: int, budget: int, most: int) -> int:
    """How many of the next prompts are prefilled together."""
    n = n_tokens = 0
    for each in sequences[:most]:
        n_tokens += len(each) - shared
        if n and n_tokens > budget:
            break
        n += 1
    return n


@dataclass(frozen=True, slots=True)
class _Ready:
    """A prefilled prompt that waits for a slot."""

    number: int
    writing: Writing
    token: int
    keys_values: KeyValues


class _Queue:
    """Prompts in the order in which they get slots, prefilled some at a time."""

    def __init__(
        self,
        model: CausalModel,
        prompts: Sequence[Prompt],
        write: Callable[[Prompt], Writing],
        *,
        n_rows: int,
        budget: int,
    ) -> None:
        self._prompts = prompts
        self._write = write
        self._n_rows = n_rows
        self._budget = budget
        self._waiting = sorted(range(len(prompts)), key=lambda i: (-len(prompts[i].ids), i))
        self._n_shared = _shared_length([each.ids for each in prompts])
        self._prefill = Prefill(model, prompts[0].ids[: self._n_shared])
        self._ready: list[_Ready] = []

    def __bool__(self) -> bool:
        return bool(self._waiting or self._ready)

    def shared(self) -> KeyValues:
        """Keys and values of what all prompts share."""
        return self._prefill.shared()

    def take(self) -> _Ready | None:
        """The next prompt with its first token; none when all are taken."""
        if not self._ready and self._waiting:
            waiting = [self._prompts[i].ids for i in self._waiting]
            n = _batch_size(waiting, self._n_shared, self._budget, self._n_rows)
            batch, self._waiting = self._waiting[:n], self._waiting[n:]
            writings = [self._write(self._prompts[i]) for i in batch]
            suffixes = [each[self._n_shared :] for each in waiting[:n]]
            logits, computed = self._prefill.compute(suffixes)
            tokens = pick_tokens(logits, writings)
            self._ready = [
                _Ready(*each) for each in zip(batch, writings, tokens, computed, strict=True)
            ]
        return self._ready.pop(0) if self._ready else None


class Prefill:
    """Computes prompts, packed, after what they share."""

    def __init__(self, model: CausalModel, shared: Sequence[int]) -> None:
        self._model = model
        self._n_shared = len(shared)
        self._cache = empty_cache()
        if shared:
            ids = torch.tensor([list(shared)])
            positions = torch.arange(len(shared))
            sees = torch.ones(len(shared), len(shared), dtype=torch.bool).tril()
            self._forward(ids, positions, sees, [])

    def shared(self) -> KeyValues:
        """Keys and values of what all prompts share; none without any."""
        return self._slice(0, self._n_shared) if self._n_shared else []

    def compute(self, suffixes: Sequence[list[int]]) -> tuple[torch.Tensor, list[KeyValues]]:
        """Compute prompts in one row.

        Args:
            suffixes: What each prompt has after the shared part; at least one token.

        Returns:
            Logits [n, vocabulary] of the token after each, and the keys and values of each.
        """
        sizes = torch.tensor([len(each) for each in suffixes])
        owner = torch.repeat_interleave(torch.arange(len(suffixes)), sizes)
        positions = torch.cat([self._n_shared + torch.arange(len(each)) for each in suffixes])
        sees = (owner[:, None] == owner[None, :]) & (positions[:, None] >= positions[None, :])
        ends = torch.cumsum(sizes, 0).tolist()
        ids = torch.tensor([[token for each in suffixes for token in each]])
        logits = self._forward(ids, positions, sees, [end - 1 for end in ends])
        starts = [0, *ends[:-1]]
        computed = [
            self._slice(self._n_shared + start, self._n_shared + end)
            for start, end in zip(starts, ends, strict=True)
        ]
        cut_cache(self._cache, self._n_shared)
        return logits, computed

    def _forward(
        self, ids: torch.Tensor, positions: torch.Tensor, sees: torch.Tensor, wanted: list[int]
    ) -> torch.Tensor:
        return self._model.forward(
            ids,
            torch.tensor(wanted, dtype=torch.long),
            position_ids=positions[None].to(self._model.device),
            attention_mask=self._model.mask(sees, positions, self._cache.get_seq_length()),
            past_key_values=self._cache,
            use_cache=True,
        )

    def _slice(self, start: int, stop: int) -> KeyValues:
        """A copy of a stretch of the cache."""
        layers = cast("list[DynamicLayer]", self._cache.layers)
        return [
            (
                cast("torch.Tensor", layer.keys)[0, :, start:stop].clone(),
                cast("torch.Tensor", layer.values)[0, :, start:stop].clone(),
            )
            for layer in layers
        ]


class _Cursor:
    """Where every row of the slots writes next, and how wide the cache is in use."""

    def __init__(self, n_rows: int, device: torch.device) -> None:
        self.rows = torch.arange(n_rows, device=device)
        self.columns = torch.zeros(n_rows, dtype=torch.long, device=device)
        self.width = 0


class _SlotLayer(DynamicLayer):  # type: ignore[no-untyped-call]  # transformers
    """One layer's keys and values [rows, heads, columns, size], written at each row's cursor."""

    def __init__(self, cursor: _Cursor, keys: torch.Tensor, values: torch.Tensor) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # transformers
        self.cursor = cursor
        self.room = (keys, values)
        self.keys, self.values = keys, values
        self.dtype, self.device = keys.dtype, keys.device
        self.is_initialized = True

    def put(self, row: int, start: int, part: tuple[torch.Tensor, torch.Tensor]) -> None:
        """Fill a stretch of a row."""
        for room, new in zip(self.room, part, strict=True):
            room[row, :, start : start + new.shape[1]] = new

    def keep(self, rows: torch.Tensor) -> None:
        """Give up all other rows."""
        self.room = (self.room[0][rows], self.room[1][rows])
        self.keys, self.values = self.room

    def update(
        self,
        key_states: torch.Tensor,
        value_states: torch.Tensor,
        *_: object,
        **__: object,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Write one token a row; what is in use."""
        place = self.cursor
        keys, values = self.room
        keys[place.rows, :, place.columns] = key_states[:, :, 0]
        values[place.rows, :, place.columns] = value_states[:, :, 0]
        return keys[:, :, : place.width], values[:, :, : place.width]


class Slots:
    """A cache of fixed rows in which texts grow independently."""

    def __init__(self, model: CausalModel, shared: KeyValues, n_rows: int, n_columns: int) -> None:
        self._model = model
        self._shared = shared
        self.n_rows = n_rows
        self._n_columns = n_columns
        self._n_shared = shared[0][0].shape[1] if shared else 0
        self._cursor = _Cursor(n_rows, model.device)
        self._layers: list[_SlotLayer] = []
        self._lengths = [0] * n_rows

    def fill(self, row: int, keys_values: KeyValues) -> None:
        """Give a row to a prompt: its own part after what all share."""
        if not self._layers:
            self._allocate(keys_values)
        for number, layer in enumerate(self._layers):
            if self._shared:
                layer.put(row, 0, self._shared[number])
            layer.put(row, self._n_shared, keys_values[number])
        self._lengths[row] = self._n_shared + keys_values[0][0].shape[1]

    def step(self, rows: Sequence[int], tokens: Sequence[int]) -> torch.Tensor:
        """Add one token to each of some rows; float32 logits [n, vocabulary] of the next ones."""
        device = self._model.device
        ids = torch.zeros(self.n_rows, 1, dtype=torch.long)
        columns = torch.zeros(self.n_rows, dtype=torch.long)
        for row, token in zip(rows, tokens, strict=True):
            ids[row, 0] = token
            columns[row] = self._lengths[row]
            self._lengths[row] += 1
        self._cursor.columns = columns.to(device)
        self._cursor.width = int(columns.max()) + 1
        return self._model.forward(
            ids,
            torch.tensor(list(rows)),
            position_ids=self._cursor.columns[:, None],
            attention_mask=self._model.column_mask(columns, self._cursor.width),
            past_key_values=Cache(layers=[*self._layers]),
            use_cache=True,
        )

    def keep(self, rows: Sequence[int]) -> Sequence[int]:
        """Give up all other rows; the same rows, which are now the first ones in this order."""
        index = torch.tensor(list(rows), device=self._model.device)
        for layer in self._layers:
            layer.keep(index)
        self._lengths = [self._lengths[row] for row in rows]
        self.n_rows = len(rows)
        self._cursor.rows = self._cursor.rows[: self.n_rows]
        return rows

    def _allocate(self, like: KeyValues) -> None:
        """Room for all rows."""
        self._layers = [
            _SlotLayer(self._cursor, self._room(keys), self._room(values)) for keys, values in like
        ]

    def _room(self, like: torch.Tensor) -> torch.Tensor:
        heads, _, size = like.shape
        return torch.zeros(
            self.n_rows, heads, self._n_columns, size, dtype=like.dtype, device=like.device
        )
