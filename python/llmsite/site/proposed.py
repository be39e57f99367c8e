"""One self-contained page on what new results would change: for the pull request that brings them.

It opens from a disk or an artifact store: no link to another page, no script, and the only inline
style of the site, allowed by its hash. Every text may be hostile; the template escapes it.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from llmsite.leaderboard import Board, NewRow, Proposal, RankRange, Row
from llmsite.site.charts.dots import Dot, draw_dots
from llmsite.site.edition import Edition, ranked_rows
from llmsite.site.figures import Figure, show_percent, show_rank
from llmsite.site.language import Language
from llmsite.site.measures import AGGREGATE, column_measure
from llmsite.site.naming import measure_words
from llmsite.site.page import Page
from llmsite.site.plan import Plan
from llmsite.site.standing import row_sentence
from llmsite.site.tables import interval_words

_NEIGHBOURS = 7
"""Rows that are drawn on either side of a new one."""
_NAMED = 20
"""So many rows are named in a list; the others are counted."""


@dataclass(frozen=True, slots=True)
class PreviewScore:
    """A new row on one task."""

    task: str
    """Title of the task."""
    measure: str
    """Metric and unit."""
    figure: Figure | None
    """The score; none where it is missing."""
    missing: str
    """Why there is none, in a few words."""
    rank: str
    """Its rank range on this task."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row that is added or changed."""

    name: str
    """Name of the model."""
    id: str
    """`<org>/<model>`, and what tells it from others of the same model."""
    sentence: str
    """Where it stands, in words."""
    before: str
    """Its rank range before; empty for a new row."""
    trust: str
    """State of trust as a class name."""
    trust_words: str
    """State of trust as a word."""
    scores: tuple[PreviewScore, ...]
    """One a task."""
    tied: str
    """Rows that cannot be separated from it, in a sentence; empty where it has no rank."""
    picture: Markup
    """Its overall score among its neighbours'; empty where there is none."""
    caption: str
    """What the picture shows."""


@dataclass(frozen=True, slots=True)
class PreviewMove:
    """A row of somebody else that moves."""

    name: str
    """Its id."""
    before: str
    """Rank range before."""
    after: str
    """Rank range after."""


@dataclass(frozen=True, slots=True)
class PreviewBoard:
    """What changes on one board."""

    title: str
    """Title of the board."""
    rows: tuple[PreviewRow, ...]
    """New and changed rows."""
    moves: tuple[PreviewMove, ...]
    """Other rows whose rank range changes."""
    still: str
    """What is said where no other row moves; empty where some do."""


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What `preview.html` may name."""

    style: Markup
    """The style sheet."""
    style_hash: str
    """SHA-256 of its bytes, in base64."""
    boards: tuple[PreviewBoard, ...]
    """Boards on which anything changes."""
    n_rows: int
    """New and changed rows on all boards."""


def preview_page(plan: Plan, proposal: Proposal) -> bytes:
    """The page as UTF-8, in the site's first language.

    Args:
        plan: The site as it would be.
        proposal: What is new in it.

    Raises:
        TemplateError: The template is wrong.
    """
    edition, renderer = plan.editions[0]
    say_n = edition.language.say_n
    style = _style(plan)
    digest = hashlib.sha256(style.encode()).digest()
    n_rows = len(proposal.rows)
    view = PreviewView(
        style=Markup(style),  # noqa: S704 - the site's own style sheet
        style_hash=base64.b64encode(digest).decode(),
        boards=tuple(_boards(edition, proposal)),
        n_rows=n_rows,
    )
    page = Page(
        path="preview.html",
        template="preview.html",
        title=edition.language.say("Preview"),
        description=say_n(
            "This change adds or changes %(n)s row.",
            "This change adds or changes %(n)s rows.",
            n_rows,
        ),
        view=view,
        indexed=False,
    )
    return renderer.render(page)


def _style(plan: Plan) -> str:
    content = next(each.content for each in plan.assets.documents if each.path == plan.assets.style)
    # A parser ends the element at its end tag only, and hashes line ends as it reads them.
    return content.decode().replace("\r\n", "\n").replace("</", "<\\/")


def _boards(edition: Edition, proposal: Proposal) -> Iterator[PreviewBoard]:
    say = edition.language.say
    for board in edition.leaderboard.boards:
        rows = [each for each in proposal.rows if each.suite == board.suite]
        moves = [each for each in proposal.moves if each.suite == board.suite]
        if rows or moves:
            yield PreviewBoard(
                title=edition.pick(board.title),
                rows=tuple(_row(edition, board, each, f"p{n}") for n, each in enumerate(rows)),
                moves=tuple(
                    PreviewMove(each.row, show_rank(each.before), show_rank(each.after))
                    for each in moves
                ),
                still="" if moves else say("No other row changes its rank range."),
            )


def _row(edition: Edition, board: Board, new: NewRow, mark: str) -> PreviewRow:
    row = new.row
    picture, caption = _picture(edition, board, row, f"{mark}-{board.suite}")
    return PreviewRow(
        name=edition.row_name(row),
        id=row.id,
        sentence=row_sentence(edition, board, row, len(ranked_rows(board))),
        before=show_rank(new.before),
        trust=row.trust,
        trust_words=edition.trust_words[row.trust],
        scores=tuple(_scores(edition, board, row)),
        tied=_tied(edition.language, row.rank, new.tied),
        picture=picture,
        caption=caption,
    )


def _scores(edition: Edition, board: Board, row: Row) -> Iterator[PreviewScore]:
    for column, cell in zip(board.columns, row.cells, strict=True):
        figure = edition.cell_figure(cell, column)
        yield PreviewScore(
            task=edition.pick(column.title),
            measure=measure_words(edition.language, column_measure(column), column.metric),
            figure=replace(figure, href="") if figure else None,
            missing=edition.missing_words[cell.missing] if cell.missing else "",
            rank=show_rank(cell.rank),
        )


def _tied(language: Language, rank: RankRange | None, tied: Sequence[str]) -> str:
    if rank is None:
        return ""
    if not tied:
        return language.say("Paired tests separate it from every other row.")
    names = list(tied[:_NAMED])
    if len(tied) > _NAMED:
        names.append(language.say_n("%(n)s more", "%(n)s more", len(tied) - _NAMED))
    return language.say("Cannot be separated from: %(rows)s.", rows=language.join(names))


def _picture(edition: Edition, board: Board, row: Row, mark: str) -> tuple[Markup, str]:
    """The row among its neighbours."""
    rows = ranked_rows(board)
    place = next((n for n, each in enumerate(rows) if each.id == row.id), None)
    if place is None or len(rows) < 2:  # noqa: PLR2004 - one row has no neighbours
        return Markup(""), ""
    near = rows[max(place - _NEIGHBOURS, 0) : place + _NEIGHBOURS + 1]
    caption = edition.language.say(
        "Overall scores around it with %(level)s intervals; 0 is chance and 100 is perfect. "
        "The shaded row is the new one.",
        level=show_percent(board.level),
    )
    dots = [
        Dot(
            name=edition.row_name(each),
            href="",
            value=each.aggregate.value,
            low=each.aggregate.low,
            high=each.aggregate.high,
            text=interval_words(each),
            band=each.id == row.id,
            muted=each.is_baseline,
        )
        for each in near
        if each.aggregate is not None
    ]
    title = edition.language.say("Overall scores on %(board)s", board=edition.pick(board.title))
    return draw_dots(dots, id=mark, title=title, description=caption, show=AGGREGATE.show), caption
