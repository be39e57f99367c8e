"""`llmsite run`: ask a model, keep its answers, show its scores."""

import shlex
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmsite.cli.output import (
    current_project,
    say,
)
from llmsite.cli.runs import print_documents, print_pairs, print_plan, print_run, reporter
from llmsite.errors import ProjectError

if TYPE_CHECKING:
    from llmsite.evaluation import Run
    from llmsite.inference import Backend, Options
    from llmsite.project import Project

_PATH = click.Path(path_type=Path)


class _Share(click.ParamType[tuple[int, int]]):
    """`I/N`: the I-th of N shares of the units."""

    name = "I/N"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Parse and check."""
        part, _, whole = str(value).partition("/")
        if not (part.isdecimal() and whole.isdecimal() and 1 <= int(part) <= int(whole)):
            self.fail(f"'{value}' is not I/N with I from 1 to N, such as 2/8", param, ctx)
        return int(part), int(whole)


class _Meaning(click.ParamType[tuple[str, str]]):
    """`LABEL=MEANING`, such as `LABEL_0=negative`."""

    name = "L=M"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Parse and check."""
        label, equals, meaning = str(value).partition("=")
        if not (label and equals and meaning.strip()):
            self.fail(f"'{value}' is not LABEL=MEANING, such as LABEL_0=negative", param, ctx)
        return label, meaning.strip()


