"""What a backend says of the cost of asking, before it is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking would take."""

    n_prompt_tokens: int
    """Tokens of all prompts."""
    n_computed_tokens: int
    """Of these, tokens that are computed: what is shared counts once."""
    n_new_tokens: int
    """Most tokens that may be generated."""
    memory_bytes: int
    """Weights and cache."""
    seconds: float
    """Time if every text grew to its limit."""
    cost_usd: float | None = None
    """Most that it could cost; none where nobody is paid."""
