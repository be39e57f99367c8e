"""Badges: a row's place on a board as a picture of our own, and in the form that shields.io reads.

The same bytes in all languages. Knows nothing of pages.
"""

from collections.abc import Iterator
from functools import partial

from markupsafe import escape

from llmsite.leaderboard.records import Board, Row
from llmsite.site.edition import Edition
from llmsite.site.figures import show_rank
from llmsite.site.links import model_href
from llmsite.site.page import PlannedDocument
from llmsite.site.tables import interval_words
from llmsite.storage import compact_json

_MOST = 500
"""Rows of a board that have badges: two files a row would fill the site of a large one."""
_COLOUR = "0b57d0"
_NARROW, _WIDE = 6.4, 11.5
"""Width of a letter and of a Chinese character, in pixels."""
_ASCII = 0x2E80
"""Code points from here on are wide."""


def badge_path(suite: str, model: str) -> str:
    """A model's badge from the site's root, without its ending."""
    return f"badge/{suite}/{model}"


def badge_rows(board: Board) -> tuple[Row, ...]:
    """Rows that have a badge: ranked, the only one of their model."""
    ranked = (row for row in board.rows[:_MOST] if row.rank is not None and not row.label)
    return tuple(ranked)


def badge_snippet(edition: Edition, board: Board, row: Row) -> str:
    """Markdown that shows the badge of one of `badge_rows`; empty where no address is known."""
    base = edition.config.base_url.rstrip("/")
    if not base:
        return ""
    address = f"{base}/{edition.address(model_href(row.model))}".removesuffix("index.html")
    picture = f"{base}/{badge_path(board.suite, row.model)}.svg"
    return f"[![{edition.pick(board.title)}]({picture})]({address})"


def badge_documents(edition: Edition) -> Iterator[PlannedDocument]:
    """An SVG and a JSON file for each row that has a badge."""
    for board in edition.leaderboard.boards:
        title = edition.pick(board.title)
        for row in badge_rows(board):
            path = badge_path(board.suite, row.model)
            words = f"#{show_rank(row.rank)} · {interval_words(row)}"
            yield PlannedDocument(f"{path}.svg", partial(_drawing, title, words))
            yield PlannedDocument(f"{path}.json", partial(_endpoint, title, words))


def _endpoint(label: str, message: str) -> bytes:
    value = {"schemaVersion": 1, "label": label, "message": message, "color": _COLOUR}
    return compact_json(value) + b"\n"


def _width(text: str) -> float:
    return sum(_WIDE if ord(character) >= _ASCII else _NARROW for character in text)


def _drawing(label: str, message: str) -> bytes:
    left, right = _width(label), _width(message)
    edge, whole = left + 12, left + right + 24
    words = escape(f"{label}: {message}")
    texts = "".join(
        f'<text x="{x:.1f}" y="14" textLength="{width:.1f}">{escape(text)}</text>'
        for x, width, text in ((6, left, label), (edge + 6, right, message))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole:.0f}" height="20" role="img" '
        f'aria-label="{words}"><title>{words}</title>'
        f'<rect width="{whole:.0f}" height="20" rx="3" fill="#444"/>'
        f'<path d="M{edge:.1f} 0h{whole - edge - 3:.1f}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h'
        f'{edge + 3 - whole:.1f}z" fill="#{_COLOUR}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{texts}</g></svg>\n"
    ).encode()
