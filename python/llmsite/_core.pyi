# ruff: noqa: PYI021 - this stub is where the compiled module is documented
"""The compiled core: all loops over samples and all arithmetic on scores.

`llmsite.scoring` and `llmsite.statistics` wrap it; nothing else imports it. Columns hold one entry
a sample. Every function raises `llmsite.errors.ScoringError`, which names the place and the remedy.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias, TypedDict, type_check_only

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

def tokenize(tokenizer: str, column: Iterable[str]) -> list[str]:
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

__all__: Final = [
    "confusion",
    "extract",
    "extractors",
    "finish",
    "influences",
    "metrics",
    "pick",
    "sample_scores",
    "sample_statistics",
    "score",
    "score_statistics",
    "tokenize",
    "tokenizers",
]
