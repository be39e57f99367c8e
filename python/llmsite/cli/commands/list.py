"""`llmsite list`: what there is, as a table or as JSON."""

from collections.abc import Callable

import click

from llmsite.cli.output import current_project, optional_project, print_json, print_table
from llmsite.storage import Json

Rows = list[dict[str, Json]]


@click.command(short_help="List what there is.")
@click.argument(
    "what", type=click.Choice(["tasks", "suites", "metrics", "backends", "formats", "results"])
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(what: str, *, as_json: bool) -> None:
    """List what there is: of the project and of llmsite itself."""
    rows = _LISTS[what]()
    if as_json:
        print_json(list(rows))
        return
    if rows:
        print_table(list(rows[0]), [[_cell(value) for value in row.values()] for row in rows])


def _cell(value: Json) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else ""
        if value is None
        else str(value)
    )


def _tasks() -> Rows:
    from llmsite.tasks import load_definition, task_names

    project = optional_project()
    rows: Rows = []
    for name in task_names(project):
        definition = load_definition(name, project)
        rows.append(
            {
                "name": name,
                "version": definition.version,
                "type": definition.type,
                "language": definition.language,
                "kind": definition.request.kind,
                "style": definition.prompt.style,
                "metrics": [metric.name for metric in definition.score.metrics],
                "licence": definition.licence,
            }
        )
    return rows


def _suites() -> Rows:
    from llmsite.tasks import load_suite, suite_names

    project = optional_project()
    rows: Rows = []
    for name in suite_names(project):
        suite = load_suite(name, project)
        tasks: list[Json] = [entry.task for entry in suite.tasks]
        rows.append({"name": name, "version": suite.version, "chat": suite.chat, "tasks": tasks})
    return rows


def _metrics() -> Rows:
    from llmsite.scoring import metrics

    return [
        {
            "name": spec.name,
            "version": spec.version,
            "reads": spec.reads,
            "better": spec.direction,
            "options": [option.name for option in spec.options],
            "summary": spec.summary,
        }
        for spec in metrics()
    ]


def _backends() -> Rows:
    from importlib import import_module

    from llmsite.inference import backend_names

    rows: Rows = []
    for name in backend_names():
        module = import_module(f"llmsite.inference.backends.{name}")
        summary = (module.__doc__ or "").partition("\n")[0]
        rows.append({"name": name, "summary": summary})
    return rows


def _formats() -> Rows:
    from llmsite.interchange import FORMATS

    return [
        {"name": name, "import": each.imports, "export": each.exports, "summary": each.summary}
        for name, each in FORMATS.items()
    ]


def _results() -> Rows:
    from llmsite.results import read

    project = current_project()
    rows: Rows = []
    for path in sorted(project.results_dir.glob("*/*/[0-9]*-*.json")):
        record = read(path, name=project.name_of(path)).record
        rows.append(
            {
                "result": path.stem,
                "model": record.model.id,
                "suite": record.suite,
                "tasks": [task.task for task in record.tasks],
            }
        )
    return rows


_LISTS: dict[str, Callable[[], Rows]] = {
    "tasks": _tasks,
    "suites": _suites,
    "metrics": _metrics,
    "backends": _backends,
    "formats": _formats,
    "results": _results,
}
