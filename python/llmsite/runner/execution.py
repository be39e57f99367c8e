"""The loop that asks: unit by unit, each on disk before the next begins.

Knows nothing of what a model is; a backend is told what to answer.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from llmsite.errors import BackendError, Fault, RunError
from llmsite.inference import Backend
from llmsite.runner.folder import RunFolder
from llmsite.runner.planning import AskedTask, Prepared, run_identity, version
from llmsite.runner.selfcheck import check_again
from llmsite.schema.generation import (
    ChoicesGeneration,
    ClassifyGeneration,
    EmbedGeneration,
    Generation,
    RollingGeneration,
    TextGeneration,
)
from llmsite.schema.record import SCHEMA_VERSION
from llmsite.schema.request import Request, SampleInputs, Shot
from llmsite.schema.run import Measured, Run, UnitPlan, Variant
from llmsite.tasks.styles import answer, text_of

_ROW_TYPES: dict[str, Callable[..., Generation]] = {
    "choices": ChoicesGeneration,
    "classify": ClassifyGeneration,
    "embed": EmbedGeneration,
    "generate": TextGeneration,
    "rolling": RollingGeneration,
}
_KEPT = ("command", "measured", "self_check", "status")
"""What a record keeps of an earlier start."""
_PATIENCE = 3
"""Units that may fail one after the other before the run stops."""


@dataclass(frozen=True, slots=True)
class Advance:
    """What just happened, for whoever shows progress."""

    task: str
    """Task that was asked; empty for the self-check."""
    n: int
    """Requests that are done now."""
    n_tokens: int = 0
    """Tokens of prompts and answers of these."""
    was_there: bool = False
    """Whether they were finished by an earlier start."""


@dataclass(slots=True)
class _State:
    """What the loop carries along."""

    folder: RunFolder
    run: Run
    backend: Backend
    report: Callable[[Advance], None]
    before: float = 0.0
    n_tokens: int = 0
    began: float = field(default_factory=time.monotonic)
    faults: list[Fault] = field(default_factory=list)
    n_failed: int = 0


def execute(
    prepared: Prepared,
    backend: Backend,
    *,
    runs_dir: Path,
    out: Path | None = None,
    command: str = "",
    shard: tuple[int, int] | None = None,
    report: Callable[[Advance], None] = lambda _: None,
) -> tuple[Run, Path]:
    """Ask everything that is not there yet.

    Args:
        prepared: What to ask.
        backend: Whom to ask.
        runs_dir: Folder of run folders.
        out: Run folder instead of `<runs_dir>/<run id>`.
        command: Command line that repeats the run.
        shard: (number from 1, of how many): ask only every n-th unit.
        report: Called as requests are done.

    Returns:
        The record and the folder.

    Raises:
        RunError: The folder is busy or holds another run, or requests remain unanswered.
        BackendError: The backend cannot be asked such requests.
        OSError: Something could not be written.
    """
    _check_kinds(prepared, backend)
    run = _new_record(prepared, backend, command)
    folder = RunFolder(out or runs_dir / run.run_id)
    with folder.locked(shard):
        state = _begin(folder, run, backend, report)
        _ask_all(state, prepared, shard)
        _finish(state, prepared)
        return state.run, folder.path


def _begin(
    folder: RunFolder, run: Run, backend: Backend, report: Callable[[Advance], None]
) -> _State:
    """Start a run, or go on where an earlier start of it stopped."""
    earlier = folder.read_record()
    if earlier is None:
        folder.write_record(run)
        return _State(folder, run, backend, report)
    if earlier.run_id != run.run_id:
        fix = "give --out another folder, or leave it out"
        message = f"holds another run ({earlier.run_id}, not {run.run_id})"
        raise RunError(Fault(message, str(folder.path), fix=fix))
    # What was measured before stays; an unchanged complete run keeps its bytes.
    kept = {name: getattr(earlier, name) for name in _KEPT}
    again = run.model_copy(update=kept)
    return _State(folder, again, backend, report, before=earlier.measured.seconds or 0.0)


def _check_kinds(prepared: Prepared, backend: Backend) -> None:
    kinds = backend.capabilities().kinds
    faults = [
        Fault(f"task {plan.task} asks '{plan.kind}', which this backend cannot answer")
        for plan in prepared.plan.tasks
        if plan.kind not in kinds
    ]
    if faults:
        fix = "choose tasks of kind " + ", ".join(sorted(kinds))
        raise BackendError(*(Fault(each.message, fix=fix) for each in faults))


def _new_record(prepared: Prepared, backend: Backend, command: str) -> Run:
    model, code = backend.identity()
    run = Run(
        schema_version=SCHEMA_VERSION,
        run_id="0" * 16,
        llmsite_version=version(),
        command=command,
        model=model,
        backend=code,
        variant=Variant(quantisation=model.quantisation),
        adaptation=backend.adaptation(),
        plan=prepared.plan,
        status="running",
        measured=Measured(started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
    )
    return run.model_copy(update={"run_id": run_identity(run)})


def _ask_all(state: _State, prepared: Prepared, shard: tuple[int, int] | None) -> None:
    told: set[str] = set()
    reads_shots = state.backend.capabilities().reads_shots
    for number, unit in enumerate(prepared.plan.units):
        if shard is not None and number % shard[1] != shard[0] - 1:
            continue
        requests = prepared.requests_of(unit)
        if state.folder.read_unit(unit, requests) is not None:
            state.report(Advance(unit.task, len(requests), was_there=True))
            continue
        if reads_shots and unit.task not in told:
            asked = next(each for each in prepared.asked if each.task.definition.name == unit.task)
            state.backend.read_shots(unit.task, _shots(asked))
            told.add(unit.task)
        _ask_unit(state, unit, requests)
        state.folder.write_record(_with_measured(state, status="running"))
        if state.n_failed >= _PATIENCE:
            break


def _ask_unit(state: _State, unit: UnitPlan, requests: Sequence[Request]) -> None:
    """Ask one unit and write it; what failed is written as failed."""
    found: dict[tuple[str, str, int], Generation] = {}
    reason = "the engine gave no answer"
    try:
        for row in state.backend.answer(requests):
            found[(row.task, row.id, row.index)] = row
            n_tokens = _n_tokens(row)
            state.n_tokens += n_tokens
            state.report(Advance(unit.task, 1, n_tokens))
    except BackendError as error:
        reason = error.faults[0].message
        state.faults.extend(error.faults)
    rows = [found.get(each.key) or _failed(each, unit, reason) for each in requests]
    errors = [row for row in rows if row.error]
    if errors and not any(fault.message == reason for fault in state.faults):
        state.faults.append(Fault(f"task {unit.task}, sample '{errors[0].id}': {errors[0].error}"))
    state.n_failed = state.n_failed + 1 if errors else 0
    state.folder.write_unit(unit, rows)


def _failed(request: Request, unit: UnitPlan, reason: str) -> Generation:
    make = _ROW_TYPES[request.kind]
    return make(task=unit.task, id=request.sample_id, index=request.index, error=reason)


def _n_tokens(row: Generation) -> int:
    n_answer = sum(row.n_tokens) if isinstance(row, ChoicesGeneration) else 0
    n_answer = (row.n_tokens or 0) if isinstance(row, TextGeneration) else n_answer
    return (row.n_prompt_tokens or 0) + n_answer


def _finish(state: _State, prepared: Prepared) -> None:
    """Say whether the run is complete, check it, and write the record once more."""
    missing = [
        unit
        for unit in prepared.plan.units
        if state.folder.read_unit(unit, prepared.requests_of(unit)) is None
    ]
    if state.faults:
        n = sum(unit.stop - unit.start for unit in missing)
        first, *others = dict.fromkeys(state.faults)
        fix = first.fix or "run the same command again: it asks only what is missing"
        raise RunError(
            Fault(f"{first.message} (requests of {len(missing)} units, {n} in all)", fix=fix),
            *others,
        )
    if missing or state.run.status == "complete":
        return
    if not state.backend.capabilities().is_exact and state.run.self_check is None:
        checked = check_again(
            state.backend,
            state.folder,
            prepared,
            lambda: state.report(Advance("", 1)),
            state.run.run_id,
        )
        state.run = state.run.model_copy(update={"self_check": checked})
    state.run = _with_measured(state, status="complete")
    state.folder.write_record(state.run)


def _with_measured(state: _State, *, status: str) -> Run:
    seconds = time.monotonic() - state.began
    device = state.backend.measured()
    measured = device.model_copy(
        update={
            "started": state.run.measured.started,
            "seconds": round(state.before + seconds, 3),
            "tokens_per_s": round(state.n_tokens / seconds, 1) if state.n_tokens else None,
        }
    )
    return state.run.model_copy(update={"status": status, "measured": measured})


def _shots(asked: AskedTask) -> list[Shot]:
    """The pool of examples with answers as the prompt style writes them."""
    prompt = asked.task.definition.prompt
    return [
        Shot(
            SampleInputs(text_of(shot), shot.pair or "", shot.choices, shot.attributes or {}),
            answer(shot, prompt),
            _position(shot.references, shot.choices),
        )
        for shot in asked.task.shots
    ]


def _position(references: Sequence[object], choices: Sequence[str]) -> int | None:
    """Position of the right option, where there are options."""
    if not choices or not references:
        return None
    first = references[0]
    if isinstance(first, str):
        return choices.index(first) if first in choices else None
    return first if isinstance(first, int) else None
