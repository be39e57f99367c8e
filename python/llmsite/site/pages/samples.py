"""The samples of a task as a table: how hard each is, what it tells apart, who solved it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import isnan

from markupsafe import Markup

from llmsite.leaderboard.answers import TaskAnswers
from llmsite.leaderboard.items import Flag, TaskItems
from llmsite.site.edition import Edition
from llmsite.site.links import method_href, samples_href, samples_part_href, task_href
from llmsite.site.measures import column_measure
from llmsite.site.page import Crumb, Page, Planned
from llmsite.site.quoting import plain_text
from llmsite.site.rows import SampleLine
from llmsite.site.samples import flag_words, href_of, layout_of, solved_by, withheld_words
from llmsite.site.structured import json_for_html

ROWS_A_PAGE = 500
"""Samples of one table; longer tasks have several."""
_HEADS = 5
"""Rows whose outcome has a column of its own."""
_SOME = 5
_SNIPPET = 50
_LEVELS = 35
"""Steps of graded outcomes; right and wrong ones have one."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
RIGHT, WRONG = "\u2713", "\u2717"


@dataclass(frozen=True, slots=True)
class FlaggedSamples:
    """Samples that stand out for one reason."""

    title: str
    """The reason."""
    text: str
    """What it means."""
    samples: tuple[Crumb, ...]
    """They, with their pages."""


