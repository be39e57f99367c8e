"""`llmsite verify`: score somebody else's generations again, or compare with a run of one's own."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from llmsite.cli.output import current_project, print_table, say


@click.command(short_help="Verify somebody else's result.")
@click.argument("result")
@click.option("--submitter", required=True, metavar="LOGIN", help="Your login on the forge.")
@click.option("--run", "own", metavar="RESULT", help="Your own result of the same model.")
@click.option(
    "--samples",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="The generations, where they do not lie beside the result.",
)
@click.option(
    "--data",
    "data_dirs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="Folder with local copies of the tasks' data.",
)
def command(
    result: str,
    submitter: str,
    own: str | None,
    samples: Path | None,
    data_dirs: tuple[Path, ...],
) -> None:
    """Score the generations of RESULT again, or compare it with your own run; write the finding.

    A verification by the result's own submitter does not count. Exits with 1 if a number differs.
    """
    from llmsite import results

    project = current_project()
    path = results.find_result(project, result)
    day = datetime.now(UTC).date().isoformat()
    if own:
        second = results.find_result(project, own)
        found = results.verify_run(project, path, second, submitter=submitter, day=day)
    else:
        found = results.verify_scores(
            project, path, submitter=submitter, day=day, samples=samples, data_dirs=data_dirs
        )
    rows = [
        (
            each.task,
            each.metric,
            f"{each.stated:.4f}",
            f"{each.value:.4f}",
            "equal" if each.equal else "differs",
        )
        for each in found.tasks
    ]
    print_table(("task", "metric", "stated", "found", ""), rows, numeric="stated found")
    click.echo(project.name_of(results.write_verification(project, found)))
    if not all(each.equal for each in found.tasks):
        say("A number differs. Say so in an issue, and send the record.")
        sys.exit(1)
    say("Next: commit it and open a pull request.")
