"""LS408 to LS410 and LS414: a result beside the other results of the project.

Knows nothing of how a single file is checked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from llmsite.checks.names import shown_path
from llmsite.checks.screens import are_same_model, same_answers
from llmsite.errors import Fault
from llmsite.results import unpack_column
from llmsite.schema.generation import Generation
from llmsite.schema.result import Result, ScoreRecord, TaskResult
from llmsite.signature import ComparisonKey, key_of

_FAR_STANDARD_ERRORS = 3.0
_HALF_WIDTH_95 = 1.959963984540054
_MIN_GAINED = 5
"""Fewer gained answers say nothing."""
_RARE = 1e-3
_USUAL_LOSS_SHARE = 0.3
"""Share of changed answers that a second run of the same model loses at the very least."""


@dataclass(frozen=True)
class Sound:
    """A result that was read without fault."""

    path: str
    """Its file."""
    id: str
    """`<YYYYMMDD>-<hash16>`."""
    record: Result
    """Its content."""
    fingerprint: str
    """Hash of what it says, whenever it was measured."""


def check_against(new: Sound, others: Sequence[Sound]) -> Iterator[Fault]:
    """Faults of a new result beside the older results of the same model.

    Args:
        new: The result.
        others: Results in the same folder, oldest first.
    """
    name = shown_path(new.path)
    for other in others:
        if other.fingerprint == new.fingerprint and other.path != new.path:
            message = f"says the same as {shown_path(other.path)}; nothing to add"
            yield Fault(message, name, code="LS408", fix="remove this file")
            return
    earlier = [
        other for other in others if (other.record.date, other.id) < (new.record.date, new.id)
    ]
    for task in new.record.tasks:
        for score in task.scores[:1]:
            key = key_of(task, score.signature)
            found = _newest(earlier, key, task.seed)
            if found:
                yield from _compare(name, task, score, *found)


def _newest(
    earlier: Sequence[Sound], key: ComparisonKey, seed: int
) -> tuple[Sound, TaskResult, ScoreRecord] | None:
    """The newest earlier score with the same key, of the same seed where there is one."""
    matches = [
        (other, task, score)
        for other in earlier
        for task in other.record.tasks
        for score in task.scores[:1]
        if key_of(task, score.signature) == key
    ]
    same_seed = [match for match in matches if match[1].seed == seed]
    found = same_seed or matches
    return found[-1] if found else None


def _compare(
    name: str,
    task: TaskResult,
    score: ScoreRecord,
    other: Sound,
    other_task: TaskResult,
    other_score: ScoreRecord,
) -> Iterator[Fault]:
    """LS409 and LS410."""
    error = sqrt(_variance(score) + _variance(other_score))
    apart = abs(score.value - other_score.value)
    if error > 0 and apart > _FAR_STANDARD_ERRORS * error:
        message = (
            f"{task.task}: {score.metric} {score.value:.4f}, and {other_score.value:.4f} in "
            f"{other.id}: {apart / error:.0f} standard errors apart"
        )
        fix = "explain it in the pull request"
        yield Fault(message, name, code="LS409", fix=fix, severity="warning")
    gained, lost = _changes(other_task, task)
    if gained >= _MIN_GAINED and lost == 0 and _chance_of_no_loss(gained) < _RARE:
        message = (
            f"{task.task}: every answer that changed since {other.id} changed to right "
            f"({gained} gained, 0 lost); repeated attempts look like this"
        )
        fix = "state the number of attempts ('llmsite add --attempts N')"
        yield Fault(message, name, code="LS410", fix=fix, severity="warning")


def _variance(score: ScoreRecord) -> float:
    if score.low is None or score.high is None:
        return 0.0
    return ((score.high - score.low) / (2 * _HALF_WIDTH_95)) ** 2


def _changes(before: TaskResult, after: TaskResult) -> tuple[int, int]:
    """How many samples went from wrong to right and from right to wrong."""
    old = {each.metric: each for each in before.statistics}
    for each in after.statistics:
        other = old.get(each.metric)
        if other is None or other.n != each.n or each.classes is not None:
            continue
        if each.columns[0].type != "bit" or other.columns[0].type != "bit":
            continue
        new_hits = unpack_column(each.columns[0], each.n, name=each.metric)
        old_hits = unpack_column(other.columns[0], other.n, name=each.metric)
        return int((new_hits > old_hits).sum()), int((new_hits < old_hits).sum())
    return 0, 0


def _chance_of_no_loss(n_changed: int) -> float:
    """Probability that none of so many changed answers was lost, if losses are as usual."""
    return (1 - _USUAL_LOSS_SHARE) ** n_changed


def check_other_models(
    path: str,
    model: str,
    rows: Sequence[Generation],
    others: Mapping[str, Sequence[Generation]],
) -> Iterator[Fault]:
    """LS414: long answers that are those of another model.

    Args:
        path: The result's file.
        model: Its model.
        rows: Its generations.
        others: Generations of other models, by model.
    """
    for other, theirs in sorted(others.items()):
        n_equal, n_compared = same_answers(rows, theirs)
        if other != model and are_same_model(n_equal, n_compared):
            message = f"{n_equal:,} of {n_compared:,} long answers are those of {other}"
            fix = "say in the card what it was made from ('base'), or explain it"
            yield Fault(message, shown_path(path), code="LS414", fix=fix, severity="warning")
