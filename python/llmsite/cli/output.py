"""Everything the command line prints: tables, progress, JSON. Data to stdout, words to stderr."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from llmsite.errors import ProjectError
from llmsite.project import Project, find_project
from llmsite.storage import Json

if TYPE_CHECKING:
    from llmsite.schema.result import TaskResult


def current_project() -> Project:
    """The project that `--project` names, or the nearest one upward.

    Raises:
        ProjectError: There is none.
    """
    given = click.get_current_context().find_root().obj["project_dir"]
    return find_project(given, exact=True) if given else find_project(Path.cwd())


def optional_project() -> Project | None:
    """As `current_project`, but none where no folder upward is a project and none was named."""
    given = click.get_current_context().find_root().obj["project_dir"]
    if given:
        return find_project(given, exact=True)
    try:
        return find_project(Path.cwd())
    except ProjectError:
        return None


def say(text: str, *, quiet: bool = False) -> None:
    """A sentence for the person at the terminal."""
    if not quiet:
        click.echo(text, err=True)


def print_json(value: Json) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def print_table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: str = ""
) -> None:
    """A plain table on stdout.

    Args:
        headers: Titles of the columns.
        rows: Cells as text.
        numeric: Titles of the columns to align right, separated by spaces.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    right = set(numeric.split())
    for header in headers:
        table.add_column(header, justify="right" if header in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    # A pipe gets lines as long as they are; a terminal gets them folded.
    width = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, width=width, highlight=False).print(table)


def print_scores(tasks: "Iterable[TaskResult]") -> None:
    """Every value of every task with its interval, under the metric's name."""
    rows = [
        (
            task.task,
            score.metric if score.output == score.metric else f"{score.metric}.{score.output}",
            f"{score.value:.4g}",
            f"{score.low:.4g} to {score.high:.4g}"
            if score.low is not None and score.high is not None
            else "",
            (f"{score.n:,}" if score.n is not None else "")
            + (" (partial)" if task.partial else ""),
        )
        for task in tasks
        for score in task.scores
    ]
    print_table(("task", "metric", "score", "95 % interval", "n"), rows, numeric="score n")


class Progress(Protocol):
    """What long work reports to."""

    def advance(self, n: int, note: str = "") -> None:
        """So many more steps are done; `note` is a short word on the rate."""


class _Silent:
    def advance(self, n: int, note: str = "") -> None:
        """Do nothing."""


@contextmanager
def progress(title: str, total: int, *, quiet: bool = False) -> Iterator[Progress]:
    """A progress bar on stderr; off when stderr is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield _Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Bar(*columns, console=Console(file=sys.stderr)) as bar:
        task = bar.add_task(title, total=total, note="")

        class _Shown:
            def advance(self, n: int, note: str = "") -> None:
                bar.update(task, advance=n, note=note)

        yield _Shown()
