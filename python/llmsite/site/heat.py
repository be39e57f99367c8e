"""Where the scores of a board are high and low: steps of a heat table, and its finding in words."""

from llmsite.leaderboard.records import Board, Cell, Column
from llmsite.site.edition import Edition
from llmsite.site.measures import AGGREGATE

STEPS = 7
"""Steps of colour, from chance to perfect."""
_FEW = 2


def has_heat(board: Board) -> bool:
    """Whether there is enough to compare: two rows, two tasks, a common scale."""
    return len(board.rows) >= _FEW and len(_scaled(board)) >= _FEW


def heat_share(column: Column, cell: Cell) -> float | None:
    """Where a score lies between chance (0) and perfect (1); none where one of these is unknown."""
    if cell.score is None or column.low is None or column.high is None:
        return None
    chance = column.chance or 0.0
    best = column.high if column.higher_is_better else column.low
    if not column.higher_is_better and column.chance is None:
        chance = column.high
    return (cell.score.value - chance) / (best - chance) if best != chance else None


def heat_step(share: float) -> int:
    """Step of colour of a share, 0 to 6."""
    return min(max(int(share * STEPS), 0), STEPS - 1)


def heat_finding(edition: Edition, board: Board) -> str:
    """On which task the models are furthest apart, and on which they are closest."""
    spans = []
    for i, column in _scaled(board):
        shares = [
            share
            for row in board.rows
            if not row.is_baseline and (share := heat_share(column, row.cells[i])) is not None
        ]
        if len(shares) >= _FEW:
            spans.append((max(shares) - min(shares), edition.pick(column.title)))
    if len(spans) < _FEW:
        return ""
    widest, closest = max(spans), min(spans)
    return edition.language.say(
        "Between the best and the worst model lie %(most)s points on %(wide)s and %(least)s on "
        "%(close)s, where 0 is chance and 100 is perfect.",
        most=AGGREGATE.show(widest[0]),
        wide=widest[1],
        least=AGGREGATE.show(closest[0]),
        close=closest[1],
    )


def _scaled(board: Board) -> list[tuple[int, Column]]:
    """Columns with two ends, with their positions."""
    return [
        (i, column)
        for i, column in enumerate(board.columns)
        if column.low is not None and column.high is not None
    ]
