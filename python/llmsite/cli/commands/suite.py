"""`llmsite suite`: make a suite."""

import click

from llmsite.cli.output import current_project, say
from llmsite.tasks.authoring import new_suite


@click.group(short_help="Make a suite of tasks.")
def command() -> None:
    """Make a suite of tasks."""


@command.command("new")
@click.argument("name")
@click.option(
    "--task", "tasks", multiple=True, required=True, metavar="T", help="Task; repeatable."
)
@click.option("--title", default="", help="Title (default: from the name).")
def new(name: str, tasks: tuple[str, ...], title: str) -> None:
    """Make a suite in the project; each task is asked as the task itself says."""
    project = current_project()
    path = new_suite(project, name, tasks, title=title)
    click.echo(project.name_of(path))
    say(f"Next: 'llmsite run MODEL --suite {name}'; name the suite in site.toml to show it.")
