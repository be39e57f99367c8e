"""`llmsite task`: make a task, look at its figures, see its prompts."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import click

from llmsite.cli.output import current_project, optional_project, print_json, print_table, say
from llmsite.errors import Fault, TaskError
from llmsite.schema.request import Request
from llmsite.schema.task import TaskDefinition, TaskType
from llmsite.tasks import (
    STYLES,
    Task,
    build_requests,
    load_definition,
    load_task,
    restyle,
    task_names,
)
from llmsite.tasks.authoring import (
    NewTask,
    new_task,
    record_version,
    seal_references,
    unused_columns,
)
from llmsite.tasks.report import TaskReport, report

_DATA = click.option(
    "--data",
    "data_dirs",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder with local copies of data; repeatable.",
)


@click.group(short_help="Make a task, check it, see its prompts.")
def command() -> None:
    """Make a task, check it, see its prompts."""


@command.command("new")
@click.argument("name")
@click.option(
    "--type",
    "kind",
    type=click.Choice(get_args(TaskType)),
    default="classification",
    show_default=True,
    help="What the task is about.",
)
@click.option(
    "--from",
    "data",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File of samples (jsonl, json, csv, tsv, parquet, conll, txt); it is copied.",
)
@click.option("--format", "file_format", default="", help="Format, if the file's name hides it.")
@click.option("--input", "input_column", metavar="COLUMN", help="Column of the input.")
@click.option("--references", "answer_column", metavar="COLUMN", help="Column of the answers.")
@click.option("--choices", multiple=True, metavar="COLUMN", help="Column of an option; repeatable.")
@click.option("--id", "id_column", metavar="COLUMN", help="Column of the id (default: row number).")
@click.option("--language", default="en", show_default=True, help="Language of the inputs.")
@click.option("--title", default="", help="Title (default: from the name).")
@click.option("--licence", default="unknown", show_default=True, help="Licence of the samples.")
def new(  # noqa: PLR0913, PLR0917 - one parameter an option
    name: str,
    kind: TaskType,
    data: Path | None,
    file_format: str,
    input_column: str | None,
    answer_column: str | None,
    choices: tuple[str, ...],
    id_column: str | None,
    language: str,
    title: str,
    licence: str,
) -> None:
    """Make a task in the project, from a file of samples or with an example to replace."""
    project = current_project()
    columns = {"input": input_column, "references": answer_column, "id": id_column}
    wanted = NewTask(
        name=name,
        type=kind,
        language=language,
        title=title,
        licence=licence,
        columns={key: column for key, column in columns.items() if column},
        choices=choices,
        format=file_format,
    )
    for path in new_task(project, wanted, data):
        click.echo(project.name_of(path))
    if data:
        definition = load_definition(name, project)
        say(_columns_said(definition, unused_columns(data, definition)))
    toml = project.name_of(project.tasks_dir / name / "task.toml")
    say(f"Next: 1. 'llmsite task show {name}' prints its prompts.")
    say(f"2. Edit {toml}, then 'llmsite task check {name}'.")
    say(f"3. 'llmsite run MODEL --task {name}'.")
    say(f"4. 'llmsite suite new SUITE --task {name}' gives it a board.")
    say(f"5. Before results are shared: 'llmsite task check {name} --record' fixes the version.")


def _columns_said(definition: TaskDefinition, unused: tuple[str, ...]) -> str:
    """What was made of a file's columns, in one sentence."""
    fields = definition.data.fields
    if fields is None:
        return "The rows are samples already."
    given = fields.model_dump(mode="json", exclude_defaults=True)
    said = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given.items()]
    rest = f" Not read: {', '.join(unused)}." if unused else ""
    return f"Columns: {', '.join(said)}.{rest}"


