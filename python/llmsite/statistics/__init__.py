"""Uncertainty of scores: intervals, paired tests, rank ranges, aggregates, trust.

Works on additive statistics of samples (`llmsite.scoring.sample_statistics`), float64
[n_samples, n_statistics], and on the influences made of them, so that nothing here needs texts or a
model. Knows nothing of tasks, results or pages. Every function is deterministic: what ranks uses no
random numbers, and resampling uses numpy's PCG64 from a stated seed on every platform.
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
]
