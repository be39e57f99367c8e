"""`llmsite list`: what there is, as a table or as JSON."""

from collections.abc import Callable

import click

from llmsite.cli.output import optional_project, print_json, print_table
from llmsite.storage import Json

Rows = list[dict[str, Json]]


@click.command(short_help="List what there is.")
@click.argument("what", type=click.Choice(["tasks", "suites"]))
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


_LISTS: dict[str, Callable[[], Rows]] = {"tasks": _tasks, "suites": _suites}
