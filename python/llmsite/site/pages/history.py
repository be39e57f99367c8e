"""A leaderboard's history: how the best score rose, how ranks moved, which days are kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from llmsite.leaderboard import Best, rising_bests
from llmsite.leaderboard.records import Board
from llmsite.site.charts.steps import Step, draw_steps
from llmsite.site.edition import Edition, ranked_rows
from llmsite.site.figures import show_percent
from llmsite.site.links import HOME, board_href, dated_href, history_href, model_href, result_href
from llmsite.site.measures import AGGREGATE
from llmsite.site.page import Crumb, Page, Planned
from llmsite.site.past import board_past, past_rule, rank_days
from llmsite.site.picture import Picture
from llmsite.site.tables import interval_words

_MOVED = 50
"""Rows of the table of ranks at most, by today's rank."""
_DAYS = 8
"""Days of that table at most: the newest."""


@dataclass(frozen=True, slots=True)
class KeptDay:
    """One day that is kept."""

    page: Crumb
    """The day with its page."""
    first: str
    """Who was ahead, with the overall score; empty where nobody was ranked."""
    csv: str
    """Its numbers as a table, from the site's root."""


@dataclass(frozen=True, slots=True)
class BestDay:
    """A day on which the highest score rose."""

    day: str
    """Day as people write it."""
    iso_day: str
    """Day as `YYYY-MM-DD`."""
    model: Crumb
    """Who reached it, with its page."""
    score: str
    """The score with its interval."""
    evidence: str
    """The result's page; empty for none."""


@dataclass(frozen=True, slots=True)
class RankLine:
    """One row's ranks."""

    model: Crumb
    """The model with its page."""
    ranks: tuple[str, ...]
    """One a day, empty where it had none."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What `pages/history.html` may name."""

    best: Picture | None
    """The highest score over time; none before it rose for the first time."""
    bests: tuple[BestDay, ...]
    """The same as a list, newest first."""
    days: tuple[str, ...]
    """Days of the table of ranks; empty where there is one day only."""
    ranks: tuple[RankLine, ...]
    """Rank ranges on these days."""
    rule: str
    """What earlier ranks rest on."""
    kept: tuple[KeptDay, ...]
    """Days that are kept, newest first."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a leaderboard."""
    for board in edition.leaderboard.boards:
        yield Planned(history_href(board.suite), partial(_page, edition, board))


def _page(edition: Edition, board: Board) -> Page:
    language = edition.language
    say, title = language.say, edition.pick(board.title)
    bests = rising_bests(board)
    days, ranks = _ranks(edition, board)
    kept = tuple(_kept(edition, board))
    view = HistoryView(
        best=_picture(edition, board, bests),
        bests=tuple(
            BestDay(
                day=language.date(best.day),
                iso_day=best.day,
                model=Crumb(edition.row_name(best.row), model_href(best.row.model)),
                score=interval_words(best.row),
                evidence=result_href(best.row.results[0]) if best.row.results else "",
            )
            for best in reversed(bests)
        ),
        days=days,
        ranks=ranks,
        rule=past_rule(edition, board_past(edition, board)),
        kept=kept,
    )
    if not bests:
        sentence = say("No model has a rank on %(board)s yet.", board=title)
    else:
        sentence = say(
            "The highest score on %(board)s is %(score)s, by %(model)s since %(day)s.",
            board=title,
            score=interval_words(bests[-1].row),
            model=edition.row_name(bests[-1].row),
            day=language.date(bests[-1].day),
        )
    return Page(
        path=history_href(board.suite),
        template="pages/history.html",
        title=say("History of %(board)s", board=title),
        description=sentence,
        view=view,
        section="boards",
        crumbs=(Crumb(say("Leaderboards"), HOME), Crumb(title, board_href(board.suite))),
    )


def _picture(edition: Edition, board: Board, bests: Sequence[Best]) -> Picture | None:
    say = edition.language.say
    if len(bests) < 2:  # noqa: PLR2004 - one point is no history
        return None
    title = say("Highest overall score on %(board)s over time", board=edition.pick(board.title))
    caption = say(
        "Highest overall score of a model by the day of its run, with %(level)s intervals; 0 is "
        "chance and 100 is perfect. Results that were retracted are left out.",
        level=show_percent(board.level),
    )
    steps = [
        Step(
            day=best.day,
            value=best.value.value,
            low=best.value.value if best.value.low is None else best.value.low,
            high=best.value.value if best.value.high is None else best.value.high,
            text=f"{best.day} {edition.row_name(best.row)}: {interval_words(best.row)}",
        )
        for best in bests
    ]
    drawing = draw_steps(steps, id="best", title=title, description=caption, show=AGGREGATE.show)
    return Picture(title, drawing, caption)


def _ranks(edition: Edition, board: Board) -> tuple[tuple[str, ...], tuple[RankLine, ...]]:
    """Days and rank ranges of the rows that are ahead today."""
    past = board_past(edition, board)[-_DAYS + 1 :]
    if not past:
        return (), ()
    lines = tuple(
        RankLine(
            Crumb(edition.row_name(row), model_href(row.model)),
            tuple(day.shown for day in rank_days(past, row, place, edition.data_day)),
        )
        for place, row in enumerate(ranked_rows(board)[:_MOVED], start=1)
    )
    days = (*(edition.language.date(each.day) for each in past), edition.language.say("Today"))
    return days, lines


def _kept(edition: Edition, board: Board) -> Iterator[KeptDay]:
    for snapshot in edition.leaderboard.snapshots:
        for each in snapshot.boards:
            if each.suite != board.suite:
                continue
            first = next((row for row in each.rows if row.rank_low and not row.is_baseline), None)
            words = ""
            if first is not None and first.overall is not None:
                words = f"{first.name}, {AGGREGATE.show(first.overall.value)}"
            yield KeptDay(
                page=Crumb(
                    edition.language.date(snapshot.date), dated_href(board.suite, snapshot.date)
                ),
                first=words,
                csv=f"api/v1/b/{board.suite}/at/{snapshot.date}.csv",
            )
