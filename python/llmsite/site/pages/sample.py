"""Samples with what was asked, what is accepted, and what every row answered, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from llmsite.leaderboard.answers import Answer, TaskAnswers
from llmsite.leaderboard.items import TaskItems, same_wrong
from llmsite.leaderboard.records import Row
from llmsite.site.edition import Edition
from llmsite.site.figures import Measure
from llmsite.site.links import (
    result_href,
    sample_href,
    samples_href,
    samples_part_href,
    task_href,
)
from llmsite.site.measures import column_measure
from llmsite.site.page import Crumb, Page, Planned
from llmsite.site.quoting import cut, plain_text, show_answer, show_text
from llmsite.site.samples import (
    PAGE_BYTES,
    flag_words,
    layout_of,
    solved_by,
    withheld_words,
)
from llmsite.site.structured import json_for_html

_LONGEST = 4000
_NAME_BYTES = 200
"""What the name and the links of a row weigh."""
_COMPARED = 30
"""So many answers are compared with the first one word by word."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One row that gave an answer."""

    id: str
    """Id of the row."""
    name: str
    """Its name."""
    href: str
    """Its result on the task."""


@dataclass(frozen=True, slots=True)
class SameAnswers:
    """One answer, with all rows that gave it."""

    tone: str
    """`right`, `wrong` or `graded`, a class name."""
    verdict: str
    """Right or wrong, or the contribution, in words."""
    speakers: tuple[Speaker, ...]
    """Who gave it, best first."""
    prediction: Markup
    """What was extracted; empty where that is the whole answer or nothing was."""
    text: Markup
    """The answer, what was extracted marked; empty where it is kept back or not here."""
    note: str
    """How likely the chosen option was, or why no text is shown; usually empty."""


