"""The confusion matrix, from which metrics of labels can be read by eye."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import _core

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each label was predicted for each true label."""

    labels: tuple[str, ...] | tuple[int, ...]
    """Labels of both columns, sorted: texts by code point, integers by value."""
    counts: "NDArray[np.int64]"
    """int64 [n_labels, n_labels]: true label by predicted label."""
    n_missing: "NDArray[np.int64]"
    """int64 [n_labels]: samples of each true label without a prediction."""


def confusion(
    predictions: Iterable[str | int | None], references: Iterable[str | int]
) -> Confusion:
    """Count predicted labels by true label.

    Args:
        predictions: One label a sample, `str` or `int`, never mixed; `None` where there is none.
        references: One label a sample.

    Returns:
        The counts.

    Raises:
        ScoringError: A label has another type, or the columns differ in length.

    >>> found = confusion(["a", "b", None], ["a", "a", "b"])
    >>> found.labels, found.counts.tolist(), found.n_missing.tolist()
    (('a', 'b'), [[1, 1], [0, 0]], [0, 1])
    """
    labels, counts = _core.confusion(predictions, references)
    return Confusion(labels, counts[:, :-1], counts[:, -1])
