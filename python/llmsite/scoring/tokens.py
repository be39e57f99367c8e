"""Tokenizers, for looking at what a metric counts."""

from collections.abc import Iterable

from llmsite import _core


def tokenizers() -> tuple[str, ...]:
    """Names of all tokenizers."""
    return tuple(_core.tokenizers())


def tokenize(tokenizer: str, texts: Iterable[str]) -> list[str]:
    """Tokenize texts.

    Args:
        tokenizer: A name from `tokenizers()`.
        texts: One text a sample.

    Returns:
        Tokens of each text, joined by one space.

    Raises:
        ScoringError: There is no such tokenizer, or an entry is no text.

    >>> tokenize("13a", ["Hello, world!"])
    ['Hello , world !']
    """
    return _core.tokenize(tokenizer, texts)
