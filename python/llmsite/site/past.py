"""Ranks of earlier days, for the page of a leaderboard's history and those of models."""

from collections.abc import Sequence
from dataclasses import dataclass

from llmsite.leaderboard import PastBoard
from llmsite.leaderboard.records import Board, RankRange, Row
from llmsite.site.charts.steps import Step, draw_steps
from llmsite.site.edition import Edition
from llmsite.site.figures import show_rank
from llmsite.site.picture import Picture


@dataclass(frozen=True, slots=True)
class RankDay:
    """One row's rank on one day."""

    day: str
    """The day, `YYYY-MM-DD`."""
    rank: RankRange | None
    """Its range; none where it had none."""
    place: int
    """Its place by score alone; 0 where it had no rank."""

    @property
    def shown(self) -> str:
        """The range as text."""
        return show_rank(self.rank)


def board_past(edition: Edition, board: Board) -> tuple[PastBoard, ...]:
    """Earlier days of a leaderboard, oldest first."""
    return tuple(each for each in edition.leaderboard.past if each.suite == board.suite)


def past_rule(edition: Edition, past: Sequence[PastBoard]) -> str:
    """What the ranks of earlier days rest on; empty where there are none."""
    if not past:
        return ""
    if past[0].kept:
        return edition.language.say("Ranks of earlier days are those of the days that were kept.")
    return edition.language.say(
        "Ranks of earlier days are what today's rules make of the results that had been run by "
        "then and were not yet retracted."
    )


def rank_days(past: Sequence[PastBoard], row: Row, place: int, today: str) -> tuple[RankDay, ...]:
    """A row's ranks, oldest first, today's last.

    Args:
        past: Earlier days of the leaderboard.
        row: A row of today.
        place: Its place by score alone; 0 without a rank.
        today: Day of its newest result.
    """
    days = []
    for each in past:
        found = each.row.get(row.id)
        days.append(RankDay(each.day, found.rank if found else None, each.place.get(row.id, 0)))
    return (*days, RankDay(today, row.rank, place))


def rank_picture(
    edition: Edition, board: Board, row: Row, place: int, number: int
) -> Picture | None:
    """How a row's rank range moved; none where it never did.

    Args:
        edition: The edition.
        board: The leaderboard.
        row: One of its rows.
        place: Its place by score alone; 0 without a rank.
        number: Tells pictures of one page apart.
    """
    past = board_past(edition, board)
    if not past or row.rank is None:
        return None
    say = edition.language.say
    days = [day for day in rank_days(past, row, place, edition.data_day) if day.rank is not None]
    moved = [
        day
        for n, day in enumerate(days)
        if n == 0 or (day.rank, day.place) != (days[n - 1].rank, days[n - 1].place)
    ]
    if len(moved) < 2:  # noqa: PLR2004 - one point is no history
        return None
    title = say(
        "Rank range of %(model)s on %(board)s over time",
        model=edition.row_name(row),
        board=edition.pick(board.title),
    )
    caption = say("Upright lines are rank ranges, dots the place by score alone; 1 is the top.")
    steps = [
        Step(
            day.day,
            day.place,
            day.rank.low,
            day.rank.high,
            say("%(day)s: rank %(rank)s", day=edition.language.date(day.day), rank=day.shown),
        )
        for day in moved
        if day.rank is not None
    ]
    drawing = draw_steps(
        steps,
        id=f"ranks-{number}",
        title=title,
        description=caption,
        show=lambda value: f"{value:.0f}",
        is_rank=True,
    )
    rows = tuple((edition.language.date(day.day), day.shown, str(day.place)) for day in moved)
    head = (say("Day"), say("Rank range"), say("Place by score"))
    words = edition.language.space.join((caption, past_rule(edition, past)))
    return Picture(title, drawing, words, head, rows)