@dataclass(frozen=True, slots=True)
class SampleBlock:
    """One sample."""

    anchor: str
    """Id of the section."""
    title: str
    """Number and id."""
    facts: tuple[str, ...]
    """Difficulty, discrimination, and what is odd about it."""
    prompt: Markup
    """What was asked; empty where it is kept back."""
    options: tuple[Markup, ...]
    """Options to choose from."""
    references: tuple[Markup, ...]
    """Accepted answers."""
    answers: tuple[SameAnswers, ...]
    """Answers, right ones first."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """What `pages/sample.html` may name."""

    kept_back: str
    """Why something is not shown; empty where all is."""
    asked: str
    """What stood before each sample, and which of several answers is shown; may be empty."""
    canary: str
    """String that marks the samples; empty where there is none."""
    blocks: tuple[SampleBlock, ...]
    """The samples."""
    before: Crumb | None
    """The page before; none for the first."""
    after: Crumb | None
    """The page after; none for the last."""
    words: Markup
    """JSON for the script."""


def build(edition: Edition) -> Iterator[Planned]:
    """Pages of samples that stand out, and pages that show the others, several on each."""
    for task, items in edition.items.items():
        found = layout_of(edition, items)
        for i, n in enumerate(found.own):
            yield Planned(sample_href(task, n + 1), partial(_own, edition, items, i))
        for i in range(len(found.parts)):
            yield Planned(samples_part_href(task, i + 1), partial(_part, edition, items, i))


def _own(edition: Edition, items: TaskItems, i: int) -> Page:
    task, own = items.column.task, layout_of(edition, items).own
    say, title = edition.language.say, edition.pick(items.column.title)
    known = edition.answers(task)
    name = plain_text(known.samples[own[i]].id)
    around = [Crumb(plain_text(known.samples[n].id), sample_href(task, n + 1)) for n in own]
    reasons = [flag_words(edition, each)[0] for each in items.flags[own[i]]]
    return _page(
        edition,
        items,
        known,
        places=(own[i],),
        room=PAGE_BYTES,
        path=sample_href(task, own[i] + 1),
        title=say("Sample %(sample)s of %(task)s", sample=name, task=title),
        description=say(
            "%(reasons)s. What was asked and what every model answered.",
            reasons=edition.language.join(reasons),
        ),
        around=(around, i),
    )


def _part(edition: Edition, items: TaskItems, i: int) -> Page:
    task, found = items.column.task, layout_of(edition, items)
    say, title = edition.language.say, edition.pick(items.column.title)
    parts = [f"{each[0] + 1:,}\u2013{each[-1] + 1:,}" for each in found.parts]
    around = [Crumb(each, samples_part_href(task, n)) for n, each in enumerate(parts, start=1)]
    return _page(
        edition,
        items,
        edition.answers(task),
        places=found.parts[i],
        room=found.room,
        path=samples_part_href(task, i + 1),
        title=say("Samples %(span)s of %(task)s", span=parts[i], task=title),
        description=say("What was asked and what every model answered."),
        around=(around, i),
    )


def _page(  # noqa: PLR0913 - what its two kinds differ in
    edition: Edition,
    items: TaskItems,
    known: TaskAnswers,
    *,
    places: Sequence[int],
    room: int,
    path: str,
    title: str,
    description: str,
    around: tuple[Sequence[Crumb], int],
) -> Page:
    say, task = edition.language.say, items.column.task
    pages, i = around
    view = SampleView(
        kept_back=withheld_words(edition, items, known.withheld),
        asked=_asked(edition, known),
        canary=known.canary,
        blocks=tuple(_block(edition, items, known, n, room) for n in places),
        before=pages[i - 1] if i else None,
        after=pages[i + 1] if i + 1 < len(pages) else None,
        words=json_for_html(
            {
                "all": say("Show all answers"),
                "differs": say(
                    "Only the answers of %a and %b are shown; underlined is what %b "
                    "says differently."
                ),
                "one": say("Only the answers of %a are shown."),
            }
        ),
    )
    return Page(
        path=path,
        template="pages/sample.html",
        title=title,
        description=description,
        view=view,
        section="tasks",
        crumbs=(
            Crumb(say("Tasks"), "t/index.html"),
            Crumb(edition.pick(items.column.title), task_href(task)),
            Crumb(say("All samples"), samples_href(task)),
        ),
        scripts=("sample",),
        indexed=False,
    )


def _asked(edition: Edition, known: TaskAnswers) -> str:
    language, parts = edition.language, []
    if known.shots:
        parts.append(
            language.say_n(
                "%(n)s example stood before each of these samples.",
                "%(n)s examples stood before each of these samples.",
                known.shots,
            )
        )
    if known.n_generations > 1:
        parts.append(
            language.say_n(
                "Each model gave %(n)s answer; the first is shown.",
                "Each model gave %(n)s answers; the first is shown.",
                known.n_generations,
            )
        )
    if known.withheld is None:
        parts.append(
            language.say(
                "Equal answers stand together. Shaded is what was extracted, underlined what the "
                "first answer does not say."
            )
        )
    return " ".join(parts)


def _block(
    edition: Edition, items: TaskItems, known: TaskAnswers, n: int, room: int
) -> SampleBlock:
    sample = known.samples[n]
    left_out = edition.language.say("%n characters left out")

    def fit(text: str, limit: int) -> str:
        return cut(text, min(limit, _LONGEST), left_out)

    options = [fit(each, room // 10 // len(sample.options)) for each in sample.options]
    references = [fit(each, room // 10 // len(sample.references)) for each in sample.references]
    return SampleBlock(
        anchor=f"s{n + 1}",
        title=f"{n + 1:,} \u00b7 {plain_text(sample.id)}",
        facts=_facts(edition, items, known, n),
        prompt=show_text(fit(sample.prompt, room // 4)),
        options=tuple(map(show_text, options)),
        references=tuple(map(show_text, references)),
        answers=_answers(edition, items, known, n, room // 2),
    )


def _facts(edition: Edition, items: TaskItems, known: TaskAnswers, n: int) -> tuple[str, ...]:
    say, facts = edition.language.say, []
    solved = solved_by(edition, items, n)
    if solved:
        facts.append(say("solved by %(share)s", share=solved))
    discrimination = float(items.analysis.discriminations[n])
    if discrimination == discrimination:  # noqa: PLR0124 - not NaN
        shown = f"{discrimination:.2f}".replace("-", "\u2212")
        facts.append(say("discrimination %(value)s", value=shown))
    facts += [flag_words(edition, each)[0] for each in items.flags.get(n, ())]
    sample = known.samples[n]
    if sample.references:
        said = [row[n] for row in known.answers if row]
        wrong = same_wrong([each.prediction if each else None for each in said], sample.references)
        if wrong is not None and items.solved is not None:
            facts.append(say("most models give the same wrong answer"))
    return tuple(facts)


def _answers(
    edition: Edition, items: TaskItems, known: TaskAnswers, n: int, room: int
) -> tuple[SameAnswers, ...]:
    """Answers, equal ones together, right and high ones first."""
    measure = column_measure(items.column)
    groups: dict[tuple[str, str, Answer | None], list[Row]] = {}
    for place, row in enumerate(items.rows):
        said = known.answers[place]
        verdict = _verdict(edition, items, measure, place, n)
        groups.setdefault((*verdict, said[n] if said else None), []).append(row)
    ordered = sorted(
        groups.items(), key=lambda each: ("right", "graded", "wrong").index(each[0][0])
    )
    room = max(room - _NAME_BYTES * len(items.rows), 0) // max(len(ordered), 1)
    first = next(
        (answer.text.strip() for (_, _, answer), _ in ordered if answer and answer.text), None
    )
    shown = []
    for i, ((tone, words, answer), rows) in enumerate(ordered):
        beside = first if i < _COMPARED and not known.samples[n].options else None
        shown.append(
            SameAnswers(
                tone=tone,
                verdict=words,
                speakers=tuple(_speaker(edition, row, items.column.task) for row in rows),
                prediction=_prediction(answer, room // 4, edition),
                text=_text(answer, beside, room // 2, edition),
                note=_note(edition, known, answer),
            )
        )
    return tuple(shown)


def _verdict(
    edition: Edition, items: TaskItems, measure: Measure, place: int, n: int
) -> tuple[str, str]:
    say = edition.language.say
    if items.solved is None:
        value = measure.show(float(items.scores[place, n]))
        return "graded", say("contribution %(value)s", value=value)
    right = bool(items.solved[place, n])
    return ("right", "\u2713 " + say("right")) if right else ("wrong", "\u2717 " + say("wrong"))


def _speaker(edition: Edition, row: Row, task: str) -> Speaker:
    cell = next(cell for cell in row.cells if cell.task == task)
    href = result_href(cell.results[0], task) if cell.results else ""
    return Speaker(row.id, edition.row_name(row), href)


def _prediction(answer: Answer | None, room: int, edition: Edition) -> Markup:
    if answer is None or not answer.prediction:
        return Markup("")
    if answer.prediction.strip() == answer.text.strip():
        return Markup("")
    left_out = edition.language.say("%n characters left out")
    return show_text(cut(answer.prediction, min(room, 400), left_out))


def _text(answer: Answer | None, beside: str | None, room: int, edition: Edition) -> Markup:
    """The answer; its marks may double what a word weighs, which `room` allows for."""
    if answer is None or not answer.text:
        return Markup("")
    left_out = edition.language.say("%n characters left out")
    text = cut(answer.text.strip(), min(room, _LONGEST), left_out)
    if text != answer.text.strip():
        beside = None
    shown = show_answer(text, answer.prediction, beside)
    return shown if len(shown.encode()) <= 2 * room else show_answer(text, answer.prediction)


def _note(edition: Edition, known: TaskAnswers, answer: Answer | None) -> str:
    say = edition.language.say
    if known.withheld is not None:
        return ""
    if answer is None:
        return say("The answer is not in this repository.")
    if answer.share is not None:
        return say(
            "%(share)s of the probability of all options", share=f"{100 * answer.share:.0f}\u00a0%"
        )
    return say("No answer was found in it.") if answer.text and answer.prediction is None else ""
