"""The whole of a run: ask, keep, score. What `llmsite run` and notebooks call.

Owns nothing but the order of these steps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from llmsite.errors import BackendError, Fault
from llmsite.inference import Backend, FunctionBackend, Options, load_backend, wrap_module
from llmsite.project import Project
from llmsite.results import rescore
from llmsite.runner import (
    Advance,
    Cluster,
    Prepared,
    RunFolder,
    Wanted,
    execute,
    execute_on_ray,
    new_record,
    open_log,
    prepare,
)
from llmsite.schema import run as records
from llmsite.schema.result import TaskResult

if TYPE_CHECKING:
    from llmsite.inference.function import Function

_RUNS = Path("runs")


@dataclass(frozen=True, slots=True)
class Run:
    """A run with its scores."""

    record: records.Run
    """What `run.json` says."""
    folder: Path
    """The run folder."""
    tasks: tuple[TaskResult, ...]
    """Scores with intervals, by task; empty while shares of other processes are missing."""


def evaluate(  # noqa: PLR0913 - each names one thing a caller decides
    model: object,
    *,
    suite: str | None = None,
    tasks: Sequence[str] = (),
    name: str | None = None,
    tokenizer: object = None,
    backend: str | None = None,
    style: str | None = None,
    shots: int | None = None,
    chat: bool | None = None,
    seed: int = 0,
    limit: int | None = None,
    project: Project | None = None,
    out: Path | None = None,
    logs: Sequence[str] = (),
    report: Callable[[Advance], None] = lambda _: None,
    **options: object,
) -> Run:
    """Ask a model tasks and score its answers; resumes by itself.

    Args:
        model: What `llmsite run` takes, a backend, a causal model, or a function of many texts.
        suite: Suite to ask.
        tasks: Tasks to ask; with a suite, only these of it.
        name: `<org>/<model>`, where the model does not say it.
        tokenizer: Tokenizer of a model that is loaded already.
        backend: How to ask, where `model` is a text.
        style: Prompt style instead of the suite's or the task's.
        shots: Examples instead of the suite's or the task's number.
        chat: Whether to use the chat template; none: the suite's rule.
        seed: Seed of drawn examples and of sampling.
        limit: Only the first so many samples of each task.
        project: Project with tasks, suites and runs of its own.
        out: Run folder instead of `runs/<run id>`.
        logs: Kinds of logs to write into the run folder: `tensorboard`, `wandb`.
        report: Called as requests are done.
        options: Further fields of `llmsite.inference.Options`.

    Raises:
        LlmsiteError: What `llmsite run` would say.
    """
    settings = Options(name=name, **options)  # type: ignore[arg-type]  # named like the fields
    wanted = Wanted(suite, tuple(tasks), style, shots, chat, seed, limit)
    asked = _backend(model, tokenizer, backend, settings)
    try:
        can_chat = asked.capabilities().has_chat_template
        prepared = prepare(wanted, project, has_chat_template=can_chat)
        return ask_and_score(prepared, asked, project=project, out=out, logs=logs, report=report)
    finally:
        if asked is not model:
            asked.close()


def ask_and_score(  # noqa: PLR0913 - as above
    prepared: Prepared,
    backend: Backend,
    *,
    project: Project | None = None,
    out: Path | None = None,
    command: str = "",
    shard: tuple[int, int] | None = None,
    max_cost_usd: float | None = None,
    logs: Sequence[str] = (),
    cluster: Cluster | None = None,
    report: Callable[[Advance], None] = lambda _: None,
) -> Run:
    """Fill the run folder, then score it.

    Args:
        prepared: What to ask.
        backend: Whom to ask.
        project: Project whose `runs/` is used; none: `runs/` in the current folder.
        out: Run folder instead.
        command: Command line that repeats the run.
        shard: (number from 1, of how many) where processes share the units.
        max_cost_usd: Stop before the run, over all its starts, has cost more.
        logs: Kinds of logs to write into the run folder: `tensorboard`, `wandb`.
        cluster: Workers on Ray instead of this process.
        report: Called as requests are done.

    Raises:
        LlmsiteError: A request remains unanswered, or an answer cannot be scored.
        OSError: Something could not be written.
    """
    runs_dir = project.runs_dir if project else _RUNS
    run = new_record(prepared, backend, command)
    with open_log(logs, out or runs_dir / run.run_id, run) as log:

        def both(advance: Advance) -> None:
            report(advance)
            if advance.task and logs:
                log.advance(advance.n, advance.n_tokens, was_there=advance.was_there)

        ask = (
            partial(execute, shard=shard)
            if cluster is None
            else partial(execute_on_ray, cluster=cluster)
        )
        record, folder = ask(
            prepared,
            backend,
            runs_dir=runs_dir,
            out=out,
            command=command,
            max_cost_usd=max_cost_usd,
            report=both,
        )
        if record.status != "complete":
            return Run(record, folder, ())
        tasks = score_folder(prepared, folder)
        if logs:
            log.scores(tasks, record.measured.cost_usd)
    return Run(record, folder, tasks)


def score_folder(prepared: Prepared, folder: Path) -> tuple[TaskResult, ...]:
    """Scores of a complete run folder."""
    store = RunFolder(folder)
    scored = []
    for plan, asked in zip(prepared.plan.tasks, prepared.asked, strict=True):
        rows = [
            row
            for unit in prepared.plan.units
            if unit.task == plan.task
            for row in store.read_unit(unit, prepared.requests_of(unit)) or ()
        ]
        scored.append(rescore(asked.task, rows, plan))
    return tuple(scored)


def _backend(model: object, tokenizer: object, backend: str | None, options: Options) -> Backend:
    if isinstance(model, str | Path):
        return load_backend(str(model), backend, options)
    if isinstance(model, Backend):
        return model
    if not options.name:
        fix = "add name='my-lab/my-model'"
        raise BackendError(Fault("a model from memory does not say who it is", fix=fix))
    if tokenizer is not None:
        return wrap_module(model, tokenizer, options)
    if hasattr(model, "forward"):
        fix = "add tokenizer=…"
        raise BackendError(Fault("a model needs its tokenizer", fix=fix))
    if not callable(model):
        fix = "give a text, a backend, a model with its tokenizer, or a function"
        raise BackendError(Fault(f"'{type(model).__name__}' cannot be asked", fix=fix))
    return FunctionBackend(cast("Function", model), options.name)
