"""Every pair of a leaderboard's best rows: by how much they differ, and whether that is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from llmsite.leaderboard.records import Board, Row
from llmsite.site.edition import Edition, ranked_rows
from llmsite.site.figures import show_percent, show_signed
from llmsite.site.links import HOME, board_href, compare_href, model_href, pair_href, pairs_href
from llmsite.site.measures import AGGREGATE
from llmsite.site.page import Crumb, Page, Planned
from llmsite.site.samples import neighbours

_ROWS = 30
_FEW = 2


@dataclass(frozen=True, slots=True)
class PairCell:
    """One row against another."""

    text: str
    """Difference of overall scores; empty for a row against itself."""
    href: str
    """Where the two are compared; empty as above."""
    tone: str
    """`better`, `worse`, or empty where the two are not told apart."""
    words: str
    """The verdict for those who cannot see the tone."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One row against all others."""

    name: str
    """Its name."""
    href: str
    """Its model's page."""
    cells: tuple[PairCell, ...]
    """One a row, in the same order."""


@dataclass(frozen=True, slots=True)
class PairsView:
    """What `pages/pairs.html` may name."""

    caption: str
    """What the table holds."""
    names: tuple[str, ...]
    """Names of the rows, best first."""
    rows: tuple[PairRow, ...]
    """Each against all others."""
    compare_href: str
    """Where any rows can be compared."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a board with two ranked rows."""
    for board in edition.leaderboard.boards:
        if board.verdicts is not None and len(ranked_rows(board)) >= _FEW:
            yield Planned(pairs_href(board.suite), partial(_page, edition, board))


def _page(edition: Edition, board: Board) -> Page:
    say, title = edition.language.say, edition.pick(board.title)
    rows = ranked_rows(board)[:_ROWS]
    own = {(a.id, b.id) for a, b in neighbours(board)}
    places = {row.id: place for place, row in enumerate(board.rows)}
    n_apart = sum(_verdict(board, places, a, b) != 0 for a in rows for b in rows) // 2
    n_pairs = len(rows) * (len(rows) - 1) // 2
    return Page(
        path=pairs_href(board.suite),
        template="pages/pairs.html",
        title=say("All pairs of %(board)s", board=title),
        description=edition.language.say_n(
            "%(apart)s of %(n)s pair of the best models on %(board)s can be told apart.",
            "%(apart)s of %(n)s pairs of the best models on %(board)s can be told apart.",
            n_pairs,
            apart=f"{n_apart:,}",
            board=title,
        ),
        view=PairsView(
            caption=say(
                "Overall score of the row minus that of the column, in points; coloured where a "
                "paired test tells them apart at %(level)s, all pairs of a row taken together "
                "(Holm).",
                level=show_percent(board.level),
            ),
            names=tuple(edition.row_name(row) for row in rows),
            rows=tuple(
                PairRow(
                    edition.row_name(row),
                    model_href(row.model),
                    tuple(_cell(edition, board, places, own, row, other) for other in rows),
                )
                for row in rows
            ),
            compare_href=compare_href(board.suite),
        ),
        section="boards",
        crumbs=(Crumb(say("Leaderboards"), HOME), Crumb(title, board_href(board.suite))),
    )


def _verdict(board: Board, places: dict[str, int], a: Row, b: Row) -> int:
    """1 where the other is better, -1 where it is worse."""
    return 0 if board.verdicts is None else int(board.verdicts[places[a.id], places[b.id]])


def _cell(
    edition: Edition,
    board: Board,
    places: dict[str, int],
    own: set[tuple[str, str]],
    row: Row,
    other: Row,
) -> PairCell:
    if row.id == other.id or row.aggregate is None or other.aggregate is None:
        return PairCell("", "", "", "")
    say = edition.language.say
    tone, words = {
        0: ("", say("not told apart")),
        1: ("worse", say("worse")),
        -1: ("better", say("better")),
    }[_verdict(board, places, row, other)]
    if (row.id, other.id) in own or (other.id, row.id) in own:
        a, b = (row, other) if (row.id, other.id) in own else (other, row)
        href = pair_href(board.suite, a.id, b.id)
    else:
        href = f"{compare_href(board.suite)}?m={quote(row.id)}&m={quote(other.id)}"
    difference = show_signed(AGGREGATE.show(row.aggregate.value - other.aggregate.value))
    return PairCell(difference, href, tone, words)
