"""Stop strings, looked for in decoded text. Knows nothing of tokens."""

from collections.abc import Sequence


def cut(text: str, stop: Sequence[str]) -> tuple[str, str]:
    """The text up to the first stop string, and which one it was (empty: none).

    Of several at the same place the longest counts.
    """
    best, found = len(text), ""
    for each in sorted(stop, key=len, reverse=True):
        at = text.find(each, 0, best + len(each) - 1) if each else -1
        if 0 <= at < best:
            best, found = at, each
    return text[:best], found
