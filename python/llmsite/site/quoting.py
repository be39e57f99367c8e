"""Texts of models and data sets on a page: hostile until shown otherwise, never longer than said.

Everything is escaped; characters that hide or turn what stands beside them are spelt out; what is
cut says so. Knows nothing of pages.
"""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup, escape

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ue000-\uf8ff\ud800-\udfff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
"""Characters without a form of their own: controls, bidirectional marks, blank letters, tags,
private use. The joiners of scripts that need them stay."""
_STACK = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
"""More marks on one letter than any script needs, which would cover the lines above."""
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\\s+|[^\\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_MAX_WORDS = 150
"""Longer texts are not compared word by word."""
_ALIKE = 0.4
"""Share of words in common below which a text is another one, and no version of the first."""
_LEFT_OUT = 40
"""Room for the words that stand where a text is cut."""


_SIGN = '<b class="sign">U+%04X</b>'
_WEIGHTS = {"&": 5, "<": 4, ">": 4, '"': 5, "'": 5}
"""Bytes of what stands for a character."""


def show_text(text: str) -> Markup:
    """A text as markup: escaped, characters that hide spelt out as `U+202E`."""
    escaped = str(escape(_thinned(text)))
    return Markup(_HIDDEN.sub(lambda found: _SIGN % ord(found[0]), escaped))  # noqa: S704 - escaped


def plain_text(text: str) -> str:
    """A text for places without markup, such as a link's words: one line, what hides spelt out."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():  # as nearly all are
        return line
    line = _thinned(line)
    return _HIDDEN.sub(lambda found: f"U+{ord(found[0]):04X}", line)


def _thinned(text: str) -> str:
    return _STACK.sub("\\1\N{HORIZONTAL ELLIPSIS}", text)


def n_bytes(text: str) -> int:
    """Bytes of a text as it stands on a page."""
    return len(show_text(text).encode())


def cut(text: str, limit: int, left_out: str) -> str:
    """A text of which at most so many bytes stand on a page: its two ends where it is longer.

    Args:
        text: The text.
        limit: Bytes on the page.
        left_out: What stands in the gap, with `%n` for the number of characters.
    """
    if len(text) <= limit and n_bytes(text) <= limit:
        return text
    text = _thinned(text)
    room = max(limit - _LEFT_OUT - len(left_out.encode()), 0)
    head = _fitting(text, room * 2 // 3)
    tail = _fitting(text[: -room - 1 : -1], room // 3)
    gap = left_out.replace("%n", f"{len(text) - head - tail:,}")
    return f"{text[:head]} \u2026 {gap} \u2026 {text[len(text) - tail :] if tail else ''}"


def _fitting(text: str, room: int) -> int:
    """How many of the first characters stand in so many bytes."""
    text = text[:room]
    if _HIDDEN.search(text) is None:
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if n_bytes(text[:middle]) <= room else (low, middle - 1)
        return low
    for n, character in enumerate(text):
        if _HIDDEN.match(character):
            room -= len(_SIGN % ord(character))
        else:
            room -= _WEIGHTS.get(character) or len(character.encode())
        if room < 0:
            return n
    return len(text)


def show_answer(text: str, prediction: str | None, beside: str | None = None) -> Markup:
    """An answer with what was extracted from it marked, and the words that another lacks.

    Args:
        text: The answer.
        prediction: What was extracted; marked at its last place, unless it is the whole answer.
        beside: Answer to compare with word by word; none for no comparison.
    """
    start = end = -1
    if prediction and prediction.strip() != text.strip() and prediction in text:
        start = text.rfind(prediction)
        end = start + len(prediction)
    pieces = _pieces(text, beside)
    parts, at = [], 0
    for piece, is_new in pieces:
        for part, is_marked in _split(piece, start - at, end - at):
            shown = show_text(part)
            if is_new and not part.isspace():
                shown = Markup("<ins>{}</ins>").format(shown)
            parts.append(Markup("<mark>{}</mark>").format(shown) if is_marked else shown)
        at += len(piece)
    return Markup("").join(parts)


def _split(piece: str, start: int, end: int) -> Iterator[tuple[str, bool]]:
    """A piece around the marked stretch, whose ends count from the piece's first character."""
    if start >= len(piece) or end <= 0 or end <= start:
        yield piece, False
        return
    start, end = max(start, 0), min(end, len(piece))
    for part, marked in ((piece[:start], False), (piece[start:end], True), (piece[end:], False)):
        if part:
            yield part, marked


def _pieces(text: str, beside: str | None) -> list[tuple[str, bool]]:
    """Stretches of a text, each with whether the other one lacks it."""
    if beside is None or beside == text:
        return [(text, False)]
    mine, other = _WORD.findall(text), _WORD.findall(beside)
    if not mine or max(len(mine), len(other)) > _MAX_WORDS:
        return [(text, False)]
    pieces, at = [], 0
    in_common = Counter(mine) & Counter(other)
    if _n_words(list(in_common.elements())) < _ALIKE * _n_words(mine):
        return [(text, False)]
    blocks = SequenceMatcher(None, other, mine, autojunk=False).get_matching_blocks()
    shared = [word for block in blocks for word in mine[block.b : block.b + block.size]]
    if _n_words(shared) < _ALIKE * _n_words(mine):
        return [(text, False)]
    for block in blocks:
        if block.b > at:
            pieces.append(("".join(mine[at : block.b]), True))
        if block.size:
            pieces.append(("".join(mine[block.b : block.b + block.size]), False))
        at = block.b + block.size
    return pieces


def _n_words(words: list[str]) -> int:
    return sum(not word.isspace() for word in words)
