"""The page of a task: what it asks, how it is scored, what it can tell apart, who did best."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.leaderboard.records import TaskEntry, TaskScore
from llmsite.site.edition import Edition
from llmsite.site.figures import Measure, show_interval, show_score
from llmsite.site.links import model_href, result_href, task_href
from llmsite.site.measures import metric_measure
from llmsite.site.naming import (
    domain_name,
    kind_name,
    measure_words,
    metric_name,
    style_name,
    type_name,
)
from llmsite.site.page import Crumb, Page, Planned, depth_prefix
from llmsite.site.picture import Picture
from llmsite.site.prose import is_safe_url
from llmsite.site.rows import TaskRow
from llmsite.site.samples import samples_link
from llmsite.site.task_pictures import score_dots, score_spread

_ROWS = 100
_LONGEST = 4000
"""Characters of a prompt that are shown; of a longer one, its two ends."""


@dataclass(frozen=True, slots=True)
class TaskFact:
    """One fact of the task."""

    name: str
    """What it is about."""
    text: str
    """The fact."""
    url: str
    """Where it leads on the web; empty for nowhere."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sample of the task."""

    caption: str
    """Which sample it is, in words."""
    prompt: str
    """The prompt as a model reads it; a very long one is cut in the middle."""
    options: tuple[str, ...]
    """Texts of which the likelier is the answer; empty where the answer is written freely."""
    reference: str
    """A right answer; empty where it is kept private."""


@dataclass(frozen=True, slots=True)
class TaskView:
    """What `pages/task.html` may name."""

    about: str
    """What it asks, plain text."""
    facts: tuple[TaskFact, ...]
    """Type, language, metric, samples, chance, licence, source."""
    power: str
    """Which differences the task can find, one sentence; empty where that is not known."""
    example: Example | None
    """The first sample as a model is asked it; none where its data are not here."""
    dots: Picture | None
    """The best scores with intervals; none for fewer than two."""
    spread: Picture | None
    """How all scores lie; none where the dot plot shows each."""
    caption: str
    """Caption of the table."""
    rows: tuple[TaskRow, ...]
    """Best first, one a model and way of asking."""
    more: str
    """How many rows are left out; empty where none is."""
    older: tuple[TaskRow, ...]
    """Scores of older versions, which are never ranked with new ones."""
    command: str
    """Command that runs the task."""
    hash: str
    """Hash of the task's definition and data; empty where not known."""
    samples_href: str
    """Table of its samples; empty where none are known."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a task."""
    for task in edition.leaderboard.tasks:
        yield Planned(task_href(task.name), partial(_page, edition, task))


def _page(edition: Edition, task: TaskEntry) -> Page:
    language = edition.language
    say = language.say
    measure = metric_measure(task.primary)
    title = edition.pick(task.title)
    current = [score for score in task.scores if score.current and not score.partial]
    path = task_href(task.name)
    unit = measure_words(language, measure, task.primary)
    better = say("higher is better") if task.higher_is_better else say("lower is better")
    hidden = len(current) - _ROWS
    view = TaskView(
        about=edition.pick(task.description),
        facts=_facts(edition, task, edition.language.comma.join((unit, better)), measure),
        power=_power(edition, task, measure),
        example=_example(edition, task),
        dots=score_dots(edition, task, current, measure, depth_prefix(path)),
        spread=score_spread(edition, task, current, measure),
        caption=say(
            "Scores on %(task)s: %(measure)s, %(better)s", task=title, measure=unit, better=better
        ),
        rows=tuple(_row(edition, score, measure) for score in current[:_ROWS]),
        more=language.say_n("%(n)s more row", "%(n)s more rows", hidden) if hidden > 0 else "",
        older=tuple(
            _row(edition, score, measure)
            for score in task.scores
            if not score.current or score.partial
        ),
        command=f"llmsite run MODEL --task {task.name}",
        hash=task.sha256,
        samples_href=samples_link(edition, task.name),
    )
    return Page(
        path=path,
        template="pages/task.html",
        title=title,
        description=_sentence(edition, task, current, measure),
        view=view,
        section="tasks",
        crumbs=(Crumb(say("Tasks"), "t/index.html"),),
    )


