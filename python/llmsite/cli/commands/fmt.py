"""`llmsite fmt`: files in their canonical form."""

from pathlib import Path

import click

from llmsite.cli.output import current_project, say


@click.command(short_help="Write results and records in canonical form.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def command(paths: tuple[Path, ...]) -> None:
    """Write PATHS (files or folders) in canonical form; a result whose bytes change is renamed.

    Merged results are never edited: 'llmsite check --base origin/main' says if one was.
    """
    from llmsite import results

    project = current_project()
    files = [each for path in paths for each in _files(path)]
    n_changed = 0
    for path in files:
        new = results.reform(project, path)
        if new is not None:
            n_changed += 1
            click.echo(project.name_of(new))
    say(f"{n_changed} of {len(files)} files changed.")


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.json")) if path.is_dir() else [path]
