"""How every number on the site is made, each explained with one live number of the first board."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import isclose

from llmsite.leaderboard.records import Board, Cell, Column, Row
from llmsite.site.edition import Edition, ranked_rows
from llmsite.site.figures import Figure, show_percent, show_rank
from llmsite.site.links import model_href
from llmsite.site.measures import AGGREGATE, column_measure
from llmsite.site.page import Page, Planned

_PATH = "method/index.html"

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """One task's part of an overall score."""

    task: str
    """Title of the task."""
    score: str
    """The score on its own scale, from 0 to 1 where it is a share."""
    chance: str
    """What a guess reaches."""
    best: str
    """What a perfect answer reaches."""
    normalised: str
    """(score minus chance) / (best minus chance)."""
    weight: str
    """Weight of the task."""


@dataclass(frozen=True, slots=True)
class Example:
    """Live numbers of one row."""

    model: str
    """Name of the model."""
    href: str
    """Its page."""
    board: str
    """Title of the board."""
    task: str
    """Title of the task of the score below."""
    score: Figure
    """One score."""
    rank: str
    """Rank range of the row; empty where it has none."""
    n_rows: str
    """Ranked rows of the board."""
    n_better: str
    """Rows that are shown to be better."""
    n_worse: str
    """Rows that are shown to be worse."""
    overall: str
    """Overall score; empty where there is none."""
    parts: tuple[Part, ...]
    """How the overall score adds up; empty where it is not a plain mean of these."""


@dataclass(frozen=True, slots=True)
class MethodView:
    """What `pages/method.html` may name."""

    level: str
    """Coverage of intervals and rank ranges, such as `95 %`."""
    example: Example | None
    """Live numbers; none where nothing has been evaluated."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(_PATH, partial(_page, edition))


def _page(edition: Edition) -> Page:
    say = edition.language.say
    return Page(
        path=_PATH,
        template="pages/method.html",
        title=say("Method"),
        description=say(
            "Every ranked number here is recomputed from a model's committed answers, carries an "
            "interval, and is called different from another only after a paired test."
        ),
        view=MethodView(
            level=show_percent(edition.config.level),
            example=_example(edition),
        ),
        section="method",
    )


def _example(edition: Edition) -> Example | None:
    for board in edition.leaderboard.boards:
        rows = [r for r in ranked_rows(board) if not r.is_baseline] or list(board.rows)
        for row in rows:
            for column, cell in zip(board.columns, row.cells, strict=True):
                figure = edition.cell_figure(cell, column)
                if figure is not None and figure.interval:
                    return _from(edition, board, row, column, figure)
    return None


def _from(edition: Edition, board: Board, row: Row, column: Column, figure: Figure) -> Example:
    n_rows = len(ranked_rows(board))
    rank = row.rank
    return Example(
        model=edition.row_name(row),
        href=model_href(row.model),
        board=edition.pick(board.title),
        task=edition.pick(column.title),
        score=figure,
        rank=show_rank(rank),
        n_rows=f"{n_rows:,}",
        n_better=f"{rank.low - 1:,}" if rank else "",
        n_worse=f"{n_rows - rank.high:,}" if rank else "",
        overall=AGGREGATE.show(row.aggregate.value) if row.aggregate else "",
        parts=_parts(edition, board, row),
    )


def _parts(edition: Edition, board: Board, row: Row) -> tuple[Part, ...]:
    """The parts of an overall score, if they add up to it."""
    if row.aggregate is None:
        return ()
    parts, total = [], 0.0
    for column, cell in zip(board.columns, row.cells, strict=True):
        if column.weight == 0.0:
            continue
        part = _part(edition, column, cell)
        if part is None:
            return ()
        shown, normalised = part
        parts.append(shown)
        total += column.weight * normalised
    return tuple(parts) if isclose(total, row.aggregate.value, abs_tol=_TOLERANCE) else ()


def _part(edition: Edition, column: Column, cell: Cell) -> tuple[Part, float] | None:
    if cell.score is None or column.low is None or column.high is None:
        return None
    chance = column.chance or 0.0
    best = column.high if column.higher_is_better else column.low
    if best == chance:
        return None
    normalised = (cell.score.value - chance) / (best - chance)
    measure = column_measure(column)
    part = Part(
        task=edition.pick(column.title),
        score=measure.show(cell.score.value),
        chance=measure.show(chance),
        best=measure.show(best),
        normalised=AGGREGATE.show(normalised),
        weight=show_percent(round(column.weight, 4)),
    )
    return part, normalised