@click.command(short_help="Ask a model and keep its answers; resumes by itself.")
@click.argument("model", required=False)
@click.option("--name", metavar="ORG/MODEL", help="Name to file the result under.")
@click.option("--suite", metavar="S", help="Suite of tasks to ask.")
@click.option("--task", "tasks", multiple=True, metavar="T", help="Task to ask; repeatable.")
@click.option("--backend", metavar="B", help="How to ask (default: by MODEL).")
@click.option("--out", type=_PATH, metavar="RUN", help="Run folder (default: runs/<run id>).")
@click.option("--limit", type=click.IntRange(1), help="Only the first N samples of each task.")
@click.option("--shots", type=click.IntRange(0), help="Examples in the prompt.")
@click.option("--style", "styles", multiple=True, metavar="P", help="Prompt style; repeatable.")
@click.option("--chat/--no-chat", default=None, help="Use the chat template (default: the suite).")
@click.option("--adapter", type=_PATH, metavar="PATH", help="LoRA adapter to merge in.")
@click.option(
    "--label",
    "labels",
    multiple=True,
    type=_Meaning(),
    metavar="L=M",
    help="What a label of the model's head means in the task's words; repeatable.",
)
@click.option("--pooling", metavar="P", help="mean, cls, max or last: vectors of tokens to one.")
@click.option("--device", metavar="D", help="cpu, cuda or cuda:N (default: a GPU if there is one).")
@click.option("--dtype", metavar="T", help="float32, bfloat16 or float16.")
@click.option("--seed", type=int, default=0, help="Seed of drawn examples and of sampling.")
@click.option("--exact", is_flag=True, help="One request at a time, deterministic kernels.")
@click.option("--budget", type=click.IntRange(1), help="Tokens computed at once.")
@click.option("--remote-code", metavar="COMMIT", help="Allow the model's own code at this commit.")
@click.option("--base-url", metavar="URL", help="Address of a server (openai:NAME).")
@click.option("--api", type=click.Choice(["chat", "completions"]), help="How a server is asked.")
@click.option("--concurrency", type=click.IntRange(1), help="Requests sent at once (default: 8).")
@click.option("--timeout", type=click.FloatRange(1), help="Seconds an answer may take.")
@click.option("--retries", type=click.IntRange(0), help="Times a failed request is sent again.")
@click.option("--reasoning-effort", metavar="E", help="Effort of a reasoning model.")
@click.option("--max-cost", type=click.FloatRange(0), help="Stop before the run costs more, in $.")
@click.option("--units", "shard", type=_Share(), help="Ask only the I-th of N shares of the units.")
@click.option("--ray", type=click.IntRange(1), metavar="N", help="Share units among N Ray workers.")
@click.option(
    "--log",
    "logs",
    multiple=True,
    type=click.Choice(["tensorboard", "wandb"]),
    help="Write a log into the run folder; repeatable.",
)
@click.option("--data", "data_dirs", multiple=True, type=_PATH, metavar="DIR", help="Local data.")
@click.option("--requests", is_flag=True, help="Work off requests/*.toml; files each result.")
@click.option("--plan", "show_plan", is_flag=True, help="Say what it would take and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
@click.option("--quiet", is_flag=True, help="No words and no progress.")
def command(model: str | None, **given: Any) -> None:
    """Ask MODEL and keep its answers; resumes by itself.

    MODEL is a hub id with an optional @revision, a folder, a .gguf file, package:module/file (a
    model that a Python package ships), openai:NAME (a model behind an API; the key is read from
    OPENAI_API_KEY), or baseline/NAME. With --requests instead of MODEL, every
    model that a file requests/*.toml asks for and no result answers is asked its suite, and the
    result is filed.
    """
    if given["requests"]:
        _work_off(model, given)
    elif model is None:
        raise click.UsageError("name a MODEL, or give --requests")
    else:
        _ask(model, _project(), given)


def _ask(model: str, project: "Project | None", given: dict[str, Any]) -> "list[Run]":
    """Load one model and make one run a prompt style."""
    from llmsite.inference import load_backend
    from llmsite.runner import Cluster, launched_share

    if given["ray"] and given["shard"]:
        raise click.UsageError("--ray shares the units itself: leave --units out")

    # torchrun starts one process a share: the first tells what goes on, the last what came out.
    launched = None if given["shard"] else launched_share()
    is_first = launched is None or launched[0] == 1
    given = given | {
        "shard": given["shard"] or launched,
        "hushed": given["quiet"] or not is_first,
    }
    say(f"Loading {model}", quiet=given["hushed"])
    load = partial(load_backend, model, given["backend"], _options(project, given))
    given["cluster"] = Cluster(given["ray"], load) if given["ray"] else None
    backend = load()
    try:
        styles = given["styles"] or (None,)
        runs = [
            _run_style(backend, project, _words(model, given, style), _for(given, style), style)
            for style in dict.fromkeys(styles)
        ]
    finally:
        backend.close()
    done = [run for run in runs if run is not None and run.record.status == "complete"]
    if given["as_json"] and done:
        print_documents(done)
    elif len(done) > 1:
        print_pairs(done)
    return [run for run in runs if run is not None]


def _options(project: "Project | None", given: dict[str, Any]) -> "Options":
    """How the backend is to be loaded; what was not given keeps its default."""
    from llmsite.inference import Options

    names = "name device dtype adapter exact remote_code budget pooling base_url api concurrency"
    said = {name: given[name] for name in [*names.split(), "reasoning_effort"]}
    said |= {"timeout_s": given["timeout"], "n_retries": given["retries"]}
    return Options(
        **{name: value for name, value in said.items() if value is not None},
        labels=dict(given["labels"]),
        prices=project.prices if project else (),
        tell=partial(say, quiet=given["hushed"]),
    )


def _for(given: dict[str, Any], style: str | None) -> dict[str, Any]:
    """What was given, with a run folder for each of several styles."""
    if given["out"] is None or style is None or len(given["styles"]) == 1:
        return given
    return given | {"out": given["out"] / style}


_SAID_BY_REQUESTS = (
    "name suite tasks backend out limit shots styles chat adapter seed remote_code shard "
    "base_url api reasoning_effort max_cost"
)
"""Options that a request decides, or that would make its result another one."""


def _work_off(model: str | None, given: dict[str, Any]) -> None:
    """Ask every model that is requested and not answered; one that fails stops no other."""
    from llmsite.errors import LlmsiteError
    from llmsite.leaderboard import open_requests

    said = [name for name in _SAID_BY_REQUESTS.split() if given[name] not in (None, (), 0)]
    if model is not None or said:
        raise click.UsageError("--requests takes model and suite from requests/*.toml")
    project = current_project()
    wanted = open_requests(project)
    if not wanted:
        say("No request is open.", quiet=given["quiet"])
    n_failed = 0
    for each in wanted:
        request = each.record
        say(f"requests/{each.slug}.toml: {request.model} on {request.suite}", quiet=given["quiet"])
        asked = given | {"name": request.name, "suite": request.suite}
        try:
            for run in _ask(request.model, project, asked):
                _file(project, run, given)
        except (LlmsiteError, OSError) as error:
            n_failed += 1
            faults = error.faults if isinstance(error, LlmsiteError) else (error,)
            for fault in faults:
                say(f"requests/{each.slug}.toml: {fault}")
    if n_failed:
        say(f"{n_failed} of {len(wanted)} requests could not be answered.")
        sys.exit(1)


def _file(project: "Project", run: "Run", given: dict[str, Any]) -> None:
    """The result of a complete run, filed as `llmsite add` would."""
    from llmsite import results

    if run.record.status == "complete":
        path = results.add(project, run.folder, data_dirs=given["data_dirs"])
        say(f"Filed: {project.name_of(path)}", quiet=given["quiet"])


def _run_style(
    backend: "Backend",
    project: "Project | None",
    words: str,
    given: dict[str, Any],
    style: str | None,
) -> "Run | None":
    """One run: all tasks in one prompt style; none where only the plan is shown."""
    from llmsite.evaluation import ask_and_score
    from llmsite.runner import Wanted, prepare

    wanted = Wanted(
        suite=given["suite"],
        tasks=given["tasks"],
        style=style,
        shots=given["shots"],
        chat=given["chat"],
        seed=given["seed"],
        limit=given["limit"],
        data_dirs=given["data_dirs"],
    )
    has_template = backend.capabilities().has_chat_template
    prepared = prepare(wanted, project, has_chat_template=has_template)
    if given["show_plan"]:
        print_plan(prepared, backend)
        return None
    with reporter(prepared, backend, quiet=given["hushed"]) as report:
        run = ask_and_score(
            prepared,
            backend,
            project=project,
            out=given["out"],
            command=words,
            shard=given["shard"],
            max_cost_usd=given["max_cost"],
            logs=given["logs"],
            cluster=given["cluster"],
            report=report,
        )
    shown = project.name_of(run.folder) if project else str(run.folder)
    if run.record.status != "complete":
        say(f"{shown}: this share is done; other shares are missing.", quiet=given["hushed"])
        return run
    if not given["as_json"]:
        print_run(run)
    say(f"Complete: {shown}", quiet=given["quiet"])
    if project and not given["requests"]:
        say("Next: 'llmsite add' files the result.", quiet=given["quiet"])
    return run


def _project() -> "Project | None":
    """The project; none outside of one, where runs go to `./runs` and the catalog has the tasks."""
    try:
        return current_project()
    except ProjectError:
        if click.get_current_context().find_root().obj["project_dir"]:
            raise
        return None


_REPEATED = (
    "name suite backend limit shots dtype remote_code budget pooling base_url api reasoning_effort"
)
"""Options of the command line that repeats a run, beside those with words of their own."""


def _words(model: str, given: dict[str, Any], style: str | None) -> str:
    """The command line that repeats a run, without paths of this machine."""
    name = model if ":" in model or not Path(model).exists() else Path(model).resolve().name
    if name.startswith("openai:/"):
        name = f"openai:{Path(name).name}"
    words = ["llmsite", "run", name]
    for flag in _REPEATED.split():
        if given[flag] is not None:
            words += [f"--{flag.replace('_', '-')}", str(given[flag])]
    words += [word for task in given["tasks"] for word in ("--task", task)]
    words += [word for pair in given["labels"] for word in ("--label", "=".join(pair))]
    words += ["--style", style] if style else []
    if given["chat"] is not None:
        words.append("--chat" if given["chat"] else "--no-chat")
    if given["adapter"]:
        words += ["--adapter", Path(given["adapter"]).resolve().name]
    if given["seed"]:
        words += ["--seed", str(given["seed"])]
    if given["exact"]:
        words.append("--exact")
    return shlex.join(words)