def _row(edition: Edition, score: TaskScore, measure: Measure) -> TaskRow:
    language, key = edition.language, score.key
    parts = [
        style_name(language, key.style),
        language.say_n("%(n)s shot", "%(n)s shots", key.shots),
    ]
    if key.chat:
        parts.append(language.say("chat template"))
    if score.partial:
        parts.append(edition.missing_words["partial"])
    if not score.current:
        parts.append(language.say("version %(version)s", version=score.version))
    text, interval = show_score(score.score, measure)
    return TaskRow(
        model=edition.model_name(score.model),
        href=model_href(score.model),
        score=text,
        interval=interval,
        n=f"{score.score.n:,}" if score.score.n is not None else "",
        evidence=result_href(score.result, score.task),
        tone=score.trust,
        trust=edition.trust_words[score.trust],
        settings=language.comma.join(parts),
    )


def _sentence(edition: Edition, task: TaskEntry, current: list[TaskScore], measure: Measure) -> str:
    language, title = edition.language, edition.pick(task.title)
    if not current:
        return language.say("No model has been evaluated on %(task)s yet.", task=title)
    best = current[0]
    text = measure.show(best.score.value)
    interval = show_interval(best.score, measure)
    return language.say_n(
        "The best score on %(task)s is %(score)s%(interval)s, by %(model)s; %(n)s score has been "
        "filed.",
        "The best score on %(task)s is %(score)s%(interval)s, by %(model)s; %(n)s scores have been "
        "filed.",
        len(current),
        task=title,
        score=f"{text}{measure.shown_unit}",
        interval=f" ({interval})" if interval else "",
        model=edition.model_name(best.model),
    )


def _facts(
    edition: Edition, task: TaskEntry, measure_words: str, measure: Measure
) -> tuple[TaskFact, ...]:
    say = edition.language.say
    chance = ""
    if task.chance is not None:
        chance = f"{measure.show(task.chance)}{measure.shown_unit}"
    source = task.source_url if is_safe_url(task.source_url) else ""
    facts = (
        TaskFact(say("Type"), type_name(edition.language, task.type), ""),
        TaskFact(
            say("Languages"),
            edition.language.join([edition.language.tongue(code) for code in task.languages]),
            "",
        ),
        TaskFact(say("Domain"), domain_name(edition.language, task.domain), ""),
        TaskFact(say("Samples"), f"{task.n_samples:,}" if task.n_samples else "", ""),
        TaskFact(say("Asked for"), kind_name(edition.language, task.kind), ""),
        TaskFact(say("Primary metric"), measure_words, ""),
        TaskFact(
            say("Further metrics"),
            edition.language.comma.join(
                metric_name(edition.language, m) for m in task.metrics if m != task.primary
            ),
            "",
        ),
        TaskFact(say("Chance"), chance, ""),
        TaskFact(say("Licence"), task.licence, ""),
        TaskFact(say("Source"), source, source),
        TaskFact(say("Authors"), ", ".join(task.authors), ""),
        TaskFact(say("Version"), str(task.version), ""),
    )
    return tuple(fact for fact in facts if fact.text)


def _power(edition: Edition, task: TaskEntry, measure: Measure) -> str:
    if task.resolvable is None:
        return ""
    return edition.language.say(
        "With its %(n)s samples this task cannot reliably separate models whose scores differ by "
        "less than %(difference)s: a paired test would miss a smaller difference more often than "
        "one time in five.",
        n=f"{task.n_samples:,}",
        difference=f"{measure.show(task.resolvable)}{measure.shown_unit}",
    )


def _example(edition: Edition, task: TaskEntry) -> Example | None:
    found = task.example
    if found is None:
        return None
    prompt = found.prompt
    if len(prompt) > _LONGEST:
        left_out = edition.language.say(
            "… %(n)s characters left out …", n=f"{len(prompt) - _LONGEST:,}"
        )
        half = _LONGEST // 2
        prompt = f"{prompt[:half]}\n{left_out}\n{prompt[-half:]}"
    return Example(
        caption=edition.language.say(
            "Sample %(sample)s as a model without a chat template is asked it.",
            sample=found.sample_id,
        ),
        prompt=prompt,
        options=found.options,
        reference=found.reference,
    )
