"""The page of a leaderboard: who is ahead, who is tied, and every score of a suite."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from llmsite.leaderboard.records import Board
from llmsite.site.boards import board_facts, board_sentence, overall_dots, size_scatter
from llmsite.site.columns import MANY_ROWS
from llmsite.site.edition import Edition
from llmsite.site.figures import show_percent
from llmsite.site.links import HOME, board_href, card_path, rows_href
from llmsite.site.page import Crumb, Page, Planned, depth_prefix
from llmsite.site.structured import dataset_json
from llmsite.site.tables import TableView, table_view

_FIRST_ROWS = 100
_ROWS_A_PAGE = 500


@dataclass(frozen=True, slots=True)
class RowsView:
    """What `pages/rows.html` may name."""

    table: TableView
    """A part of a long table."""
    parts: tuple[Crumb, ...]
    """All parts."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """What `pages/board.html` may name."""

    description: str
    """What the suite measures."""
    facts: tuple[str, ...]
    """Short facts: models, tasks, level, date."""
    table: TableView
    """Rows with evidence."""
    all_rows: tuple[Crumb, ...]
    """Pages that hold all rows without a script, where this one holds the first only."""
    claimed: TableView | None
    """Rows that rest on numbers without evidence; none where there are none."""
    no_overall: str
    """Why there is no overall score; empty where there is one."""
    overall: Markup
    """Interval dot plot of the overall scores; empty where there is none."""
    overall_caption: str
    """What it shows in words."""
    scatter: Markup
    """Score against size; empty with fewer than two models of known size."""
    scatter_caption: str
    """What it shows in words."""
    downloads: tuple[Crumb, ...]
    """The table as files."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a board; for long ones also pages with all rows."""
    for board in edition.leaderboard.boards:
        yield Planned(board_href(board.suite), partial(_page, edition, board))
        for i, part in enumerate(_all_rows(board)):
            yield Planned(part.href, partial(_part, edition, board, i))


def _all_rows(board: Board) -> tuple[Crumb, ...]:
    n = len(board.rows)
    if n <= MANY_ROWS:
        return ()
    return tuple(
        Crumb(f"{start + 1}\u2013{min(start + _ROWS_A_PAGE, n)}", rows_href(board.suite, i))
        for i, start in enumerate(range(0, n, _ROWS_A_PAGE), start=1)
    )


def _part(edition: Edition, board: Board, i: int) -> Page:
    say, title = edition.language.say, edition.pick(board.title)
    parts = _all_rows(board)
    part = parts[i]
    words = say("Rows %(rows)s of %(board)s", rows=part.title, board=title)
    rows = board.rows[i * _ROWS_A_PAGE : (i + 1) * _ROWS_A_PAGE]
    return Page(
        path=part.href,
        template="pages/rows.html",
        title=words,
        description=say(
            "Rows %(rows)s of %(n)s on %(board)s, best first.",
            rows=part.title,
            n=f"{len(board.rows):,}",
            board=title,
        ),
        view=RowsView(table_view(edition, board, rows, words), parts),
        section="boards",
        crumbs=(Crumb(say("Leaderboards"), HOME), Crumb(title, board_href(board.suite))),
    )


def _page(edition: Edition, board: Board) -> Page:
    say = edition.language.say
    path = board_href(board.suite)
    root = depth_prefix(path)
    title = edition.pick(board.title)
    sentence = board_sentence(edition, board)
    overall, overall_caption = overall_dots(edition, board, root)
    scatter, scatter_caption = size_scatter(edition, board, root)
    caption = say(
        "Models on %(board)s, best first; scores with %(level)s intervals",
        board=title,
        level=show_percent(board.level),
    )
    many = len(board.rows) > MANY_ROWS
    rows = board.rows[:_FIRST_ROWS] if many else board.rows
    claimed = None
    if board.claimed:
        words = say("Claimed numbers without evidence, ordered among themselves only")
        claimed = table_view(edition, board, board.claimed, words)
    view = BoardView(
        description=edition.pick(board.description),
        facts=board_facts(edition, board),
        table=table_view(edition, board, rows, caption, scripted=True),
        all_rows=_all_rows(board),
        claimed=claimed,
        no_overall="" if board.aggregates else board.reason,
        overall=overall,
        overall_caption=overall_caption,
        scatter=scatter,
        scatter_caption=scatter_caption,
        downloads=(
            Crumb("CSV", f"api/v1/b/{board.suite}.csv"),
            Crumb("JSON", f"api/v1/b/{board.suite}.json"),
        ),
    )
    return Page(
        path=path,
        template="pages/board.html",
        title=title,
        description=sentence,
        view=view,
        section="boards",
        crumbs=(Crumb(say("Leaderboards"), HOME),),
        scripts=("window",) if many else ("table",),
        structured=dataset_json(edition, board),
        card=card_path(board.suite),
    )
