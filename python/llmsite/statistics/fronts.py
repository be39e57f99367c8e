"""Which models nobody beats at the same or a lower cost, beyond chance.

Formulas: `rust/src/stats/aggregate.rs` (the front) and `front.rs` (how sure it is).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from llmsite import _core

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pareto_front(costs: "NDArray[np.float64]", verdicts: "NDArray[np.int8]") -> tuple[bool, ...]:
    """Which models no other one dominates beyond chance.

    Model b dominates a when it costs no more in any criterion and its score is significantly
    better, as `verdicts[a, b] == 1` says; a lead within noise pushes nobody off the front.

    Args:
        costs: float64 [n_models, n_criteria], less is better: price, parameters, latency.
        verdicts: int8 [n_models, n_models] of `Aggregate` or `PairMatrix`.

    Raises:
        ScoringError: There are more or fewer models in one of the two.
    """
    return tuple(_core.find_front(costs, verdicts))


def front_shares(
    costs: "NDArray[np.float64]",
    values: "NDArray[np.float64]",
    influences: "Sequence[NDArray[np.float64]]",
    weights: Sequence[float],
    *,
    n_draws: int = 10_000,
    seed: int = 0,
) -> tuple[float, ...]:
    """Share of draws in which each model is on the front: how sure its place there is.

    In each draw all scores move together by normal numbers with the covariance of their paired
    samples, `sum_t w_t^2 C_t / (C_t - 1) sum_c U_ca U_cb`; a model is off the front when another
    one that costs no more has a higher score. Without criteria (`costs` of shape [n_models, 0]) it
    is the share of draws in which a model is the best. For a detail beside a score: it takes ties
    for impossible, and is neither an interval nor a rank.

    Args:
        costs: float64 [n_models, n_criteria], less is better.
        values: float64 [n_models], weighted means over the tasks, more is better.
        influences: One float64 [n_clusters, n_models] a task, on the scale of the values.
        weights: Weight of each task; they add up to 1.
        n_draws: Draws.
        seed: Seed of numpy's PCG64, the same on every platform.

    Raises:
        ScoringError: The arguments do not fit together or a number is not finite.

    >>> import numpy as np
    >>> moved = np.array([[0.1, -0.1], [-0.1, 0.1], [0.1, 0.1], [-0.1, -0.1]])
    >>> front_shares(np.array([[1.0], [2.0]]), np.array([0.5, 0.5]), [moved], [1.0])[0]
    1.0
    """
    return tuple(_core.front_shares(costs, values, list(influences), list(weights), n_draws, seed))
