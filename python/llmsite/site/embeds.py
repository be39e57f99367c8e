"""Snippets with which others show a leaderboard or a place on it.

Knows nothing of pages.
"""

from html import escape
from urllib.parse import quote

from llmsite.leaderboard.records import Board
from llmsite.site.columns import table_rows
from llmsite.site.edition import Edition

EMBEDDED_ROWS = 10
"""Rows that a frame shows."""
_ROW, _REST = 56, 190
"""Height of a row and of everything else, in pixels."""


def embed_href(suite: str) -> str:
    """The page for frames, from the language's root."""
    return f"embed/b/{quote(suite)}/index.html"


def frame_snippet(edition: Edition, board: Board) -> str:
    """HTML that shows a leaderboard in a frame; empty where the site's address is not known."""
    base = edition.config.base_url.rstrip("/")
    if not base:
        return ""
    height = _REST + _ROW * min(EMBEDDED_ROWS, len(table_rows(board)))
    address = f"{base}/{edition.language.prefix}{embed_href(board.suite)}"
    title = escape(edition.pick(board.title))
    return (
        f'<iframe src="{escape(address)}" title="{title}" width="100%" height="{height}" '
        'loading="lazy"></iframe>'
    )
