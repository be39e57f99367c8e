"""The page of a leaderboard: who is ahead, who is tied, and every score of a suite."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.leaderboard.records import Board
from llmsite.site.board_pictures import overall_dots, scatters
from llmsite.site.boards import board_facts, board_sentence
from llmsite.site.citing import cite
from llmsite.site.columns import MANY_ROWS, table_rows
from llmsite.site.edition import Edition
from llmsite.site.embeds import frame_snippet
from llmsite.site.figures import show_percent
from llmsite.site.heat import has_heat
from llmsite.site.links import (
    HOME,
    board_href,
    card_path,
    compare_href,
    dated_href,
    heat_href,
    history_href,
    model_href,
    result_href,
    rows_href,
)
from llmsite.site.own import OwnView, own_view
from llmsite.site.page import Crumb, Page, Planned, depth_prefix
from llmsite.site.picture import Picture
from llmsite.site.samples import neighbours
from llmsite.site.structured import dataset_json
from llmsite.site.tables import TableView, table_view

_FIRST_ROWS = 100
_ROWS_A_PAGE = 500
_CLAIMED = 500
"""Claimed rows in the page at most, below rows with evidence."""


@dataclass(frozen=True, slots=True)
class RowsView:
    """What `pages/rows.html` may name."""

    table: TableView
    """A part of a long table."""
    parts: tuple[Crumb, ...]
    """All parts."""


@dataclass(frozen=True, slots=True)
class RetractedRow:
    """A result that stood here, or could have, and was taken back."""

    model: Crumb
    """The model with its page."""
    result: Crumb
    """The result with its page."""
    day: str
    """Day of the retraction as people write it."""
    reason: str
    """Why."""


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
    is_claimed: bool
    """Whether the table's own rows rest on numbers without evidence, since no other ones do."""
    claimed: TableView | None
    """Further rows that rest on numbers without evidence; none where there are none."""
    no_overall: str
    """Why there is no overall score; empty where there is one."""
    heat_href: str
    """Page of the heat table; empty where there is none."""
    compare_href: str
    """Where rows are compared; empty where nothing can be."""
    overall: Picture | None
    """Interval dot plot of the overall scores; none where there is none."""
    scatters: tuple[Picture, ...]
    """Score against size, cost and date, each where it is known of two models."""
    downloads: tuple[Crumb, ...]
    """The table as files."""
    history_href: str
    """Page of its history and of the days that are kept."""
    kept: str
    """Newest day that is kept, as people write it; empty for none."""
    kept_href: str
    """Its page."""
    retracted: tuple[RetractedRow, ...]
    """Rows that were taken back."""
    bibtex: str
    """How to cite it."""
    frame: str
    """HTML that shows it in a frame; empty where the site's address is not known."""
    own: OwnView | None
    """Where a reader sets weights of its own; none where the script has nothing to rank."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a board; for long ones also pages with all rows."""
    for board in edition.leaderboard.boards:
        yield Planned(board_href(board.suite), partial(_page, edition, board))
        for i, part in enumerate(_all_rows(board)):
            yield Planned(part.href, partial(_part, edition, board, i))


def _all_rows(board: Board) -> tuple[Crumb, ...]:
    n = len(table_rows(board))
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
    rows = table_rows(board)[i * _ROWS_A_PAGE : (i + 1) * _ROWS_A_PAGE]
    return Page(
        path=part.href,
        template="pages/rows.html",
        title=words,
        description=say(
            "Rows %(rows)s of %(n)s on %(board)s, best first.",
            rows=part.title,
            n=f"{len(table_rows(board)):,}",
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
    caption = (
        say(
            "Models on %(board)s, best first; scores with %(level)s intervals",
            board=title,
            level=show_percent(board.level),
        )
        if board.rows
        else say("Claimed numbers without evidence, ordered among themselves only")
    )
    rows = table_rows(board)
    many = len(rows) > MANY_ROWS
    kept = _newest_kept(edition, board)
    view = BoardView(
        description=edition.pick(board.description),
        facts=board_facts(edition, board),
        table=table_view(
            edition, board, rows[:_FIRST_ROWS] if many else rows, caption, scripted=True
        ),
        all_rows=_all_rows(board),
        claimed=_claimed(edition, board) if board.rows else None,
        is_claimed=bool(board.claimed) and not board.rows,
        no_overall=edition.no_overall(board),
        heat_href=heat_href(board.suite) if has_heat(board) else "",
        compare_href=compare_href(board.suite) if neighbours(board) else "",
        overall=overall_dots(edition, board, root),
        scatters=tuple(scatters(edition, board, root)),
        downloads=(
            Crumb("CSV", f"api/v1/b/{board.suite}.csv"),
            Crumb("JSON", f"api/v1/b/{board.suite}.json"),
            Crumb("BibTeX", f"api/v1/b/{board.suite}.bib"),
            Crumb("CSL", f"api/v1/b/{board.suite}.csl.json"),
        ),
        history_href=history_href(board.suite),
        kept=edition.language.date(kept) if kept else "",
        kept_href=dated_href(board.suite, kept) if kept else "",
        retracted=_retracted(edition, board),
        bibtex=cite(
            edition, title=title, suite=board.suite, href=path, version=board.version
        ).bibtex,
        frame=frame_snippet(edition, board),
        own=own_view(edition, board),
    )
    return Page(
        path=path,
        template="pages/board.html",
        title=title,
        description=sentence,
        view=view,
        section="boards",
        crumbs=(Crumb(say("Leaderboards"), HOME),),
        scripts=("window",) if many else ("ranks", "own", "table") if view.own else ("table",),
        structured=dataset_json(edition, board),
        card=card_path(board.suite),
    )


def _newest_kept(edition: Edition, board: Board) -> str:
    """Newest day on which the board was kept, `YYYY-MM-DD`; empty for none."""
    days = (
        snapshot.date
        for snapshot in edition.leaderboard.snapshots
        if any(kept.suite == board.suite for kept in snapshot.boards)
    )
    return next(days, "")


def _retracted(edition: Edition, board: Board) -> tuple[RetractedRow, ...]:
    """Retracted results that answered the suite, newest first."""
    return tuple(
        RetractedRow(
            model=Crumb(
                edition.model_name(result.record.model.id), model_href(result.record.model.id)
            ),
            result=Crumb(result.id, result_href(result.id)),
            day=edition.language.date(result.retraction.date),
            reason=result.retraction.reason,
        )
        for result in edition.leaderboard.results
        if result.retraction is not None and result.record.suite in (board.suite, None)
        if {task.task for task in result.record.tasks} & {column.task for column in board.columns}
    )


def _claimed(edition: Edition, board: Board) -> TableView | None:
    """Claimed rows below those with evidence; the first of very many."""
    if not board.claimed:
        return None
    say = edition.language.say
    words = say("Claimed numbers without evidence, ordered among themselves only")
    if len(board.claimed) > _CLAIMED:
        words = say(
            "The first %(n)s of %(all)s claimed rows, ordered among themselves only; the files "
            "below the table hold all of them",
            n=f"{_CLAIMED:,}",
            all=f"{len(board.claimed):,}",
        )
    return table_view(edition, board, board.claimed[:_CLAIMED], words)
