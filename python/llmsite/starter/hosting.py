"""What a repository still needs before its leaderboard is live.

Reads files of the project and asks git and, where it is installed, the forge's own command line.
Knows nothing of how the answers are shown.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from shutil import which
from urllib.parse import urlsplit

from llmsite.project import Project
from llmsite.starter.making import WORKFLOWS, starter_file

_TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that hosting needs."""

    title: str
    """What is needed."""
    met: bool | None
    """Whether it is there; none where that cannot be told from here."""
    fix: str = ""
    """What to do next."""


def needs(project: Project) -> Iterator[Need]:
    """Everything that hosting needs, in the order in which it is done."""
    yield from _settings(project)
    yield from _files(project)
    yield from _repository(project)
    yield from _forge(project)


def _settings(project: Project) -> Iterator[Need]:
    config = project.config
    for field, example in (
        ("base_url", "https://OWNER.github.io/REPOSITORY/"),
        ("repository_url", "https://github.com/OWNER/REPOSITORY"),
    ):
        fix = f'write {field} = "{example}" in site.toml'
        yield Need(f"site.toml has {field}", bool(getattr(config, field)), fix)


def _files(project: Project) -> Iterator[Need]:
    owners = project.root / ".github" / "CODEOWNERS"
    text = owners.read_text(encoding="utf-8", errors="replace") if owners.is_file() else "@OWNER"
    fix = "put your login for @OWNER in .github/CODEOWNERS"
    yield Need("CODEOWNERS names a maintainer", "@OWNER" not in text, fix)
    for name in WORKFLOWS:
        if not name.startswith("workflows/"):
            continue
        path = project.root / ".github" / name
        same = path.is_file() and path.read_bytes() == starter_file(f"github/{name}")
        yield Need(f".github/{name} is that of this version", same, "'llmsite upgrade'")
    checker = project.root / ".github" / "ci" / "checker.txt"
    pinned = checker.is_file() and "--hash=sha256:" in checker.read_text(encoding="utf-8")
    fix = "'llmsite upgrade --wheel FILE', or add the hashes of the release"
    yield Need("CI installs a checker that is pinned by hash", pinned, fix)
    attributes = project.root / ".gitattributes"
    whole = attributes.is_file() and "results/** -text" in attributes.read_text(encoding="utf-8")
    yield Need(
        "line ends of results are left alone", whole, "add 'results/** -text' to .gitattributes"
    )


def _repository(project: Project) -> Iterator[Need]:
    branch = _run(project, "git", "branch", "--show-current")
    yield Need("the project is a git repository on main", branch == "main", "'git init -b main'")
    remote = _run(project, "git", "remote", "get-url", "origin")
    fix = "'git remote add origin ADDRESS', then push main"
    yield Need("it has a remote repository", bool(remote), fix)


def _forge(project: Project) -> Iterator[Need]:
    """Settings that only the forge knows; none of them can be told without its command line."""
    parts = urlsplit(project.config.repository_url).path.strip("/").split("/")
    name = "/".join(parts[:2]) if len(parts) > 1 else ""
    known = bool(name) and which("gh") is not None
    pages = _ask(project, f"repos/{name}/pages") if known else None
    built = None if not known else isinstance(pages, dict) and pages.get("build_type") == "workflow"
    yield Need("Pages is built by GitHub Actions", built, "Settings, Pages, Source: GitHub Actions")
    rules = _ask(project, f"repos/{name}/rules/branches/main") if known else None
    required = None if not known else "validate-results" in json.dumps(rules)
    fix = "Settings, Rules: protect main and require the check 'validate-results'"
    yield Need("main requires the check 'validate-results'", required, fix)


def _ask(project: Project, address: str) -> object:
    answer = _run(project, "gh", "api", address)
    try:
        found: object = json.loads(answer or "null")
    except ValueError:
        return None
    return found


def _run(project: Project, *command: str) -> str | None:
    """Output of a program; none where it fails or is missing."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs, no shell
            command,
            cwd=project.root,
            capture_output=True,
            check=True,
            timeout=_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip()
