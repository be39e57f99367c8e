"""All that is known of a board beyond its ranks: samples, runs, versions, trust, sizes.

What `llmsite analyse` shows. Knows nothing of how it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from llmsite import statistics
from llmsite.leaderboard.catalogue import Catalogue
from llmsite.leaderboard.integrity import Screened, Selection, screen_task, selections
from llmsite.leaderboard.pairs import (
    FrontEntry,
    analyse_task,
    best_shares,
    pareto_front,
    shrunken_scores,
)
from llmsite.leaderboard.records import Board, Leaderboard
from llmsite.leaderboard.relinking import Relink, relink
from llmsite.leaderboard.variations import TaskRuns, task_runs
from llmsite.leaderboard.versions import VersionLink, version_links
from llmsite.project import Project


@dataclass(frozen=True, slots=True)
class TaskAnalysis:
    """What the samples of one task still tell."""

    task: str
    """Name of the task."""
    n_rows: int
    """Rows whose samples are known."""
    items: statistics.ItemAnalysis | None
    """Reliability, difficulty, discrimination; none without such a row."""
    doubtful: tuple[str, ...]
    """Ids of samples on which better rows do worse, most suspicious first; their positions where
    the samples are not here."""


@dataclass(frozen=True, slots=True)
class BoardAnalysis:
    """What is known of a board beyond its ranks."""

    suite: str
    """Name of the suite."""
    task: str | None
    """Task whose answers were screened; none where none was asked for."""
    tasks: tuple[TaskAnalysis, ...]
    """In the board's order."""
    shrunken: Mapping[str, float]
    """Overall scores drawn to their mean by what noise makes of them, by row, best first."""
    best: Mapping[str, float]
    """Share of draws within their errors in which each row is the best."""
    front: tuple[FrontEntry, ...]
    """Ranked rows of known size."""
    selections: tuple[Selection, ...]
    """Rows with several declared attempts."""
    runs: tuple[TaskRuns, ...]
    """Rows with several runs, on the board's tasks."""
    links: tuple[VersionLink, ...]
    """Older versions of the board's tasks."""
    relinks: tuple[Relink, ...]
    """The same by scoring stored generations again; empty where that was not asked for."""
    screened: tuple[Screened, ...]
    """Generated answers to the one task."""


def analyse_board(
    project: Project,
    loaded: Leaderboard,
    board: Board,
    task: str | None = None,
    *,
    versions: bool = False,
    data_dirs: Sequence[Path] = (),
) -> BoardAnalysis:
    """Analyse a board; with a task also screen the generated answers to it.

    Args:
        project: The project.
        loaded: Its leaderboard.
        board: The board.
        task: The one task to look at closely.
        versions: Score generations of older versions again, of this task or of all.
        data_dirs: Folders with local copies of the tasks' data.

    Raises:
        LlmsiteError: The board has no such task, or a file of generations is damaged.
    """
    catalogue = Catalogue(project, data_dirs)
    names = {column.task for column in board.columns}
    rows = {row.id for row in board.rows}
    return BoardAnalysis(
        suite=board.suite,
        task=task,
        tasks=tuple(_analyse(board, position, catalogue) for position in range(len(board.columns))),
        shrunken=shrunken_scores(board),
        best=best_shares(board),
        front=pareto_front(board),
        selections=selections(loaded, board),
        runs=tuple(each for each in task_runs(loaded) if each.task in names and each.row in rows),
        links=tuple(each for each in version_links(loaded) if each.task in names),
        relinks=tuple(
            each
            for name in (sorted(names) if task is None else [task])
            for each in relink(project, loaded, name, data_dirs=data_dirs)
        )
        if versions
        else (),
        screened=()
        if task is None
        else screen_task(project, loaded, board, task, data_dirs=data_dirs),
    )


def _analyse(board: Board, position: int, catalogue: Catalogue) -> TaskAnalysis:
    name = board.columns[position].task
    found = analyse_task(board, name)
    if found is None:
        return TaskAnalysis(name, 0, None, ())
    known = catalogue[name].task
    samples = known.samples if known is not None else ()
    # Tasks with several generations a sample have more rows than samples.
    alike = len(samples) == len(found.means)
    doubtful = tuple(samples[n].id if alike else str(n) for n in found.doubtful)
    n_rows = sum(each is not None for each in board.evidence[position].sampled)
    return TaskAnalysis(name, n_rows, found, doubtful)
