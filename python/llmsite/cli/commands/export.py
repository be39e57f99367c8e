"""`llmsite export`: files for other tools."""

from pathlib import Path

import click

from llmsite.cli.output import current_project, optional_project

_FOLDER = click.Path(path_type=Path, file_okay=False)
_OUT_FOLDER = click.option("--out", type=_FOLDER, required=True, help="Folder to write to.")
_OUT_FILE = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write.",
)


@click.group(short_help="Write files for other tools.")
def command() -> None:
    """Write files for other tools."""


@command.command("lm-eval-task")
@click.argument("names", nargs=-1, required=True)
@click.option("--out", type=_FOLDER, required=True, help="Folder to write to.")
@click.option("--data", "data_dirs", multiple=True, type=_FOLDER, help="Local copies of data.")
def lm_eval_task(names: tuple[str, ...], out: Path, data_dirs: tuple[Path, ...]) -> None:
    """Write tasks as YAML files of lm-evaluation-harness, with their samples."""
    from llmsite.interchange.lm_eval_export import export_task
    from llmsite.tasks import load_task

    project = optional_project()
    for name in names:
        for path in export_task(load_task(name, project, data_dirs=data_dirs), out):
            click.echo(str(path))


@command.command("csv")
@_OUT_FILE
def scores_csv(out: Path) -> None:
    """Write every value of every result as a CSV table, one row a value."""
    _write_scores(out, "csv")


@command.command("json")
@_OUT_FILE
def scores_json(out: Path) -> None:
    """Write every value of every result as a JSON list, one object a value."""
    _write_scores(out, "json")


@command.command("parquet")
@_OUT_FILE
def scores_parquet(out: Path) -> None:
    """Write every value of every result as a Parquet table (needs the extra `parquet`)."""
    _write_scores(out, "parquet")


def _write_scores(out: Path, kind: str) -> None:
    from llmsite.interchange.scores_table import write_scores
    from llmsite.leaderboard import load

    n_rows = write_scores(load(current_project()), out, kind)
    click.echo(f"{out}: {n_rows:,} values")


@command.command("every-eval-ever")
@_OUT_FOLDER
def every_eval_ever(out: Path) -> None:
    """Write results as documents of every_eval_ever, one a result."""
    from llmsite.interchange.every_eval_ever_export import write_documents
    from llmsite.leaderboard import load

    project = current_project()
    for path in write_documents(load(project), out, project.config.organisation):
        click.echo(str(path))


@command.command("hf-eval-results")
@_OUT_FOLDER
def hf_eval_results(out: Path) -> None:
    """Write `.eval_results` files for model repositories on the Hugging Face hub."""
    from llmsite.interchange.hub_export import write_eval_results
    from llmsite.leaderboard import load

    project = current_project()
    for path in write_eval_results(load(project), out, project.config.base_url):
        click.echo(str(path))


@command.command("model-index")
@_OUT_FOLDER
def model_index(out: Path) -> None:
    """Write `model-index` metadata for READMEs of models on the Hugging Face hub."""
    from llmsite.interchange.hub_export import write_model_index
    from llmsite.leaderboard import load

    project = current_project()
    for path in write_model_index(load(project), out, project.config.base_url):
        click.echo(str(path))
