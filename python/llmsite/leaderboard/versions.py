"""Scores of an older version of a task beside those of today's: by how much the task moved.

Scores of different versions are never ranked together. Models that were scored on both link them.
"""

from dataclasses import dataclass

from llmsite import statistics
from llmsite.leaderboard.records import Leaderboard, TaskEntry, TaskScore


@dataclass(frozen=True, slots=True)
class VersionLink:
    """An older version of a task, linked to today's."""

    task: str
    """Name of the task."""
    metric: str
    """Name of the primary value."""
    old: int
    """The older version."""
    new: int
    """Today's version."""
    anchors: tuple[str, ...]
    """Rows with a score on both, by name; five or more are advised."""
    link: statistics.Link
    """Mean change of their scores, new minus old, and its error."""


def version_links(loaded: Leaderboard) -> tuple[VersionLink, ...]:
    """Links of all older versions of tasks that share rows with today's.

    Of each row the newest score of a version counts, asked in the same style with as many examples.
    """
    return tuple(link for task in loaded.tasks for link in _links(task))


def _links(task: TaskEntry) -> list[VersionLink]:
    today = _newest([score for score in task.scores if score.current])
    found = []
    for version in sorted({score.version for score in task.scores if not score.current}):
        before = _newest(
            [each for each in task.scores if each.version == version and not each.current]
        )
        shared = sorted(before.keys() & today.keys())
        if shared:
            old = [before[key].score.value for key in shared]
            new = [today[key].score.value for key in shared]
            anchors = tuple(row for row, *_ in shared)
            link = statistics.link(old, new)
            found.append(VersionLink(task.name, task.primary, version, task.version, anchors, link))
    return found


def _newest(scores: list[TaskScore]) -> dict[tuple[str, str, int, int], TaskScore]:
    """The newest whole score of each row, prompt style, number of examples and seed."""
    found: dict[tuple[str, str, int, int], TaskScore] = {}
    for each in sorted(scores, key=lambda score: score.result, reverse=True):
        if not each.partial and each.trust != "claimed":
            found.setdefault((each.row, each.key.style, each.key.shots, each.seed), each)
    return found
