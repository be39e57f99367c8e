"""Pictures of a whole board; the home page and the board's page share them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from llmsite.leaderboard.records import Board, Row
from llmsite.site.charts.dots import Dot, draw_dots
from llmsite.site.charts.scatter import Point, draw_scatter
from llmsite.site.edition import Edition, ranked_rows
from llmsite.site.figures import show_percent, show_size
from llmsite.site.frontier import frontier
from llmsite.site.links import model_href
from llmsite.site.measures import AGGREGATE
from llmsite.site.picture import Picture
from llmsite.site.tables import interval_words

_FEW = 2
"""A picture needs so many rows."""
_DOTS = 20
"""Rows of the interval dot plot at most."""
_NAMED = 3
"""So many names stand in a caption; beyond, the models are counted."""
_TABLE = 100
"""Points whose numbers are a table below; of more, those on the frontier."""


def overall_dots(edition: Edition, board: Board, root: str) -> Picture | None:
    """Overall scores with intervals; none for fewer than two. The board's table has its numbers."""
    say = edition.language.say
    rows = ranked_rows(board)[:_DOTS]
    if len(rows) < _FEW:
        return None
    shaded, first = False, 1
    dots = []
    for position, row in enumerate(rows, start=1):
        if row.rank is not None and row.rank.low > first:
            shaded, first = not shaded, position
        if row.aggregate is None:
            continue
        dots.append(
            Dot(
                name=edition.row_name(row),
                href=root + model_href(row.model),
                value=row.aggregate.value,
                low=row.aggregate.low,
                high=row.aggregate.high,
                text=interval_words(row),
                band=shaded,
                muted=row.is_baseline,
            )
        )
    title = say("Overall scores on %(board)s", board=edition.pick(board.title))
    tied = len([row for row in rows if row.rank is not None and row.rank.tied_with_best])
    caption = _overall_caption(edition, tied, show_percent(board.level))
    drawing = draw_dots(
        dots,
        id="overall",
        title=title,
        description=caption,
        show=AGGREGATE.show,
    )
    return Picture(title, drawing, caption)


