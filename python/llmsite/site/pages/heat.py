"""The heat table of a leaderboard: which models are strong on which tasks, at one glance."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.leaderboard.records import Board, Row
from llmsite.site.boards import board_sentence
from llmsite.site.edition import Edition
from llmsite.site.heat import has_heat, heat_finding, heat_share, heat_step
from llmsite.site.links import HOME, board_href, card_path, heat_href, model_href, task_href
from llmsite.site.measures import column_measure
from llmsite.site.naming import measure_words
from llmsite.site.page import Crumb, Page, Planned

_ROWS = 100


@dataclass(frozen=True, slots=True)
class HeatHeading:
    """Head of one task."""

    title: str
    """Title of the task."""
    href: str
    """Its page."""
    measure: str
    """Metric and unit."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One score."""

    text: str
    """The score; empty where it is missing."""
    tone: str
    """Class of its step, `h0` to `h6`; empty where it has none."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One model."""

    name: str
    """Its name."""
    href: str
    """Its page."""
    cells: tuple[HeatCell, ...]
    """One a task."""


@dataclass(frozen=True, slots=True)
class HeatView:
    """What `pages/heat.html` may name."""

    caption: str
    """What the table holds."""
    headings: tuple[HeatHeading, ...]
    """One a task."""
    rows: tuple[HeatRow, ...]
    """Best first, a hundred at most."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a board whose tasks have a common scale."""
    for board in edition.leaderboard.boards:
        if has_heat(board):
            yield Planned(heat_href(board.suite), partial(_page, edition, board))


def _page(edition: Edition, board: Board) -> Page:
    say, title = edition.language.say, edition.pick(board.title)
    name = say("%(board)s by task", board=title)
    rows = board.rows[:_ROWS]
    return Page(
        path=heat_href(board.suite),
        template="pages/heat.html",
        title=name,
        description=heat_finding(edition, board) or board_sentence(edition, board),
        view=HeatView(
            caption=edition.language.say_n(
                "The first row of %(board)s; the stronger the colour, the nearer to a perfect "
                "score, and no colour is chance.",
                "The first %(n)s rows of %(board)s; the stronger the colour, the nearer to a "
                "perfect score, and no colour is chance.",
                len(rows),
                board=title,
            ),
            headings=tuple(
                HeatHeading(
                    edition.pick(column.title),
                    task_href(column.task),
                    measure_words(edition.language, column_measure(column), column.metric),
                )
                for column in board.columns
            ),
            rows=tuple(_row(edition, board, row) for row in rows),
        ),
        section="boards",
        crumbs=(Crumb(say("Leaderboards"), HOME), Crumb(title, board_href(board.suite))),
        card=card_path(board.suite),
    )


def _row(edition: Edition, board: Board, row: Row) -> HeatRow:
    cells = []
    for column, cell in zip(board.columns, row.cells, strict=True):
        share = heat_share(column, cell)
        text = column_measure(column).show(cell.score.value) if cell.score else ""
        cells.append(HeatCell(text, f"h{heat_step(share)}" if share is not None else ""))
    return HeatRow(edition.row_name(row), model_href(row.model), tuple(cells))
