"""Rows of tables as markup, formatted by one escaped f-string each.

A template engine spends most of a page's time on the cells of its table; these functions give the
same output in a fraction of it. Every text goes through `escape`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from llmsite.site.figures import Figure
from llmsite.site.tables import CellView, RowView, TableView


@dataclass(frozen=True, slots=True, eq=False)
class TaskHead:
    """What the rows of one task say on the pages of all models."""

    title: str
    """Title of the task."""
    href: str
    """Its page."""
    measure: str
    """Metric, unit and direction; empty where it is said once for all rows."""
    median: str
    """Median of the board; empty where there is none."""


class ScoreRow(NamedTuple):
    """One task of a model's table; large sites have hundreds of thousands, so it costs little."""

    task: TaskHead
    """The task."""
    score: str
    """The score; empty where it is missing."""
    interval: str
    """Its interval; empty where there is none."""
    n: str
    """Samples behind it; empty where not known."""
    href: str
    """Its evidence; empty where the page names it once for all rows."""
    tone: str
    """Trust as a class name; empty where the score is missing."""
    missing: str
    """Why there is no score, in a few words; empty where there is one."""
    rank: str
    """Rank on this task alone."""


class TaskRow(NamedTuple):
    """One model's score."""

    model: str
    """Name of the model."""
    href: str
    """Its page."""
    score: str
    """The score."""
    interval: str
    """Its interval; empty where there is none."""
    n: str
    """Samples behind it; empty where not known."""
    evidence: str
    """Evidence of the number: its part of the result's page."""
    tone: str
    """Trust as a class name."""
    trust: str
    """State of trust as a word."""
    settings: str
    """How it was asked."""


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One sample in the table."""

    anchor: str
    """Id of the row."""
    number: str
    """Its number in the task."""
    id: str
    """Its id."""
    href: str
    """Where it is shown with its answers; empty where it is not."""
    snippet: str
    """How it begins; empty where texts are kept back."""
    solved: str
    """How many rows solved it, or the mean of their contributions."""
    discrimination: str
    """Correlation of its score with that of all others, over rows; empty where undefined."""
    agreement: str
    """Share of rows that give the commonest answer; empty where answers are not known."""
    marks: tuple[str, ...]
    """Outcome of the first rows."""


def board_rows(table: TableView, root: str) -> Markup:
    """Rows of a leaderboard.

    Args:
        table: The table.
        root: What leads from the page to the language's root.
    """
    row = _long_row if table.is_long else _full_row
    lines = [row(each, root, has_overall=table.has_overall) for each in table.rows]
    return Markup("\n".join(lines))


def score(figure: Figure, root: str) -> str:
    """A score that links to its evidence, with its interval below."""
    note = escape(figure.note)
    text = escape(figure.text)
    if figure.href:
        text = Markup(f'<a href="{root}{escape(figure.href)}" title="{note}">{text}</a>')
    interval = f"<small>{escape(figure.interval)}</small>" if figure.interval else ""
    return f"{text}{interval}"


def _head(row: RowView, root: str) -> str:
    organisation = f" <small>{escape(row.organisation)}</small>" if row.organisation else ""
    return (
        f'<th scope="row"><a href="{root}{escape(row.href)}">{escape(row.name)}</a>'
        f"{organisation}</th>"
    )


def _class(row: RowView) -> str:
    names = [
        name
        for name, applies in (
            ("band", row.band),
            ("base", row.is_baseline),
            (row.trust, row.trust == "claimed"),
        )
        if applies
    ]
    return f' class="{" ".join(names)}"' if names else ""


def _full_row(row: RowView, root: str, *, has_overall: bool) -> str:
    cells = "".join(_full_cell(cell, root) for cell in row.cells)
    overall = ""
    if has_overall:
        shown = score(row.overall, root) if row.overall else ""
        bar = _bar(row.bar) if row.bar else ""
        overall = f'<td class="all">{shown}{bar}</td>'
    rank = f'<td class="rank">{escape(row.rank)}</td>' if has_overall else ""
    return (
        f"<tr{_class(row)}>{rank}{_head(row, root)}{overall}{cells}<td>{escape(row.size)}</td>"
        f'<td class="trust {row.trust}">{escape(row.trust_words)}</td></tr>'
    )


def _full_cell(cell: CellView, root: str) -> str:
    if cell.figure is None:
        return f'<td class="none"><small>{escape(cell.missing)}</small></td>'
    return f"<td>{score(cell.figure, root)}</td>"


def _bar(bar: tuple[float, float, float]) -> str:
    low, value, high = bar
    return (
        '<svg class="bar" viewBox="0 0 100 6" aria-hidden="true" focusable="false">'
        f'<path class="track" d="M0 3H100"/><path class="ci" d="M{low} 3H{high}"/>'
        f'<circle cx="{value}" cy="3" r="2.4"/></svg>'
    )


def _long_row(row: RowView, root: str, *, has_overall: bool) -> str:
    """One line a row. The rows are flex boxes, which takes their roles away: they are written.

    End tags that HTML lets everybody leave out are left out.
    """
    cells = "".join(
        [f'<td role="cell">{cell.figure.text if cell.figure else ""}' for cell in row.cells]
    )
    rank = overall = ""
    if has_overall:
        rank = f'<td role="cell">{row.rank}'
        figure = row.overall
        shown = f"{figure.text} <small>{figure.interval}</small>" if figure else ""
        overall = f'<td class="all" role="cell">{shown}'
    organisation = f" <small>{escape(row.organisation)}</small>" if row.organisation else ""
    return (
        f'<tr role="row"{_class(row)}>{rank}<th scope="row" role="rowheader">'
        f'<a href="{root}{escape(row.href)}">{escape(row.name)}</a>{organisation}'
        f'{overall}{cells}<td role="cell">{escape(row.size)}'
        f'<td role="cell">{escape(row.trust_words)}'
    )


def score_rows(rows: Sequence[ScoreRow], root: str, picture: Markup, has_n: bool) -> Markup:
    """Rows of a model's scores, with a picture as tall as all of them beside the first.

    End tags that HTML lets everybody leave out would be a tenth of the page.
    """
    lines = [_score_row(row, root, has_n=has_n) for row in rows]
    if lines:
        lines[0] += f'<td class="pic" rowspan="{len(rows)}">{picture}'
    return Markup("\n".join(lines))


def _score_row(row: ScoreRow, root: str, *, has_n: bool) -> str:
    task, number, interval, n, href, tone, missing, rank = row
    if not number:
        span = 3 if has_n else 2
        cells = f'<td class="none" colspan="{span}"><small>{escape(missing)}</small>'
    else:
        # Scores, intervals, counts and ranks are digits and signs of our own making.
        if href:
            number = f'<a href="{root}{escape(href)}">{number}</a>'
        claimed = ' class="claimed"' if tone == "claimed" else ""
        counted = f"<td>{n}" if has_n else ""
        cells = f"<td{claimed}>{number}<td>{interval}{counted}"
    return f"<tr>{_task_head(task, root)}{cells}<td>{rank}<td>{task.median}"


@lru_cache(maxsize=4096)
def _task_head(task: TaskHead, root: str) -> str:
    """Head of a task's row, which is the same on the pages of all models."""
    words = f" <small>{escape(task.measure)}</small>" if task.measure else ""
    href = f"{root}{escape(task.href)}"
    return f'<th scope="row"><a href="{href}">{escape(task.title)}</a>{words}'


