"""A long text as windows that predict each of its tokens once.

The rule is that of the field's harness: the first window starts with the start token, each later
one is filled up with as many earlier tokens as fit. Pure; knows nothing of models.
"""

from llmsite.inference.tokens import Option


def split_windows(ids: list[int], *, prefix: int, context_length: int) -> list[Option]:
    """Windows of at most `context_length` input tokens.

    Args:
        ids: Tokens of the text.
        prefix: Token that stands before the first.
        context_length: Most input tokens of the model.
    """
    windows = []
    for start in range(0, len(ids), context_length):
        stop = min(start + context_length, len(ids))
        if start == 0:
            windows.append(Option([prefix], ids[:stop]))
        else:
            first = max(0, stop - 1 - context_length)
            windows.append(Option(ids[first:start], ids[start:stop]))
    return windows
