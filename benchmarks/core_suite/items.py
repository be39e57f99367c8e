"""One generated sample, and the rule that keeps samples of a task apart.

Knows nothing of families or files.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

MOST_SHARED = 0.6
"""Share of common runs from which two texts are too alike."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is asked, and what counts as right."""

    text: str
    """The question as the prompt shows it."""
    answers: tuple[str, ...]
    """Accepted answers, the shortest usual one first."""


Draw = Callable[[Random, str, int], Item]
"""Makes an item from a source of randomness, a language (`en`, `zh`) and a level (1 to 3)."""


def runs(text: str, language: str) -> frozenset[object]:
    """Runs of five words, in Chinese of eight characters; of a shorter text the whole."""
    if language == "zh":
        units: list[str] = re.findall(r"\w", text)
        n = 8
    else:
        units = re.findall(r"\w+", text.lower())
        n = 5
    return frozenset(zip(*(units[k:] for k in range(n)), strict=False)) or frozenset([*units])


class Apart:
    """Texts that were accepted so far; refuses one that is too near to any of them."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._seen: list[frozenset[object]] = []

    def accepts(self, text: str) -> bool:
        """Whether the text is new enough; if so it counts from now on."""
        new = runs(text, self._language)
        for old in self._seen:
            if len(new & old) >= MOST_SHARED * min(len(new), len(old)):
                return False
        self._seen.append(new)
        return True
