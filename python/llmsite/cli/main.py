"""The group that finds commands and turns errors into sentences and exit codes.

Exit codes: 0 fine; 1 a fault of the input or the run; 2 wrong usage; 3 a bug of ours. Knows nothing
of what commands do: a command's module is imported when it is called, so that `--help` is instant.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from llmsite import __version__

# Name -> one line of help: the list needs no command's module. A test finds what is missing.
COMMANDS: dict[str, str] = {
    "init": "Make a new leaderboard project.",
    "run": "Ask a model and keep its answers; resumes by itself.",
    "score": "Score a run's generations again.",
    "metric": "Score text files with one metric.",
    "add": "File a run's result in the project.",
    "check": "Validate results.",
    "build": "Render the site from the committed results.",
    "serve": "Preview the site; pages follow changes of results and templates.",
    "compare": "Compare two models on the same samples.",
    "analyse": "Say what a board's tasks still tell apart.",
    "fmt": "Write results and records in canonical form.",
    "pack": "Move a result's generations out of the project.",
    "retract": "Say that a result no longer counts.",
    "verify": "Verify somebody else's result.",
    "redact": "Remove a result's generations and say why.",
    "model": "Make and show model cards.",
    "snapshot": "Keep the boards as they stand today.",
    "upgrade": "Bring workflows and overridden templates forward.",
    "doctor": "Say what this machine can run, or what hosting needs.",
    "clean": "Remove old run folders.",
    "task": "Make a task, check it, see its prompts.",
    "suite": "Make a suite of tasks.",
    "import": "Bring in other tools' files.",
    "export": "Write files for other tools.",
    "list": "List what there is.",
}


class LazyGroup(click.Group):
    """A group whose commands are modules of `llmsite.cli.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Import one command."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"llmsite.cli.commands.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click, with a suggestion for an unknown name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else " 'llmsite --help' lists them."
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """The table, without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="llmsite")
@click.option(
    "--project",
    "project_dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Leaderboard project to work on (default: the nearest folder upward with site.toml).",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def group(ctx: click.Context, project_dir: Path | None, *, debug: bool) -> None:
    """An open leaderboard for language models.

    Ask a model (run), keep its raw answers, score them exactly (score), file the result (add),
    check it (check), and render a static site (build, serve).
    """
    ctx.obj = {"project_dir": project_dir, "debug": debug}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Records need no plug-ins, and looking for them reads every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    debug = "--debug" in given
    try:
        sys.exit(_run(given))
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            raise
        sys.exit(_explain(error))


def _run(given: list[str]) -> int:
    try:
        group.main(args=given, prog_name="llmsite", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    # A reader that closed the pipe early is noticed here, not at interpreter exit.
    sys.stdout.flush()
    return 0


def _explain(error: BaseException) -> int:
    """Say on stderr what went wrong; the exit code."""
    from llmsite.errors import LlmsiteError

    if isinstance(error, KeyboardInterrupt):
        click.echo("Interrupted. What was finished is kept.", err=True)
        return 130
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if isinstance(error, LlmsiteError):
        for fault in error.faults:
            click.echo(str(fault), err=True)
        return 1
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}.", err=True)
        return 1
    click.echo(
        f"Internal error: {type(error).__name__}: {error}. "
        "This is a bug of llmsite: please report it with the output of the same command "
        "with --debug.",
        err=True,
    )
    return 3
