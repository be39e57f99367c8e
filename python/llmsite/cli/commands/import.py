"""`llmsite import`: other tools' files in."""  # noqa: N999 - the command's name

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, print_json, say
from llmsite.storage import Json

if TYPE_CHECKING:
    from llmsite.interchange.importing import ImportReport
    from llmsite.project import Project
    from llmsite.schema.result import Submitter

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


class _Formats(click.Group):
    """One command a format; those of results are made from the table of formats."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all formats that can be read."""
        from llmsite.interchange.importing import AUTO, format_names

        return [*super().list_commands(ctx), AUTO, *format_names()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a format."""
        from llmsite.interchange.importing import AUTO, format_names, load_format

        if cmd_name not in (AUTO, *format_names()):
            return super().get_command(ctx, cmd_name)
        summary = "results of any known format, told by the files themselves"
        if cmd_name != AUTO:
            summary = load_format(cmd_name).SUMMARY
        return click.Command(
            cmd_name,
            params=_parameters(),
            callback=lambda **given: _import(cmd_name, **given),
            help=f"Bring in {summary}. PATH is a file or a folder.",
            short_help=f"Bring in {summary}.",
        )


@click.group(cls=_Formats, short_help="Bring in other tools' files.")
def command() -> None:
    """Bring in other tools' files."""


def _parameters() -> list[click.Parameter]:
    return [
        click.Argument(["paths"], type=click.Path(path_type=Path), nargs=-1, required=True),
        click.Option(
            ["--new"],
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help="Make an empty project in DIR first, and import into it.",
        ),
        click.Option(
            ["--date", "day"],
            type=click.DateTime(["%Y-%m-%d"]),
            help="Day of results that state none (default: today).",
        ),
        click.Option(
            ["--mapping"],
            type=_FILE,
            help="What the columns of plain tables mean (TOML; docs/importing.md).",
        ),
        click.Option(["--submitter"], metavar="LOGIN", help="Your login on the forge."),
        click.Option(
            ["--jobs"],
            type=click.IntRange(1),
            metavar="N",
            help="Processes to read with (default: as many as there are processors).",
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="Print the report as JSON."),
        click.Option(["--quiet"], is_flag=True, help="Say faults only."),
    ]


def _import(  # noqa: PLR0913 - one parameter an option
    name: str,
    *,
    paths: tuple[Path, ...],
    new: Path | None,
    day: datetime | None,
    submitter: str | None,
    mapping: Path | None,
    jobs: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    from llmsite.interchange.importing import import_results

    project = _project(new)
    report = import_results(
        project,
        name,
        paths,
        day=(day or datetime.now(UTC)).date().isoformat(),
        submitter=_sender(submitter),
        mapping=mapping,
        n_jobs=jobs or _n_processors(),
    )
    for fault in report.faults:
        if fault.severity == "error" or not quiet:
            say(str(fault) if fault.severity == "error" else f"note: {fault}")
    if as_json:
        print_json(_as_json(report))
    else:
        for line in _told(report):
            click.echo(line)
        if report.formats and not quiet:
            here = f"llmsite --project {new}" if new is not None else "llmsite"
            say(f"Next: '{here} build', then '{here} serve'.")
    if not report.is_clean:
        raise SystemExit(1)


def _project(new: Path | None) -> "Project":
    if new is None:
        return current_project()
    from llmsite.starter import make_project

    title = new.resolve().name.replace("-", " ").capitalize()
    return make_project(new, title=title, languages=("en",), empty=True)


def _sender(login: str | None) -> "Submitter | None":
    from llmsite.schema.result import Submitter
    from llmsite.storage import make_record

    return None if login is None else make_record(Submitter, login=login)


def _n_processors() -> int:
    from llmsite.checks.checking import n_processors

    return n_processors()


def _told(report: "ImportReport") -> Iterable[str]:
    for name, done in report.formats.items():
        filed = done.filed
        yield (
            f"{name}: {done.n_read:,} of {done.n_files:,} files read, {filed.n_results:,} results "
            f"({filed.n_packed:,} numbers with the scores of each sample, "
            f"{filed.n_rescored:,} of them scored again from answers; {filed.n_claimed:,} claimed)"
        )


def _as_json(report: "ImportReport") -> Json:
    return {
        "formats": {
            name: {
                "files": done.n_files,
                "read": done.n_read,
                "results": done.filed.n_results,
                "packed": done.filed.n_packed,
                "rescored": done.filed.n_rescored,
                "contradicted": done.filed.n_contradicted,
                "claimed": done.filed.n_claimed,
                "fields_mapped": done.n_fields,
                "fields_kept": done.n_kept,
            }
            for name, done in report.formats.items()
        },
        "faults": [{"severity": each.severity, "text": str(each)} for each in report.faults],
    }


@command.command("lm-eval-task")
@click.argument("path", type=_FILE)
@click.option("--data", type=_FILE, required=True, help="The samples, with the file's columns.")
@click.option("--shots", type=_FILE, help="Examples for the prompt, with the same columns.")
@click.option("--name", default="", help="Name of the task (default: from the file).")
@click.option("--language", default="en", show_default=True, help="Language of the inputs.")
def lm_eval_task(path: Path, data: Path, shots: Path | None, name: str, language: str) -> None:
    """Make a task from a YAML file of lm-evaluation-harness and a local copy of its data."""
    from llmsite.interchange.lm_eval_task import import_task

    project = current_project()
    done = import_task(project, path, data, shots=shots, name=name, language=language)
    for each in done.paths:
        click.echo(project.name_of(each))
    for note in done.notes:
        say(f"note: {note}.")
