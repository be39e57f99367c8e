"""The list of all tasks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.site.edition import Edition
from llmsite.site.links import task_href
from llmsite.site.naming import metric_name, type_name
from llmsite.site.page import Page, Planned

_PATH = "t/index.html"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task."""

    title: str
    """Its title."""
    href: str
    """Its page."""
    about: str
    """What it asks."""
    type: str
    """Such as `classification`."""
    languages: str
    """Languages of its samples."""
    n_samples: str
    """Samples."""
    metric: str
    """Primary metric."""
    n_scores: str
    """Scores that have been filed."""


@dataclass(frozen=True, slots=True)
class TasksView:
    """What `pages/tasks.html` may name."""

    tasks: tuple[TaskLine, ...]
    """By name."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(_PATH, partial(_page, edition))


def _page(edition: Edition) -> Page:
    language = edition.language
    lines = tuple(
        TaskLine(
            title=edition.pick(task.title),
            href=task_href(task.name),
            about=edition.pick(task.description),
            type=type_name(language, task.type),
            languages=", ".join(task.languages),
            n_samples=f"{task.n_samples:,}" if task.n_samples else "",
            metric=metric_name(language, task.primary),
            n_scores=f"{len(task.scores):,}",
        )
        for task in edition.leaderboard.tasks
    )
    return Page(
        path=_PATH,
        template="pages/tasks.html",
        title=language.say("Tasks"),
        description=language.say_n(
            "Models are asked %(n)s task here.", "Models are asked %(n)s tasks here.", len(lines)
        ),
        view=TasksView(lines),
        section="tasks",
    )
