"""Two neighbours of a leaderboard compared task by task, with the samples that only one solved."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from math import isfinite
from urllib.parse import quote

from llmsite.leaderboard.comparing import RowComparison, TaskComparison, compare_rows, wins
from llmsite.leaderboard.items import TaskItems
from llmsite.leaderboard.records import Board, Cell, Column
from llmsite.site.charts.dots import Dot, draw_dots
from llmsite.site.edition import Edition
from llmsite.site.figures import show_percent, show_signed
from llmsite.site.links import (
    HOME,
    board_href,
    compare_href,
    model_href,
    pair_href,
    pairs_href,
    task_href,
)
from llmsite.site.measures import AGGREGATE, column_measure
from llmsite.site.naming import measure_words
from llmsite.site.page import Crumb, Page, Planned, depth_prefix
from llmsite.site.picture import Picture
from llmsite.site.quoting import plain_text
from llmsite.site.samples import href_of, neighbours, samples_link

_SAMPLES = 6
"""Samples named on each side of a task."""


@dataclass(frozen=True, slots=True)
class TaskDifference:
    """Two rows on one task."""

    title: str
    """Title of the task."""
    href: str
    """Its page."""
    measure: str
    """Metric, unit."""
    a: str
    """Score of the first row; empty where one of both has none."""
    b: str
    """Score of the second."""
    difference: str
    """First minus second."""
    interval: str
    """Its interval."""
    p: str
    """p-value adjusted for the number of tasks."""
    verdict: str
    """Who is better, in words."""
    only_a: str
    """Samples that only the first solved; empty for graded answers."""
    only_b: str
    """Samples that only the second solved."""
    needed: str
    """Samples needed to find the observed difference; empty where it is found, or nothing is."""
    n: str
    """Samples that both answered."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The samples of one task on which two rows differ."""

    title: str
    """Title of the task."""
    won: tuple[Crumb, ...]
    """Samples on which the first row is better."""
    won_href: str
    """All of them."""
    lost: tuple[Crumb, ...]
    """Samples on which the second row is better."""
    lost_href: str
    """All of them."""


@dataclass(frozen=True, slots=True)
class PairView:
    """What `pages/pair.html` may name."""

    a: Crumb
    """First row with its model's page."""
    b: Crumb
    """Second row."""
    overall: str
    """Their difference over all tasks, one sentence."""
    picture: Picture | None
    """Differences with intervals; none where no task has a scale."""
    caption: str
    """Caption of the table."""
    tasks: tuple[TaskDifference, ...]
    """In the board's order."""
    decided: tuple[Decided, ...]
    """Tasks with samples on which they differ."""
    compare_href: str
    """Where any rows can be compared."""
    pairs_href: str
    """All pairs."""


class _Key:
    """A board as a key: it is the same where it is the very same object."""

    def __init__(self, board: Board) -> None:
        self.board = board

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.board is self.board

    def __hash__(self) -> int:
        return id(self.board)


@lru_cache(maxsize=1)
def _compare(key: _Key, first: str, second: str) -> RowComparison:
    """The comparison of two rows; the page in the next language comes next and shows it too."""
    return compare_rows(key.board, first, second)


def build(edition: Edition) -> Iterator[Planned]:
    """One page for each two rows that follow each other at the top of a board."""
    for board in edition.leaderboard.boards:
        for a, b in neighbours(board):
            path = pair_href(board.suite, a.id, b.id)
            yield Planned(path, partial(_page, edition, board, a.id, b.id))


def _page(edition: Edition, board: Board, first: str, second: str) -> Page:
    say, title = edition.language.say, edition.pick(board.title)
    found = _compare(_Key(board), first, second)
    a, b = edition.row_name(found.a), edition.row_name(found.b)
    path = pair_href(board.suite, first, second)
    won, lost, neither = wins(found.tasks)
    picture = _picture(edition, board, found, depth_prefix(path))
    view = PairView(
        a=Crumb(a, model_href(found.a.model)),
        b=Crumb(b, model_href(found.b.model)),
        overall=_overall(edition, found, a, b),
        picture=picture,
        caption=say(
            "Paired differences, %(a)s minus %(b)s, with %(level)s intervals",
            a=a,
            b=b,
            level=show_percent(found.level),
        ),
        tasks=tuple(
            _task(edition, column, task, a, b)
            for column, task in zip(board.columns, found.tasks, strict=True)
        ),
        decided=tuple(_decided(edition, board, found)),
        compare_href=f"{compare_href(board.suite)}?m={quote(first)}&m={quote(second)}",
        pairs_href=pairs_href(board.suite),
    )
    return Page(
        path=path,
        template="pages/pair.html",
        title=say("%(a)s and %(b)s compared", a=a, b=b),
        description=edition.language.say_n(
            "Of %(n)s task of %(board)s, %(a)s is better on %(won)s, %(b)s on %(lost)s; "
            "%(neither)s cannot tell.",
            "Of %(n)s tasks of %(board)s, %(a)s is better on %(won)s, %(b)s on %(lost)s; "
            "%(neither)s cannot tell.",
            len(found.tasks),
            board=title,
            a=a,
            b=b,
            won=won,
            lost=lost,
            neither=neither,
        ),
        view=view,
        section="boards",
        crumbs=(
            Crumb(say("Leaderboards"), HOME),
            Crumb(title, board_href(board.suite)),
            Crumb(say("Compare"), compare_href(board.suite)),
        ),
    )


