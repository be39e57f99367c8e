"""Who should choose a model: what paired tests and intervals of a board say for and against it.

Nothing is said that no test supports; what it rests on is said with it.
"""

from dataclasses import dataclass

from llmsite.leaderboard.records import Board, Row
from llmsite.site.edition import Edition
from llmsite.site.figures import show_percent, show_size

_NAMED = 3
"""So many tasks are named; beyond, they are counted."""


@dataclass(frozen=True, slots=True)
class Choice:
    """For whom a model is."""

    words: tuple[str, ...]
    """One sentence each."""
    rests: str
    """What they rest on."""


class Rivals:
    """What all rows of a board are held against; made once a board."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.position = {row.id: n for n, row in enumerate(board.rows)}
        self._ranked = [
            n for n, row in enumerate(board.rows) if row.rank is not None and not row.is_baseline
        ]

    def split(self, row: Row) -> tuple[list[Row], list[Row]]:
        """Models that are shown to be better than a row, and those not told apart from it."""
        rows, own = self.board.rows, self.position[row.id]
        if self.board.verdicts is None:
            return [], []
        verdicts = self.board.verdicts[own].tolist()
        better = [rows[n] for n in self._ranked if verdicts[n] > 0]
        return better, [rows[n] for n in self._ranked if verdicts[n] == 0 and n != own]

    @property
    def n_ranked(self) -> int:
        """Models with a rank."""
        return len(self._ranked)


def choose(edition: Edition, rivals: Rivals, row: Row) -> Choice | None:
    """What speaks for and against a row; none for baselines and rows without a rank.

    Args:
        edition: The edition.
        rivals: The rows of the board.
        row: One of them.
    """
    board = rivals.board
    if board.verdicts is None or row.rank is None or row.is_baseline or rivals.n_ranked == 1:
        return None
    better, tied = rivals.split(row)
    words = [_overall(edition, board, row, better, tied)]
    words += [text for text in (_size(edition, row, better), _tasks(edition, board, row)) if text]
    rests = edition.language.say(
        "Paired tests over all tasks and by task at %(level)s confidence, corrected for the number "
        "of models; %(n)s samples. A model that is not shown to be better may still be.",
        level=show_percent(board.level),
        n=f"{sum(column.n_samples for column in board.columns):,}",
    )
    return Choice(tuple(words), rests)


def _overall(edition: Edition, board: Board, row: Row, better: list[Row], tied: list[Row]) -> str:
    language, title = edition.language, edition.pick(board.title)
    if better:
        return language.say_n(
            "Not the first choice for the suite as a whole: %(n)s model of %(board)s is shown to "
            "be better, such as %(model)s.",
            "Not the first choice for the suite as a whole: %(n)s models of %(board)s are shown to "
            "be better, such as %(model)s.",
            len(better),
            board=title,
            model=edition.row_name(better[0]),
        )
    if not tied:
        return language.say(
            "A choice for anybody who needs the best of %(board)s: every other model is shown to "
            "be behind.",
            board=title,
        )
    known = [other.card.n_parameters for other in tied]
    own = row.card.n_parameters
    if own is not None and all(size is not None and size > own for size in known):
        return language.say(
            "A choice for who needs one of the best of %(board)s with little memory: no model is "
            "shown to be better, and of those that are not told apart from it, it is the smallest "
            "(%(size)s).",
            board=title,
            size=show_size(own),
        )
    return language.say(
        "A choice for who needs one of the best of %(board)s: no model is shown to be better.",
        board=title,
    )


def _size(edition: Edition, row: Row, better: list[Row]) -> str:
    """Whether something no larger is shown to be better."""
    own = row.card.n_parameters
    if own is None or not better or any(each.card.n_parameters is None for each in better):
        return ""
    language = edition.language
    smaller = [each for each in better if (each.card.n_parameters or 0) <= own]
    if not smaller:
        return language.say(
            "A choice where memory is short: no model of at most %(size)s parameters is shown to "
            "be better.",
            size=show_size(own),
        )
    return language.say(
        "Memory is no reason to choose it: %(model)s is no larger and is shown to be better.",
        model=edition.row_name(smaller[0]),
    )


def _tasks(edition: Edition, board: Board, row: Row) -> str:
    """Tasks on which no row is shown to be better, and some are shown to be worse."""
    n_ranked = sum(other.rank is not None for other in board.rows)
    first = [
        column
        for column, cell in zip(board.columns, row.cells, strict=True)
        if cell.rank is not None and cell.rank.low == 1 and cell.rank.high < n_ranked
    ]
    if not first or len(first) == len(board.columns):
        return ""
    return edition.language.say(
        "A choice for %(tasks)s: there nothing is shown to be better.",
        tasks=edition.titles(first, most=_NAMED),
    )
