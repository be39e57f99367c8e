"""One task asked in several prompt styles: the first style beside each other one.

Knows nothing of models, boards and terminals.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from llmsite import statistics
from llmsite.results.attempts import GROUPED
from llmsite.results.columns import keywords
from llmsite.results.deriving import unpack_clusters, unpack_statistics
from llmsite.schema.result import SampleStatistics, TaskResult


@dataclass(frozen=True, slots=True)
class StylePair:
    """Two styles of one task."""

    task: str
    """Name of the task."""
    metric: str
    """The first metric that both styles have statistics of."""
    a: str
    """The style that the others are compared with: the first."""
    b: str
    """Another style."""
    found: statistics.Comparison
    """Difference of the scores, `a` minus `b`."""
    p_adjusted: float
    """p-value, adjusted by Holm for all pairs."""


def pair_styles(
    runs: Sequence[Sequence[TaskResult]], n_asked: Mapping[str, int]
) -> tuple[StylePair, ...]:
    """Every style beside the first one, task by task.

    Tasks that have no metric in common, or where a request was not answered, are left out: their
    samples cannot be paired.

    Args:
        runs: The tasks of one run for each style, in the same order.
        n_asked: Requests of each task.
    """
    if not runs:
        return ()
    found = [
        (first, other, metric, comparison)
        for others in runs[1:]
        for first, other in zip(runs[0], others, strict=True)
        for metric, comparison in _compare(first, other, n_asked.get(first.task, 0))
    ]
    adjusted = statistics.adjust([comparison.p_value for *_, comparison in found])
    return tuple(
        StylePair(first.task, metric, first.style, other.style, comparison, p_value)
        for (first, other, metric, comparison), p_value in zip(found, adjusted, strict=True)
    )


def _compare(
    a: TaskResult, b: TaskResult, n_asked: int
) -> Iterator[tuple[str, statistics.Comparison]]:
    """The first metric whose statistics both have, compared; nothing where there is none."""
    others = {each.metric: each for each in b.statistics}
    for mine in a.statistics:
        other = others.get(mine.metric)
        if other is None or not _are_pairs(mine, other, n_asked):
            continue
        yield (
            mine.metric,
            statistics.compare(
                unpack_statistics(mine),
                unpack_statistics(other),
                mine.metric,
                clusters=unpack_clusters(a, mine),
                **keywords(mine.options),
            ),
        )
        return


def _are_pairs(a: SampleStatistics, b: SampleStatistics, n_asked: int) -> bool:
    whole = a.metric in GROUPED or a.n == n_asked
    return (
        a.classes is None and b.classes is None and a.n == b.n and whole and a.options == b.options
    )
