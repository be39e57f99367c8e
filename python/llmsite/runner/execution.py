"""The loop that asks: unit by unit, each on disk before the next begins.

Knows nothing of what a model is; a backend is told what to answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from llmsite.errors import BackendError, Fault, RunError
from llmsite.inference import Backend
from llmsite.runner.folder import RunFolder
from llmsite.runner.metering import Meter
from llmsite.runner.planning import AskedTask, Prepared, run_identity, version
from llmsite.runner.selfcheck import check_again
from llmsite.runner.shares import split_units
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
from llmsite.schema.run import Measured, Run, UnitPlan
from llmsite.tasks.styles import answer, text_of

_ROW_TYPES: dict[str, Callable[..., Generation]] = {
    "choices": ChoicesGeneration,
    "classify": ClassifyGeneration,
    "embed": EmbedGeneration,
    "generate": TextGeneration,
    "rolling": RollingGeneration,
}
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
class State:
    """What a process carries along while it asks."""

    folder: RunFolder
    """Where answers go."""
    run: Run
    """The record as this process knows it."""
    backend: Backend
    """Whom it asks."""
    report: Callable[[Advance], None] = lambda _: None
    """Whom it tells."""
    spent_usd: float = 0.0
    """What it has written down as spent."""
    faults: list[Fault] = field(default_factory=list)
    """What went wrong."""
    n_failed: int = 0
    """Units that failed, one after the other, until now."""
    meter: Meter = field(init=False)
    """What it measures."""

    def __post_init__(self) -> None:
        self.meter = Meter(self.backend)


def execute(
    prepared: Prepared,
    backend: Backend,
    *,
    runs_dir: Path,
    out: Path | None = None,
    command: str = "",
    shard: tuple[int, int] | None = None,
    max_cost_usd: float | None = None,
    report: Callable[[Advance], None] = lambda _: None,
) -> tuple[Run, Path]:
    """Ask everything that is not there yet.

    Args:
        prepared: What to ask.
        backend: Whom to ask.
        runs_dir: Folder of run folders.
        out: Run folder instead of `<runs_dir>/<run id>`.
        command: Command line that repeats the run.
        shard: (number from 1, of how many): ask only this share of the units.
        max_cost_usd: Stop before the run, over all starts and shares, has cost more.
        report: Called as requests are done.

    Returns:
        The record and the folder.

    Raises:
        RunError: The folder is busy or holds another run, or requests remain unanswered.
        BackendError: The backend cannot be asked such requests.
        OSError: Something could not be written.
    """
    check_answerable(prepared, backend)
    run = new_record(prepared, backend, command)
    folder = RunFolder(out or runs_dir / run.run_id)
    with folder.locked(shard):
        state = State(folder, begin(folder, run), backend, report)
        limit_cost(state, max_cost_usd, 1 if shard is None else shard[1])
        share = None if shard is None else split_units(prepared, shard[1])[shard[0] - 1]
        _ask_all(
            state, [u for u in prepared.plan.units if share is None or u.id in share], prepared
        )
        finish(state, prepared)
        return state.run, folder.path


def begin(folder: RunFolder, run: Run) -> Run:
    """The record of a new run, or of one that was started earlier.

    Raises:
        RunError: The folder holds another run.
    """
    with folder.turn("record"):
        earlier = folder.read_record()
        if earlier is None:
            folder.write_record(run)
            return run
    if earlier.run_id != run.run_id:
        fix = "give --out another folder, or leave it out"
        message = f"holds another run ({earlier.run_id}, not {run.run_id})"
        raise RunError(Fault(message, str(folder.path), fix=fix))
    return earlier


def limit_cost(state: State, max_cost_usd: float | None, n_shares: int) -> None:
    """Allow this process what is left; of several at work, each its part of it."""
    _note_spent(state)
    if max_cost_usd is not None:
        left = max(0.0, max_cost_usd - state.folder.spent_usd())
        state.backend.limit_cost(left / n_shares)


def _note_spent(state: State) -> None:
    """Write down what was paid since the last time."""
    spent = state.backend.spent_usd()
    if spent > state.spent_usd:
        state.folder.add_spent(spent - state.spent_usd)
        state.spent_usd = spent


def check_answerable(prepared: Prepared, backend: Backend) -> None:
    """Refuse tasks that a backend cannot be asked.

    Raises:
        BackendError: There are such tasks.
    """
    can = backend.capabilities()
    why = f": {can.why_not}" if can.why_not else ""
    faults = [
        Fault(f"task {plan.task} asks '{plan.kind}', which this backend cannot answer{why}")
        for plan in prepared.plan.tasks
        if plan.kind not in can.kinds
    ]
    if faults:
        fix = "choose tasks of kind " + ", ".join(sorted(can.kinds))
        raise BackendError(*(Fault(each.message, fix=fix) for each in faults))
    for asked in prepared.asked:
        try:
            backend.check(asked.requests)
        except BackendError as error:
            faults.extend(error.faults)
    if faults:
        raise BackendError(*faults)


def new_record(prepared: Prepared, backend: Backend, command: str) -> Run:
    """The record of a run that begins now."""
    model, code = backend.identity()
    run = Run(
        schema_version=SCHEMA_VERSION,
        run_id="0" * 16,
        llmsite_version=version(),
        command=command,
        model=model,
        backend=code,
        variant=backend.variant(),
        adaptation=backend.adaptation(),
        plan=prepared.plan,
        status="running",
        measured=Measured(started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
    )
    return run.model_copy(update={"run_id": run_identity(run)})


def _ask_all(state: State, units: Sequence[UnitPlan], prepared: Prepared) -> None:
    told: set[str] = set()
    for unit in units:
        requests = prepared.requests_of(unit)
        if state.folder.read_unit(unit, requests) is not None:
            state.report(Advance(unit.task, len(requests), was_there=True))
            continue
        if unit.task not in told:
            tell_shots(state.backend, prepared, unit.task)
            told.add(unit.task)
        ask_unit(state, unit, requests)
        note(state, status="running")
        if state.n_failed >= _PATIENCE:
            break


def tell_shots(backend: Backend, prepared: Prepared, task: str) -> None:
    """Give a backend a task's pool of examples, if it wants one."""
    if backend.capabilities().reads_shots:
        asked = next(each for each in prepared.asked if each.task.definition.name == task)
        backend.read_shots(task, _shots(asked))


