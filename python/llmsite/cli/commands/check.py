"""`llmsite check`: validate results, with the rules that the project's CI uses."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, print_json

if TYPE_CHECKING:
    from llmsite.checks.report import Report
    from llmsite.checks.target import Target

_FORMATS = ("text", "json", "github")


@click.command(short_help="Validate results.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Every file of the project (the default).")
@click.option("--base", metavar="REF|DIR", help="Check what changed since a commit or a folder.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="For people, for programs, or for annotations on the forge.",
)
@click.option(
    "--tree",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="CI: folder with the proposed files; --base is then the trusted one.",
)
@click.option(
    "--changed-raw-z",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="CI: output of 'git diff-tree -r -z --raw --no-renames'.",
)
@click.option("--author", metavar="LOGIN", help="CI: login of who proposes the change.")
@click.option(
    "--summary",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CI: append a summary in Markdown.",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CI: write the report as JSON.",
)
def command(  # noqa: PLR0913 - one parameter an option
    paths: tuple[Path, ...],
    base: str | None,
    form: str,
    tree: Path | None,
    changed_raw_z: Path | None,
    author: str | None,
    summary: Path | None,
    report_path: Path | None,
    *,
    everything: bool,
) -> None:
    """Check PATHS (default: everything) and say what is wrong, where, and what to do.

    Scores are computed again from the committed generations; any difference is refused. Exits with
    1 if anything is refused; warnings do not refuse.
    """
    from llmsite.checks.checking import check, n_processors, relative_paths

    if everything and (paths or base):
        raise click.UsageError("--all checks everything; leave out PATHS and --base")
    target = _target(base, tree, changed_raw_z, author)
    chosen = relative_paths(target.tree, paths) if paths else None
    report = check(target, chosen, n_jobs=n_processors())
    _print(report, form)
    if summary is not None or report_path is not None:
        _write(target, report, summary, report_path)
    if not report.ok:
        sys.exit(1)


def _target(
    base: str | None, tree: Path | None, changed_raw_z: Path | None, author: str | None
) -> "Target":
    """What is checked against what, from the options."""
    from llmsite.checks.changes import base_files, changes_since, parse_raw
    from llmsite.checks.target import Target, changes_between, list_files
    from llmsite.project import find_project

    today = datetime.now(UTC).date()
    if tree is not None:
        if base is None:
            return Target(tree.resolve(), find_project(tree, exact=True), today, author=author)
        trusted = find_project(Path(base), exact=True)
        before = frozenset(list_files(trusted.root))
        listing = changed_raw_z.read_bytes() if changed_raw_z else None
        changes = parse_raw(listing) if listing is not None else changes_between(trusted.root, tree)
    elif changed_raw_z is not None:
        raise click.UsageError("--changed-raw-z belongs to --tree")
    else:
        project = current_project()
        if base is None:
            return Target(project.root, project, today, author=author)
        if Path(base).is_dir():
            trusted = find_project(Path(base), exact=True)
            before = frozenset(list_files(trusted.root))
            changes = changes_between(trusted.root, project.root)
        else:
            trusted, before = project, base_files(project.root, base)
            changes = changes_since(project.root, base)
        tree = project.root
    return Target(
        tree=tree.resolve(),
        base=trusted,
        today=today,
        changes=changes,
        base_files=before,
        author=author,
        modes={each.path: each.mode for each in changes},
    )


def _print(report: "Report", form: str) -> None:
    from llmsite.checks.report import annotation_lines, json_form, text_lines

    if form == "json":
        print_json(json_form(report))
        return
    lines = annotation_lines(report) if form == "github" else text_lines(report)
    for line in lines:
        click.echo(line)


def _write(
    target: "Target", report: "Report", summary: Path | None, report_path: Path | None
) -> None:
    """The summary and the report of CI."""
    from llmsite.checks.summary import proposal_of, report_document, summary_text
    from llmsite.storage import canonical_json, write_atomic

    proposal = proposal_of(target, report)
    if summary is not None:
        with summary.open("a", encoding="utf-8") as file:
            file.write(summary_text(report, proposal))
    if report_path is not None:
        write_atomic(report_path, canonical_json(report_document(report, proposal)))
