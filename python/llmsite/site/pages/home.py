"""The first page: who is ahead on the first board, the smallest choice, the other boards, news."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from llmsite.site.board_pictures import overall_dots
from llmsite.site.boards import board_facts, board_sentence, first_answer
from llmsite.site.columns import table_rows
from llmsite.site.edition import Edition
from llmsite.site.figures import show_percent
from llmsite.site.links import HOME, board_href, card_path, model_href, result_href
from llmsite.site.page import Page, Planned
from llmsite.site.picture import Picture
from llmsite.site.structured import dataset_json
from llmsite.site.tables import TableView, table_view

_ROWS = 30
_NEWEST = 5


@dataclass(frozen=True, slots=True)
class BoardLink:
    """One of the leaderboards."""

    title: str
    """Title of the suite."""
    href: str
    """Its page."""
    sentence: str
    """Who is ahead."""


@dataclass(frozen=True, slots=True)
class News:
    """One of the newest results."""

    day: str
    """Day as people write it."""
    iso_day: str
    """Day as `YYYY-MM-DD`."""
    model: str
    """Name of the model."""
    model_href: str
    """Its page."""
    result_href: str
    """The result's page."""
    what: str
    """What it says, a few words."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """What `pages/home.html` may name."""

    board_title: str
    """Title of the first board; empty where there is none."""
    board_href: str
    """Its page."""
    description: str
    """What the first suite measures."""
    answer: str
    """The smallest of the models at the top, one sentence; empty where there is no choice."""
    facts: tuple[str, ...]
    """Short facts: models, tasks, level, date."""
    table: TableView | None
    """The first rows of the first board; none where there is no board."""
    more: str
    """Link text to the whole table; empty where it is whole here."""
    no_overall: str
    """Why there is no overall score; empty where there is one."""
    overall: Picture | None
    """Interval dot plot of the overall scores; none where there is none."""
    boards: tuple[BoardLink, ...]
    """All leaderboards, if there are several."""
    news: tuple[News, ...]
    """The newest results."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(HOME, partial(_page, edition))


def _page(edition: Edition) -> Page:
    say = edition.language.say
    boards = edition.leaderboard.boards
    board = boards[0] if boards else None
    table, more, picture = None, "", None
    if board is not None:
        words = say(
            "The first rows of %(board)s; scores with %(level)s intervals",
            board=edition.pick(board.title),
            level=show_percent(board.level),
        )
        table = table_view(edition, board, table_rows(board)[:_ROWS], words)
        if len(table_rows(board)) > _ROWS or board.claimed:
            more = say("The whole table, with filters and claimed numbers")
        else:
            more = say("The same table with filters, size chart and downloads")
        picture = overall_dots(edition, board, "")
    view = HomeView(
        board_title=edition.pick(board.title) if board else "",
        board_href=board_href(board.suite) if board else "",
        description=edition.pick(board.description) if board else "",
        answer=first_answer(edition, board) if board else "",
        facts=board_facts(edition, board) if board else (),
        table=table,
        more=more,
        no_overall=edition.no_overall(board) if board else "",
        overall=picture,
        boards=tuple(
            BoardLink(edition.pick(b.title), board_href(b.suite), board_sentence(edition, b))
            for b in boards
        )
        if len(boards) > 1
        else (),
        news=_news(edition),
    )
    sentence = board_sentence(edition, board) if board else say("There is no leaderboard yet.")
    return Page(
        path=HOME,
        template="pages/home.html",
        title="",
        description=sentence,
        view=view,
        section="home",
        scripts=("table",),
        structured=dataset_json(edition, board) if board else Markup(""),
        card=card_path(board.suite) if board else "",
    )


def _news(edition: Edition) -> tuple[News, ...]:
    language = edition.language
    entries = []
    for result in edition.leaderboard.results[:_NEWEST]:
        model = edition.leaderboard.model.get(result.record.model.id)
        what = (
            language.say("retracted")
            if result.retraction
            else language.say_n("%(n)s task", "%(n)s tasks", len(result.record.tasks))
        )
        entries.append(
            News(
                day=language.date(result.record.date),
                iso_day=result.record.date,
                model=model.card.name if model else result.record.model.id,
                model_href=model_href(result.record.model.id),
                result_href=result_href(result.id),
                what=what,
            )
        )
    return tuple(entries)
