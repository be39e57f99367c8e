# ruff: noqa: PYI021 - this stub is where the compiled module is documented
"""The compiled core: all loops over samples and all arithmetic on scores.

`llmsite.scoring` and `llmsite.statistics` wrap it; nothing else imports it. Columns hold one entry
a sample. Every function raises `llmsite.errors.ScoringError`, which names the place and the remedy.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NotRequired, TypeAlias, TypedDict, type_check_only

import numpy as np
from numpy.typing import NDArray

from llmsite.statistics.options import OptionValue

_Values: TypeAlias = list[tuple[str, float, float, float, float]]
_Answer: TypeAlias = tuple[_Values, list[tuple[str, float]], int, int, str]

@type_check_only
class OptionDict(TypedDict):
    """One option as the core describes it."""

    name: str
    kind: str
    default: bool | int | float | str | None
    choices: list[str]
    low: float
    high: float
    doc: str

@type_check_only
class MetricDict(TypedDict):
    """One metric as the core describes it."""

    name: str
    version: int
    summary: str
    outputs: list[str]
    range: tuple[float, float]
    direction: str
    unit: str
    chance: float | None
    options: list[OptionDict]
    reads: str
    interval: str
    transform: str | None

@type_check_only
class ExtractorDict(TypedDict):
    """One extractor as the core describes it."""

    name: str
    summary: str
    options: list[OptionDict]

def metrics() -> list[MetricDict]:
    """Every metric, in the order of the registry."""

def score(
    metric: str,
    predictions: Iterable[object],
    references: Iterable[object],
    options: Mapping[str, OptionValue],
    clusters: Iterable[object] | None,
    level: float,
    threads: int,
) -> _Answer:
    """Score all samples.

    Returns:
        Values as `(name, value, low, high, standard_error)`, details as `(name, value)`, n_samples,
        n_clusters, signature.
    """

def score_statistics(
    metric: str,
    statistics: NDArray[np.float64],
    options: Mapping[str, OptionValue],
    clusters: Iterable[object] | None,
    level: float,
) -> _Answer:
    """As `score`, from rows that `sample_statistics` returned; the signature is empty."""

def influences(
    metric: str,
    statistics: NDArray[np.float64],
    options: Mapping[str, OptionValue],
    clusters: Iterable[object] | None,
) -> NDArray[np.float64]:
    """Influence of each cluster on the primary value, float64 [n_clusters]."""

def sample_scores(
    metric: str,
    predictions: Iterable[object],
    references: Iterable[object],
    options: Mapping[str, OptionValue],
    threads: int,
) -> list[NDArray[np.float64]]:
    """Values of each sample alone: one float64 [n_samples] for each output."""

def sample_statistics(
    metric: str,
    predictions: Iterable[object],
    references: Iterable[object],
    options: Mapping[str, OptionValue],
    threads: int,
) -> NDArray[np.float64]:
    """Additive statistics, float64 [n_samples, n_statistics], at most 256 columns."""

def finish(metric: str, totals: Iterable[float], options: Mapping[str, OptionValue]) -> list[float]:
    """One value for each output from a sum of statistics."""

def confusion(
    predictions: Iterable[object], references: Iterable[object]
) -> tuple[tuple[str, ...] | tuple[int, ...], NDArray[np.int64]]:
    """Count predicted labels by true label.

    Returns:
        Sorted labels and counts, int64 [n_labels, n_labels + 1]: true by predicted, the last
        column for samples without a prediction.
    """

def tokenizers() -> list[str]:
    """Names of the tokenizers."""

def tokenize(
    tokenizer: str, column: Iterable[str], options: Mapping[str, OptionValue]
) -> list[str]:
    """Tokens of each text, joined by one space."""

def extractors() -> list[ExtractorDict]:
    """Every extractor, in the order of the registry."""

def extract(
    extractor: str, column: Iterable[str], options: Mapping[str, OptionValue]
) -> list[str | None]:
    """The answer in each text, `None` where there is none."""

def pick(
    log_likelihoods: Iterable[Iterable[float]],
    units: Iterable[Iterable[float]] | None,
    normalization: str,
) -> tuple[NDArray[np.int64], int]:
    """Index of the most likely choice of each sample, and how many samples had equals."""

def softmax(
    log_likelihoods: Iterable[Iterable[float]],
    units: Iterable[Iterable[float]] | None,
    normalization: str,
) -> list[list[float]]:
    """Probability of each choice of each sample."""

@type_check_only
class ComparisonDict(TypedDict):
    """A paired comparison."""

    value_a: float
    value_b: float
    difference: float
    low: float
    high: float
    standard_error: float
    p_value: float
    method: str
    n_only_a: int | None
    n_only_b: int | None
    n_samples: int
    n_clusters: int
    n_trials: int
    detectable: float
    n_needed: float

@type_check_only
class PairsDict(TypedDict):
    """All pairs of models on one task."""

    ranges: list[tuple[int, int, int]]
    differences: NDArray[np.float64]
    standard_errors: NDArray[np.float64]
    p_values: NotRequired[NDArray[np.float64]]
    verdicts: NDArray[np.int8]
    df: int

@type_check_only
class AggregateDict(TypedDict):
    """Complete models over several tasks."""

    ranges: list[tuple[int, int, int]]
    values: list[float]
    errors: list[float]
    intervals: list[tuple[float, float]]
    verdicts: NDArray[np.int8]
    df: int
    places: list[list[int]]
    win_rates: list[float]
    borda: list[float]
    worst_categories: list[float]
    leave_one_out: list[tuple[int, int]]

def compare_statistics(
    metric: str,
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    options: Mapping[str, OptionValue],
    clusters: Iterable[object] | None,
    level: float,
    method: str,
    n_trials: int,
    seed: int,
) -> ComparisonDict:
    """Paired comparison of two models' statistics by the metric's primary value."""

def sacrebleu_test(
    metric: str,
    systems: list[NDArray[np.float64]],
    options: Mapping[str, OptionValue],
    kind: str,
    n_trials: int,
    n_resamples: int,
    seed: int,
) -> list[tuple[float, float | None, float | None, float | None]]:
    """Score, p-value, mean and half width of each system, as sacrebleu prints them."""

def rank_models(
    influences: NDArray[np.float64], scores: NDArray[np.float64], level: float
) -> list[tuple[int, int, int]]:
    """Rank, best and worst place of each model; influences are [n_clusters, n_models]."""

def pair_models(
    influences: NDArray[np.float64],
    scores: NDArray[np.float64],
    level: float,
    with_p_values: bool,
) -> PairsDict:
    """The tests behind `rank_models`, for every pair; p-values only where they are asked for."""

def round_influences(influences: NDArray[np.float64]) -> tuple[float, NDArray[np.int16]]:
    """Scale and whole numbers [n_models, n_clusters] of influences [n_clusters, n_models]."""

def critical_table(
    level: float, n_models: int, smallest: int, largest: int
) -> tuple[list[int], list[list[float]]]:
    """Tabulated degrees of freedom and critical values for 1 to n_models - 1 tests."""

def category_weights(categories: list[int]) -> list[float]:
    """Weights equal over categories and over the tasks inside each."""

def aggregate_tasks(
    scores: NDArray[np.float64],
    influences: list[NDArray[np.float64]],
    weights: list[float],
    categories: list[int],
    level: float,
) -> AggregateDict:
    """Aggregate transformed scores [n_tasks, n_models] of complete models."""

def bound_partial(
    own: list[float], best: list[float], weights: list[float], complete: list[float]
) -> tuple[float, float, int, int]:
    """Worst and best value, best and worst place of a model with missing (NaN) tasks."""

def find_front(costs: NDArray[np.float64], verdicts: NDArray[np.int8]) -> list[bool]:
    """Which models are on the Pareto front of costs and significant scores."""

def front_shares(
    costs: NDArray[np.float64],
    values: NDArray[np.float64],
    influences: list[NDArray[np.float64]],
    shares: list[float],
    n_draws: int,
    seed: int,
) -> list[float]:
    """Share of draws in which each model is on the front."""

def adjust_p_values(p_values: list[float], method: str) -> list[float]:
    """p-values adjusted by `holm` or `bh`."""

def mcnemar(n_only_a: int, n_only_b: int) -> tuple[float, float]:
    """Mid-p and exact two-sided p-value."""

def agresti_min(n_only_a: int, n_only_b: int, n: int, level: float) -> tuple[float, float]:
    """Interval of the difference of two paired shares."""

def wilson(
    mean: float, standard_error: float, n_clusters: float, quantile: float
) -> tuple[float, float]:
    """Wilson's interval with the effective number of samples."""

