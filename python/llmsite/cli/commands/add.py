"""`llmsite add`: file a run's result in the project."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, say

if TYPE_CHECKING:
    from llmsite.schema.result import Submitter
    from llmsite.schema.run import ModelIdentity


@click.command(short_help="File a run's result in the project.")
@click.argument("run", type=click.Path(path_type=Path), required=False)
@click.option(
    "--generations",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Answers made elsewhere: JSON lines with an id and an answer.",
)
@click.option("--model", metavar="ORG/MODEL", help="Who answered (with --generations).")
@click.option("--task", metavar="NAME", help="What was asked (with --generations).")
@click.option(
    "--revision", metavar="REV", help="Commit or version that answered (with --generations)."
)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the answers (with --generations; default: today).",
)
@click.option("--submitter", metavar="LOGIN", help="Your login on the forge.")
@click.option("--author", is_flag=True, help="You made the model.")
@click.option(
    "--attempts",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Runs from which this one was chosen.",
)
@click.option(
    "--samples-url",
    metavar="URL",
    help="Where the generations are, if they are too large for the project.",
)
@click.option(
    "--data",
    "data_dirs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="Folder with local copies of the tasks' data.",
)
@click.option("--quiet", is_flag=True, help="Print the file's name only.")
def command(  # noqa: PLR0913 - one parameter an option
    run: Path | None,
    generations: Path | None,
    model: str | None,
    task: str | None,
    revision: str | None,
    day: datetime | None,
    submitter: str | None,
    *,
    author: bool,
    attempts: int,
    samples_url: str | None,
    data_dirs: tuple[Path, ...],
    quiet: bool,
) -> None:
    """Score RUN (default: the last run) and write its result, samples and model card.

    Equal runs give equal files; adding a run twice changes nothing.
    """
    from llmsite import results

    project = current_project()
    sender = _sender(submitter, author=author)
    if generations is None:
        if model or task:
            raise click.UsageError("--model and --task belong to --generations")
        path = results.add(
            project,
            results.find_run(project, run),
            sender,
            attempts=attempts,
            url=samples_url,
            data_dirs=data_dirs,
        )
    else:
        if not model or not task:
            raise click.UsageError("--generations needs --model ORG/MODEL and --task NAME")
        path = results.add_generations(
            project,
            generations,
            model=_identity(model, revision),
            task=task,
            day=day.date() if day else datetime.now(UTC).date(),
            submitter=sender,
            attempts=attempts,
            data_dirs=data_dirs,
        )
    click.echo(project.name_of(path))
    say("Next: 'llmsite check' says what the project's CI will say.", quiet=quiet)


def _sender(login: str | None, *, author: bool) -> "Submitter | None":
    """Who sends a result; none for the project's maintainers."""
    from llmsite.schema.result import Submitter
    from llmsite.storage import make_record

    if login is None:
        return None
    relation = "author" if author else "third-party"
    return make_record(Submitter, login=login, relation=relation)


def _identity(model: str, revision: str | None) -> "ModelIdentity":
    from llmsite.schema.run import ModelIdentity
    from llmsite.storage import make_record

    return make_record(ModelIdentity, id=model, source=model, revision=revision, verified=False)
