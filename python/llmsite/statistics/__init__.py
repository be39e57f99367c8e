"""Uncertainty of scores: intervals, paired tests, rank ranges, aggregates, trust.

Works on additive statistics of samples (`llmsite.scoring.sample_statistics`), float64
[n_samples, n_statistics], and on the influences made of them, so that nothing here needs texts or a
model. Knows nothing of tasks, results or pages. Every function is deterministic: what ranks uses no
random numbers, and resampling uses numpy's PCG64 from a stated seed on every platform.

Where little is known, the answers are these:

- Identical answers: p is 1 by every method, and rank ranges are the same.
- A single sample, or samples of one cluster: the interval is the metric's whole range, p is 1 (0.5
  by McNemar's mid-p for one differing sample), every rank range is 1 to K.
- No clusters given: every sample stands alone. Fewer labels than samples are refused.
- All scores 0 or all 1: Wilson's interval keeps a width, with the number of clusters as n. Equal
  values of an unbounded metric have an interval of no width; nothing is separated.
- A model that lacks clusters (NaN): no rank, and those of the others are as if it were absent.
- Weight 0: as if the task were absent. All weights 0: refused.
- One model alone: rank 1 to 1, first by every rule, on the front; no reliability.
"""

from llmsite.statistics.aggregates import (
    RULES,
    Aggregate,
    MissingScore,
    ModelAggregate,
    TaskColumn,
    aggregate,
)
from llmsite.statistics.comparisons import (
    Comparison,
    Method,
    SacrebleuLine,
    adjust,
    agresti_min,
    compare,
    detectable_difference,
    mcnemar,
    sacrebleu,
)
from llmsite.statistics.fronts import front_shares, pareto_front
from llmsite.statistics.integrity import (
    Indicator,
    OutputScreen,
    Rerun,
    count_equal_outputs,
    judge_rerun,
    screen_outputs,
    selection_gain,
)
from llmsite.statistics.intervals import Interval, influences, interval
from llmsite.statistics.items import ItemAnalysis, Link, analyse_items, link, shrink
from llmsite.statistics.rankings import (
    CriticalValues,
    PairMatrix,
    RankRange,
    Rounded,
    critical_values,
    pairs,
    ranks,
    rounded,
)
from llmsite.statistics.variations import (
    RunsError,
    Variation,
    add_runs,
    compare_over_runs,
    error_of_runs,
    variations,
    widen,
    widen_by_spread,
)

__all__ = [
    "RULES",
    "Aggregate",
    "Comparison",
    "CriticalValues",
    "Indicator",
    "Interval",
    "ItemAnalysis",
    "Link",
    "Method",
    "MissingScore",
    "ModelAggregate",
    "OutputScreen",
    "PairMatrix",
    "RankRange",
    "Rerun",
    "Rounded",
    "RunsError",
    "SacrebleuLine",
    "TaskColumn",
    "Variation",
    "add_runs",
    "adjust",
    "aggregate",
    "agresti_min",
    "analyse_items",
    "compare",
    "compare_over_runs",
    "count_equal_outputs",
    "critical_values",
    "detectable_difference",
    "error_of_runs",
    "front_shares",
    "influences",
    "interval",
    "judge_rerun",
    "link",
    "mcnemar",
    "pairs",
    "pareto_front",
    "ranks",
    "rounded",
    "sacrebleu",
    "screen_outputs",
    "selection_gain",
    "shrink",
    "variations",
    "widen",
    "widen_by_spread",
]
