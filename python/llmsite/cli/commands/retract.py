"""`llmsite retract`: say that a result no longer counts, and why."""

from datetime import UTC, datetime

import click

from llmsite.cli.output import current_project, say


@click.command(short_help="Say that a result no longer counts.")
@click.argument("result")
@click.option("--reason", prompt="What was wrong, in one sentence", help="What was wrong.")
@click.option("--replacement", metavar="RESULT", help="Result that takes its place.")
@click.option("--evidence", metavar="URL", help="Where the reason can be checked.")
@click.option("--submitter", metavar="LOGIN", help="Your login on the forge.")
def command(
    result: str, reason: str, replacement: str | None, evidence: str | None, submitter: str | None
) -> None:
    """Write retractions/<RESULT>.json: the result stays visible as retracted, and is not ranked."""
    from llmsite import results
    from llmsite.schema.record import SCHEMA_VERSION
    from llmsite.schema.trust import Retraction
    from llmsite.storage import make_record

    project = current_project()
    instead = results.find_result(project, replacement).stem if replacement else None
    retraction = make_record(
        Retraction,
        schema_version=SCHEMA_VERSION,
        result=results.find_result(project, result).stem,
        reason=reason,
        date=datetime.now(UTC).date().isoformat(),
        submitter=submitter,
        replacement=instead,
        evidence=evidence,
    )
    click.echo(project.name_of(results.write_retraction(project, retraction)))
    say("Next: commit it and open a pull request.")
