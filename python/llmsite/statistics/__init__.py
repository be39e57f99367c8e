"""Intervals of scores, thin over the compiled core.

Works on additive statistics of samples (`llmsite.scoring.sample_statistics`), float64
[n_samples, n_statistics], so that nothing here needs texts or a model. Knows nothing of tasks,
results or ranks on a page.
"""

from llmsite.statistics.intervals import Interval, influences, interval

__all__ = ["Interval", "influences", "interval"]
