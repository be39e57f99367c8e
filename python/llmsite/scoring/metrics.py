"""Columns in, scores out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from llmsite import _core
from llmsite.errors import Fault, ScoringError
from llmsite.scoring.specs import metrics
from llmsite.scoring.tokens import MECAB, cut, name_version
from llmsite.statistics.options import OptionValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_T = TypeVar("_T")
_MOST_THREADS = 65_536

Column: TypeAlias = Iterable[object]
"""One entry a sample; what an entry holds is said by the metric's `reads`."""


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's answer over all samples."""

    value: float
    """Primary value, on the metric's own scale."""
    low: float
    """Lower end of its interval."""
    high: float
    """Upper end of its interval."""
    n_samples: int
    """Number of samples."""
    signature: str
    """What was computed, with options and versions."""
    standard_error: float
    """Standard error of the value over clusters; infinite where nothing is known."""
    n_clusters: int
    """Number of independent groups of samples."""
    values: Mapping[str, float]
    """Every value of the metric and the quantities behind them, such as counts, by name."""


def score(
    metric: str,
    predictions: Column,
    references: Column,
    *,
    clusters: Sequence[str] | Sequence[int] | None = None,
    level: float = 0.95,
    threads: int = 1,
    **options: OptionValue,
) -> Score:
    """Score all samples, with an interval.

    Args:
        metric: Registered name.
        predictions: One entry a sample: texts, labels, numbers, log-likelihoods or probabilities.
        references: One entry a sample: a text or a list of texts, a label, a number, or units;
            `None` where the metric reads none.
        clusters: Which samples belong together (a document, a passage); one label a sample.
        level: Coverage of the interval, strictly between 0 and 1.
        threads: Threads to use; the result has the same bits at any number.
        options: Options of the metric (`metrics()` lists them).

    Returns:
        The score.

    Raises:
        ScoringError: A column, an entry or an option is wrong; the message names the index.

    >>> score("accuracy", ["a", "b", "b"], ["a", "b", "c"]).value
    0.6666666666666666
    """
    predictions, references = _cut(predictions, references, options)
    values, details, n_samples, n_clusters, signature = _core.score(
        metric, predictions, references, options, clusters, level, _usable(threads)
    )
    if (tokenizer := options.get("tokenize")) in MECAB:
        signature = signature.replace(f"tok:{tokenizer}", f"tok:{name_version(str(tokenizer))}")
    named = {name: value for name, value, *_ in values} | dict(details)
    _, value, low, high, standard_error = values[0]
    return Score(
        value=value,
        low=low,
        high=high,
        n_samples=n_samples,
        signature=signature,
        standard_error=standard_error,
        n_clusters=n_clusters,
        values=MappingProxyType(named),
    )


def sample_scores(
    metric: str,
    predictions: Column,
    references: Column,
    *,
    threads: int = 1,
    **options: OptionValue,
) -> "NDArray[np.float64] | dict[str, NDArray[np.float64]]":
    """Score each sample alone.

    The score of a corpus is not the mean of these unless the metric's interval is that of a mean.

    Args:
        metric: Registered name.
        predictions: As for `score`.
        references: As for `score`.
        threads: Threads to use.
        options: Options of the metric.

    Returns:
        float64 [n_samples]; by output where the metric has several.

    Raises:
        ScoringError: As for `score`.

    >>> sample_scores("exact_match", ["The cat!", "a dog"], ["cat", ["dogs", "hound"]])
    array([1., 0.])
    """
    predictions, references = _cut(predictions, references, options)
    columns = _core.sample_scores(metric, predictions, references, options, _usable(threads))
    return _by_output(metric, columns)


def sample_statistics(
    metric: str,
    predictions: Column,
    references: Column,
    *,
    threads: int = 1,
    **options: OptionValue,
) -> "NDArray[np.float64]":
    """Additive statistics of each sample: sums of rows are statistics of sub-groups.

    Args:
        metric: Registered name of an additive metric.
        predictions: As for `score`.
        references: As for `score`.
        threads: Threads to use.
        options: Options of the metric.

    Returns:
        float64 [n_samples, n_statistics], at most 256 columns; the metric's documentation says what
        they hold.

    Raises:
        ScoringError: As for `score`; or the metric is not additive or has too many columns.

    >>> sample_statistics("accuracy", [1, 0], [1, 1])
    array([[1., 1.],
           [0., 1.]])
    """
    predictions, references = _cut(predictions, references, options)
    return _core.sample_statistics(metric, predictions, references, options, _usable(threads))


def finish(
    metric: str, totals: Iterable[float], **options: OptionValue
) -> float | dict[str, float]:
    """Values of a sum of statistics.

    Args:
        metric: Registered name of an additive metric.
        totals: Sum of rows of `sample_statistics`, [n_statistics].
        options: Options of the metric, as when the statistics were computed.

    Returns:
        The value; by output where the metric has several.

    Raises:
        ScoringError: The statistics are not the metric's, or the metric is not additive.

    >>> finish("accuracy", [3, 4])
    0.75
    """
    return _by_output(metric, _core.finish(metric, totals, options))


def _cut(
    predictions: Column, references: Column, options: Mapping[str, OptionValue]
) -> tuple[Column, Column]:
    """The columns, cut by MeCab where an option asks for it. What is no text stays as it is."""
    tokenizer = options.get("tokenize")
    if tokenizer not in MECAB:
        return predictions, references
    lowercase = bool(options.get("lowercase"))

    def cut_entry(entry: object) -> object:
        if isinstance(entry, str):
            return cut(str(tokenizer), entry.lower() if lowercase else entry)
        if isinstance(entry, list | tuple):
            return [cut_entry(part) for part in entry]
        return entry

    return [cut_entry(p) for p in predictions], [cut_entry(r) for r in references]


def _usable(threads: int) -> int:
    if not 0 <= threads <= _MOST_THREADS:
        fix = f"give at least 1 and at most {_MOST_THREADS}"
        raise ScoringError(Fault(f"threads is {threads}", fix=fix))
    return threads


def _by_output(metric: str, values: list[_T]) -> _T | dict[str, _T]:
    if len(values) == 1:
        return values[0]
    outputs = next(spec.outputs for spec in metrics() if spec.name == metric)
    return dict(zip(outputs, values, strict=True))
