"""A small page that others may show in a frame: the first rows of a leaderboard."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from llmsite.leaderboard.records import Board
from llmsite.site.boards import board_sentence
from llmsite.site.columns import table_rows
from llmsite.site.edition import Edition
from llmsite.site.embeds import EMBEDDED_ROWS, embed_href
from llmsite.site.figures import show_percent
from llmsite.site.links import board_href
from llmsite.site.page import Page, Planned
from llmsite.site.tables import TableView, table_view


@dataclass(frozen=True, slots=True)
class EmbedView:
    """What `pages/embed.html` may name."""

    table: TableView
    """The first rows; without the tasks' columns where there is an overall score."""
    href: str
    """The leaderboard's page."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a leaderboard."""
    for board in edition.leaderboard.boards:
        yield Planned(embed_href(board.suite), partial(_page, edition, board))


def _page(edition: Edition, board: Board) -> Page:
    title = edition.pick(board.title)
    caption = edition.language.say(
        "The first rows of %(board)s; scores with %(level)s intervals",
        board=title,
        level=show_percent(board.level),
    )
    table = table_view(edition, board, table_rows(board)[:EMBEDDED_ROWS], caption)
    if table.has_overall:
        rows = tuple(replace(row, cells=()) for row in table.rows)
        table = replace(table, headings=(), rows=rows)
    return Page(
        path=embed_href(board.suite),
        template="pages/embed.html",
        title=title,
        description=board_sentence(edition, board),
        view=EmbedView(replace(table, footnotes=()), board_href(board.suite)),
        indexed=False,
    )
