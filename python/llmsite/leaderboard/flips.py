"""How far the weights of a board must move before another row is first.

The script `site_templates/static/ranks.js` computes the same in a reader's browser. Knows nothing
of intervals: this is about the order of scores alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, slots=True)
class Flip:
    """The shortest way to another first row."""

    leader: int
    """Position of the row that is first."""
    moved: float
    """Share of the weight that must move, from 0 to 1."""
    rival: int
    """Position of the row that then has the same score."""
    source: int
    """Task that gives away most usefully, by position."""
    target: int
    """Task that takes all of it."""


def nearest_flip(scores: Sequence[Sequence[float]], weights: Sequence[float]) -> Flip | None:
    """The smallest share of the weight that must move before another row draws level with #1.

    Weight only moves from task to task and never below 0. For one rival the best target is the
    task on which it is furthest ahead, and weight is best taken where it is furthest behind: a
    fractional knapsack, so taking from the worst tasks first is exact.

    Args:
        scores: [task][row], on the scale of aggregates.
        weights: One a task, at least 0, with a sum above 0.

    Returns:
        The nearest flip; none where no weights put another row first.
    """
    whole = fsum(weights)
    shares = [weight / whole for weight in weights]
    n_rows = len(scores[0]) if scores else 0
    totals = [
        fsum(s * task[row] for s, task in zip(shares, scores, strict=True)) for row in range(n_rows)
    ]
    if not totals:
        return None
    leader = max(range(n_rows), key=lambda row: (totals[row], -row))
    nearest: Flip | None = None
    for rival in range(n_rows):
        if rival == leader:
            continue
        found = _towards(scores, shares, leader, rival)
        if found is not None and (nearest is None or found.moved < nearest.moved):
            nearest = found
    return nearest


def _towards(
    scores: Sequence[Sequence[float]], shares: Sequence[float], leader: int, rival: int
) -> Flip | None:
    ahead = [task[leader] - task[rival] for task in scores]
    order = sorted(range(len(ahead)), key=lambda task: -ahead[task])
    target = min(range(len(ahead)), key=lambda task: ahead[task])
    if ahead[target] >= 0:
        return None
    left = fsum(share * lead for share, lead in zip(shares, ahead, strict=True))
    moved = 0.0
    for task in order:
        gain = ahead[task] - ahead[target]
        if left <= 0 or gain <= 0:
            break
        taken = min(shares[task], left / gain)
        moved += taken
        left -= taken * gain
    return Flip(leader, moved, rival, next(t for t in order if shares[t] > 0), target)
