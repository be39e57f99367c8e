"""The page of a task: what it asks, how it is scored, what it can tell apart, who did best."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from llmsite.leaderboard.records import TaskEntry, TaskScore
from llmsite.site.charts.dots import Dot, draw_dots
from llmsite.site.edition import Edition
from llmsite.site.figures import Measure, metric_title, show_interval, show_percent
from llmsite.site.links import model_href, result_href, task_href
from llmsite.site.measures import metric_measure
from llmsite.site.page import Crumb, Page, depth_prefix
from llmsite.site.prose import is_safe_url
from llmsite.site.rows import TaskRow

_ROWS = 100
_DOTS = 30
_FEW = 2


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
class TaskView:
    """What `pages/task.html` may name."""

    about: str
    """What it asks, plain text."""
    facts: tuple[TaskFact, ...]
    """Type, language, metric, samples, chance, licence, source."""
    power: str
    """Which differences the task can find, one sentence; empty where that is not known."""
    picture: Markup
    """Interval dot plot; empty for fewer than two scores."""
    picture_caption: str
    """What it shows in words."""
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


def build(edition: Edition) -> Iterator[Page]:
    """One page a task."""
    for task in edition.leaderboard.tasks:
        yield _page(edition, task)


def _page(edition: Edition, task: TaskEntry) -> Page:
    language = edition.language
    say = language.say
    measure = metric_measure(task.primary)
    title = edition.pick(task.title)
    current = [score for score in task.scores if score.current and not score.partial]
    path = task_href(task.name)
    picture, picture_caption = _picture(edition, task, current, measure, depth_prefix(path))
    unit = measure.title(task.primary)
    better = say("higher is better") if task.higher_is_better else say("lower is better")
    hidden = len(current) - _ROWS
    view = TaskView(
        about=edition.pick(task.description),
        facts=_facts(edition, task, f"{unit}, {better}", measure),
        power=_power(edition, task, measure),
        picture=picture,
        picture_caption=picture_caption,
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


def _model_name(edition: Edition, model: str) -> str:
    entry = edition.leaderboard.model.get(model)
    return entry.card.name if entry else model


def _row(edition: Edition, score: TaskScore, measure: Measure) -> TaskRow:
    language, key = edition.language, score.key
    parts = [key.style, language.say_n("%(n)s shot", "%(n)s shots", key.shots)]
    if key.chat:
        parts.append(language.say("chat template"))
    if score.partial:
        parts.append(edition.missing_words["partial"])
    if not score.current:
        parts.append(language.say("version %(version)s", version=score.version))
    return TaskRow(
        model=_model_name(edition, score.model),
        href=model_href(score.model),
        figure=edition.figure(
            score.score, measure, score.trust, result_href(score.result, score.task), noted=False
        ),
        trust=edition.trust_words[score.trust],
        settings=", ".join(parts),
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
        model=_model_name(edition, best.model),
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
        TaskFact(say("Type"), task.type, ""),
        TaskFact(say("Languages"), ", ".join(task.languages), ""),
        TaskFact(say("Domain"), task.domain, ""),
        TaskFact(say("Samples"), f"{task.n_samples:,}" if task.n_samples else "", ""),
        TaskFact(say("Asked as"), task.kind, ""),
        TaskFact(say("Primary metric"), measure_words, ""),
        TaskFact(
            say("Further metrics"),
            ", ".join(metric_title(m) for m in task.metrics if m != task.primary),
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


def _picture(
    edition: Edition, task: TaskEntry, current: list[TaskScore], measure: Measure, root: str
) -> tuple[Markup, str]:
    say = edition.language.say
    shown = current[:_DOTS]
    if len(shown) < _FEW:
        return Markup(""), ""
    title = say("Scores on %(task)s", task=edition.pick(task.title))
    caption = say(
        "Scores with %(level)s intervals; intervals that overlap do not prove that models are "
        "equal, only a paired test can tell.",
        level=show_percent(shown[0].score.level),
    )
    dots = [
        Dot(
            name=_model_name(edition, score.model),
            href=root + model_href(score.model),
            value=score.score.value,
            low=score.score.low,
            high=score.score.high,
            text=f"{measure.show(score.score.value)} ({show_interval(score.score, measure)})",
        )
        for score in shown
    ]
    picture = draw_dots(
        dots,
        id="scores",
        title=title,
        description=caption,
        show=measure.show,
        low=measure.low,
        high=measure.high,
        reference=task.chance,
        reference_text=say("chance"),
    )
    return picture, caption
