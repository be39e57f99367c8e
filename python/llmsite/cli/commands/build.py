"""`llmsite build`: the project's results as a static site."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, print_json, progress, say

if TYPE_CHECKING:
    from llmsite.project import Project


@click.command("build")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the site (default: public/ in the project).",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes that render.",
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--base-url", default="", help="Address of the published site, over site.toml's.")
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    help="Folder of templates, over the project's own.",
)
@click.option(
    "--records",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder with other results, shown under this project's rules.",
)
@click.option(
    "--preview",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write one self-contained page on what new results change.",
)
@click.option("--base", metavar="REF", help="With --preview: results since this commit are new.")
@click.option("--json", "as_json", is_flag=True, help="Print what was built as JSON.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def command(  # noqa: PLR0913 - one parameter an option
    out: Path | None,
    jobs: int,
    base_url: str,
    templates: Path | None,
    records: Path | None,
    preview: Path | None,
    base: str | None,
    *,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Render the site from the committed results.

    With --preview, what is new is what --records has over the project's own results, or what was
    added since --base.
    """
    from llmsite.leaderboard import load
    from llmsite.site import build_site

    own = project = current_project()
    if preview is not None and (records is None) == (base is None):
        words = "--preview compares: give --base REF (such as origin/main), or --records DIR"
        raise click.UsageError(words)
    if records is not None:
        project = replace(project, records=records.resolve())
    target = out or project.public_dir
    with progress("Rendering", total=0, quiet=quiet or as_json) as bar:
        built, warnings = build_site(
            project,
            load,
            target,
            jobs=jobs,
            base_url=base_url,
            templates=templates,
            strict=strict,
            note=bar.advance,
        )
    if preview is not None:
        _write_preview(preview, own, project, base, templates)
    for warning in warnings:
        say(f"{warning.severity.capitalize()}: {warning}", quiet=quiet)
    if as_json:
        print_json(
            {
                "out": str(built.out),
                "n_pages": built.n_pages,
                "n_files": built.n_files,
                "n_written": built.n_written,
                "n_bytes": built.n_bytes,
            }
        )
        return
    say(
        f"{built.n_pages:,} pages, {built.n_files:,} files, {built.n_bytes / 1e6:.1f} MB in "
        f"{project.name_of(built.out)}; {built.n_written:,} of them new.",
        quiet=quiet,
    )
    say(f"Open {built.out / 'index.html'} or run 'llmsite serve'.", quiet=quiet)


def _write_preview(
    path: Path, own: "Project", project: "Project", base: str | None, templates: Path | None
) -> None:
    """One page on what the results of a project add to its own, or since a commit."""
    from llmsite.checks.changes import changes_since
    from llmsite.leaderboard import load, new_results, propose
    from llmsite.site import make_plan, preview_page, template_folders
    from llmsite.storage import write_atomic

    changes = changes_since(own.root, base) if base is not None else ()
    before = load(own, without=frozenset(each.path for each in changes if each.status == "A"))
    after = load(project)
    plan = make_plan(project, after, template_folders(own.templates_dir, templates))
    proposal = propose(before, after, new_results(before, after))
    write_atomic(path, preview_page(plan, proposal))
