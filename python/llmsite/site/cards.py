"""Sharing pictures of leaderboards: 1200 by 630 pixels, the first rows with their intervals.

Drawn with the font that comes with Pillow, so that equal versions give equal bytes; letters that
it does not have are left out, which is why cards are in English only.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from llmsite.leaderboard.records import Board, Row
from llmsite.site.boards import board_sentence
from llmsite.site.edition import Edition, ranked_rows
from llmsite.site.figures import show_rank
from llmsite.site.measures import AGGREGATE

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

_WIDTH, _HEIGHT, _MARGIN = 1200, 630, 64
_INK, _QUIET, _LINE, _PAPER, _MARK = "#16191f", "#5a6270", "#dde1e6", "#ffffff", "#0b57d0"
_ROWS = 6
_ROW = 56
_TOP = 238
_LEFT, _RIGHT = 480, _WIDTH - _MARGIN - 150
"""Where 0 and 100 stand."""


def board_card(edition: Edition, board: Board) -> bytes:
    """The card of a leaderboard as PNG.

    Args:
        edition: An edition in English.
        board: The leaderboard.
    """
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    draw = ImageDraw.Draw(picture)
    large, normal, small = (ImageFont.load_default(size) for size in (46, 28, 24))
    title = edition.pick(board.title)
    draw.text((_MARGIN, 48), _fitted(draw, title, large, _WIDTH - 2 * _MARGIN), _INK, large)
    for i, line in enumerate(_wrapped(draw, board_sentence(edition, board), normal)[:2]):
        draw.text((_MARGIN, 122 + 38 * i), line, _QUIET, normal)
    rows = ranked_rows(board)[:_ROWS]
    for i, row in enumerate(rows):
        _draw_row(draw, edition, row, _TOP + _ROW * i, (normal, small))
    draw.line((_MARGIN, _HEIGHT - 62, _WIDTH - _MARGIN, _HEIGHT - 62), _LINE, 2)
    footer = f"{edition.title} – {edition.data_day}" if edition.data_day else edition.title
    draw.text((_MARGIN, _HEIGHT - 48), _fitted(draw, footer, small, _WIDTH), _QUIET, small)
    content = BytesIO()
    picture.quantize(16).save(content, "PNG", optimize=True)
    return content.getvalue()


def _draw_row(
    draw: "ImageDraw",
    edition: Edition,
    row: Row,
    y: int,
    fonts: "tuple[FreeTypeFont | ImageFont, FreeTypeFont | ImageFont]",
) -> None:
    normal, small = fonts
    draw.text((_MARGIN, y + 3), show_rank(row.rank).translate(_LACKING), _QUIET, small)
    name = _fitted(draw, edition.row_name(row), normal, _LEFT - _MARGIN - 130)
    draw.text((_MARGIN + 100, y), name, _INK, normal)
    middle = y + 18
    draw.line((_LEFT, middle, _RIGHT, middle), _LINE, 2)
    score = row.aggregate
    if score is None:
        return
    if score.low is not None and score.high is not None:
        draw.line((_x(score.low), middle, _x(score.high), middle), _MARK, 5)
    x = _x(score.value)
    draw.ellipse((x - 8, middle - 8, x + 8, middle + 8), fill=_MARK)
    draw.text(
        (_WIDTH - _MARGIN, y),
        AGGREGATE.show(score.value).translate(_LACKING),
        _INK,
        normal,
        anchor="ra",
    )


_LACKING = str.maketrans({"–": "-", "\u2212": "-", "\u00a0": " ", "…": "..."})
"""Characters that the font does not have, and what stands for them."""


def _x(share: float) -> float:
    return _LEFT + min(max(share, 0.0), 1.0) * (_RIGHT - _LEFT)


def _fitted(draw: "ImageDraw", text: str, font: "FreeTypeFont | ImageFont", width: float) -> str:
    """A text cut so that it fits."""
    text = text.translate(_LACKING)
    if draw.textlength(text, font) <= width:
        return text
    while text and draw.textlength(text + "...", font) > width:
        text = text[:-1]
    return text + "..."


def _wrapped(draw: "ImageDraw", text: str, font: "FreeTypeFont | ImageFont") -> list[str]:
    lines = [""]
    for word in text.translate(_LACKING).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font) <= _WIDTH - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
