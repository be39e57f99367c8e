"""One edition of the site: a leaderboard in one language, with what pages need to know of it.

What every page builder takes. Knows nothing of templates or bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from llmsite.leaderboard.answers import AnswerBook, TaskAnswers
from llmsite.leaderboard.items import TaskItems
from llmsite.leaderboard.records import Board, Cell, Column, Leaderboard, Row, Value
from llmsite.schema.site import SiteConfig
from llmsite.site.columns import ColumnFiles, column_files
from llmsite.site.figures import Figure, Measure, show_percent, show_score
from llmsite.site.language import Language
from llmsite.site.links import is_shared, result_href
from llmsite.site.measures import column_measure
from llmsite.site.naming import metric_name
from llmsite.site.readers import OwnData, own_data
from llmsite.tasks import Withheld

_NAMED = 4
"""So many tasks are named in a sentence; beyond, the others are counted."""


@dataclass(frozen=True, slots=True)
class ContentPage:
    """One of the host's own pages, `content/<slug>.md`."""

    slug: str
    """Stem of the file, which is its address."""
    title: str
    """Its first heading, or its slug."""
    text: str
    """Markdown without the first heading."""


@dataclass(frozen=True)
class Edition:
    """A leaderboard in one language."""

    leaderboard: Leaderboard
    """What is shown."""
    config: SiteConfig
    """What the host decided."""
    language: Language
    """In which language."""
    content: tuple[ContentPage, ...] = ()
    """The host's own pages in this language."""
    book: AnswerBook | None = None
    """Samples and answers; none where their files are not here."""
    is_sharing: bool = False
    """Whether the pages of models and results stand in the site's first language only."""

    @property
    def items(self) -> Mapping[str, TaskItems]:
        """Tasks whose samples are known, by name."""
        return self.book.items if self.book is not None else {}

    def withheld(self, task: str) -> Withheld | None:
        """Why the texts of a task of `items` are not shown; none where they are."""
        return self.book.withheld(task) if self.book is not None else "absent"

    def answers(self, task: str) -> TaskAnswers:
        """Samples and answers of a task of `items`."""
        if self.book is None:
            raise KeyError(task)
        return self.book.answers(task)

    def address(self, path: str) -> str:
        """A page's path from the site's root."""
        shared = self.is_sharing and is_shared(path)
        return path if shared else self.language.prefix + path

    @cached_property
    def title(self) -> str:
        """Name of the leaderboard."""
        return self.language.pick(self.config.title)

    @cached_property
    def data_day(self) -> str:
        """Day of the newest result, `YYYY-MM-DD`; empty where there is none."""
        return max((each.record.date for each in self.leaderboard.results), default="")

    def pick(self, text: str | dict[str, str]) -> str:
        """A text in this edition's language."""
        return self.language.pick(text)

    def titles(self, columns: Sequence[Column], most: int = _NAMED) -> str:
        """Titles of columns as a list in a sentence.

        Args:
            columns: At least one.
            most: Entries of the list; of more columns the last entry counts the rest.
        """
        shown = columns if len(columns) <= most else columns[: most - 1]
        names = [self.pick(column.title) for column in shown]
        if len(columns) > most:
            rest = len(columns) - most + 1
            names.append(self.language.say_n("%(n)s more", "%(n)s more", rest))
        return self.language.join(names)

    @cached_property
    def column_files(self) -> dict[str, ColumnFiles]:
        """Data of the boards whose tables are too long for one page, by suite."""
        known = self.leaderboard.result
        found = ((board.suite, column_files(board, known)) for board in self.leaderboard.boards)
        return {suite: files for suite, files in found if files is not None}

    @cached_property
    def own_data(self) -> dict[str, OwnData]:
        """Data with which a reader's browser ranks boards again, by suite."""
        found = ((board.suite, own_data(board)) for board in self.leaderboard.boards)
        return {suite: data for suite, data in found if data is not None}

    @cached_property
    def trust_words(self) -> dict[str, str]:
        """What readers call each state of trust."""
        say = self.language.say
        return {
            "claimed": say("claimed"),
            "packed": say("packed"),
            "recomputed": say("recomputed"),
            "reproduced": say("reproduced"),
        }

    @cached_property
    def missing_words(self) -> dict[str, str]:
        """Why a cell is empty, in a few words."""
        say = self.language.say
        return {
            "not-run": say("not run"),
            "other-settings": say("run with other settings"),
            "older-version": say("run with an older version of the task"),
            "partial": say("only part of the samples"),
            "retracted": say("retracted"),
            "claimed": say("only a claimed number"),
        }

    def row_name(self, row: Row) -> str:
        """Name of a row, with what tells it from others of the same model."""
        return f"{row.card.name} ({row.label})" if row.label else row.card.name

    def model_name(self, model: str) -> str:
        """Name of a model by its id."""
        entry = self.leaderboard.model.get(model)
        return entry.card.name if entry else model

    def unranked_reason(self, board: Board, row: Row) -> str:
        """Why a row has no rank, as the end of a sentence."""
        language = self.language
        if row.trust == "claimed":
            return language.say("numbers without evidence are not ranked.")
        absent = [
            column
            for column, cell in zip(board.columns, row.cells, strict=True)
            if cell.score is None and column.weight > 0
        ]
        if absent:
            return language.say("there is no score on %(tasks)s.", tasks=self.titles(absent))
        if not board.aggregates:
            return language.say("the suite has no overall score.")
        return language.say("a metric of the suite allows no paired test.")

    def no_overall(self, board: Board) -> str:
        """Why a board has no overall score; empty where it has one."""
        if board.aggregates or not board.reason:
            return ""
        for column in board.columns:
            if board.reason.startswith(f"{column.metric} on {column.task} "):
                return self.language.say(
                    "%(metric)s on %(task)s has no scale on which tasks can be averaged",
                    metric=metric_name(self.language, column.metric),
                    task=self.pick(column.title),
                )
        return self.language.say("no task of the suite has a weight")

    def figure(
        self, value: Value, measure: Measure, trust: str, href: str, *, noted: bool = True
    ) -> Figure:
        """A value as readers see it.

        Args:
            value: The value.
            measure: How it is written.
            trust: Its state of trust.
            href: Where its evidence is; empty where the page says so itself.
            noted: Whether the one-line note is wanted, where interval and n have no columns.
        """
        text, interval = show_score(value, measure)
        n = f"{value.n:,}" if value.n is not None else ""
        note = self._note(value, text + measure.shown_unit, interval, trust) if noted else ""
        return Figure(text, interval, n, note, href, trust)

    def _note(self, value: Value, text: str, interval: str, trust: str) -> str:
        say = self.language.say
        parts = [text]
        if interval:
            parts.append(
                say("%(level)s interval %(ends)s", level=show_percent(value.level), ends=interval)
            )
        else:
            parts.append(say("no interval stated"))
        parts.append(f"n = {value.n:,}" if value.n is not None else say("n not stated"))
        if value.n_clusters is not None and value.n_clusters != value.n:
            parts.append(say("%(n)s independent groups", n=f"{value.n_clusters:,}"))
        parts.append(self.trust_words[trust])
        return " · ".join(parts)

    def cell_figure(self, cell: Cell, column: Column) -> Figure | None:
        """A cell's score as readers see it; none where it is missing."""
        if cell.score is None or cell.trust is None:
            return None
        href = result_href(cell.results[0], cell.task) if cell.results else ""
        return self.figure(cell.score, column_measure(column), cell.trust, href)


def ranked_rows(board: Board) -> tuple[Row, ...]:
    """Rows with a rank, best first."""
    return tuple(row for row in board.rows if row.rank is not None)


def tied_with_best(board: Board) -> tuple[Row, ...]:
    """Rows to which no other is shown to be superior, baselines left out."""
    return tuple(
        row
        for row in board.rows
        if row.rank is not None and row.rank.tied_with_best and not row.is_baseline
    )


def median(values: Iterable[float]) -> float | None:
    """The middle value; none of no values."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