def _overall(edition: Edition, found: RowComparison, a: str, b: str) -> str:
    say = edition.language.say
    if found.difference is None:
        return say("One of them has no overall score, so they can be compared task by task only.")
    value, low, high = found.difference
    if low > 0.0:
        verdict = say("%(name)s is better.", name=a)
    elif high < 0.0:
        verdict = say("%(name)s is better.", name=b)
    else:
        verdict = say("This does not show which one is better.")
    words = say(
        "Over all tasks they differ by %(difference)s points (%(interval)s).",
        difference=show_signed(AGGREGATE.show(value)),
        interval=AGGREGATE.show_range(low, high),
    )
    return f"{words} {verdict}"


def _task(edition: Edition, column: Column, task: TaskComparison, a: str, b: str) -> TaskDifference:
    language, measure, found = edition.language, column_measure(column), task.found
    say, title = language.say, edition.pick(column.title)
    words = measure_words(language, measure, column.metric)
    if found is None:
        return TaskDifference(
            title, task_href(task.task), words, "", "", "", "", "",
            say("not compared"), "", "", "", "",
        )  # fmt: skip
    verdict = {"a": a, "b": b, "": say("not resolved")}[task.better]
    needed = ""
    if not task.better and isfinite(found.n_needed) and found.n_needed > found.n_samples:
        needed = f"{found.n_needed:,.0f}"
    p = 1.0 if task.p_adjusted is None else task.p_adjusted
    return TaskDifference(
        title=title,
        href=task_href(task.task),
        measure=words,
        a=measure.show(found.value_a),
        b=measure.show(found.value_b),
        difference=show_signed(measure.show(found.difference)),
        interval=measure.show_range(found.low, found.high) if isfinite(found.low) else "",
        p="<0.001" if p < 0.001 else f"{p:.3f}",  # noqa: PLR2004 - three digits
        verdict=verdict,
        only_a="" if found.n_only_a is None else f"{found.n_only_a:,}",
        only_b="" if found.n_only_b is None else f"{found.n_only_b:,}",
        needed=needed,
        n=f"{found.n_samples:,}",
    )


def _picture(edition: Edition, board: Board, found: RowComparison, root: str) -> Picture | None:
    """Differences as shares of each metric's range, to the right where the first row is better."""
    say, dots = edition.language.say, []
    for column, task in zip(board.columns, found.tasks, strict=True):
        shown = task.found
        if shown is None or not task.span or not isfinite(shown.low):
            continue
        sign = 1.0 if task.higher_is_better else -1.0
        ends = sorted((sign * shown.low / task.span, sign * shown.high / task.span))
        value = sign * shown.difference / task.span
        text = f"{show_signed(AGGREGATE.show(value))} ({AGGREGATE.show_range(*ends)})"
        title = edition.pick(column.title)
        dots.append(
            Dot(
                name=title,
                href=root + task_href(task.task),
                value=value,
                low=ends[0],
                high=ends[1],
                text=text,
                muted=not task.better,
            )
        )
    if not dots:
        return None
    a, b = edition.row_name(found.a), edition.row_name(found.b)
    title = say("Differences by task")
    caption = say(
        "Differences in hundredths of each metric's range: right of the line %(a)s is better, left "
        "of it %(b)s. Grey ones are not resolved once all tasks are counted together.",
        a=a,
        b=b,
    )
    drawing = draw_dots(
        dots,
        id="pair",
        title=title,
        description=caption,
        show=AGGREGATE.show,
        low=-1.0,
        high=1.0,
        reference=0.0,
        reference_text=say("equal"),
    )
    return Picture(title, drawing, caption)


def _decided(edition: Edition, board: Board, found: RowComparison) -> Iterator[Decided]:
    """Samples on which the two rows differ, the most telling first."""
    for column in board.columns:
        items = edition.items.get(column.task)
        if items is None or items.suite != board.suite:
            items = None if items is None else _with_rows(items, found)
        if items is None:
            continue
        ids = [row.id for row in items.rows]
        if found.a.id not in ids or found.b.id not in ids:
            continue
        a, b = ids.index(found.a.id), ids.index(found.b.id)
        won = _apart(edition, items, a, b)
        lost = _apart(edition, items, b, a)
        if won or lost:
            pair = {"a": found.a.id, "b": found.b.id}
            yield Decided(
                title=edition.pick(column.title),
                won=won,
                won_href=samples_link(edition, column.task, **pair, p="first"),
                lost=lost,
                lost_href=samples_link(edition, column.task, **pair, p="second"),
            )


def _with_rows(items: TaskItems, found: RowComparison) -> TaskItems | None:
    """Items of another board where both rows rest on the same results."""
    known = {row.id: row for row in items.rows}
    task = items.column.task
    for row in (found.a, found.b):
        other = known.get(row.id)
        if other is None or _results(other.cells, task) != _results(row.cells, task):
            return None
    return items


def _results(cells: tuple[Cell, ...], task: str) -> tuple[str, ...]:
    return next((cell.results for cell in cells if cell.task == task), ())


def _apart(edition: Edition, items: TaskItems, better: int, worse: int) -> tuple[Crumb, ...]:
    import numpy as np

    scores = items.solved if items.solved is not None else items.shown
    sign = 1.0 if items.column.higher_is_better or items.solved is not None else -1.0
    ahead = sign * (scores[better].astype(float) - scores[worse])
    order = np.argsort(-ahead, kind="stable")[:_SAMPLES]
    known = edition.answers(items.column.task)
    names = [items.rows[place].id for place in (better, worse)]
    query = f"?a={quote(names[0], safe='/')}&b={quote(names[1], safe='/')}"
    crumbs = []
    for n in order.tolist():
        path, hash_, anchor = href_of(edition, items, n).partition("#")
        if ahead[n] > 0.0:
            href = f"{path}{query}{hash_}{anchor}" if path else ""
            crumbs.append(Crumb(plain_text(known.samples[n].id), href))
    return tuple(crumbs)
