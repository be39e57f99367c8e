"""`llmsite redact`: remove generations, and leave their hash and the reason."""

from datetime import UTC, datetime

import click

from llmsite.cli.output import current_project, say
from llmsite.errors import Fault, ResultError


@click.command(short_help="Remove a result's generations and say why.")
@click.argument("result")
@click.option("--reason", prompt="Why the generations must go, in one sentence", help="Why.")
def command(result: str, reason: str) -> None:
    """Remove the generations of RESULT; its scores stay and rest on their packed statistics.

    Git keeps old versions: what must not be readable has to be removed from the history too.
    """
    from llmsite import results
    from llmsite.schema.record import SCHEMA_VERSION
    from llmsite.schema.trust import Redaction
    from llmsite.storage import make_record

    project = current_project()
    path = results.find_result(project, result)
    stated = results.read(path, name=project.name_of(path)).record.samples
    if stated is None:
        raise ResultError(Fault("names no generations", project.name_of(path)))
    redaction = make_record(
        Redaction,
        schema_version=SCHEMA_VERSION,
        result=path.stem,
        reason=reason,
        date=datetime.now(UTC).date().isoformat(),
        samples_sha256=stated.sha256,
        content_sha256=stated.content_sha256,
    )
    click.echo(project.name_of(results.write_redaction(project, path, redaction)))
    say("Next: commit both changes. Trust of the row falls to 'packed'.")
