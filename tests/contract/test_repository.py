"""Promises about the repository itself."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import llmsite

MAX_FILE_LINES = 400

# Longer files and functions, each with the reason that a reader is asked to accept.
LONG_FILES: dict[str, str] = {}


def tracked(root: Path, *patterns: str) -> list[Path]:
    """Files that git knows."""
    names = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=root, capture_output=True, check=True
    ).stdout.decode()
    return [root / name for name in names.split("\0") if name and (root / name).is_file()]


def test_version_is_the_same_everywhere(root: Path) -> None:
    cargo = tomllib.loads((root / "Cargo.toml").read_text())
    citation = (root / "CITATION.cff").read_text()
    version = cargo["workspace"]["package"]["version"]
    assert llmsite.__version__ == version
    assert f"version: {version}\n" in citation


def test_files_stay_small(root: Path) -> None:
    patterns = ("python/*.py", "rust/*.rs", "site_templates/*.html", "site_templates/*.js")
    lengths = {
        str(path.relative_to(root)): len(path.read_text().splitlines())
        for path in tracked(root, *patterns)
    }
    long = {name: n for name, n in lengths.items() if n > MAX_FILE_LINES}
    assert set(long) <= set(LONG_FILES), f"split these or give a reason: {long}"


def test_pyo3_is_named_in_the_glue_only(root: Path) -> None:
    users = {
        path.relative_to(root).as_posix()
        for path in tracked(root, "rust/src")
        if re.search(r"\b(pyo3|numpy)::", path.read_text())
    }
    assert users
    assert all(name.startswith("rust/src/py/") for name in users), users


def test_no_registry_address_is_committed(root: Path) -> None:
    locks = {"Cargo.lock"}
    addresses = re.compile(
        r"https?://(?:[\w.-]*\.)?(?:pypi\.org|pythonhosted\.org|npmjs\.org|static\.crates\.io)"
    )
    found = [
        path.relative_to(root).as_posix()
        for path in tracked(root)
        if path.name not in locks
        and path.suffix in {".txt", ".toml", ".json", ".md", ".py", ".yml", ".lock", ""}
        and addresses.search(path.read_text(errors="ignore"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "module", ["llmsite", "llmsite.cli.main", "llmsite.tasks", "llmsite.inference"]
)
def test_importing_is_light(module: str) -> None:
    heavy = "torch transformers pandas jinja2 PIL sklearn ray openai"
    program = (
        f"import sys, importlib; importlib.import_module({module!r}); "
        f"print(' '.join(m for m in {heavy.split()!r} if m in sys.modules))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    ).stdout
    assert printed.strip() == ""


def test_layers_hold(root: Path) -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
