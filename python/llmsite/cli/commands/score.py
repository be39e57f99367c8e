"""`llmsite score`: score a run's generations again."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, print_json, print_scores

if TYPE_CHECKING:
    from llmsite.storage import Json


@click.command(short_help="Score a run's generations again.")
@click.argument("run", type=click.Path(path_type=Path), required=False)
@click.option(
    "--data",
    "data_dirs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="Folder with local copies of the tasks' data.",
)
@click.option("--json", "as_json", is_flag=True, help="Scores as JSON.")
def command(run: Path | None, data_dirs: tuple[Path, ...], *, as_json: bool) -> None:
    """Score the generations of RUN (default: the last run) and print every value.

    Scoring is exact: the same generations give the same bytes on every machine.
    """
    from llmsite import results

    project = current_project()
    scored = results.score_run(project, results.find_run(project, run), data_dirs=data_dirs)
    if as_json:
        document: list[Json] = [
            {
                "task": task.task,
                "n": task.n,
                "partial": task.partial,
                "scores": [score.model_dump(mode="json") for score in task.scores],
            }
            for task in scored
        ]
        print_json(document)
        return
    print_scores(scored)
