"""Where the samples of tasks are on the site, and how their numbers are written.

Samples that stand out have a page of their own; the others share pages, as many as the site has
room for. Knows nothing of markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote

from llmsite.leaderboard.items import Flag, TaskItems
from llmsite.leaderboard.records import Board, Row
from llmsite.site.edition import Edition
from llmsite.site.links import sample_href, samples_href, samples_part_href
from llmsite.tasks import Withheld

PAGE_BYTES = 140_000
"""What the samples of one page may weigh, so that it stays below 150 kB with its frame."""
_SAMPLE_BYTES = 2_000
_ANSWER_BYTES = 1_200
_MOST_A_PAGE = 25
_ALL_SAMPLES = 600
"""Samples that the site shows with their answers, all tasks together; of others only numbers."""
_TASK_SAMPLES = 12
"""A task has so many of them at least."""
_NEIGHBOURS = 20
"""Pairs of neighbours of a board that have a page."""
_MANY_ROWS = 20
_OWN_PAGES = 12
"""Own pages of a task with many rows, whose samples are large."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which samples are shown where."""

    own: tuple[int, ...]
    """Positions of samples with a page of their own."""
    parts: tuple[tuple[int, ...], ...]
    """Positions of the samples on each further page."""
    room: int
    """Bytes that one sample may take on such a page."""
    hrefs: Mapping[int, str]
    """Where each shown sample is, by position."""


_NOWHERE = Layout((), (), PAGE_BYTES, {})


def layout_of(edition: Edition, items: TaskItems) -> Layout:
    """Where the samples of a task are; nowhere for one whose texts may not be shown."""
    reason = edition.withheld(items.column.task)
    if reason in ("absent", "licence"):
        return _NOWHERE
    return layout(items, max(_ALL_SAMPLES // len(edition.items), _TASK_SAMPLES))


@lru_cache(maxsize=1024)
def layout(items: TaskItems, n_shown: int) -> Layout:
    """Where the samples of a task are shown, if they may be.

    Args:
        items: The samples.
        n_shown: So many of them have room.
    """
    own = tuple(items.flags)
    if len(items.rows) > _MANY_ROWS or len(own) > n_shown // 2:
        own = own[:_OWN_PAGES]
    n_a_page = PAGE_BYTES // (_SAMPLE_BYTES + _ANSWER_BYTES * len(items.rows))
    n_a_page = min(max(n_a_page, 1), _MOST_A_PAGE)
    rest = [n for n in range(items.n_samples) if n not in items.flags or n not in own]
    n_rest = max(n_shown - len(own), 0)
    if len(rest) > n_rest:
        rest = _most_telling(items, rest)[:n_rest]
        rest.sort()
    parts = [tuple(rest[at : at + n_a_page]) for at in range(0, len(rest), n_a_page)]
    task = items.column.task
    hrefs = {n: sample_href(task, n + 1) for n in own}
    for number, part in enumerate(parts, start=1):
        hrefs |= {n: f"{samples_part_href(task, number)}#s{n + 1}" for n in part}
    return Layout(own, tuple(parts), PAGE_BYTES // n_a_page, hrefs)


def _most_telling(items: TaskItems, places: list[int]) -> list[int]:
    """Samples on which rows differ most, first."""
    spread = items.scores.std(axis=0)
    return sorted(places, key=lambda n: (-spread[n], n))


def href_of(edition: Edition, items: TaskItems, n: int) -> str:
    """Where a sample is shown with its answers; empty where it is not."""
    return layout_of(edition, items).hrefs.get(n, "")


def samples_link(edition: Edition, task: str, **chosen: str) -> str:
    """The table of a task's samples; empty where none are known.

    Args:
        edition: The edition.
        task: Name of the task.
        chosen: What its script is to show: rows `a` and `b`, and the pattern `p`.
    """
    if task not in edition.items:
        return ""
    query = "&".join(f"{key}={quote(value, safe='/')}" for key, value in chosen.items() if value)
    return samples_href(task) + (f"?{query}" if query else "")


def result_samples_link(edition: Edition, task: str, result: str) -> str:
    """The samples of a task through the row that rests on a result; empty for none."""
    items = edition.items.get(task)
    if items is None:
        return ""
    for row in items.rows:
        if any(result in cell.results for cell in row.cells if cell.task == task):
            return samples_link(edition, task, a=row.id)
    return ""


def solved_by(edition: Edition, items: TaskItems, n: int) -> str:
    """`2 of 3`; empty for graded answers."""
    if items.solved is None:
        return ""
    right = int(items.solved[:, n].sum())
    return edition.language.say("%(right)s of %(n)s", right=f"{right:,}", n=f"{len(items.rows):,}")


def flag_words(edition: Edition, flag: Flag) -> tuple[str, str]:
    """What a reason to single a sample out is called, and what it means."""
    say = edition.language.say
    return {
        "doubtful": (
            say("Doubtful references"),
            say(
                "Better models do worse on these samples beyond what chance explains (false "
                "discoveries held to one in twenty): their references may be wrong."
            ),
        ),
        "unsolved": (
            say("Solved by nobody"),
            say("No model solves these samples: they are very hard, or cannot be solved."),
        ),
        "reversed": (
            say("Better models fail"),
            say(
                "Models with higher scores do worse on these samples than models with lower ones; "
                "chance can do that, and so can a wrong reference."
            ),
        ),
    }[flag]


def withheld_words(edition: Edition, items: TaskItems, reason: Withheld | None) -> str:
    """Why texts are not shown, where a reader looks for them; empty where they are."""
    say = edition.language.say
    if reason == "private":
        return say(
            "The references of this task are kept private, so that no model can be trained on "
            "them. A right answer would tell its reference: only who solved a sample is shown."
        )
    if reason == "licence":
        task = edition.leaderboard.task.get(items.column.task)
        return say(
            "The licence of these samples (%(licence)s) does not let others pass them on, or does "
            "not say so. Prompts, references and answers are therefore not shown, only who solved "
            "a sample.",
            licence=(task.licence if task else "") or say("unknown"),
        )
    if reason == "absent":
        return say(
            "The samples of this task were not here when the site was built: only numbers are "
            "shown."
        )
    return ""


def neighbours(board: Board) -> tuple[tuple[Row, Row], ...]:
    """Ranked rows that follow each other, from the top, of which pages compare two each."""
    ranked = [row for row in board.rows if row.rank is not None] if board.evidence else []
    return tuple(pairwise(ranked[: _NEIGHBOURS + 1]))
