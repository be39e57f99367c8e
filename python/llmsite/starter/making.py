"""Writes a new project, and shows that it works by ranking two baselines on the example task."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path
from re import match
from shutil import rmtree
from tempfile import mkdtemp

from llmsite import __version__, results
from llmsite.errors import Fault, ProjectError
from llmsite.inference import Options, load_backend
from llmsite.project import CONFIG_NAME, Project
from llmsite.runner import Wanted, execute, prepare
from llmsite.storage import read_bytes, sha256_bytes, write_atomic

EXAMPLE_SUITE = "example"
BASELINES = ("random", "majority")
_FOLDERS = (
    "results",
    "retractions",
    "verifications",
    "redactions",
    "requests",
    "snapshots",
    "tasks",
    "suites",
)
_MAX_WHEEL_BYTES = 1 << 30

WORKFLOWS = (
    "workflows/validate-results.yml",
    "workflows/deploy-pages.yml",
    "ci/comment.yml",
    "ci/render_comment.py",
)
"""Files under `.github` that `upgrade` brings forward."""


def make_project(
    folder: Path,
    *,
    title: str,
    languages: Sequence[str] = ("en", "zh"),
    empty: bool = False,
    wheel: Path | None = None,
) -> Project:
    """A new project in a folder that is empty or not there yet.

    Args:
        folder: Where.
        title: Name of the leaderboard.
        languages: Languages of the site, the first is the default.
        empty: Leave out the example task, its suite and the baselines.
        wheel: Wheel of llmsite that CI installs, copied into the project; none means the release
            of this version.

    Raises:
        ProjectError: The folder holds files already.
    """
    folder = folder.resolve()
    taken = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if [name for name in taken if name != ".git"]:
        fix = "name a new folder"
        raise ProjectError(Fault(f"holds files already ({taken[0]})", str(folder), fix=fix))
    # Made beside the folder: whatever fails, there is a whole project or none.
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix=f".new-{folder.name}-", dir=folder.parent))
    try:
        new.chmod(0o755)
        for path, content in _files(title, languages, empty=empty):
            write_atomic(new / path, content)
        for path, content in pinned_checker(wheel):
            write_atomic(new / path, content)
        if not empty:
            add_baselines(Project(new))
        _put_in_place(new, folder)
    finally:
        rmtree(new, ignore_errors=True)
    return Project(folder)


def _put_in_place(new: Path, folder: Path) -> None:
    """A finished project where it belongs; a folder that is there already stays the same one."""
    if not folder.exists():
        new.replace(folder)
        return
    moved: list[str] = []
    try:
        # What makes it a project comes last.
        for path in sorted(new.iterdir(), key=lambda each: (each.name == CONFIG_NAME, each.name)):
            path.replace(folder / path.name)
            moved.append(path.name)
    except BaseException:
        for name in moved:
            with suppress(OSError):
                (folder / name).replace(new / name)
        raise


def starter_file(name: str) -> bytes:
    """A file under `files/`."""
    return files("llmsite.starter").joinpath("files", *name.split("/")).read_bytes()


def _files(title: str, languages: Sequence[str], *, empty: bool) -> Iterator[tuple[str, bytes]]:
    suite = "SUITE" if empty else EXAMPLE_SUITE
    yield CONFIG_NAME, _config(title, languages, empty=empty)
    for name in ("README.md", "README.zh.md"):
        text = starter_file(name).decode().replace("@TITLE@", title).replace("@SUITE@", suite)
        yield name, text.encode()
    yield ".gitattributes", starter_file("gitattributes")
    yield ".gitignore", starter_file("gitignore")
    for name in ("CODEOWNERS", "pull_request_template.md", *WORKFLOWS):
        yield f".github/{name}", starter_file(f"github/{name}")
    for each in _FOLDERS:
        yield f"{each}/.gitkeep", b""
    if not empty:
        for name in ("task.toml", "samples.jsonl", "shots.jsonl"):
            yield f"tasks/rooms/{name}", starter_file(f"example/{name}")
        yield f"suites/{EXAMPLE_SUITE}.toml", starter_file("example/suite.toml")


def _config(title: str, languages: Sequence[str], *, empty: bool) -> bytes:
    """`site.toml`; JSON strings are TOML strings."""
    lines = [
        f"title = {json.dumps(title, ensure_ascii=False)}",
        f"languages = {json.dumps(list(languages))}",
        "# Suites with a board, the first on the home page; without this line: all of suites/.",
        f'{"# " if empty else ""}suites = ["{"quick" if empty else EXAMPLE_SUITE}"]',
        '# base_url = "https://OWNER.github.io/REPOSITORY/"',
        '# repository_url = "https://github.com/OWNER/REPOSITORY"',
    ]
    return ("\n".join(lines) + "\n").encode()


def pinned_checker(wheel: Path | None) -> Iterator[tuple[str, bytes]]:
    """What CI installs: llmsite by hash, and the versions of everything it needs."""
    if wheel is None:
        note = "# 'llmsite upgrade --wheel FILE' pins a wheel by its hash."
        yield ".github/ci/checker.txt", f"{note}\nllmsite=={__version__}\n".encode()
    else:
        content = read_bytes(wheel, limit=_MAX_WHEEL_BYTES)
        yield f".github/ci/{wheel.name}", content
        line = f"./{wheel.name} --hash=sha256:{sha256_bytes(content)}\n"
        yield ".github/ci/checker.txt", line.encode()
    pins = "".join(f"{name}=={number}\n" for name, number in sorted(_needed().items()))
    yield ".github/ci/constraints.txt", pins.encode()


def _needed() -> dict[str, str]:
    """Installed versions of what llmsite needs, extras left out."""
    try:
        pending = [each for each in requires("llmsite") or () if "extra ==" not in each]
    except PackageNotFoundError:
        pending = list(_DEPENDENCIES)
    found: dict[str, str] = {}
    while pending:
        requirement = pending.pop()
        named = match(r"[A-Za-z0-9._-]+", requirement)
        if named is None or "extra ==" in requirement:
            continue
        name = named[0].lower().replace("_", "-")
        try:
            if name not in found:
                found[name] = version(name)
                pending += requires(name) or ()
        except PackageNotFoundError:
            # Needed on another system only.
            continue
    return found


_DEPENDENCIES = (
    "babel",
    "click",
    "jinja2",
    "jiter",
    "markdown",
    "nh3",
    "numpy",
    "pandas",
    "pydantic",
    "rich",
    "watchdog",
    "zstandard",
)
"""What llmsite needs, for a checkout that is not installed as a package."""


def add_baselines(project: Project) -> None:
    """Results of the baselines on the example suite, so that the first build shows a board."""
    for name in BASELINES:
        model = f"baseline/{name}"
        backend = load_backend(model, None, Options())
        try:
            prepared = prepare(Wanted(suite=EXAMPLE_SUITE), project, has_chat_template=False)
            _, run = execute(
                prepared,
                backend,
                runs_dir=project.runs_dir,
                command=f"llmsite run {model} --suite {EXAMPLE_SUITE}",
            )
        finally:
            backend.close()
        results.add(project, run)
