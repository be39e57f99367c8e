"""From labels of tokens to labelled stretches of a text, and to an answer's place in a passage.

Knows nothing of models: labels and scores come in, places of characters go out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llmsite.schema.generation import Span

_SCHEME = re.compile(r"([BIES])-(.+)", re.DOTALL)
_BEGINS = ("B-", "S-")
_FIRST_WITHOUT_SPACES = 0x2E80
"""From here on, scripts such as Chinese and Japanese write words without spaces between them."""


@dataclass(frozen=True, slots=True)
class MarkedToken:
    """A token with the label that the model gives it."""

    start: int
    """First character."""
    end: int
    """Character after the last one."""
    label: str
    """Such as `B-PER`, `I-PER`, `PER` or `O`."""


def kind_of(label: str) -> str:
    """What a label marks, without its place in the stretch; empty for what marks nothing."""
    found = _SCHEME.fullmatch(label)
    if found:
        return found[2]
    return "" if label == "O" else label


def join_spans(text: str, tokens: Sequence[MarkedToken]) -> list[Span]:
    """Stretches of tokens with one kind of label.

    `B-` begins a stretch, `I-` and plain labels go on with one of their kind or begin one. Parts of
    a word that are not its first go with the first, as models are trained.
    """
    spans: list[Span] = []
    kind, last = "", -1
    for token in tokens:
        if token.end <= token.start:
            continue
        is_part = token.start == last and _goes_on(text, token.start)
        before, last = kind, token.end
        if not is_part:
            kind = kind_of(token.label)
            if kind and (kind != before or token.label.startswith(_BEGINS)):
                spans.append(Span(start=token.start, end=token.end, label=kind))
        if kind:
            spans[-1] = spans[-1].model_copy(update={"end": token.end})
    return [_trimmed(text, each) for each in spans if text[each.start : each.end].strip()]


def _goes_on(text: str, at: int) -> bool:
    """Whether a character continues the word before it."""
    return at > 0 and _is_of_word(text[at - 1]) and _is_of_word(text[at])


def _is_of_word(character: str) -> bool:
    return character.isalnum() and ord(character) < _FIRST_WITHOUT_SPACES


def _trimmed(text: str, span: Span) -> Span:
    """Without the white space that tokens of some models begin with."""
    marked = text[span.start : span.end]
    start = span.start + len(marked) - len(marked.lstrip())
    return span.model_copy(update={"start": start, "end": start + len(marked.strip())})


def split_passage(text: str) -> tuple[str, str]:
    """The question and the passage of a text: the last line, and what stands above it.

    A word with a colon at the start of either, such as `Question:`, belongs to neither. The passage
    is empty where there is but one line.
    """
    passage, _, question = text.rstrip().rpartition("\n")
    return _without_head(question), _without_head(passage)


def _without_head(text: str) -> str:
    return re.sub(r"\A\s*[^\W\d_]{1,20}\s*[:\uff1a]\s*", "", text)


def best_stretch(
    starts: Sequence[float], ends: Sequence[float], usable: Sequence[bool], *, n_tokens: int
) -> tuple[float, int, int]:
    """The first and the last token with the greatest sum of scores; equal ones: the first.

    Args:
        starts: Score of each token as the first one.
        ends: Score of each token as the last one.
        usable: Whether a token may be part of an answer.
        n_tokens: Most tokens of an answer.

    Returns:
        The sum and the two positions; minus infinity where no token may be used.
    """
    best = (float("-inf"), 0, 0)
    for first, start in enumerate(starts):
        if not usable[first]:
            continue
        for last in range(first, min(first + n_tokens, len(ends))):
            if not usable[last]:
                break
            if start + ends[last] > best[0]:
                best = (start + ends[last], first, last)
    return best
