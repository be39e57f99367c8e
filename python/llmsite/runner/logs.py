"""Progress and scores of a run, for TensorBoard and Weights & Biases.

Written beside the run's files and never read again by llmsite. Knows nothing of how a model is
asked; nothing is sent anywhere.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Protocol

from llmsite.errors import Fault, RunError
from llmsite.schema.result import TaskResult
from llmsite.schema.run import Run

_N_STEPS = 200
"""Most points of a curve."""


class Sink(Protocol):
    """Where numbers go."""

    def write(self, values: Mapping[str, float], step: int) -> None:
        """Note numbers by name, after so many requests."""
        ...

    def close(self) -> None:
        """Put everything on the disk."""
        ...


class _TensorBoard:
    """Event files in `<run>/tensorboard`."""

    def __init__(self, folder: Path, run: Run) -> None:
        module = _load("tensorboard.summary", "tensorboard")
        self._writer = module.Writer(str(folder / "tensorboard" / run.run_id))

    def write(self, values: Mapping[str, float], step: int) -> None:
        for name, value in values.items():
            self._writer.add_scalar(name, value, step)

    def close(self) -> None:
        self._writer.close()


class _Wandb:
    """An offline run in `<run>/wandb`; `wandb sync` sends it where somebody wants that."""

    def __init__(self, folder: Path, run: Run) -> None:
        module = _load("wandb", "wandb")
        settings = module.Settings(
            console="off",
            disable_git=True,
            save_code=False,
            silent=True,
            x_disable_machine_info=True,
            x_disable_meta=True,
            x_disable_stats=True,
        )
        config = {
            "backend": run.backend.name,
            "command": run.command,
            "model": run.model.id,
            "run_id": run.run_id,
            "suite": run.plan.suite,
            "tasks": [plan.task for plan in run.plan.tasks],
        }
        with open(os.devnull, "w", encoding="utf-8") as null, redirect_stderr(null):  # noqa: PTH123 - no path of ours
            self._run = module.init(
                project="llmsite",
                name=f"{run.model.id} {run.run_id}",
                dir=str(folder),
                mode="offline",
                config=config,
                settings=settings,
            )

    def write(self, values: Mapping[str, float], step: int) -> None:
        self._run.log(dict(values), step=step)

    def close(self) -> None:
        self._run.finish()


_SINKS: dict[str, Callable[[Path, Run], Sink]] = {"tensorboard": _TensorBoard, "wandb": _Wandb}
LOGS = tuple(_SINKS)
"""Names of the kinds of logs."""


class Log:
    """Everything that is noted of one run; files are made with the first number."""

    def __init__(self, names: Sequence[str], folder: Path, run: Run) -> None:
        self._names, self._folder, self._run = names, folder, run
        self._sinks: list[Sink] | None = None
        self._n_requests = sum(plan.n_requests for plan in run.plan.tasks)
        self._n_done = self._n_asked = self._n_tokens = self._n_noted = 0
        self._began = monotonic()

    def advance(self, n: int, n_tokens: int, *, was_there: bool) -> None:
        """Count requests that are done, and note a point of the curves now and then."""
        self._n_done += n
        self._n_asked += 0 if was_there else n
        self._n_tokens += n_tokens
        is_due = self._n_done - self._n_noted >= max(1, self._n_requests // _N_STEPS)
        if not is_due and self._n_done < self._n_requests:
            return
        self._n_noted = self._n_done
        seconds = max(monotonic() - self._began, 1e-9)
        self.write(
            {
                "progress/share": self._n_done / max(1, self._n_requests),
                "progress/requests_per_s": self._n_asked / seconds,
                "progress/tokens_per_s": self._n_tokens / seconds,
            }
        )

    def scores(self, tasks: Sequence[TaskResult], cost_usd: float | None) -> None:
        """Note every score with its interval, and what the run has cost."""
        values: dict[str, float] = {}
        for task in tasks:
            for score in task.scores:
                name = f"{task.task}/{score.output}"
                ends = {"": score.value, "/low": score.low, "/high": score.high}
                values |= {
                    f"{name}{end}": value for end, value in ends.items() if value is not None
                }
        if cost_usd is not None:
            values["cost_usd"] = cost_usd
        self.write(values)

    def write(self, values: Mapping[str, float]) -> None:
        """Note numbers at the request that was done last."""
        if self._sinks is None:
            self._sinks = [_SINKS[name](self._folder, self._run) for name in self._names]
        for sink in self._sinks:
            sink.write(values, self._n_done)

    def close(self) -> None:
        """Put everything on the disk."""
        for sink in self._sinks or ():
            sink.close()


@contextmanager
def open_log(names: Sequence[str], folder: Path, run: Run) -> Iterator[Log]:
    """A log of a run; its files are whole when the block is left.

    Args:
        names: Of `LOGS`.
        folder: The run folder.
        run: The run's record.

    Raises:
        RunError: A package is missing.
    """
    for name in names:
        _load(name, name)
    log = Log(names, folder, run)
    try:
        yield log
    finally:
        log.close()


def _load(module: str, package: str) -> ModuleType:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        fix = "pip install 'llmsite[log]'"
        raise RunError(Fault(f"--log {package} needs the package '{package}'", fix=fix)) from error
