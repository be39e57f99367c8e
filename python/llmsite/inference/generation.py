"""Text generation in padded batches by the loop of transformers.

The plain way that works for every causal model; every token is picked here, so greedy means greedy
and a draw depends on its sample alone.
"""

from collections.abc import Callable, Iterator, Sequence

import torch

from llmsite.inference.causal import CausalModel
from llmsite.inference.decoding import Ended, Prompt, Writing


class Steering:
    """Picks each row's next token and knows which rows are over."""

    def __init__(self, writings: Sequence[Writing]) -> None:
        self.writings = writings
        self.is_over = [False] * len(writings)

    def pick(self, _: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Scores that leave one token a row (a logits processor)."""
        best = scores.argmax(-1).tolist()
        picks = [
            token if over else writing.pick(token, scores[row])
            for row, (token, writing, over) in enumerate(
                zip(best, self.writings, self.is_over, strict=True)
            )
        ]
        for row, (writing, token) in enumerate(zip(self.writings, picks, strict=True)):
            if not self.is_over[row]:
                self.is_over[row] = writing.add(token)
        forced = torch.full_like(scores, -torch.inf)
        forced[torch.arange(len(picks)), torch.tensor(picks, device=scores.device)] = 0.0
        return forced

    def stop(self, ids: torch.Tensor, scores: torch.Tensor, **_: object) -> torch.Tensor:  # noqa: ARG002 - transformers' signature
        """Rows that are over (a stopping criterion)."""
        return torch.tensor(self.is_over, device=ids.device)


def generate_rows(
    model: CausalModel,
    prompts: Sequence[Prompt],
    write: Callable[[Prompt], Writing],
    *,
    n_rows: int,
) -> Iterator[tuple[int, Ended]]:
    """Generate in batches of `n_rows` prompts, longest first, padded on the left.

    Yields:
        Position of the prompt among `prompts`, and its text.
    """
    order = sorted(range(len(prompts)), key=lambda i: (-len(prompts[i].ids), i))
    for start in range(0, len(order), n_rows):
        batch = order[start : start + n_rows]
        writings = [write(prompts[i]) for i in batch]
        _generate_batch(model, writings)
        for i, writing in zip(batch, writings, strict=True):
            yield i, writing.end()


def _generate_batch(model: CausalModel, writings: Sequence[Writing]) -> None:
    width = max(len(w.prompt.ids) for w in writings)
    ids = torch.zeros(len(writings), width, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, writing in enumerate(writings):
        given = writing.prompt.ids
        ids[row, width - len(given) :] = torch.tensor(given)
        mask[row, width - len(given) :] = 1
    steering = Steering(writings)
    model.model.generate(  # type: ignore[operator]  # a method, whatever the stubs say
        input_ids=ids.to(model.device),
        attention_mask=mask.to(model.device),
        max_new_tokens=max(w.prompt.limit for w in writings),
        do_sample=False,
        pad_token_id=0,
        eos_token_id=None,
        logits_processor=[steering.pick],
        stopping_criteria=[steering.stop],
    )
