"""Views of the table of a leaderboard, which the home page and the board's page share.

Knows nothing of markup.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from llmsite.leaderboard.records import Board, Cell, Column, Row
from llmsite.site.columns import coded, facets, table_rows
from llmsite.site.edition import Edition
from llmsite.site.figures import Figure, Measure, show_interval, show_rank, show_size
from llmsite.site.links import model_href, result_href, task_href
from llmsite.site.measures import AGGREGATE, column_measure
from llmsite.site.naming import domain_names, measure_words, type_names
from llmsite.site.structured import json_for_html

FULL_ROWS = 200
"""Up to here every cell shows its interval; longer tables show it beside the overall score."""
_EXPLAINED = 5
"""So many rows without a rank are explained below the table."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Head of one task's column."""

    task: str
    """Name of the task, the column's key in addresses."""
    title: str
    """Title of the task."""
    href: str
    """Its page."""
    measure: str
    """Metric, unit: `accuracy, %`."""
    direction: str
    """`↑` where higher is better, `↓` where lower is."""
    direction_words: str
    """The same in words."""
    n: str
    """Samples of the task."""
    group: str
    """Group of the suite, empty for none."""


@dataclass(frozen=True, slots=True)
class CellView:
    """One score in the table, or why there is none."""

    figure: Figure | None
    """The score; none where it is missing."""
    missing: str
    """Why there is none, in a few words; empty where there is a score."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One model in the table."""

    rank: str
    """`3` or `3–7`; empty for rows that are not ranked."""
    band: bool
    """Whether it stands on the shaded one of two alternating bands of ties."""
    name: str
    """Name of the model."""
    href: str
    """Its page."""
    organisation: str
    """Who made it."""
    overall: Figure | None
    """Overall score; none where there is none."""
    bar: tuple[float, float, float] | None
    """Overall score and its interval as low, value, high on a line of 0 to 100; none as above."""
    cells: tuple[CellView, ...]
    """One a column."""
    size: str
    """Number of weights, such as `1.7 B`."""
    trust: str
    """State of trust as a class name."""
    trust_words: str
    """State of trust as a word."""
    is_baseline: bool
    """Whether it is a rule rather than a model."""
    note: str
    """Why it is not ranked, one sentence; empty where it is."""


@dataclass(frozen=True, slots=True)
class TableView:
    """The table of a board."""

    board: str
    """Name of the suite."""
    caption: str
    """What the table holds, one sentence."""
    headings: tuple[Heading, ...]
    """Heads of the tasks' columns."""
    has_overall: bool
    """Whether there is a column for rank and overall score."""
    is_long: bool
    """Whether rows are one line high and only the overall score shows its interval."""
    rows: tuple[RowView, ...]
    """Rows, best first; rows without a rank at the end."""
    footnotes: tuple[str, ...]
    """What must be known to read it: missing cells by reason, rows without a rank."""
    facets: Markup
    """JSON for the script: columns, words, and in short tables the rows' properties by which it
    filters; empty where there is no script."""
    source: str
    """Folder of the column files from the site's root, where the page holds the first rows only."""
    hash: str
    """Hash that the column files repeat."""
    n_rows: int
    """Rows of the whole table."""


def table_view(
    edition: Edition, board: Board, rows: tuple[Row, ...], caption: str, *, scripted: bool = False
) -> TableView:
    """Rows of a board as a table.

    Args:
        edition: The edition.
        board: The board.
        rows: Rows that stand in the page.
        caption: What the table holds, one sentence.
        scripted: Whether the table has a script that sorts and filters.
    """
    files = edition.column_files.get(board.suite) if scripted else None
    is_long = len(rows) > FULL_ROWS or files is not None
    measures = [column_measure(column) for column in board.columns]
    bands = shade_bands([row.rank.low if row.rank else None for row in rows])
    views = tuple(
        _row(edition, board, row, measures, band=band, noted=not is_long)
        for row, band in zip(rows, bands, strict=True)
    )
    return TableView(
        board=board.suite,
        caption=caption,
        headings=tuple(
            _heading(edition, column, measure)
            for column, measure in zip(board.columns, measures, strict=True)
        ),
        has_overall=board.aggregates and any(row.aggregate is not None for row in rows),
        is_long=is_long,
        rows=views,
        footnotes=_footnotes(edition, board, rows),
        facets=_facets(edition, board, rows, whole=files is None) if scripted else Markup(""),
        source=files.folder if files else "",
        hash=files.hash if files else "",
        n_rows=len(table_rows(board)) if files else len(rows),
    )


def _heading(edition: Edition, column: Column, measure: Measure) -> Heading:
    say = edition.language.say
    better = say("higher is better") if column.higher_is_better else say("lower is better")
    return Heading(
        task=column.task,
        title=edition.pick(column.title),
        href=task_href(column.task),
        measure=measure_words(edition.language, measure, column.metric),
        direction="\u2191" if column.higher_is_better else "\u2193",
        direction_words=better,
        n=f"{column.n_samples:,}" if column.n_samples else "",
        group=column.group,
    )


def shade_bands(ranks: Sequence[int | None]) -> list[bool]:
    """Which rows are shaded: a band ends where rows are shown to be worse than its first row.

    A reading aid: the range beside the name is what holds, since ties are not transitive.

    Args:
        ranks: Best rank of each row, best row first; none for rows that are not ranked.
    """
    shaded, first, bands = False, 1, []
    for position, best in enumerate(ranks, start=1):
        if best is not None and best > first:
            shaded, first = not shaded, position
        bands.append(shaded and best is not None)
    return bands


