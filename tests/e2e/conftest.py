"""Running the installed command on real files."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

LLMSITE = (sys.executable, "-m", "llmsite")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def llmsite(tmp_path: Path) -> Run:
    """`llmsite ARGUMENT…` in an empty home; fails the test unless it exits with `code`."""

    def run(
        *arguments: str | Path, cwd: Path | None = None, code: int = 0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*LLMSITE, *map(str, arguments)],
            cwd=cwd or tmp_path,
            env={**os.environ, "HOME": str(tmp_path), "COLUMNS": "120", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == code, f"{arguments}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the two baselines have answered the quick suite."""
    folder = tmp_path_factory.mktemp("answered")
    (folder / "site.toml").write_text(
        'title = "The demo leaderboard"\nlanguages = ["en", "zh"]\nsuites = ["quick"]\n'
    )
    (folder / "results").mkdir()
    for baseline in ("baseline/random", "baseline/majority"):
        for arguments in (["run", baseline, "--suite", "quick"], ["add"]):
            done = subprocess.run(
                [*LLMSITE, *arguments], cwd=folder, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(answered: Path, tmp_path: Path) -> Path:
    """A copy of that project, to break."""
    return Path(shutil.copytree(answered, tmp_path / "project"))


@pytest.fixture(scope="session")
def result_files() -> Callable[[Path], list[Path]]:
    """Finds the result files of a project, in order of their paths."""

    def find(project: Path) -> list[Path]:
        names = project.glob("results/*/*/*.json")
        return sorted(path for path in names if re.fullmatch(r"\d{8}-[0-9a-f]{16}", path.stem))

    return find
