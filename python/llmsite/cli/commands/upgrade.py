"""`llmsite upgrade`: workflows of this version for an existing project."""

from pathlib import Path

import click

from llmsite.cli.output import current_project, say


@click.command(short_help="Bring workflows and overridden templates forward.")
@click.option(
    "--wheel",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Wheel of llmsite that CI installs from now on.",
)
@click.option("--force", is_flag=True, help="Overwrite files that you changed.")
def command(wheel: Path | None, *, force: bool) -> None:
    """Write the workflows of this version; files that you changed are kept, with a .new beside."""
    from llmsite.starter import upgrade

    done = upgrade(current_project(), wheel=wheel, force=force)
    for name in done.written:
        click.echo(name)
    for name in done.kept:
        say(f"{name} differs from this version's; compare it with {name}.new, or use --force.")
    for name in done.templates:
        say(f"{name} overrides a template of the package; compare it with this version's.")
    if not done.written and not done.kept:
        say("Everything is as this version writes it.")
