"""A random part of a run computed again, one request at a time, to show what speed has cost."""

import hashlib
from collections.abc import Callable, Sequence

from llmsite.inference import Backend
from llmsite.runner.folder import RunFolder
from llmsite.runner.planning import Prepared
from llmsite.schema.generation import (
    ChoicesGeneration,
    ClassifyGeneration,
    Generation,
    RollingGeneration,
    TextGeneration,
)
from llmsite.schema.run import SelfCheck

N_CHECKED = 32
"""Requests that are computed twice."""


def check_again(
    backend: Backend,
    folder: RunFolder,
    prepared: Prepared,
    report: Callable[[], None],
    seed: str,
) -> SelfCheck:
    """Compute requests again in exact form and compare with what was recorded.

    Args:
        backend: The model that answered.
        folder: Its answers.
        prepared: The requests.
        report: Called after each request.
        seed: What the choice of requests depends on; the run's id.

    Raises:
        BackendError: A request could not be computed again.
    """
    asked = {
        request.key: request
        for unit in prepared.plan.units
        for request in prepared.requests_of(unit)
    }
    recorded = {
        (row.task, row.id, row.index): row
        for unit in prepared.plan.units
        for row in folder.read_unit(unit, prepared.requests_of(unit)) or ()
    }
    chosen = sorted(asked, key=lambda key: _draw(seed, key))[:N_CHECKED]
    differences: list[float] = []
    n_changed = 0
    for key in chosen:
        (again,) = backend.answer([asked[key]], exact=True)
        before = recorded[key]
        differences += _differences(before, again)
        n_changed += _differs(before, again)
        report()
    return SelfCheck(
        n=len(chosen),
        max_abs=max(differences, default=0.0),
        mean_abs=sum(differences) / len(differences) if differences else 0.0,
        n_changed=n_changed,
    )


def _draw(seed: str, key: tuple[str, str, int]) -> bytes:
    return hashlib.sha256("\x1f".join([seed, *map(str, key)]).encode()).digest()


def _differences(one: Generation, other: Generation) -> list[float]:
    """Absolute differences of log-likelihoods or logits."""
    if isinstance(one, ChoicesGeneration | RollingGeneration) and isinstance(
        other, ChoicesGeneration | RollingGeneration
    ):
        pairs = zip(one.log_likelihoods, other.log_likelihoods, strict=True)
        return [abs(a - b) for a, b in pairs]
    if isinstance(one, ClassifyGeneration) and isinstance(other, ClassifyGeneration):
        return [abs(a - b) for a, b in zip(one.logits or (), other.logits or (), strict=True)]
    return []


def _differs(one: Generation, other: Generation) -> bool:
    """Whether the pick or the text is another one."""
    if isinstance(one, ChoicesGeneration) and isinstance(other, ChoicesGeneration):
        return _best(one.log_likelihoods) != _best(other.log_likelihoods)
    if isinstance(one, TextGeneration) and isinstance(other, TextGeneration):
        return one.text != other.text
    if isinstance(one, ClassifyGeneration) and isinstance(other, ClassifyGeneration):
        best = [_best(each.logits or ()) for each in (one, other)]
        return best[0] != best[1] or one.spans != other.spans
    return False


def _best(scores: Sequence[float]) -> int:
    """Position of the best option, the first of equal ones; -1 without options."""
    return max(range(len(scores)), key=lambda i: (scores[i], -i), default=-1)
