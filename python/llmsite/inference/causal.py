"""A causal model of transformers: token ids in, float32 log-probabilities at wanted places out.

The head is computed only where a score is needed: a hook on its input keeps the wanted rows. That
works for every architecture, whatever it does to the logits afterwards. Owns no batching.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from transformers import PreTrainedModel
    from transformers.cache_utils import Cache

Kept = dict[str, "Cache"]
"""The cache that a model made, under the name of the argument that takes it back."""
_WINDOWS = ("sliding_window", "attention_chunk_size")
"""Settings by which layers see only the nearest tokens."""

_HEAD_ROWS = 512
"""Rows of logits that exist at once: 512 rows of a vocabulary of 262,144 are 0.5 GB."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Which tokens are scored after which places of a batch."""

    rows: list[int]
    """Places, counted through the batch row by row; repeated where several tokens are scored."""
    tokens: list[int]
    """The token scored after each place."""


class CausalModel:
    """A model on its device."""

    def __init__(self, model: "PreTrainedModel") -> None:
        self.model = model
        self.device: torch.device = next(model.parameters()).device
        self.dtype: torch.dtype = next(model.parameters()).dtype
        config = model.config.get_text_config()
        self.config = config
        self.context_length = context_length(model)
        self.window = _sliding_window(config)
        self._mixes_windows = "full_attention" in (getattr(config, "layer_types", None) or ())
        self._wanted: torch.Tensor | None = None
        head: torch.nn.Module = model.get_output_embeddings()  # type: ignore[no-untyped-call]  # transformers
        self._hook = head.register_forward_pre_hook(self._keep_wanted)

    def close(self) -> None:
        """Take the hook off."""
        self._hook.remove()

    def _keep_wanted(
        self, _: torch.nn.Module, given: tuple[torch.Tensor, ...]
    ) -> tuple[torch.Tensor, ...] | None:
        if self._wanted is None:
            return None
        hidden = given[0]
        return (hidden.reshape(-1, hidden.shape[-1])[self._wanted][None],)

    @property
    def cache_bytes_per_token(self) -> int:
        """Memory of one token in the cache of all layers."""
        config = self.config
        n_queries = int(getattr(config, "num_attention_heads", None) or 1)
        n_heads = int(getattr(config, "num_key_value_heads", None) or n_queries)
        size = int(getattr(config, "head_dim", None) or int(config.hidden_size) // n_queries)
        n_layers = int(getattr(config, "num_hidden_layers", None) or 1)
        return 2 * n_layers * n_heads * size * self.dtype.itemsize

    def forward(self, ids: torch.Tensor, wanted: torch.Tensor, **options: object) -> torch.Tensor:
        """Float32 logits [n_wanted, vocabulary] of a batch of ids [rows, columns]."""
        self._wanted = wanted.to(self.device)
        try:
            output = self.model(input_ids=ids.to(self.device), **options)
        finally:
            self._wanted = None
        logits: torch.Tensor = output.logits[0]
        return logits.float()

    def extend(self, ids: torch.Tensor, cache: Kept | None) -> Kept:
        """Add a row of token ids [1, columns] to a cache, or start one.

        Raises:
            ValueError: The model keeps no cache.
        """
        self._wanted = torch.tensor([ids.shape[1] - 1], device=self.device)
        try:
            output = self.model(input_ids=ids.to(self.device), use_cache=True, **(cache or {}))
        finally:
            self._wanted = None
        for name in ("past_key_values", "cache_params"):
            if (made := getattr(output, name, None)) is not None:
                return {name: made}
        raise ValueError("the model keeps no cache")

    @contextmanager
    def narrowed(self, width: int) -> Iterator[None]:
        """Let layers that see only the nearest tokens see no more than `width`, for a test."""
        before = {name: getattr(self.config, name, None) for name in _WINDOWS}
        window = self.window
        try:
            for name, value in before.items():
                if isinstance(value, int):
                    setattr(self.config, name, min(value, width))
            self.window = min(window, width) if window else window
            yield
        finally:
            for name, value in before.items():
                if value is not None:
                    setattr(self.config, name, value)
            self.window = window

    def mask(
        self, sees: torch.Tensor, positions: torch.Tensor, n_cached: int
    ) -> torch.Tensor | dict[str, torch.Tensor]:
        """An attention mask of four dimensions, as the model takes it.

        Args:
            sees: Which token of a row sees which [tokens, tokens]; all see the cached prefix.
            positions: Depth of each token.
            n_cached: Tokens of the prefix.
        """
        prefix = torch.ones(len(positions), n_cached, dtype=torch.bool)
        full = torch.cat([prefix, sees], 1)[None]
        if not self.window:
            return self._shaped(full)
        keys = torch.cat([torch.arange(n_cached), positions])
        near = full & (positions[:, None] - keys[None, :] < self.window)
        return self._windowed(full, near)

    def column_mask(
        self, columns: torch.Tensor, width: int
    ) -> torch.Tensor | dict[str, torch.Tensor]:
        """As `mask`, for rows that each add one token at a column of their own.

        Args:
            columns: Column of each row's token; it sees all columns up to it.
            width: Columns in use.
        """
        every = torch.arange(width)
        full = (every[None, :] <= columns[:, None])[:, None]
        if not self.window:
            return self._shaped(full)
        near = full & (columns[:, None] - every[None, :] < self.window)[:, None]
        return self._windowed(full, near)

    def _windowed(
        self, full: torch.Tensor, near: torch.Tensor
    ) -> torch.Tensor | dict[str, torch.Tensor]:
        """One mask for all layers, or one for each kind."""
        if not self._mixes_windows:
            return self._shaped(near)
        return {"full_attention": self._shaped(full), "sliding_attention": self._shaped(near)}

    def _shaped(self, mask: torch.Tensor) -> torch.Tensor:
        """[rows, 1, queries, keys]: Booleans for fused kernels, numbers to add for plain ones."""
        placed = mask[:, None].to(self.device)
        if getattr(self.config, "_attn_implementation", None) != "eager":
            return placed
        lowest = torch.finfo(self.dtype).min
        return torch.zeros_like(placed, dtype=self.dtype).masked_fill(~placed, lowest)

    def score(
        self, ids: torch.Tensor, targets: Targets, **options: object
    ) -> tuple[list[float], list[bool]]:
        """Log-probability of each target, and whether it is the most probable token.

        Args:
            ids: Batch of token ids [rows, columns].
            targets: What to score.
            options: Further arguments of the model (mask, positions, cache).
        """
        wanted, inverse = torch.unique(
            torch.tensor(targets.rows, dtype=torch.long), return_inverse=True
        )
        logits = self.forward(ids, wanted, **options)
        return score_logits(logits, inverse, targets.tokens)


def _sliding_window(config: object) -> int | None:
    """Tokens that layers with a sliding window see; none where no layer has one."""
    types = getattr(config, "layer_types", None)
    if types is not None and "sliding_attention" not in types:
        return None
    if types is None and not getattr(config, "use_sliding_window", True):
        return None
    window = getattr(config, "sliding_window", None)
    return window if isinstance(window, int) else None


def score_logits(
    logits: torch.Tensor, rows: torch.Tensor, tokens: Sequence[int]
) -> tuple[list[float], list[bool]]:
    """Log-probabilities and greediness of tokens at rows of logits, moved to the host at once."""
    if not tokens:
        return [], []
    places = rows.to(logits.device)
    wanted = torch.tensor(tokens, device=logits.device)
    totals = torch.cat([torch.logsumexp(part, -1) for part in torch.split(logits, _HEAD_ROWS)])
    best = torch.cat([part.argmax(-1) for part in torch.split(logits, _HEAD_ROWS)])
    scores = logits[places, wanted] - totals[places]
    greedy = best[places] == wanted
    return scores.tolist(), greedy.tolist()


def context_length(model: "PreTrainedModel") -> int:
    """Most tokens of prompt and answer together; 2048 where the configuration does not say."""
    config = model.config.get_text_config()
    for name in ("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length"):
        value = getattr(config, name, None)
        if isinstance(value, int) and value > 0:
            return value
    return 2048
