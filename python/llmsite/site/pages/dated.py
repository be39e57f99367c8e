"""A leaderboard as it was kept on a day: every number comes from the committed snapshot alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from llmsite.leaderboard.records import Value
from llmsite.schema.snapshot import (
    Snapshot,
    SnapshotBoard,
    SnapshotColumn,
    SnapshotRow,
    SnapshotValue,
)
from llmsite.site.citing import cite
from llmsite.site.edition import Edition
from llmsite.site.figures import Figure, Measure, measure_of, show_percent, show_range, show_size
from llmsite.site.links import (
    HOME,
    board_href,
    dated_href,
    history_href,
    model_href,
    result_href,
    task_href,
)
from llmsite.site.measures import AGGREGATE
from llmsite.site.naming import measure_words
from llmsite.site.page import Crumb, Page, Planned
from llmsite.site.tables import FULL_ROWS, CellView, Heading, RowView, TableView, shade_bands


@dataclass(frozen=True, slots=True)
class DatedView:
    """What `pages/dated.html` may name."""

    now: Crumb
    """The leaderboard of today; the home page where it is gone."""
    facts: tuple[str, ...]
    """Rows, tasks, versions."""
    table: TableView
    """The rows of that day."""
    retracted: tuple[str, ...]
    """What was taken back since, one sentence each."""
    downloads: tuple[Crumb, ...]
    """The numbers of that day as files."""
    bibtex: str
    """How to cite this day."""
    days: tuple[Crumb, ...]
    """Other days that were kept."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a day and leaderboard."""
    for snapshot in edition.leaderboard.snapshots:
        for board in snapshot.boards:
            path = dated_href(board.suite, snapshot.date)
            yield Planned(path, partial(_page, edition, snapshot, board))


def _page(edition: Edition, snapshot: Snapshot, board: SnapshotBoard) -> Page:
    language = edition.language
    say = language.say
    title, day = edition.pick(board.title), language.date(snapshot.date)
    path = dated_href(board.suite, snapshot.date)
    known = board.suite in edition.leaderboard.board
    files = f"api/v1/b/{board.suite}/at/{snapshot.date}"
    caption = say(
        "Models on %(board)s, best first; scores with %(level)s intervals",
        board=title,
        level=show_percent(board.level),
    )
    view = DatedView(
        now=Crumb(title, board_href(board.suite) if known else HOME),
        facts=_facts(edition, snapshot, board),
        table=_table(edition, board, caption),
        retracted=tuple(_retracted(edition, board)),
        downloads=tuple(
            Crumb(name, f"{files}.{ending}")
            for name, ending in (
                ("CSV", "csv"),
                ("JSON", "json"),
                ("BibTeX", "bib"),
                ("CSL", "csl.json"),
            )
        ),
        bibtex=cite(
            edition,
            title=title,
            suite=board.suite,
            day=snapshot.date,
            href=path,
            version=board.version,
        ).bibtex,
        days=tuple(
            Crumb(language.date(other.date), dated_href(board.suite, other.date))
            for other in edition.leaderboard.snapshots
            if other.date != snapshot.date and any(b.suite == board.suite for b in other.boards)
        ),
    )
    crumbs = [Crumb(say("Leaderboards"), HOME)]
    if known:
        crumbs += [
            Crumb(title, board_href(board.suite)),
            Crumb(say("History"), history_href(board.suite)),
        ]
    return Page(
        path=path,
        template="pages/dated.html",
        title=say("%(board)s on %(day)s", board=title, day=day),
        description=say(
            "%(board)s as it stood on %(day)s; this page never changes.", board=title, day=day
        ),
        view=view,
        section="boards",
        crumbs=tuple(crumbs),
    )


def _facts(edition: Edition, snapshot: Snapshot, board: SnapshotBoard) -> tuple[str, ...]:
    language = edition.language
    return (
        language.say_n("%(n)s row", "%(n)s rows", len(board.rows)),
        language.say_n("%(n)s task", "%(n)s tasks", len(board.columns)),
        language.say("suite version %(version)s", version=board.version),
        f"llmsite {snapshot.llmsite_version}",
    )


def _table(edition: Edition, board: SnapshotBoard, caption: str) -> TableView:
    measures = [
        measure_of(
            low=column.low,
            high=column.high,
            unit=column.unit,
            higher_is_better=column.higher_is_better,
        )
        for column in board.columns
    ]
    bands = shade_bands([row.rank_low for row in board.rows])
    rows = tuple(
        _row(edition, board, row, measures, band=band)
        for row, band in zip(board.rows, bands, strict=True)
    )
    return TableView(
        board=board.suite,
        caption=caption,
        headings=tuple(
            _heading(edition, column, measure)
            for column, measure in zip(board.columns, measures, strict=True)
        ),
        has_overall=any(row.overall is not None for row in board.rows),
        is_long=len(rows) > FULL_ROWS,
        rows=rows,
        footnotes=(),
        facets=Markup(""),
        source="",
        hash="",
        n_rows=len(rows),
    )


def _heading(edition: Edition, column: SnapshotColumn, measure: Measure) -> Heading:
    say = edition.language.say
    words = say("higher is better") if column.higher_is_better else say("lower is better")
    return Heading(
        task=column.task,
        title=edition.pick(column.title),
        href=task_href(column.task) if column.task in edition.leaderboard.task else HOME,
        measure=measure_words(edition.language, measure, column.metric),
        direction="\u2191" if column.higher_is_better else "\u2193",
        direction_words=words,
        n=f"{column.n_samples:,}",
        group="",
    )


def _row(
    edition: Edition,
    board: SnapshotBoard,
    row: SnapshotRow,
    measures: list[Measure],
    *,
    band: bool,
) -> RowView:
    known = row.model in edition.leaderboard.model
    href = model_href(row.model) if known else HOME
    rank = show_range(row.rank_low, row.rank_high) if row.rank_low and row.rank_high else ""
    evidence = result_href(row.results[0]) if row.results else href
    return RowView(
        rank=rank,
        band=band,
        name=row.name,
        href=href,
        organisation=row.organisation if row.organisation != "unknown" else "",
        overall=_figure(edition, board, row, row.overall, AGGREGATE, href),
        bar=None,
        cells=tuple(
            CellView(figure, "" if figure else edition.missing_words["not-run"])
            for figure in (
                _figure(edition, board, row, cell, measure, evidence)
                for cell, measure in zip(row.cells, measures, strict=True)
            )
        ),
        size=show_size(row.n_parameters),
        trust=row.trust,
        trust_words=edition.trust_words[row.trust],
        is_baseline=row.is_baseline,
        note="",
    )


def _figure(
    edition: Edition,
    board: SnapshotBoard,
    row: SnapshotRow,
    value: SnapshotValue | None,
    measure: Measure,
    href: str,
) -> Figure | None:
    if value is None:
        return None
    shown = Value(value.value, value.low, value.high, board.level)
    return edition.figure(shown, measure, row.trust, href, noted=False)


def _retracted(edition: Edition, board: SnapshotBoard) -> Iterator[str]:
    """What was taken back after the day; the numbers of the day stay."""
    known = edition.leaderboard.result
    for row in board.rows:
        for name in row.results:
            gone = known[name].retraction if name in known else None
            if gone is not None:
                yield edition.language.say(
                    "%(model)s: a result behind this row was retracted on %(day)s: %(reason)s",
                    model=row.name,
                    day=edition.language.date(gone.date),
                    reason=gone.reason,
                )
