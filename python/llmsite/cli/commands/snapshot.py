"""`llmsite snapshot`: the boards of today, for citing and for pages that never change."""

from datetime import UTC, datetime

import click

from llmsite.cli.output import current_project, say


@click.command(short_help="Keep the boards as they stand today.")
def command() -> None:
    """Write snapshots/<YYYYMMDD>.json: all boards as they stand today; never edited.

    Commit the file. The site then shows these boards under their date for ever, with downloads
    and a citation of their own.
    """
    from llmsite.leaderboard import load, take_snapshot, write_snapshot

    project = current_project()
    snapshot = take_snapshot(load(project), datetime.now(UTC).date().isoformat())
    path = write_snapshot(project, snapshot)
    click.echo(project.name_of(path))
    say(f"{len(snapshot.results)} results count today. Commit the file, then 'llmsite build'.")
