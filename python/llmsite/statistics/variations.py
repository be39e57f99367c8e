"""Several runs of one model: what prompt styles, few-shot draws and seeds add to sampling noise.

Formulas and sources: `rust/src/stats/variation.rs`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import _core

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Variation:
    """How much a model's score depends on one thing that was varied."""

    factor: str
    """What was varied: `prompt style`, `few-shot draw`, `seed`, …"""
    n_levels: int
    """Different values of it."""
    variance: float | None
    """Variance of the true score, unbiased, so it may be below 0; `None` for one level."""
    f: float | None
    """Ratio of mean squares; `None` where runs agree sample by sample."""
    p_value: float | None
    """Probability of so large a ratio when nothing depends on the factor."""
    spread: float
    """Highest less lowest score."""
    spread_of_noise: float | None
    """What the spread would be on average if nothing depended on the factor."""


def variations(
    scores: "NDArray[np.float64]", factors: Mapping[str, Sequence[str]]
) -> tuple[Variation, ...]:
    """Separate the variance of each factor from sampling variance.

    For each factor the runs of one level are averaged, and levels and samples are a two-way layout:
    `variance = (MS_levels - MS_residual) / n_samples`, tested by `F = MS_levels / MS_residual`.

    Args:
        scores: float64 [n_runs, n_samples], all runs on the same samples.
        factors: Level of each run, for each factor.

    Raises:
        ScoringError: A score is not finite.
    """
    import numpy as np

    found = []
    for factor, levels in factors.items():
        names = list(dict.fromkeys(levels))
        of = np.array([names.index(level) for level in levels])
        table = np.array([scores[of == level].mean(axis=0) for level in range(len(names))])
        variance, f, p_value, spread, noise = (
            None if np.isnan(value) else value for value in _core.vary_runs(table)
        )
        found.append(Variation(factor, len(names), variance, f, p_value, spread or 0.0, noise))
    return tuple(found)


def error_of_runs(standard_error: float, variance: float | None, n_runs: int) -> float:
    """Standard error of a mean over runs: of its samples, and of the runs themselves.

    `sqrt(SE^2 + max(0, variance) / n_runs)`; the first is the clustered standard error of the mean
    over runs, the second what a new draw of prompts or seeds would change.
    """
    return _core.run_error(standard_error, variance or 0.0, n_runs)
