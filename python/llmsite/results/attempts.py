"""Columns of metrics that judge a sample by all of its attempts: pass@k, pass^k and the vote.

A row stands for a sample here, not for a generation. Knows nothing of formulas.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from llmsite.errors import Fault, ResultError
from llmsite.results.columns import Answered
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.task import Sample
from llmsite.storage import shown
from llmsite.tasks import VERDICT, Task

GROUPED = frozenset({"pass_at_k", "pass_hat_k", "maj_at_k"})
"""Metrics with one row of statistics a sample, however many attempts it has."""


def one_row_each(answered: Answered) -> Answered:
    """The first row of every sample, from which clusters of samples are told."""
    firsts = [rows[0] for rows in _groups(answered)]
    return replace(
        answered,
        samples=tuple(answered.samples[n] for n in firsts),
        generations=tuple(answered.generations[n] for n in firsts),
    )


def right_counts(
    task: Task, answered: Answered, predicted: Sequence[str | None]
) -> tuple[list[float], list[float]]:
    """How many attempts at each sample are right, and how many there are.

    Raises:
        ResultError: The task takes given verdicts and an attempt has none.
    """
    given = task.definition.answer.extractor == VERDICT
    right = [
        _verdict(each) if given else _is_accepted(sample, predicted[n])
        for n, (sample, each) in enumerate(zip(answered.samples, answered.generations, strict=True))
    ]
    groups = list(_groups(answered))
    n_right = [float(sum(right[n] for n in rows)) for rows in groups]
    return n_right, [float(len(rows)) for rows in groups]


def votes(
    answered: Answered, predicted: Sequence[str | None]
) -> tuple[list[list[str | None]], list[list[str]]]:
    """The answers to each sample in the order of its attempts, and the accepted ones."""
    groups = list(_groups(answered))
    accepted = [[str(each) for each in answered.samples[rows[0]].references] for rows in groups]
    return [[predicted[n] for n in rows] for rows in groups], accepted


def _groups(answered: Answered) -> Iterator[list[int]]:
    """Positions of the rows of each sample; they stand together."""
    rows: list[int] = []
    for n, sample in enumerate(answered.samples):
        if rows and answered.samples[rows[0]].id != sample.id:
            yield rows
            rows = []
        rows.append(n)
    if rows:
        yield rows


def _verdict(each: Generation) -> bool:
    if isinstance(each, TextGeneration) and each.verdict is not None:
        return each.verdict
    message = f"generation {shown(each.id)} (index {each.index}): has no verdict"
    fix = "run the checks of the answer where that is safe and add 'verdict': true or false"
    raise ResultError(Fault(message, code="LS505", fix=fix))


def _is_accepted(sample: Sample, text: str | None) -> bool:
    return text is not None and text in [str(each) for each in sample.references]
