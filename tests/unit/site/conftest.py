import shutil
from pathlib import Path

import pytest
from made_site import make_site_project
from made_up import made_up_leaderboard

from llmsite.leaderboard import load
from llmsite.project import Project
from llmsite.site import make_plan, template_folders, write_site


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site_project(tmp_path_factory.mktemp("site") / "board").root


@pytest.fixture
def board_project(_made: Path, tmp_path: Path) -> Project:
    """A project with results of four rules on two tasks, to be changed at will."""
    return Project(Path(shutil.copytree(_made, tmp_path / "board")).resolve())


@pytest.fixture(scope="session")
def leaderboard(_made: Path):
    """What those results amount to."""
    return load(Project(_made))


@pytest.fixture(scope="session")
def plan(_made: Path, leaderboard):
    """What the site of that project is to be built from."""
    project = Project(_made)
    return make_plan(
        project, leaderboard, template_folders(project.templates_dir), "https://example.org/board"
    )


@pytest.fixture(scope="session")
def edition(plan):
    """The English edition."""
    return plan.editions[0][0]


@pytest.fixture(scope="session")
def built(plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    out = tmp_path_factory.mktemp("built") / "public"
    write_site(plan, out)
    return out


@pytest.fixture(scope="session")
def many(_made: Path):
    """The English edition of fifty made-up models on ten tasks."""
    project = Project(_made)
    board = made_up_leaderboard(50, 10)
    return make_plan(project, board, template_folders(project.templates_dir)).editions[0][0]
