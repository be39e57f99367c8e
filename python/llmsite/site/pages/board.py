"""The page of a leaderboard: who is ahead, who is tied, and every score of a suite."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from llmsite.leaderboard.records import Board
from llmsite.site.boards import board_facts, board_sentence, overall_dots, size_scatter
from llmsite.site.edition import Edition
from llmsite.site.figures import show_percent
from llmsite.site.links import HOME, board_href
from llmsite.site.page import Crumb, Page, depth_prefix
from llmsite.site.structured import dataset_json
from llmsite.site.tables import TableView, table_view


@dataclass(frozen=True, slots=True)
class BoardView:
    """What `pages/board.html` may name."""

    description: str
    """What the suite measures."""
    facts: tuple[str, ...]
    """Short facts: models, tasks, level, date."""
    table: TableView
    """Rows with evidence."""
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


def build(edition: Edition) -> Iterator[Page]:
    """One page a board."""
    for board in edition.leaderboard.boards:
        yield _page(edition, board)


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
    claimed = None
    if board.claimed:
        words = say("Claimed numbers without evidence, ordered among themselves only")
        claimed = table_view(edition, board, board.claimed, words)
    view = BoardView(
        description=edition.pick(board.description),
        facts=board_facts(edition, board),
        table=table_view(edition, board, board.rows, caption, facets=True),
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
        scripts=("table",),
        structured=dataset_json(edition, board),
        card=f"card/{board.suite}.png",
    )
