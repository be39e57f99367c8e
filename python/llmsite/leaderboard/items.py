"""A task sample by sample: how many rows solve each, whether it tells rows apart, what is odd.

Reads the evidence that a board carries. Knows nothing of texts, files or pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from llmsite import statistics
from llmsite.errors import ResultError
from llmsite.leaderboard.pairs import analyse_contributions
from llmsite.leaderboard.records import Board, Column, Leaderboard, Row
from llmsite.results.deriving import unpack_labels
from llmsite.schema.result import TaskResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_ROWS = 100
"""Rows whose answers are shown, the best on the task."""
_MAX_FLAGGED = 10
"""Samples of one kind that are singled out."""
_FEW = 3
"""Fewer rows say nothing of samples."""
_SOME = 5
"""Fewer rows say nothing of which of them are better."""
_SAME = 0.6
"""Share of rows with one and the same wrong answer that makes a reference doubtful."""

Flag = Literal["doubtful", "unsolved", "reversed"]
"""Why a sample is singled out: its reference may be wrong; no row solves it; better rows fail more
often on it than worse ones."""


@dataclass(frozen=True, slots=True, eq=False)
class TaskItems:
    """The samples of one task, seen through the rows of one board."""

    suite: str
    """The board."""
    column: Column
    """The task on it."""
    rows: tuple[Row, ...]
    """Rows with statistics of samples, best first on the task; a hundred at most."""
    n_rows: int
    """All rows with statistics of samples."""
    scores: "NDArray[np.float64]"
    """float64 [n_rows, n_samples]: what each sample adds to the score, on the metric's scale."""
    solved: "NDArray[np.int8] | None"
    """int8 [rows, n_samples]: 1 for a right answer, 0 for a wrong one; none where answers are
    graded and not right or wrong."""
    analysis: statistics.ItemAnalysis
    """Difficulty and discrimination over all rows, as `llmsite analyse` shows them."""
    flags: Mapping[int, tuple[Flag, ...]]
    """Samples that are singled out, by position; the kinds in a fixed order."""

    @property
    def n_samples(self) -> int:
        """Samples."""
        return int(self.scores.shape[1])

    @property
    def shown(self) -> "NDArray[np.float64]":
        """float64 [rows, n_samples]: `scores` of the rows that are shown."""
        return self.scores[: len(self.rows)]


def task_items(loaded: Leaderboard) -> dict[str, TaskItems]:
    """The samples of every task, through the first board with a model's statistics of them.

    Rules alone say nothing of samples.
    """
    found: dict[str, TaskItems] = {}
    for board in loaded.boards:
        for position, column in enumerate(board.columns):
            if column.task not in found:
                items = _items(loaded, board, position)
                if items is not None:
                    found[column.task] = items
    return found


def _items(loaded: Leaderboard, board: Board, position: int) -> TaskItems | None:
    import numpy as np

    if position >= len(board.evidence):
        return None
    column, shown = board.columns[position], board.evidence[position]
    known = [place for place, each in enumerate(shown.sampled) if each is not None]
    if all(board.rows[place].is_baseline for place in known):
        return None
    sign = 1.0 if column.higher_is_better else -1.0
    known.sort(key=lambda place: (-sign * shown.scores[place], place))
    parts = [shown.sampled[place] for place in known]
    scores = np.array([each.contributions for each in parts if each is not None])
    n_samples = column.n_samples or scores.shape[1]
    if scores.shape[1] % n_samples:
        return None
    # Several generations of a sample follow each other.
    scores = scores.reshape(len(known), n_samples, -1).mean(axis=2)
    rows = tuple(board.rows[place] for place in known[:MAX_ROWS])
    solved = _solved(loaded, column, rows, scores)
    analysis = analyse_contributions(column, scores)
    return TaskItems(
        suite=board.suite,
        column=column,
        rows=rows,
        n_rows=len(known),
        scores=scores,
        solved=solved,
        analysis=analysis,
        flags=_flags(analysis, scores, column, solved),
    )


def _solved(
    loaded: Leaderboard, column: Column, rows: tuple[Row, ...], scores: "NDArray[np.float64]"
) -> "NDArray[np.int8] | None":
    """Which answers are right: where a sample adds the full score or none, or by its class."""
    import numpy as np

    shown = scores[: len(rows)].round(12)
    if column.low is not None and column.high is not None:
        best, worst = column.high, column.low
        if not column.higher_is_better:
            best, worst = worst, best
        if ((shown == best) | (shown == worst)).all():
            right: NDArray[np.int8] = (shown == best).astype(np.int8)
            return right
    by_class = [_class_hits(loaded, row, column) for row in rows]
    hits = [each for each in by_class if each is not None and len(each) == scores.shape[1]]
    return np.array(hits, dtype=np.int8) if len(hits) == len(rows) else None


def _class_hits(loaded: Leaderboard, row: Row, column: Column) -> list[bool] | None:
    """Whether each predicted class is the true one; none where no metric kept classes."""
    cell = next(cell for cell in row.cells if cell.task == column.task)
    for name in cell.results[:1]:
        task = _task_of(loaded, name, column.task)
        for packed in task.statistics if task else ():
            if packed.classes is not None:
                try:
                    predicted, true = unpack_labels(packed)
                except ResultError:
                    return None
                return [a == b for a, b in zip(predicted, true, strict=True)]
    return None


def _task_of(loaded: Leaderboard, result: str, task: str) -> TaskResult | None:
    entry = loaded.result.get(result)
    tasks = entry.record.tasks if entry is not None else ()
    return next((each for each in tasks if each.task == task), None)


def _flags(
    analysis: statistics.ItemAnalysis,
    scores: "NDArray[np.float64]",
    column: Column,
    solved: "NDArray[np.int8] | None",
) -> dict[int, tuple[Flag, ...]]:
    """The most telling samples of each kind; none with too few rows."""
    import numpy as np

    if len(scores) < _FEW:
        return {}
    worst = column.low if column.higher_is_better else column.high
    nobody = (
        (solved == 0).all(axis=0)
        if solved is not None
        else (scores.round(12) == (np.nan if worst is None else worst)).all(axis=0)
    )
    order = np.argsort(analysis.discriminations, kind="stable")  # NaN last
    enough = len(scores) >= _SOME
    reversed_ = [n for n in order.tolist() if enough and analysis.discriminations[n] < 0.0]
    kinds: tuple[tuple[Flag, list[int]], ...] = (
        ("doubtful", list(analysis.doubtful)),
        ("unsolved", np.flatnonzero(nobody).tolist()),
        ("reversed", [n for n in reversed_ if n not in analysis.doubtful]),
    )
    flags: dict[int, tuple[Flag, ...]] = {}
    for kind, places in kinds:
        for place in places[:_MAX_FLAGGED]:
            flags[place] = (*flags.get(place, ()), kind)
    return dict(sorted(flags.items()))


def same_wrong(answers: list[str | None], references: tuple[str, ...]) -> str | None:
    """The wrong answer that most rows give, which makes a reference doubtful; none without one.

    Args:
        answers: What each row answered; none where no answer was found.
        references: Accepted answers.
    """
    said = [each for each in answers if each is not None]
    if len(answers) < _FEW or not said:
        return None
    most = max(sorted(set(said)), key=said.count)
    wrong = most not in references and said.count(most) >= _SAME * len(answers)
    return most if wrong and said.count(most) >= _FEW else None
