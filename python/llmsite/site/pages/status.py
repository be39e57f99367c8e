"""What the site was built from, and what is missing or open."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from llmsite import __version__
from llmsite.leaderboard.records import Board, RequestEntry
from llmsite.site.edition import Edition
from llmsite.site.links import board_href, result_href
from llmsite.site.page import Crumb, Page, Planned

_PATH = "status/index.html"


@dataclass(frozen=True, slots=True)
class StatusCount:
    """One count."""

    name: str
    """What is counted."""
    n: str
    """How many."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How full one board is."""

    title: str
    """Title of the board."""
    href: str
    """Its page."""
    filled: str
    """Cells with a score, of all cells."""
    ranked: str
    """Rows with a rank, of all rows."""


@dataclass(frozen=True, slots=True)
class Retracted:
    """A result that was taken back."""

    result: Crumb
    """The result with its page."""
    day: str
    """Day of the retraction as people write it."""
    reason: str
    """Why."""


@dataclass(frozen=True, slots=True)
class Requested:
    """A model that somebody would like to see evaluated."""

    model: str
    """What is to be run."""
    suite: str
    """On which suite."""
    why: str
    """Why."""
    result: Crumb | None
    """The result that answers it, with its page; none while it is open."""


@dataclass(frozen=True, slots=True)
class StatusView:
    """What `pages/status.html` may name."""

    counts: tuple[StatusCount, ...]
    """Boards, models, tasks, results by trust."""
    coverage: tuple[Coverage, ...]
    """One line a board."""
    retracted: tuple[Retracted, ...]
    """Newest first."""
    requests: tuple[Requested, ...]
    """Open ones first."""
    version: str
    """Version of llmsite that built the site."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(_PATH, partial(_page, edition))


def _page(edition: Edition) -> Page:
    language, board = edition.language, edition.leaderboard
    say = language.say
    trust = Counter(result.trust for result in board.results)
    counts = [
        (say("Leaderboards"), len(board.boards)),
        (say("Models"), len(board.models)),
        (say("Tasks"), len(board.tasks)),
        (say("Results"), len(board.results)),
        *((edition.trust_words[state], n) for state, n in sorted(trust.items())),
    ]
    retracted = [
        Retracted(
            Crumb(result.id, result_href(result.id)),
            language.date(result.retraction.date),
            result.retraction.reason,
        )
        for result in board.results
        if result.retraction is not None
    ]
    day = language.date(edition.data_day) if edition.data_day else ""
    return Page(
        path=_PATH,
        template="pages/status.html",
        title=say("Status"),
        description=say(
            "Built from %(n)s results, the newest of %(day)s.", n=len(board.results), day=day
        )
        if day
        else say("There are no results yet."),
        view=StatusView(
            counts=tuple(StatusCount(name, f"{n:,}") for name, n in counts),
            coverage=tuple(_coverage(edition, each) for each in board.boards),
            retracted=tuple(retracted),
            requests=_requests(board.requests),
            version=__version__,
        ),
        section="data",
    )


def _requests(entries: Sequence[RequestEntry]) -> tuple[Requested, ...]:
    ordered = sorted(entries, key=lambda each: (each.result is not None, each.slug))
    return tuple(
        Requested(
            model=each.record.model,
            suite=each.record.suite,
            why=each.record.why,
            result=Crumb(each.result, result_href(each.result)) if each.result else None,
        )
        for each in ordered
    )


def _coverage(edition: Edition, board: Board) -> Coverage:
    cells = [cell for row in board.rows for cell in row.cells]
    say = edition.language.say
    filled = sum(cell.score is not None for cell in cells)
    ranked = sum(row.rank is not None for row in board.rows)
    return Coverage(
        title=edition.pick(board.title),
        href=board_href(board.suite),
        filled=say("%(n)s of %(all)s cells", n=f"{filled:,}", all=f"{len(cells):,}"),
        ranked=say("%(n)s of %(all)s rows ranked", n=f"{ranked:,}", all=f"{len(board.rows):,}"),
    )