def clopper_pearson(n_hits: int, n: int, level: float) -> tuple[float, float]:
    """Exact interval of a share."""

def t_critical(alpha: float, df: float) -> float:
    """Critical value of Student's t: `P(|T| >= c) = alpha`; the normal one for infinite `df`."""

def detectable_difference(standard_error: float, alpha: float, power: float) -> float:
    """Smallest true difference found with this power."""

def analyse_items(scores: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Reliability; mean, discrimination and p-value of each sample of [n_models, n_samples]."""

def shrink_scores(scores: list[float], errors: list[float]) -> list[float]:
    """Scores drawn to their mean by what noise makes of them."""

def link_versions(old: list[float], new: list[float]) -> tuple[float, float]:
    """Mean shift and its standard error."""

def vary_runs(scores: NDArray[np.float64]) -> tuple[float, float, float, float, float]:
    """Variance, F, p-value, spread and spread of noise of runs [n_runs, n_samples]."""

def runs_error(
    values: NDArray[np.float64], of_samples: float, level: float
) -> tuple[float, float, float, float, float]:
    """Variance, error of runs, total error, its degrees and what runs add, of [n_runs, n]."""

def widen_interval(
    metric: str, value: float, ends: tuple[float, float], half_of_runs: float
) -> tuple[float, float]:
    """Ends of an interval after adding what runs add."""

def compare_over_runs(
    difference: float,
    error_of_samples: float,
    error_of_runs: float,
    counts: tuple[int, int],
    level: float,
) -> tuple[float, float, float, float, float, float]:
    """Low, high, error, p-value, detectable difference and samples needed over runs."""

def altered_bound(n_checked: int, n_mismatches: int, n_total: int | None, level: float) -> float:
    """Upper bound on the share of answers that differ."""

def directional_p(n_right_then_wrong: int, n_wrong_then_right: int) -> float:
    """One-sided p-value that changes favour the submission."""

def mismatch_p(n_mismatches: int, n_checked: int, noise: float) -> float:
    """One-sided p-value of so many mismatches."""

def selection_gain(n_attempts: int, standard_error: float, correlation: float) -> float:
    """Expected gain of reporting the best of several attempts."""

def count_limit(n: int, share: float, alpha: float) -> int:
    """Greatest count of n that a share explains."""

def screen_outputs(outputs: Iterable[str], prompts: Iterable[str] | None) -> list[int]:
    """Counts: all, empty, distinct, most frequent, holding the prompt, looping."""

def count_equal_outputs(first: Iterable[str], second: Iterable[str], least: int) -> int:
    """Samples with the same output of at least so many characters."""

__all__: Final = [
    "adjust_p_values",
    "aggregate_tasks",
    "agresti_min",
    "altered_bound",
    "analyse_items",
    "bound_partial",
    "category_weights",
    "clopper_pearson",
    "compare_over_runs",
    "compare_statistics",
    "confusion",
    "count_equal_outputs",
    "count_limit",
    "critical_table",
    "detectable_difference",
    "directional_p",
    "extract",
    "extractors",
    "find_front",
    "finish",
    "front_shares",
    "influences",
    "link_versions",
    "mcnemar",
    "metrics",
    "mismatch_p",
    "pair_models",
    "pick",
    "rank_models",
    "round_influences",
    "runs_error",
    "sacrebleu_test",
    "sample_scores",
    "sample_statistics",
    "score",
    "score_statistics",
    "screen_outputs",
    "selection_gain",
    "shrink_scores",
    "softmax",
    "t_critical",
    "tokenize",
    "tokenizers",
    "vary_runs",
    "widen_interval",
    "wilson",
]
