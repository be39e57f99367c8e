"""The frontier of a board: rows that nothing smaller, cheaper or earlier is shown to beat.

A model that only looks worse stays on it; one that paired tests call worse does not.
"""

from collections.abc import Sequence

from llmsite.leaderboard.records import Board, Row
from llmsite.site.edition import ranked_rows


def frontier(board: Board, placed: Sequence[tuple[Row, float]]) -> frozenset[str]:
    """Ids of the rows on the frontier.

    Args:
        board: The board; its paired verdicts decide where it has them, otherwise row b beats row a
            when all ranks that b can have are better than all that a can have.
        placed: Ranked rows with what should be small: size, cost or date.
    """
    ordered = sorted(placed, key=lambda each: each[1])
    if board.verdicts is None:
        return _by_ranks(ordered)
    at = {row.id: i for i, row in enumerate(ranked_rows(board))}
    kept = []
    for row, x in ordered:
        rivals = [at[other.id] for other, own in ordered if own <= x]
        if not (board.verdicts[at[row.id], rivals] == 1).any():
            kept.append(row.id)
    return frozenset(kept)


def _by_ranks(ordered: Sequence[tuple[Row, float]]) -> frozenset[str]:
    best: dict[float, int] = {}
    least = len(ordered) + 1
    for row, x in ordered:
        if row.rank is not None:
            least = min(least, row.rank.high)
        best[x] = least
    return frozenset(
        row.id for row, x in ordered if row.rank is not None and best[x] >= row.rank.low
    )
