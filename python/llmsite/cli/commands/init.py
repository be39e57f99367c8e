"""`llmsite init`: a new leaderboard project."""

import shlex
from pathlib import Path

import click

from llmsite.cli.output import say


@click.command(short_help="Make a new leaderboard project.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="Name of the leaderboard (default: the folder's name).")
@click.option(
    "--lang", "--languages", default="en,zh", show_default=True, help="Languages of the site."
)
@click.option("--empty", is_flag=True, help="Without the example task and its results.")
@click.option(
    "--wheel",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Wheel of llmsite that CI installs, until there is a release.",
)
def command(folder: Path, title: str | None, lang: str, wheel: Path | None, *, empty: bool) -> None:
    """Make a leaderboard project in DIR: settings, folders, workflows, one task, READMEs."""
    from llmsite.starter import make_project

    languages = tuple(each.strip() for each in lang.split(",") if each.strip())
    name = title or folder.resolve().name.replace("-", " ").capitalize()
    project = make_project(folder, title=name, languages=languages, empty=empty, wheel=wheel)
    say(f"{name}: a new leaderboard in {folder}")
    place = shlex.quote(str(folder))
    steps = (
        f"cd {place} && llmsite build && llmsite serve --open",
        "edit site.toml (base_url, repository_url) and .github/CODEOWNERS (your login for @OWNER)",
        "git init --initial-branch=main && git add --all && git commit --message 'Start'",
        "make an empty repository on GitHub, add it as remote 'origin' and push main",
        "on GitHub: Settings, Pages, Source: GitHub Actions",
        "on GitHub: Settings, Rules: protect main and require the check 'validate-results'",
        "llmsite doctor --host says what is still missing",
    )
    for number, step in enumerate(steps, start=1):
        say(f"  {number}. {step}")
    click.echo(project.root)
