"""What a reader's browser needs to rank a board under weights and tasks of its own choice.

The script `site_templates/static/ranks.js` makes the same whole numbers of it as the build. Knows
nothing of pages.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import statistics
from llmsite.leaderboard.records import Board

if TYPE_CHECKING:
    from llmsite.storage import Json


@dataclass(frozen=True, slots=True)
class ReaderTask:
    """One task, of the rows that have all tasks."""

    task: str
    """Name of the task."""
    scores: tuple[float, ...]
    """One a row, on the scale of aggregates: 0 is chance, 1 is best."""
    n_clusters: int
    """Rows of influences."""
    rounded: statistics.Rounded
    """Influences as whole numbers of one scale."""


@dataclass(frozen=True, slots=True)
class ReaderBoard:
    """A board as a script ranks it."""

    rows: tuple[str, ...]
    """Ids of the complete rows, in the board's order."""
    tasks: tuple[ReaderTask, ...]
    """Tasks with a weight, in the board's order."""
    weights: tuple[float, ...]
    """Their weights on the board."""
    critical: statistics.CriticalValues
    """Student's t for any choice of the tasks."""

    def document(self) -> "Json":
        """What `rank(tasks, weights, critical)` of the script takes."""
        return {
            "tasks": [
                {
                    "scores": list(task.scores),
                    "n_clusters": task.n_clusters,
                    "scale": task.rounded.scale,
                    "influences": [*task.rounded.values.ravel().tolist()],
                }
                for task in self.tasks
            ],
            "weights": list(self.weights),
            "critical": {
                "degrees": [*self.critical.degrees],
                "values": [[*row] for row in self.critical.values],
            },
        }


def reader_board(board: Board) -> ReaderBoard | None:
    """The rows with a rank, ready for a reader's own weights; none where nobody has one."""
    import numpy as np

    places = [number for number, row in enumerate(board.rows) if row.rank is not None]
    if not board.aggregates or not places:
        return None
    tasks, weights, sizes = [], [], []
    for column, shown in zip(board.columns, board.evidence, strict=True):
        if column.weight <= 0.0:
            continue
        moved = np.ascontiguousarray(shown.slope * shown.influences[:, places])
        scores = tuple(shown.normalised[places].tolist())
        tasks.append(ReaderTask(column.task, scores, len(moved), statistics.rounded(moved)))
        weights.append(column.weight)
        sizes.append(len(moved))
    critical = statistics.critical_values(
        len(places),
        smallest_df=min(sizes) - 1,
        largest_df=sum(sizes) - len(sizes),
        level=board.level,
    )
    return ReaderBoard(
        rows=tuple(board.rows[place].id for place in places),
        tasks=tuple(tasks),
        weights=tuple(weights),
        critical=critical,
    )
