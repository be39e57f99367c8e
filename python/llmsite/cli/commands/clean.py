"""`llmsite clean`: remove old run folders."""

import shutil
import time

import click

from llmsite.cli.output import current_project, say

_SECONDS_A_DAY = 86_400


@click.command(short_help="Remove old run folders.")
@click.option(
    "--older-than",
    "n_days",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="DAYS",
    help="Keep what was written to in the last DAYS days.",
)
@click.option("--quiet", is_flag=True, help="No words.")
def command(n_days: int, *, quiet: bool) -> None:
    """Remove old run folders. Results that were added from them stay."""
    from llmsite.errors import RunError
    from llmsite.runner import RunFolder

    project = current_project()
    now = time.time()
    n_removed = n_busy = 0
    for path in sorted(project.runs_dir.glob("*/run.json")):
        folder = path.parent
        newest = max(each.stat().st_mtime for each in (path, *folder.glob("units/*")))
        if now - newest < n_days * _SECONDS_A_DAY:
            continue
        try:
            with RunFolder(folder).locked():
                shutil.rmtree(folder)
            n_removed += 1
        except RunError:
            n_busy += 1
    busy = f"; {n_busy} in use and kept" if n_busy else ""
    say(f"Removed {n_removed} run folders{busy}.", quiet=quiet)
