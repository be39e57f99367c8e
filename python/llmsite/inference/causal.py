"""A causal model of transformers: token ids in, float32 log-probabilities at wanted places out.

The head is computed only where a score is needed: a hook on its input keeps the wanted rows. That
works for every architecture, whatever it does to the logits afterwards. Owns no batching.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from transformers import PreTrainedModel

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
        self._wanted: torch.Tensor | None = None
        head: torch.nn.Module = model.get_output_embeddings()  # type: ignore[no-untyped-call]  # transformers
        head.register_forward_pre_hook(self._keep_wanted)

    def _keep_wanted(
        self, _: torch.nn.Module, given: tuple[torch.Tensor, ...]
    ) -> tuple[torch.Tensor, ...] | None:
        if self._wanted is None:
            return None
        hidden = given[0]
        return (hidden.reshape(-1, hidden.shape[-1])[self._wanted][None],)

    def forward(self, ids: torch.Tensor, wanted: torch.Tensor, **options: object) -> torch.Tensor:
        """Float32 logits [n_wanted, vocabulary] of a batch of ids [rows, columns]."""
        self._wanted = wanted.to(self.device)
        try:
            output = self.model(input_ids=ids.to(self.device), **options)
        finally:
            self._wanted = None
        logits: torch.Tensor = output.logits[0]
        return logits.float()

    def score(
        self, ids: torch.Tensor, targets: Targets, **options: object
    ) -> tuple[list[float], list[bool]]:
        """Log-probability of each target, and whether it is the most probable token.

        Args:
            ids: Batch of token ids [rows, columns].
            targets: What to score.
            options: Further arguments of the model (mask, positions, cache).
        """
        wanted, inverse = torch.unique(torch.tensor(targets.rows), return_inverse=True)
        logits = self.forward(ids, wanted, **options)
        return score_logits(logits, inverse, targets.tokens)


def score_logits(
    logits: torch.Tensor, rows: torch.Tensor, tokens: Sequence[int]
) -> tuple[list[float], list[bool]]:
    """Log-probabilities and greediness of tokens at rows of logits, moved to the host at once."""
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
