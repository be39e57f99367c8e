"""A run shared out by Ray: units as a dataset, workers as actors, answers in the run folder.

Every machine must see the run folder. A worker that dies is started again by Ray; units that it had
finished are on the disk, and the one it was at is asked again as a whole. Knows nothing of models.
"""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from llmsite.errors import Fault, LlmsiteError, RunError
from llmsite.inference import Backend
from llmsite.runner.execution import (
    Advance,
    State,
    ask_unit,
    begin,
    check_answerable,
    finish,
    limit_cost,
    new_record,
    note,
    tell_shots,
)
from llmsite.runner.folder import RunFolder
from llmsite.runner.planning import Prepared
from llmsite.runner.shares import estimate_work
from llmsite.schema.run import Run


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers that share a run."""

    n_workers: int
    """Processes at once."""
    load: Callable[[], Backend]
    """Loads the model, in each of them."""


class _Worker:
    """A loaded model in a process of its own."""

    def __init__(
        self, cluster: Cluster, prepared: Prepared, folder: Path, run: Run, max_cost: float | None
    ) -> None:
        self._prepared = prepared
        self._told: set[str] = set()
        self._faults: tuple[Fault, ...] = ()
        try:
            backend = cluster.load()
            found = new_record(prepared, backend, run.command)
            if found.run_id != run.run_id:
                fix = "install the same versions of all packages and the same weights everywhere"
                raise RunError(Fault("a worker has another model or other packages", fix=fix))
            self._state = State(RunFolder(folder), run, backend)
            limit_cost(self._state, max_cost, cluster.n_workers)
        except LlmsiteError as error:
            self._faults = error.faults

    def __call__(self, batch: dict[str, list[int]]) -> dict[str, list[object]]:
        """Ask one unit; what went wrong comes back in words."""
        number = int(batch["number"][0])
        n_tokens, faults = 0, self._faults
        if not faults:
            n_tokens, faults = self._ask(number)
        said = json.dumps([(each.message, each.fix) for each in faults])
        return {"number": [number], "n_tokens": [n_tokens], "faults": [said]}

    def _ask(self, number: int) -> tuple[int, tuple[Fault, ...]]:
        unit, state = self._prepared.plan.units[number], self._state
        requests = self._prepared.requests_of(unit)
        if state.folder.read_unit(unit, requests) is not None:
            return 0, ()
        if unit.task not in self._told:
            tell_shots(state.backend, self._prepared, unit.task)
            self._told.add(unit.task)
        before = state.meter.n_tokens
        state.faults.clear()
        ask_unit(state, unit, requests)
        note(state, status="running")
        return state.meter.n_tokens - before, tuple(state.faults)


def execute_on_ray(
    prepared: Prepared,
    backend: Backend,
    cluster: Cluster,
    *,
    runs_dir: Path,
    out: Path | None = None,
    command: str = "",
    max_cost_usd: float | None = None,
    report: Callable[[Advance], None] = lambda _: None,
) -> tuple[Run, Path]:
    """As `execute`, by workers on a Ray cluster (`RAY_ADDRESS`), or on this machine.

    Args:
        prepared: What to ask.
        backend: The model in this process: says who it is, and checks the run at its end.
        cluster: The workers.
        runs_dir: Folder of run folders, which every worker sees.
        out: Run folder instead of `<runs_dir>/<run id>`.
        command: Command line that repeats the run.
        max_cost_usd: Stop before the run has cost more.
        report: Called as units are done.

    Raises:
        RunError: As `execute`, or Ray is missing or failed.
        BackendError: The backend cannot be asked such requests.
        OSError: Something could not be written.
    """
    ray = _load_ray()
    check_answerable(prepared, backend)
    run = new_record(prepared, backend, command)
    folder = RunFolder((out or runs_dir / run.run_id).resolve())
    with folder.locked():
        run = begin(folder, run)
        faults = _ask_missing(ray, prepared, backend, cluster, folder, run, max_cost_usd, report)
        state = State(folder, run, backend, report, faults=faults)
        finish(state, prepared)
        return state.run, folder.path


def _ask_missing(
    ray: ModuleType,
    prepared: Prepared,
    backend: Backend,
    cluster: Cluster,
    folder: RunFolder,
    run: Run,
    max_cost_usd: float | None,
    report: Callable[[Advance], None],
) -> list[Fault]:
    """Have workers ask what is not there; what went wrong."""
    units = prepared.plan.units
    missing = []
    for number, unit in enumerate(units):
        requests = prepared.requests_of(unit)
        if folder.read_unit(unit, requests) is None:
            missing.append((-estimate_work(requests), number))
        else:
            report(Advance(unit.task, len(requests), was_there=True))
    if not missing:
        return []
    _connect(ray, cluster.n_workers)
    # The longest first, each to whoever is free.
    items = [{"number": number} for _, number in sorted(missing)]
    has_gpu = backend.identity()[1].numerics.get("device") == "cuda"
    asked = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
        _Worker,
        batch_size=1,
        concurrency=cluster.n_workers,
        num_cpus=1,
        num_gpus=1 if has_gpu else None,
        fn_constructor_args=(cluster, prepared, folder.path, run, max_cost_usd),
    )
    faults: list[Fault] = []
    try:
        for row in asked.iter_rows():
            unit = units[row["number"]]
            report(Advance(unit.task, unit.stop - unit.start, row["n_tokens"]))
            faults += [Fault(message, fix=fix) for message, fix in json.loads(row["faults"])]
    except ray.exceptions.RayError as error:
        reason = str(error).strip().splitlines()[-1][:200]
        fix = "run the same command again: it asks only what is missing"
        raise RunError(Fault(f"Ray failed: {reason}", fix=fix)) from error
    return faults


def _connect(ray: ModuleType, n_workers: int) -> None:
    """Use the cluster that is there, else start one on this machine."""
    data = import_module("ray.data")
    data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    if ray.is_initialized():
        return
    if os.environ.get("RAY_ADDRESS"):
        ray.init(log_to_driver=False)
        return
    # One more than the workers: reading the list of units takes a process too.
    n_cpus = max(n_workers + 1, os.cpu_count() or 1)
    ray.init(num_cpus=n_cpus, include_dashboard=False, log_to_driver=False)


def _load_ray() -> ModuleType:
    try:
        ray = import_module("ray")
        import_module("ray.data")
    except ModuleNotFoundError as error:
        message = f"--ray needs the package '{error.name}'"
        raise RunError(Fault(message, fix="pip install 'llmsite[ray]'")) from error
    return ray