def _overall_caption(edition: Edition, tied: int, level: str) -> str:
    """What the picture of overall scores shows, in words."""
    if tied == 1:
        return edition.language.say(
            "Overall score, 0 is chance and 100 is perfect, with %(level)s intervals. Every other "
            "row is shown to be worse than the best; shading changes where rows are shown to be "
            "worse than the first of their band.",
            level=level,
        )
    return edition.language.say_n(
        "Overall score, 0 is chance and 100 is perfect, with %(level)s intervals. "
        "%(n)s row cannot be told apart from the best; shading changes where rows are shown "
        "to be worse than the first of their band.",
        "Overall score, 0 is chance and 100 is perfect, with %(level)s intervals. "
        "%(n)s rows cannot be told apart from the best; shading changes where rows are shown "
        "to be worse than the first of their band.",
        tied,
        level=level,
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    """What scores are set against."""

    id: str
    title: str
    word: str
    one: Callable[[str], str]
    many: Callable[[int], str]
    value: Callable[[Row], float | None]
    show: Callable[[float], str]
    is_log: bool


def scatters(edition: Edition, board: Board, root: str) -> Iterator[Picture]:
    """Overall score against size, cost and day of release, each where it is known for a few rows.

    Args:
        edition: The edition.
        board: The board.
        root: What leads from the page to the language's root.
    """
    for axis in _axes(edition):
        picture = _scatter(edition, board, root, axis)
        if picture is not None:
            yield picture


def _axes(edition: Edition) -> tuple[_Axis, ...]:
    say, say_n = edition.language.say, edition.language.say_n
    return (
        _Axis(
            id="size",
            title=say("Overall score against number of parameters"),
            word=say("Size"),
            one=lambda models: say(
                "No smaller model is shown to be better than %(models)s.", models=models
            ),
            many=lambda n: say_n(
                "%(n)s model is on the frontier: no smaller model is shown to be better.",
                "%(n)s models are on the frontier: no smaller model is shown to be better.",
                n,
            ),
            value=lambda row: float(row.card.n_parameters or 0) or None,
            show=lambda value: show_size(round(value)),
            is_log=True,
        ),
        _Axis(
            id="cost",
            title=say("Overall score against the cost of the run"),
            word=say("Cost"),
            one=lambda models: say(
                "No cheaper model is shown to be better than %(models)s.", models=models
            ),
            many=lambda n: say_n(
                "%(n)s model is on the frontier: no cheaper model is shown to be better.",
                "%(n)s models are on the frontier: no cheaper model is shown to be better.",
                n,
            ),
            value=lambda row: _cost_usd(edition, row),
            show=lambda value: f"${value:.2f}" if value >= _CENT else f"${value:.2g}",
            is_log=True,
        ),
        _Axis(
            id="date",
            title=say("Overall score against the day of release"),
            word=say("Released"),
            one=lambda models: say(
                "No earlier model is shown to be better than %(models)s.", models=models
            ),
            many=lambda n: say_n(
                "%(n)s model is on the frontier: no earlier model is shown to be better.",
                "%(n)s models are on the frontier: no earlier model is shown to be better.",
                n,
            ),
            value=_release_year,
            show=_show_month,
            is_log=False,
        ),
    )


_CENT = 0.01


def _cost_usd(edition: Edition, row: Row) -> float | None:
    """Price of all runs behind a row; none where one of them is not known."""
    results = edition.leaderboard.result
    costs = [results[name].record.measured.cost_usd for name in row.results if name in results]
    known = [cost for cost in costs if cost]
    return sum(known) if known and len(known) == len(row.results) else None


def _release_year(row: Row) -> float | None:
    """Day of release in years, its first day where only a month or a year is known."""
    parts = row.card.released.split("-")
    if not parts[0].isdigit():
        return None
    year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
    return year + (month - 1) / 12 + (day - 1) / 372


def _show_month(value: float) -> str:
    months = int(value * 12 + 1e-6)
    year, month = divmod(months, 12)
    return f"{year}-{month + 1:02d}" if month else str(year)


def _scatter(edition: Edition, board: Board, root: str, axis: _Axis) -> Picture | None:
    found = [(row, x) for row in ranked_rows(board) if (x := axis.value(row)) is not None]
    placed = [(row, x) for row, x in found if row.aggregate is not None]
    if len({x for _, x in placed}) < _FEW:
        return None
    ahead = frontier(board, placed)
    points = [
        Point(
            name=edition.row_name(row),
            href=root + model_href(row.model),
            x=x,
            y=row.aggregate.value,
            low=row.aggregate.low,
            high=row.aggregate.high,
            text=f"{axis.show(x)}, {interval_words(row)}",
            on_frontier=row.id in ahead,
        )
        for row, x in placed
        if row.aggregate is not None
    ]
    names = [point.name for point in points if point.on_frontier]
    caption = (
        axis.one(edition.language.join(names)) if len(names) <= _NAMED else axis.many(len(names))
    )
    drawing = draw_scatter(
        points,
        id=axis.id,
        title=axis.title,
        description=caption,
        show_x=axis.show,
        show_y=AGGREGATE.show,
        is_log=axis.is_log,
    )
    say = edition.language.say
    listed = [(row, x) for row, x in placed if len(placed) <= _TABLE or row.id in ahead]
    rows = tuple(
        (
            edition.row_name(row),
            axis.show(x),
            interval_words(row),
            say("yes") if row.id in ahead else say("no"),
        )
        for row, x in sorted(listed, key=lambda each: (each[1], each[0].id))[:_TABLE]
    )
    head = (say("Model"), axis.word, say("Overall"), say("On the frontier"))
    return Picture(axis.title, drawing, caption, head, rows)
