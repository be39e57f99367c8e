"""What the samples of a task still tell apart: reliability, difficulty, doubtful references.

Formulas and sources: `rust/src/stats/items.rs`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import _core
from llmsite.statistics.rankings import critical_values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOP = 10
"""Models at the top that saturation is judged by."""
SOLVED = 0.9
"""Share of the top models that must solve a sample for it to count as solved."""


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """One task's samples, seen through all models."""

    means: "NDArray[np.float64]"
    """float64 [n_samples]: mean score over models; low is difficult."""
    discriminations: "NDArray[np.float64]"
    """float64 [n_samples]: correlation over models of the sample's score with that of all other
    samples; NaN where models do not differ on it or there are fewer than three."""
    n_solved_by_nobody: int
    """Samples with the lowest score of all from every model (0, for scores from 0 to 1)."""
    n_solved_by_all: int
    """Samples with the full score from every model."""
    doubtful: tuple[int, ...]
    """Samples on which better models do worse beyond chance: their references may be wrong.
    Positions, most suspicious first; tests are one list under Benjamini-Hochberg at 5 %."""
    reliability: float | None
    """Share of the differences between the top models that is not noise; `None` where undefined."""
    share_solved: float
    """Share of samples that nearly all top models solve."""
    n_separable: int
    """Neighbours among the top models that a paired test tells apart at 5 %."""

    @property
    def is_saturated(self) -> bool:
        """Whether the task no longer tells the top apart.

        That is: most of their differences are noise (reliability below 0.5, or none), or nearly all
        of them solve more than 80 % of the samples.
        """
        return self.reliability is None or self.reliability < 0.5 or self.share_solved > 0.8  # noqa: PLR2004 - said above


def analyse_items(
    scores: "NDArray[np.float64]", *, lowest: float = 0.0, highest: float = 1.0
) -> ItemAnalysis:
    """Analyse the samples of one task.

    Args:
        scores: float64 [n_models, n_samples], more is better, complete.
        lowest: Score of an unsolved sample.
        highest: Score of a solved one.

    Raises:
        ScoringError: A score is not finite.
    """
    import numpy as np

    order = np.argsort(-scores.mean(axis=1), kind="stable")
    top = scores[order[:TOP]]
    _, rows = _core.analyse_items(scores)
    reliability, _ = _core.analyse_items(top)
    means, discriminations, p_values = rows.T
    adjusted = np.array(_core.adjust_p_values(p_values.tolist(), "bh"))
    doubtful = np.flatnonzero((discriminations < 0.0) & (adjusted <= 0.05))  # noqa: PLR2004 - 5 %
    doubtful = doubtful[np.argsort(discriminations[doubtful], kind="stable")]
    share_solved = float(((top >= highest).mean(axis=0) >= SOLVED).mean())
    return ItemAnalysis(
        means=means,
        discriminations=discriminations,
        n_solved_by_nobody=int((scores <= lowest).all(axis=0).sum()),
        n_solved_by_all=int((scores >= highest).all(axis=0).sum()),
        doubtful=tuple(doubtful.tolist()),
        reliability=None if np.isnan(reliability) else float(reliability),
        share_solved=share_solved,
        n_separable=_separable(top),
    )


def _separable(ordered: "NDArray[np.float64]") -> int:
    import numpy as np

    n_models, n_samples = ordered.shape
    means = ordered.mean(axis=1)
    influences = np.ascontiguousarray(((ordered - means[:, None]) / n_samples).T)
    if n_models < 2:  # noqa: PLR2004 - a pair
        return 0
    p_values = _core.pair_models(influences, means, 0.95, True)["p_values"]
    return int((np.diagonal(p_values, 1) <= 0.05).sum())  # noqa: PLR2004 - 5 %


def shrink(scores: Sequence[float], standard_errors: Sequence[float]) -> list[float]:
    """Scores drawn towards their mean by what noise makes of them (the winner's curse).

    `mean + v / (v + SE^2) (score - mean)`, with `v = max(0, Var(scores) - mean SE^2)`: the leader
    of many close models is expected to fall when measured again. For a note beside the score, never
    for the order.

    Raises:
        ScoringError: There are more or fewer errors than scores.
    """
    return _core.shrink_scores(list(scores), list(standard_errors))


@dataclass(frozen=True, slots=True)
class Link:
    """Shift between two versions of a task."""

    shift: float
    """Mean change of score of the anchor models, new minus old."""
    standard_error: float | None
    """Its error, `sqrt(Var(change) / k)` over k anchors; `None` with fewer than two."""
    low: float | None
    """Lower end of its 95 % interval, by Student's t with k - 1 degrees of freedom."""
    high: float | None
    """Upper end."""
    n_anchors: int
    """Models that have both."""


def link(old: Sequence[float], new: Sequence[float]) -> Link:
    """Link two versions of a task by models scored on both; five or more are advised.

    Scores of different versions are never ranked together; the link says what a new score would
    have been, and how surely.

    Raises:
        ScoringError: The two have different lengths.
    """
    import math

    if not old and not new:
        return Link(float("nan"), None, None, None, 0)
    shift, error = _core.link_versions(list(old), list(new))
    if math.isnan(error):
        return Link(shift, None, None, None, len(old))
    df = len(old) - 1
    ((quantile,),) = critical_values(2, smallest_df=df, largest_df=df, level=0.95).values
    return Link(shift, error, shift - quantile * error, shift + quantile * error, len(old))
