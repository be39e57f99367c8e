"""A project without results, and a way to bring files into it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from llmsite.interchange.importing import ImportReport, import_results
from llmsite.leaderboard import load
from llmsite.project import Project
from llmsite.results import read


@dataclass(frozen=True)
class Board:
    """A project without results."""

    project: Project

    def bring(self, name: str, *paths: Path, n_jobs: int = 1) -> ImportReport:
        """Import files; the day of what states none is fixed."""
        return import_results(self.project, name, paths, day="2026-01-02", n_jobs=n_jobs)

    def records(self):
        """All results by path."""
        paths = sorted(self.project.results_dir.glob("*/*/[0-9]*.json"))
        return [read(path).record for path in paths]

    def load(self):
        return load(self.project)


@pytest.fixture
def board(tmp_path: Path) -> Board:
    root = (tmp_path / "board").resolve()
    root.mkdir()
    (root / "site.toml").write_text('title = "Board"\n')
    return Board(Project(root))


@pytest.fixture
def sources(shared: Path) -> Path:
    """Real result files of other tools."""
    folder = shared / "data" / "results"
    if not folder.is_dir():
        pytest.skip("needs data/results in the folder of reference data")
    return folder
