"""Two models on the same samples: is the difference real, and what could have been seen.

Formulas and sources stand beside the code that computes: `rust/src/stats/comparison.rs`,
`paired.rs`, `compare.rs` and `sacrebleu.rs`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from llmsite import _core
from llmsite.statistics.options import OptionValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Method = Literal["auto", "mcnemar", "t", "randomisation", "bootstrap"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Difference of two models' scores on one task, `a` minus `b`."""

    value_a: float
    """Score of the first model."""
    value_b: float
    """Score of the second model."""
    difference: float
    """`value_a - value_b`."""
    low: float
    """Lower end of the interval of the difference."""
    high: float
    """Upper end."""
    level: float
    """Level of the interval; the test's size is one minus it."""
    standard_error: float
    """Standard error of the difference over clusters; infinite with fewer than two."""
    p_value: float
    """Two-sided p-value; 1 for identical answers, never 0 from resampling."""
    method: str
    """`mcnemar` (mid-p, with the Agresti-Min interval), `t`, `randomisation` or `bootstrap`."""
    n_samples: int
    """Samples that both answered."""
    n_clusters: int
    """Independent groups of them."""
    n_only_a: int | None
    """Samples that only the first solved; `None` unless all scores are 0 or 1."""
    n_only_b: int | None
    """Samples that only the second solved."""
    n_trials: int
    """Trials of a resampling test; 0 for others."""
    detectable: float
    """Smallest true difference that this comparison finds with probability 0.8."""
    n_needed: float
    """Samples that would be needed to find the observed difference with probability 0.8."""

    @property
    def is_resolved(self) -> bool:
        """Whether the models differ at this level: the p-value is at most `1 - level`."""
        return self.p_value <= 1.0 - self.level


def compare(
    statistics_a: "NDArray[np.float64]",
    statistics_b: "NDArray[np.float64]",
    metric: str,
    *,
    clusters: Sequence[str] | Sequence[int] | None = None,
    method: Method = "auto",
    seed: int = 0,
    level: float = 0.95,
    n_trials: int = 10_000,
    **options: OptionValue,
) -> Comparison:
    """Compare two models on the same samples by a metric's primary value.

    `auto` takes McNemar's mid-p and the Agresti-Min interval where all scores are 0 or 1 and no
    sample is in a cluster, a t-test over clusters for other means, and for corpus metrics
    approximate randomisation of whole clusters with an interval from influences. The standard
    error over the influences of C clusters is
    `sqrt(C / (C - 1) * sum((u_a - u_b) ** 2))`.

    Identical answers give p = 1. With fewer than two clusters p is 1 and the interval is as wide as
    the metric's range. Where all clusters agree in a non-zero difference, the standard error of the
    test is taken as `|difference| / sqrt(C)`.

    Args:
        statistics_a: What `scoring.sample_statistics` returned, float64 [n_samples, n_statistics].
        statistics_b: The same samples in the same order, answered by the other model.
        metric: Registered name of an additive metric.
        clusters: Which samples belong together (a document, a passage); one label a sample.
        method: `auto`, `mcnemar`, `t`, `randomisation` or `bootstrap` (centred; a check).
        seed: Seed of resampling; the generator is numpy's PCG64 on every platform.
        level: Level of the interval, strictly between 0 and 1.
        n_trials: Trials of a resampling test; up to 12 clusters all are listed instead.
        options: The metric's options, as when the statistics were computed.

    Raises:
        ScoringError: The statistics are not the metric's or differ in number, the metric is not
            additive, or the method does not fit.

    >>> import numpy as np
    >>> a = np.array([[1.0, 1.0]] * 9 + [[0.0, 1.0]])
    >>> b = np.array([[1.0, 1.0]] * 2 + [[0.0, 1.0]] * 8)
    >>> found = compare(a, b, "accuracy")
    >>> found.method, round(found.difference, 2), round(found.p_value, 4)
    ('mcnemar', 0.7, 0.0078)
    """
    found = _core.compare_statistics(
        metric, statistics_a, statistics_b, options, clusters, level, method, n_trials, seed
    )
    return Comparison(level=level, **found)


@dataclass(frozen=True, slots=True)
class SacrebleuLine:
    """What sacrebleu's paired tests print for one system and one metric."""

    score: float
    """Score of all samples."""
    p_value: float | None
    """p-value against the baseline; `None` for the baseline."""
    mean: float | None
    """Mean of the resampled scores, where there are any."""
    ci: float | None
    """Half the distance between their 2.5 % and 97.5 % order statistics."""


def sacrebleu(
    systems: Sequence["NDArray[np.float64]"],
    metric: str,
    *,
    test: Literal["bs", "ar"],
    n_trials: int = 0,
    n_resamples: int = -1,
    seed: int = 12345,
    **options: OptionValue,
) -> tuple[SacrebleuLine, ...]:
    """Repeat sacrebleu 2.6's paired tests draw by draw, for comparison with published numbers.

    Not for verdicts: its bootstrap p is about half of a two-sided one (equal systems differ in 11 %
    of cases at the 5 % level), and identical systems get `1 / (n_trials + 1)`. Use `compare`.

    Args:
        systems: Statistics of each system, the baseline first.
        metric: Registered name, `bleu`, `chrf` or `ter`.
        test: `bs` for the paired bootstrap, `ar` for approximate randomisation.
        n_trials: Resamples or trials; 0 for 1,000 and 10,000.
        n_resamples: Resamples for the intervals of `ar`; 0 for 1,000, -1 for none.
        seed: Seed of numpy's generator.
        options: The metric's options, as when the statistics were computed.

    Raises:
        ScoringError: Statistics are not the metric's or differ in number.
    """
    trials = n_trials or (1_000 if test == "bs" else 10_000)
    resamples = 1_000 if n_resamples == 0 else max(n_resamples, 0)
    lines = _core.sacrebleu_test(metric, list(systems), options, test, trials, resamples, seed)
    return tuple(SacrebleuLine(*line) for line in lines)


def mcnemar(n_only_a: int, n_only_b: int, *, exact: bool = False) -> float:
    """Two-sided p-value of McNemar's test from the numbers of samples that only one model solved.

    The mid-p `2 P(X <= m) - P(X = m)`, `X ~ Binomial(n_only_a + n_only_b, 1/2)`, keeps its level
    without the exact test's conservatism (Fagerland, Lydersen, Laake 2013). No such samples: 1.

    >>> round(mcnemar(8, 2), 6), round(mcnemar(8, 2, exact=True), 6)
    (0.06543, 0.109375)
    """
    mid, conservative = _core.mcnemar(n_only_a, n_only_b)
    return conservative if exact else mid


def agresti_min(
    n_only_a: int, n_only_b: int, n_samples: int, *, level: float = 0.95
) -> tuple[float, float]:
    """Interval of the difference of two paired shares, with half a sample added to each (2005)."""
    return _core.agresti_min(n_only_a, n_only_b, n_samples, level)


def detectable_difference(
    standard_error: float, *, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Smallest true difference that a two-sided test finds with this power (Miller 2024, §5).

    `(z(1 - alpha / 2) + z(power)) * standard_error`, the error being that of the difference.
    """
    return _core.detectable_difference(standard_error, alpha, power)


def adjust(p_values: Sequence[float], method: Literal["holm", "bh"] = "holm") -> list[float]:
    """Adjust p-values for how many there are.

    `holm` bounds the chance of any false rejection (Holm 1979). `bh` bounds the share of false ones
    among all rejections (Benjamini & Hochberg 1995): for screening lists only, never for ranks.
    """
    return _core.adjust_p_values(list(p_values), method)
