"""`llmsite pack`: generations out of the project, kept by address and hash."""

from pathlib import Path

import click

from llmsite.cli.output import current_project, say


@click.command(short_help="Move a result's generations out of the project.")
@click.argument("result")
@click.option(
    "--url",
    required=True,
    metavar="URL",
    help="Where they will be found: a data set on the hub or a release asset.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where to put them (default: packed/ in the project's runs).",
)
def command(result: str, url: str, out: Path | None) -> None:
    """Move the generations of RESULT to a file that you put at URL; the result keeps their hash.

    The result gets a new name, because its bytes change: do it before it is merged.
    """
    from llmsite import results

    project = current_project()
    path = results.find_result(project, result)
    folder = out or project.runs_dir / "packed"
    new, outside = results.move_samples_out(project, path, folder, url)
    click.echo(project.name_of(new))
    say(f"Next: put {outside} at {url}, then 'llmsite check'.")
