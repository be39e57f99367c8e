"""What can be said of one row of a board: where it stands, what it is good and bad at."""

from collections.abc import Sequence
from typing import NamedTuple

from llmsite.leaderboard.records import Board, Column, Row
from llmsite.site.edition import Edition, median
from llmsite.site.figures import show_rank
from llmsite.site.tables import interval_words


class Spread(NamedTuple):
    """How the scores of one column lie."""

    median: float | None
    """The middle score, baselines left out; none for fewer than two models."""
    ends: tuple[float, float]
    """Ends of the line on which scores are drawn: the metric's range, where unbounded the scores'
    own."""


class Field(NamedTuple):
    """What each row of a board is seen against."""

    n_ranked: int
    """Rows with a rank."""
    spreads: tuple[Spread, ...]
    """How the scores of each column lie."""


def board_field(board: Board) -> Field:
    """What each row of a board is seen against; made once a board."""
    models = [row for row in board.rows if not row.is_baseline]
    return Field(
        sum(row.rank is not None for row in board.rows),
        tuple(_spread(board, models, i, column) for i, column in enumerate(board.columns)),
    )


def _spread(board: Board, models: list[Row], i: int, column: Column) -> Spread:
    low, high = column.low, column.high
    if low is None or high is None:
        scores = [score for row in board.rows if (score := row.cells[i].score) is not None]
        ends = [v for s in scores for v in (s.low, s.value, s.high) if v is not None]
        low = min(ends, default=0.0) if low is None else low
        high = max(ends, default=1.0) if high is None else high
    own = [score.value for row in models if (score := row.cells[i].score) is not None]
    return Spread(median(own) if len(own) > 1 else None, (low, high))


def row_sentence(edition: Edition, board: Board, row: Row, n_ranked: int) -> str:
    """Rank and overall score of a row in words, or why there is none.

    Args:
        edition: The edition.
        board: The board.
        row: One of its rows.
        n_ranked: Rows with a rank.
    """
    say = edition.language.say
    name, title = edition.row_name(row), edition.pick(board.title)
    if row.rank is None or row.aggregate is None:
        if row.trust == "claimed":
            return say(
                "The numbers of %(model)s on %(board)s are claimed: nothing here lets anybody "
                "check them.",
                model=name,
                board=title,
            )
        if not board.aggregates:
            return say(
                "%(model)s has been evaluated on %(board)s, which has no overall score.",
                model=name,
                board=title,
            )
        return say(
            "%(model)s has no rank on %(board)s: %(reason)s",
            model=name,
            board=title,
            reason=edition.unranked_reason(board, row),
        )
    if n_ranked == 1:
        return say(
            "%(model)s is the only row of %(board)s and reaches %(score)s, where 0 is chance and "
            "100 is perfect.",
            model=name,
            board=title,
            score=interval_words(row),
        )
    return say(
        "%(model)s ranks %(rank)s of %(n)s on %(board)s with %(score)s overall, where 0 is chance "
        "and 100 is perfect.",
        model=name,
        rank=show_rank(row.rank),
        n=n_ranked,
        board=title,
        score=interval_words(row),
    )


def row_contrast(
    edition: Edition, row: Row, columns: Sequence[Column], spreads: Sequence[Spread]
) -> str:
    """Tasks on which the whole interval is on one side of the board's median."""
    language = edition.language
    good: list[Column] = []
    bad: list[Column] = []
    for column, cell, (middle, _) in zip(columns, row.cells, spreads, strict=True):
        score = cell.score
        if score is None or middle is None or score.low is None or score.high is None:
            continue
        if score.low > middle:
            (good if column.higher_is_better else bad).append(column)
        elif score.high < middle:
            (bad if column.higher_is_better else good).append(column)
    parts = []
    if good:
        parts.append(
            language.say("Better than the board's median on %(tasks)s.", tasks=edition.titles(good))
        )
    if bad:
        parts.append(
            language.say("Worse than the board's median on %(tasks)s.", tasks=edition.titles(bad))
        )
    return language.space.join(parts)