def ask_unit(state: State, unit: UnitPlan, requests: Sequence[Request]) -> None:
    """Ask one unit and write it; what failed is written as failed."""
    keeps = state.backend.capabilities().keeps_answers
    kept = state.folder.read_answers(unit, requests) if keeps else []
    found = {(row.task, row.id, row.index): row for row in kept}
    if kept:
        state.report(Advance(unit.task, len(kept), was_there=True))
    reason = "the engine gave no answer"
    missing = [each for each in requests if each.key not in found]
    try:
        for row in state.backend.answer(missing) if missing else ():
            if keeps and not row.error:
                state.folder.keep_answer(unit, row)
            _note_spent(state)
            found[(row.task, row.id, row.index)] = row
            n_tokens = _n_tokens(row)
            state.meter.n_tokens += n_tokens
            state.report(Advance(unit.task, 1, n_tokens))
    except BackendError as error:
        reason = error.faults[0].message
        state.faults.extend(error.faults)
    finally:
        _note_spent(state)
    rows = [found.get(each.key) or _failed(each, unit, reason) for each in requests]
    errors = [row for row in rows if row.error]
    if errors and not any(fault.message == reason for fault in state.faults):
        state.faults.append(Fault(f"task {unit.task}, sample '{errors[0].id}': {errors[0].error}"))
    state.n_failed = state.n_failed + 1 if errors else 0
    state.folder.write_unit(unit, rows)
    if not errors:
        state.folder.drop_answers(unit)


def _failed(request: Request, unit: UnitPlan, reason: str) -> Generation:
    make = _ROW_TYPES[request.kind]
    return make(task=unit.task, id=request.sample_id, index=request.index, error=reason)


def _n_tokens(row: Generation) -> int:
    n_answer = sum(row.n_tokens) if isinstance(row, ChoicesGeneration) else 0
    n_answer = (row.n_tokens or 0) if isinstance(row, TextGeneration) else n_answer
    return (row.n_prompt_tokens or 0) + n_answer


def finish(state: State, prepared: Prepared) -> None:
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
    if missing:
        return
    # Of several processes that find everything there, one checks it.
    with state.folder.turn("finish"):
        state.run = state.folder.read_record() or state.run
        if state.run.status != "complete":
            _check_again(state, prepared)
            note(state, status="complete")


def _check_again(state: State, prepared: Prepared) -> None:
    if state.backend.capabilities().is_exact or state.run.self_check is not None:
        return
    checked = check_again(
        state.backend,
        state.folder,
        prepared,
        lambda: state.report(Advance("", 1)),
        state.run.run_id,
    )
    _note_spent(state)
    state.run = state.run.model_copy(update={"self_check": checked})


def note(state: State, *, status: str) -> None:
    """Write the record with what was measured by now, here and by other processes."""
    with state.folder.turn("record"):
        current = state.folder.read_record() or state.run
        measured = state.meter.add_to(current.measured, state.folder.spent_usd())
        check = state.run.self_check or current.self_check
        state.run = current.model_copy(
            update={"status": status, "measured": measured, "self_check": check}
        )
        state.folder.write_record(state.run)


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
