"""`llmsite doctor`: what this machine can run, and what a repository still needs."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, print_json, print_table

if TYPE_CHECKING:
    from llmsite.storage import Json

_PARTS = (
    ("models of transformers", ("torch", "transformers"), "pip install 'llmsite[hf]'"),
    ("GGUF files", ("gguf",), "pip install 'llmsite[hf]'"),
    ("Parquet files", ("pyarrow",), "pip install 'llmsite[parquet]'"),
    ("sharing pictures", ("Pillow",), "pip install Pillow"),
)

_CUDA = "GPUs with CUDA (the code shares its path with the CPU and has not run on hardware yet)"


@click.command(short_help="Say what this machine can run, or what hosting needs.")
@click.option("--host", is_flag=True, help="What the repository still needs to go live.")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
def command(*, host: bool, as_json: bool) -> None:
    """Say what this machine can run and what is missing; with --host: what hosting still needs.

    Exits with 1 with --host while something is missing.
    """
    found = _hosting() if host else _machine()
    if as_json:
        document: list[Json] = [
            {"title": title, "met": met, "fix": "" if met else fix} for title, met, fix in found
        ]
        print_json(document)
    else:
        words = {True: "yes", False: "no", None: "cannot tell"}
        rows = [(words[met], title, "" if met else fix) for title, met, fix in found]
        print_table(("", "what", "next"), rows)
    if host and any(met is False for _, met, _ in found):
        sys.exit(1)


def _hosting() -> list[tuple[str, bool | None, str]]:
    from llmsite.starter.hosting import needs

    return [(need.title, need.met, need.fix) for need in needs(current_project())]


def _machine() -> list[tuple[str, bool | None, str]]:
    found: list[tuple[str, bool | None, str]] = [
        (f"Python {platform.python_version()}", sys.version_info >= (3, 11), "install Python 3.11")
    ]
    try:
        from llmsite import scoring

        n_metrics = len(scoring.metrics())
        found.append((f"scoring core with {n_metrics} metrics", True, ""))
    except ImportError as error:
        found.append((f"scoring core ({error})", False, "pip install --force-reinstall llmsite"))
    for title, packages, fix in _PARTS:
        versions = [_version(name) for name in packages]
        shown = ", ".join(f"{n} {v}" for n, v in zip(packages, versions, strict=True) if v)
        found.append((f"{title} ({shown or ' and '.join(packages)})", all(versions), fix))
    found.append((_CUDA, None, "compare a run with one on the CPU before you trust its numbers"))
    return found


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
