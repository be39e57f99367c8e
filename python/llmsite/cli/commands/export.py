"""`llmsite export`: files for other tools."""

from pathlib import Path

import click

from llmsite.cli.output import optional_project

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(short_help="Write files for other tools.")
def command() -> None:
    """Write files for other tools."""


@command.command("lm-eval-task")
@click.argument("names", nargs=-1, required=True)
@click.option("--out", type=_FOLDER, required=True, help="Folder to write to.")
@click.option("--data", "data_dirs", multiple=True, type=_FOLDER, help="Local copies of data.")
def lm_eval_task(names: tuple[str, ...], out: Path, data_dirs: tuple[Path, ...]) -> None:
    """Write tasks as YAML files of lm-evaluation-harness, with their samples."""
    from llmsite.interchange.lm_eval_export import export_task
    from llmsite.tasks import load_task

    project = optional_project()
    for name in names:
        for path in export_task(load_task(name, project, data_dirs=data_dirs), out):
            click.echo(str(path))
