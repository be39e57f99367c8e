"""`llmsite snapshot`: which results count today, for citing."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, say
from llmsite.errors import Fault, ResultError

if TYPE_CHECKING:
    from llmsite.storage import Json


@click.command(short_help="Write down which results count today.")
def command() -> None:
    """Write snapshots/<YYYYMMDD>.json: the results that count today, by board; never edited."""
    from llmsite import leaderboard
    from llmsite.schema.record import SCHEMA_VERSION
    from llmsite.storage import canonical_json, write_atomic

    project = current_project()
    loaded = leaderboard.load(project)
    day = datetime.now(UTC).date()
    path = project.root / "snapshots" / f"{day:%Y%m%d}.json"
    boards: dict[str, Json] = {
        board.suite: {
            "version": board.version,
            "rows": [{"row": row.id, "results": list(row.results)} for row in board.rows],
        }
        for board in loaded.boards
    }
    results: dict[str, Json] = {entry.id: entry.sha256 for entry in loaded.results if entry.counts}
    document: Json = {
        "schema_version": SCHEMA_VERSION,
        "date": day.isoformat(),
        "boards": boards,
        "results": results,
    }
    content = canonical_json(document)
    if path.exists() and path.read_bytes() != content:
        message = "exists and says something else; snapshots are never edited"
        raise ResultError(Fault(message, project.name_of(path), fix="take one tomorrow"))
    write_atomic(path, content)
    click.echo(project.name_of(path))
    say(f"{len(results)} results count today.")