def _row(
    edition: Edition, board: Board, row: Row, measures: list[Measure], *, band: bool, noted: bool
) -> RowView:
    overall = bar = None
    if row.aggregate is not None and board.aggregates:
        overall = edition.figure(
            row.aggregate, AGGREGATE, row.trust, f"{model_href(row.model)}#{board.suite}"
        )
        low, high = row.aggregate.low, row.aggregate.high
        if low is not None and high is not None:
            bar = (_on_line(low), _on_line(row.aggregate.value), _on_line(high))
    return RowView(
        rank=show_rank(row.rank),
        band=band,
        name=edition.row_name(row),
        href=model_href(row.model),
        organisation=row.card.organisation if row.card.organisation != "unknown" else "",
        overall=overall,
        bar=bar,
        cells=tuple(
            _cell(edition, cell, measure, noted=noted)
            for cell, measure in zip(row.cells, measures, strict=True)
        ),
        size=show_size(row.card.n_parameters),
        trust=row.trust,
        trust_words=edition.trust_words[row.trust],
        is_baseline=row.is_baseline,
        note=edition.unranked_reason(board, row) if row.rank is None else "",
    )


def _on_line(share: float) -> float:
    return round(min(max(share, 0.0), 1.0) * 100, 1)


def _cell(edition: Edition, cell: Cell, measure: Measure, *, noted: bool) -> CellView:
    if cell.score is None or cell.trust is None:
        return CellView(None, edition.missing_words[cell.missing or "not-run"])
    if not noted:  # a long table has neither notes nor links in its cells
        return CellView(Figure(measure.show(cell.score.value), "", "", "", "", cell.trust), "")
    href = result_href(cell.results[0], cell.task) if cell.results else ""
    return CellView(edition.figure(cell.score, measure, cell.trust, href), "")


def _footnotes(edition: Edition, board: Board, rows: tuple[Row, ...]) -> tuple[str, ...]:
    language = edition.language
    notes = []
    missing = Counter(
        cell.missing or "not-run" for row in rows for cell in row.cells if cell.score is None
    )
    if missing:
        reasons = language.join(
            [f"{edition.missing_words[reason]} {n:,}" for reason, n in sorted(missing.items())]
        )
        notes.append(
            language.say_n(
                "%(n)s cell is empty (%(reasons)s); a missing score is never counted as zero.",
                "%(n)s cells are empty (%(reasons)s); a missing score is never counted as zero.",
                sum(missing.values()),
                reasons=reasons,
            )
        )
    unranked = [row for row in rows if row.rank is None and row.trust != "claimed"]
    notes.extend(
        language.say(
            "%(name)s has no rank: %(reason)s",
            name=edition.row_name(row),
            reason=edition.unranked_reason(board, row),
        )
        for row in unranked[:_EXPLAINED]
        if row.reason
    )
    return tuple(notes)


def _facets(edition: Edition, board: Board, rows: tuple[Row, ...], *, whole: bool) -> Markup:
    """What the script needs: columns, words, and where the page is whole the rows' properties."""
    tasks = edition.leaderboard.task
    columns = []
    for column in board.columns:
        task = tasks.get(column.task)
        columns.append(
            {
                "domain": task.domain if task else "",
                "group": column.group,
                "language": list(task.languages) if task else [],
                "task": column.task,
                "title": edition.pick(column.title),
                "up": column.higher_is_better,
                "type": task.type if task else "",
            }
        )
    value = {
        "columns": columns,
        # Who made a model stands in its row.
        "rows": {
            name: coded(values)
            for name, values in facets(rows, edition.leaderboard.result).items()
            if name != "organisation"
        }
        if whole
        else {},
        "words": _script_words(edition, board),
    }
    return json_for_html(value)


def _script_words(edition: Edition, board: Board) -> dict[str, str | dict[str, str]]:
    """What the script says; `%n` and `%m` are counts."""
    known = (edition.leaderboard.task.get(column.task) for column in board.columns)
    languages = {code for task in known if task is not None for code in task.languages}
    say = edition.language.say
    return {
        "any": say("any"),
        "base": say("Baseline"),
        "columns": say("Columns"),
        "commercial": say("Commercial use"),
        "count": say("%n of %m rows"),
        "date": say("Result since"),
        "differences": say(
            "The small numbers are differences from the baseline row, without a test."
        ),
        "domain": say("Domain"),
        "filter": say("Filter models"),
        "group": say("Group"),
        "language": say("Language"),
        "licence": say("Licence"),
        "memory": say("Memory"),
        "models": say("Models"),
        "open": say("Open weights"),
        "organisation": say("Organisation"),
        "disk": say(
            "Only the first rows are shown: a browser loads the others from a server only."
        ),
        "intervals": say("Intervals"),
        "reset": say("Reset"),
        "stale": say("The site was rebuilt in the meantime. Reload the page to see all rows."),
        "size": say("Size"),
        "sort": say("Sort by"),
        "trust": say("Trust"),
        "type": say("Task type"),
        "values": {
            "no": say("no"),
            "unknown": say("unknown"),
            "yes": say("yes"),
            **edition.trust_words,
            **type_names(edition.language),
            **domain_names(edition.language),
            **{name: edition.pick(title) for name, title in board.groups.items()},
            **{code: edition.language.tongue(code) for code in sorted(languages)},
        },
    }


def interval_words(row: Row) -> str:
    """`41.2 (38.0–44.1)`: a row's overall score in a sentence; empty where there is none."""
    if row.aggregate is None:
        return ""
    interval = show_interval(row.aggregate, AGGREGATE)
    text = AGGREGATE.show(row.aggregate.value)
    return f"{text} ({interval})" if interval else text
