"""`llmsite import`: other tools' files in."""  # noqa: N999 - the command's name

from pathlib import Path

import click

from llmsite.cli.output import current_project, say

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group(short_help="Bring in other tools' files.")
def command() -> None:
    """Bring in other tools' files."""


@command.command("lm-eval-task")
@click.argument("path", type=_FILE)
@click.option("--data", type=_FILE, required=True, help="The samples, with the file's columns.")
@click.option("--shots", type=_FILE, help="Examples for the prompt, with the same columns.")
@click.option("--name", default="", help="Name of the task (default: from the file).")
@click.option("--language", default="en", show_default=True, help="Language of the inputs.")
def lm_eval_task(path: Path, data: Path, shots: Path | None, name: str, language: str) -> None:
    """Make a task from a YAML file of lm-evaluation-harness and a local copy of its data."""
    from llmsite.interchange.lm_eval_task import import_task

    project = current_project()
    done = import_task(project, path, data, shots=shots, name=name, language=language)
    for each in done.paths:
        click.echo(project.name_of(each))
    for note in done.notes:
        say(f"note: {note}.")
