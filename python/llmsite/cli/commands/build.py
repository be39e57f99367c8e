"""`llmsite build`: the project's results as a static site."""

from dataclasses import replace
from pathlib import Path

import click

from llmsite.cli.output import current_project, print_json, progress, say


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
@click.option("--json", "as_json", is_flag=True, help="Print what was built as JSON.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    out: Path | None,
    jobs: int,
    base_url: str,
    templates: Path | None,
    records: Path | None,
    *,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Render the site from the committed results."""
    from llmsite.leaderboard import load
    from llmsite.site import build_site

    project = current_project()
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