def task_rows(rows: Sequence[TaskRow], root: str) -> Markup:
    """Rows of a task's scores."""
    return Markup("\n".join([_task_row(row, root) for row in rows]))


def _task_row(row: TaskRow, root: str) -> str:
    model, href, number, interval, n, evidence, tone, trust, settings = row
    return (
        f'<tr><th scope="row"><a href="{root}{_safe(href)}">{_safe(model)}</a></th>'
        f'<td class="right {tone}"><a href="{root}{_safe(evidence)}">{number}</a></td>'
        f'<td class="span">{interval}</td><td class="right">{n}</td>'
        f'<td class="trust {tone}">{_safe(trust)}</td><td>{_safe(settings)}</td></tr>'
    )


@lru_cache(maxsize=1 << 16)
def _safe(text: str) -> str:
    """A text as markup; names and words come again on many pages."""
    return str(escape(text))


def sample_rows(lines: tuple[SampleLine, ...], root: str) -> Markup:
    """Rows of a task's samples."""
    return Markup("\n".join([_sample_row(line, root) for line in lines]))


def _sample_row(line: SampleLine, root: str) -> str:
    name = f"{line.number} \u00b7 {escape(line.id)}"
    if line.href:
        name = f'<a href="{root}{escape(line.href)}">{name}</a>'
    snippet = f"<small>{escape(line.snippet)}</small>" if line.snippet else ""
    # Numbers and marks are of our own making.
    cells = "</td><td>".join((line.solved, line.discrimination, line.agreement, *line.marks))
    return f'<tr id="{line.anchor}"><th scope="row">{name}{snippet}</th><td>{cells}</td></tr>'