@dataclass(frozen=True, slots=True)
class SamplesView:
    """What `pages/samples.html` may name."""

    intro: str
    """What is shown and for which models."""
    kept_back: str
    """Why texts are not shown; empty where they are."""
    canary: str
    """String that marks the samples; empty where there is none."""
    method_href: str
    """Where the numbers are explained."""
    flagged: tuple[FlaggedSamples, ...]
    """Samples that stand out, by reason."""
    caption: str
    """Caption of the table."""
    is_graded: bool
    """Whether outcomes are contributions and not right or wrong."""
    heads: tuple[Crumb, ...]
    """Rows whose outcomes have a column."""
    lines: tuple[SampleLine, ...]
    """The samples."""
    lists: tuple[Crumb, ...]
    """All tables of a long task; empty for one."""
    parts: tuple[Crumb, ...]
    """Pages that show samples with all answers."""
    not_shown: str
    """How many samples are shown nowhere with their answers; empty where none."""
    outcomes: Markup
    """JSON for the script: rows, their outcomes, words."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a task with known samples, several for a long one."""
    for task, items in edition.items.items():
        for part in range(-(-items.n_samples // ROWS_A_PAGE)):
            yield Planned(samples_href(task, part + 1), partial(_page, edition, items, part))


def _page(edition: Edition, items: TaskItems, part: int) -> Page:
    language, task = edition.language, items.column.task
    say, title = language.say, edition.pick(items.column.title)
    known = edition.answers(task)
    places = range(part * ROWS_A_PAGE, min((part + 1) * ROWS_A_PAGE, items.n_samples))
    whole = items.n_samples > ROWS_A_PAGE
    span = f"{places[0] + 1:,}\u2013{places[-1] + 1:,}"
    name = say("Samples of %(task)s", task=title)
    found = layout_of(edition, items)
    n_shown = len(found.own) + sum(len(each) for each in found.parts)
    view = SamplesView(
        intro=_intro(edition, items),
        kept_back=withheld_words(edition, items, known.withheld),
        canary=known.canary,
        method_href=method_href(),
        flagged=_flagged(edition, items, known) if part == 0 else (),
        caption=say("Samples %(span)s of %(n)s", span=span, n=f"{items.n_samples:,}"),
        is_graded=items.solved is None,
        heads=_heads(edition, items),
        lines=tuple(_lines(edition, items, known, places)),
        lists=_lists(items) if whole else (),
        parts=tuple(
            Crumb(f"{each[0] + 1:,}\u2013{each[-1] + 1:,}", samples_part_href(task, number))
            for number, each in enumerate(found.parts, start=1)
        ),
        not_shown=_not_shown(edition, items.n_samples - n_shown) if found.parts else "",
        outcomes=_outcomes(edition, items, places),
    )
    return Page(
        path=samples_href(task, part + 1),
        template="pages/samples.html",
        title=f"{name}: {span}" if part else name,
        description=language.say_n(
            "Which of the %(n)s sample of %(task)s is hard, which tells models apart, and who "
            "solved it.",
            "Which of the %(n)s samples of %(task)s are hard, which tell models apart, and who "
            "solved them.",
            items.n_samples,
            task=title,
        ),
        view=view,
        section="tasks",
        crumbs=(Crumb(say("Tasks"), "t/index.html"), Crumb(title, task_href(task))),
        scripts=("samples",),
        indexed=False,
    )


def _intro(edition: Edition, items: TaskItems) -> str:
    say_n, n = edition.language.say_n, len(items.rows)
    if items.solved is None:
        text = say_n(
            "Through the answers of %(n)s row of %(board)s. A contribution is what a sample adds: "
            "the mean of all contributions is the score.",
            "Through the answers of %(n)s rows of %(board)s. A contribution is what a sample adds: "
            "the mean of all contributions is the score.",
            n,
            board=_board(edition, items),
        )
    else:
        text = say_n(
            "Through the answers of %(n)s row of %(board)s.",
            "Through the answers of %(n)s rows of %(board)s.",
            n,
            board=_board(edition, items),
        )
    if n < _SOME:
        text += " " + edition.language.say("With so few, discrimination says little.")
    if items.n_rows > n:
        text += " " + edition.language.say(
            "These are the best ones; difficulty and discrimination count all %(n)s.",
            n=f"{items.n_rows:,}",
        )
    return text


def _board(edition: Edition, items: TaskItems) -> str:
    return edition.pick(edition.leaderboard.board[items.suite].title)


def _flagged(edition: Edition, items: TaskItems, known: TaskAnswers) -> tuple[FlaggedSamples, ...]:
    kinds: tuple[Flag, ...] = ("doubtful", "unsolved", "reversed")
    groups = []
    for kind in kinds:
        title, text = flag_words(edition, kind)
        samples = tuple(
            Crumb(plain_text(known.samples[n].id), href_of(edition, items, n))
            for n, flags in items.flags.items()
            if kind in flags
        )
        if samples:
            groups.append(FlaggedSamples(title, text, samples))
    return tuple(groups)


def _heads(edition: Edition, items: TaskItems) -> tuple[Crumb, ...]:
    return tuple(Crumb(edition.row_name(row), row.id) for row in items.rows[:_HEADS])


def _lists(items: TaskItems) -> tuple[Crumb, ...]:
    task = items.column.task
    return tuple(
        Crumb(
            f"{start + 1:,}\u2013{min(start + ROWS_A_PAGE, items.n_samples):,}",
            samples_href(task, number),
        )
        for number, start in enumerate(range(0, items.n_samples, ROWS_A_PAGE), start=1)
    )


def _not_shown(edition: Edition, n: int) -> str:
    if not n:
        return ""
    return edition.language.say_n(
        "%(n)s sample, on which models differ least, is not shown with its answers; the files of "
        "generations hold it.",
        "%(n)s samples, on which models differ least, are not shown with their answers; the files "
        "of generations hold them.",
        n,
    )


def _lines(
    edition: Edition, items: TaskItems, known: TaskAnswers, places: range
) -> Iterator[SampleLine]:
    show, hrefs = column_measure(items.column).show, layout_of(edition, items).hrefs
    part = slice(places.start, places.stop)
    outcomes = (items.shown if items.solved is None else items.solved)[:_HEADS, part].T.tolist()
    for n, discrimination, outcome in zip(
        places, items.analysis.discriminations[part].tolist(), outcomes, strict=True
    ):
        sample = known.samples[n]
        snippet = plain_text(_question(sample.prompt)[: 2 * _SNIPPET])
        if items.solved is not None:
            marks = tuple(RIGHT if each else WRONG for each in outcome)
        else:
            marks = tuple(map(show, outcome))
        yield SampleLine(
            anchor=f"s{n + 1}",
            number=f"{n + 1:,}",
            id=plain_text(sample.id),
            href=hrefs.get(n, ""),
            snippet=snippet if len(snippet) <= _SNIPPET else snippet[:_SNIPPET] + "\u2026",
            solved=solved_by(edition, items, n) or show(float(items.scores[:, n].mean())),
            discrimination=""
            if isnan(discrimination)
            else f"{discrimination:.2f}".replace("-", "\u2212"),
            agreement=_agreement(known, n),
            marks=marks,
        )


def _question(prompt: str) -> str:
    """What a sample itself asks: its prompt without the instruction that all samples share."""
    _, separator, rest = prompt.partition("\n\n")
    return rest if separator else prompt


def _agreement(known: TaskAnswers, n: int) -> str:
    said = [
        row[n].prediction  # type: ignore[union-attr] # asked for in the next line
        for row in known.answers
        if row and row[n] is not None
    ]
    if len(said) < 2 or all(each is None for each in said):  # noqa: PLR2004 - two can agree
        return ""
    return f"{100 * max(map(said.count, set(said))) / len(said):.0f}\u00a0%"


def _outcomes(edition: Edition, items: TaskItems, places: range) -> Markup:
    """Rows with one digit a sample, which the script filters by."""
    say = edition.language.say
    graded = items.solved is None
    shown = items.shown[:, places.start : places.stop]
    if items.solved is not None:
        levels = items.solved[:, places.start : places.stop]
    else:
        low, high = float(items.shown.min()), float(items.shown.max())
        share = (shown - low) / (high - low) if high > low else shown * 0.0
        if not items.column.higher_is_better:
            share = 1.0 - share
        levels = (share * _LEVELS).round().astype(int)
    return json_for_html(
        {
            "graded": graded,
            "outcomes": ["".join(_DIGITS[int(each)] for each in row) for row in levels],
            "rows": [[row.id, edition.row_name(row)] for row in items.rows],
            "words": {
                "a": say("Model A"),
                "any": say("any"),
                "b": say("Model B"),
                "both": say("equal") if graded else say("both right"),
                "count": say("%n of %m samples"),
                "first": say("A better, B worse") if graded else say("A right, B wrong"),
                "neither": say("both wrong"),
                "outcome": say("Outcome"),
                "reset": say("Reset"),
                "right": say("A right"),
                "second": say("A worse, B better") if graded else say("A wrong, B right"),
                "sort": say("Sort by"),
                "wrong": say("A wrong"),
            },
        }
    )
