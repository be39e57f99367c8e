"""What is said of a request beside its answer: its name, and how much was read."""

from dataclasses import dataclass
from typing import TypedDict

from llmsite.schema.request import Request


@dataclass(frozen=True, slots=True)
class Load:
    """How much requests ask for."""

    n_prompt_tokens: int
    """Tokens of what is asked."""
    n_computed_tokens: int
    """Tokens of all forward passes, without those of generated texts."""
    n_new_tokens: int = 0
    """Most tokens that may be generated."""


class Key(TypedDict):
    """What names a generation."""

    task: str
    id: str
    index: int


class Read(TypedDict):
    """What a generation says of the text that was read."""

    n_prompt_tokens: int
    n_truncated_tokens: int


def key_of(request: Request) -> Key:
    """Name of the generation that answers a request."""
    task, sample, index = request.key
    return {"task": task, "id": sample, "index": index}