@command.command("show")
@click.argument("name")
@click.option(
    "--style",
    "styles",
    multiple=True,
    type=click.Choice(list(STYLES)),
    help="Prompt style (default: the task's own); repeatable.",
)
@click.option("--shots", type=click.IntRange(0), help="Examples in the prompt.")
@click.option("--chat", is_flag=True, help="As a conversation for a chat template.")
@click.option("--seed", type=int, default=0, help="Seed of drawn examples.")
@click.option("--limit", type=click.IntRange(1), default=2, show_default=True, help="Samples.")
@click.option("--json", "as_json", is_flag=True, help="Print the requests as JSON.")
@_DATA
def show(
    name: str,
    styles: tuple[str, ...],
    shots: int | None,
    seed: int,
    limit: int,
    data_dirs: tuple[Path, ...],
    *,
    chat: bool,
    as_json: bool,
) -> None:
    """Print the exact prompts of a task's first samples, with what may follow them."""
    task = load_task(name, optional_project(), data_dirs=data_dirs)
    shown: list[dict[str, object]] = []
    for style in styles or (task.definition.prompt.style,):
        requests = build_requests(task, style=style, shots=shots, chat=chat, seed=seed, limit=limit)
        if as_json:
            shown += [{"style": style, **asdict(each)} for each in requests]
            continue
        for request in requests:
            _print_request(restyle(task, style), request)
    if as_json:
        print_json(json.loads(json.dumps(shown)))


def _print_request(task: Task, request: Request) -> None:
    definition = task.definition
    head = f"{request.sample_id} · {request.kind} · {definition.prompt.style}"
    say(click.style(head, bold=True))
    if isinstance(request.prompt, str):
        click.echo(request.prompt)
    else:
        for turn in request.prompt:
            click.echo(f"[{turn.role}]\n{turn.content}")
    for each in request.continuations:
        say(f"  may follow: {each!r}")
    sample = next(each for each in task.samples if each.id == request.sample_id)
    references = [str(each) for each in sample.references]
    say(f"  references: {references}")
    if request.decoding:
        stop = ", ".join(repr(each) for each in request.decoding.stop) or "none"
        say(f"  at most {request.decoding.max_new_tokens} tokens; stop: {stop}")
    say(f"  extractor: {definition.answer.extractor}\n")


@command.command("check")
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--record", is_flag=True, help="Write the version's hash into versions.toml.")
@_DATA
def check(
    names: tuple[str, ...], data_dirs: tuple[Path, ...], *, as_json: bool, record: bool
) -> None:
    """Check tasks (default: all of the project) and print what deserves a look."""
    project = optional_project()
    chosen = names or task_names(project)
    reports: dict[str, TaskReport] = {}
    faults: list[Fault] = []
    for name in chosen:
        try:
            if record:
                record_version(name, project, data_dirs=data_dirs)
            reports[name] = report(load_task(name, project, data_dirs=data_dirs))
        except TaskError as error:
            faults += error.faults
    if as_json:
        print_json({name: json.loads(json.dumps(asdict(each))) for name, each in reports.items()})
    else:
        for name, each in reports.items():
            say(click.style(name, bold=True))
            print_table(("figure", "value"), list(_lines(each)))
            for note in each.notes:
                say(f"  note: {note}.")
    if faults:
        raise TaskError(*faults)


@command.command("seal")
@click.argument("name")
@click.option(
    "--to",
    "private_dir",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder outside the project for the references.",
)
def seal(name: str, private_dir: Path) -> None:
    """Make the references of a task private: publish salted hashes, keep the rest elsewhere."""
    project = current_project()
    for path in seal_references(name, project, private_dir):
        click.echo(project.name_of(path))
    say(f"Keep {private_dir} out of the repository; '--data {private_dir}' scores with it.")
    say("What git already holds of the references stays readable in its history.")


def _lines(report: TaskReport) -> Iterator[tuple[str, str]]:
    yield "samples", str(report.n_samples)
    yield "independent clusters", str(report.n_clusters)
    yield "detectable difference", f"{100 * report.detectable:.1f} points between two models"
    yield "examples", str(report.n_shots)
    spread = ", ".join(f"{n} at {p} %" for p, n in report.prompt_characters.items())
    yield "characters of a prompt", spread
    for title, counts in (("samples by group", report.groups), ("samples by label", report.labels)):
        if counts and len(counts) <= _MAX_COUNTS:
            yield title, ", ".join(f"{key} {n}" for key, n in counts.items())
        elif counts:
            yield title, f"{len(counts)} different, {min(counts.values())}-{max(counts.values())}"
    if report.positions:
        yield "right option by position", ", ".join(map(str, report.positions))
    for one, other, share in report.near_duplicates:
        yield "nearly the same", f"{one} and {other} ({share:.0%})"
    if report.lost:
        yield "answer not found again", ", ".join(report.lost)
    if report.leaks:
        yield "answer stands in the input", ", ".join(report.leaks)


_MAX_COUNTS = 12
