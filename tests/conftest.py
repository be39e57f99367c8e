"""Fixtures that all tests share."""

import os
import shutil
import sys
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "made"))

import made_runs  # noqa: E402 - found in the folder named above


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="rewrite golden files instead of comparing"
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line of the long tests: how many, from which seed, for how long."""
    terminalreporter = config.pluginmanager.get_plugin("terminalreporter")
    if config.getoption("markexpr") != "soak" or terminalreporter is None:
        return
    from soak_sizes import SEED, SHARE

    n = {each: len(terminalreporter.stats.get(each, ())) for each in ("passed", "failed", "error")}
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    seconds = sum(report.duration for report in reports)
    counts = ", ".join(f"{count} {word}" for word, count in n.items() if count or word == "passed")
    for report in reports:
        terminalreporter.write_line(f"{report.outcome} in {report.duration:.0f} s: {report.nodeid}")
    line = f"soak: {counts}; seed {SEED}, share {SHARE:g} of the sizes, {seconds:.0f} s of tests"
    terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the checkout; tests that need it skip without it."""
    folder = Path(os.environ.get("LLMSITE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("needs the reference data in ../shared (or the folder in LLMSITE_SHARED)")
    return folder


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update-goldens"))


# Read when the libraries are imported, which fixtures of a session may do.
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(autouse=True)
def _no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches a model hub."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))


@pytest.fixture
def project(tmp_path: Path):
    """An empty leaderboard project of the quick suite."""
    return made_runs.make_project(tmp_path / "board")


@pytest.fixture
def make_run(project):
    """Writes a finished run folder whose answers are right as often as asked."""
    return partial(made_runs.make_run, project)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved Llama of 50,000 weights with its tokenizer and a chat template."""
    import tiny_models

    folder = tmp_path_factory.mktemp("tiny")
    tiny_models.save_model(folder)
    return folder


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from llmsite import results

    made = made_runs.make_project(tmp_path_factory.mktemp("filled") / "board")
    for model, skill in made_runs.MODELS:
        results.add(made, made_runs.make_run(made, model, skill))
    return made.root


@pytest.fixture
def filled(_filled: Path, tmp_path: Path):
    """A project with results of three models of different skill and a baseline."""
    from llmsite.project import Project

    return Project(Path(shutil.copytree(_filled, tmp_path / "filled")).resolve())
