"""`llmsite verify`: score somebody else's generations again, or compare with a run of one's own."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, print_table, say

if TYPE_CHECKING:
    from llmsite.project import Project


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
        for sentence in _rerun(project, path, second, data_dirs):
            say(sentence)
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


def _rerun(project: "Project", path: Path, second: Path, data_dirs: Sequence[Path]) -> list[str]:
    """How many answers differ, what that leaves possible, and whether it favours the result."""
    from llmsite import results
    from llmsite.leaderboard.integrity import compare_rerun

    if not all(results.samples_path(each).is_file() for each in (path, second)):
        return ["Generations are not beside both results: single answers were not compared."]
    lines = []
    for each in compare_rerun(project, path.stem, second.stem, data_dirs=data_dirs):
        found = each.found
        line = (
            f"{each.task}: {found.n_mismatches:,} of {found.n_checked:,} answers differ; "
            f"at most {100 * found.altered_bound:.1f} % of all can (95 %)."
        )
        if found.n_mismatches:
            line += (
                f" {each.n_right_then_wrong:,} were better as submitted, "
                f"{each.n_wrong_then_right:,} in the re-run "
                f"(p = {found.directional_p:.3f} by chance)."
            )
        lines.append(line)
    return lines
