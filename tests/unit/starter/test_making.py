import json
import subprocess
import sys
import tomllib

import pytest

from llmsite import leaderboard
from llmsite.errors import ProjectError
from llmsite.project import find_project
from llmsite.starter import make_project, upgrade


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_project(tmp_path_factory.mktemp("new") / "board", title='A "quoted" board')


def test_a_new_project_shows_a_board_with_a_ranked_baseline(made):
    board = leaderboard.load(made).boards[0]
    assert board.suite == "example"
    assert [row.id for row in board.rows] != []
    assert {row.id for row in board.rows} == {"baseline/random", "baseline/majority"}
    assert all(row.rank is not None and row.trust == "recomputed" for row in board.rows)


def test_its_settings_are_what_was_asked(made):
    config = tomllib.loads((made.root / "site.toml").read_text())
    assert config["title"] == 'A "quoted" board'
    assert config["languages"] == ["en", "zh"]
    assert find_project(made.root).config.suites == ("example",)


def test_it_has_workflows_owners_and_readmes_in_two_languages(made):
    for name in (
        ".github/workflows/validate-results.yml",
        ".github/workflows/deploy-pages.yml",
        ".github/ci/render_comment.py",
        ".github/ci/checker.txt",
        ".github/CODEOWNERS",
        "README.md",
        "README.zh.md",
    ):
        text = (made.root / name).read_text(encoding="utf-8")
        assert text
        assert "@TITLE@" not in text
    template = (made.root / ".github" / "pull_request_template.md").read_text()
    assert len(template.splitlines()) == 2
    assert (made.root / ".gitattributes").read_text().count("-text") == 5


def test_it_passes_its_own_check_in_an_empty_home(made, tmp_path):
    import os

    env = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "llmsite", "--project", str(made.root), "check"],
        env=env | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 results re-scored" in done.stdout


def test_an_empty_project_has_no_example(tmp_path):
    project = make_project(tmp_path / "bare", title="Bare", languages=("zh",), empty=True)
    assert not list(project.results_dir.rglob("*.json"))
    assert not list(project.tasks_dir.iterdir()) or [
        path.name for path in project.tasks_dir.iterdir()
    ] == [".gitkeep"]
    assert leaderboard.load(project).boards == ()


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(ProjectError, match=r"holds files already \(mine\.txt\)"):
        make_project(tmp_path, title="x")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_wheel_is_pinned_by_its_hash(tmp_path):
    import hashlib

    wheel = tmp_path / "llmsite-0.1.0-cp311-abi3-linux_x86_64.whl"
    wheel.write_bytes(b"not really a wheel")
    project = make_project(tmp_path / "board", title="x", empty=True, wheel=wheel)
    line = (project.root / ".github" / "ci" / "checker.txt").read_text()
    assert (
        line == f"./{wheel.name} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
    )
    assert (project.root / ".github" / "ci" / wheel.name).read_bytes() == wheel.read_bytes()


def test_upgrade_keeps_what_the_host_changed(tmp_path):
    project = make_project(tmp_path / "board", title="x", empty=True)
    assert upgrade(project) == upgrade(project)
    assert upgrade(project).written == ()
    changed = project.root / ".github" / "workflows" / "deploy-pages.yml"
    gone = project.root / ".github" / "workflows" / "validate-results.yml"
    original = changed.read_text()
    changed.write_text("name: mine\n")
    gone.unlink()
    (project.templates_dir).mkdir()
    (project.templates_dir / "base.html").write_text("<!doctype html>")
    done = upgrade(project)
    assert done.written == (".github/workflows/validate-results.yml",)
    assert done.kept == (".github/workflows/deploy-pages.yml",)
    assert done.templates == ("site_templates/base.html",)
    assert changed.read_text() == "name: mine\n"
    assert changed.with_name("deploy-pages.yml.new").read_text() == original
    upgrade(project, force=True)
    assert changed.read_text() == original


def test_the_repository_uses_the_files_that_init_writes(root):
    starter = "python/llmsite/starter/files/github/ci"
    own = (root / ".github" / "ci" / "comment.yml").read_text()
    assert own.count(starter) == 2
    assert own.replace(starter, ".github/ci") == (root / starter / "comment.yml").read_text()
    assert not (root / ".github" / "ci" / "render_comment.py").exists()


def test_the_example_task_is_balanced(made):
    lines = (made.tasks_dir / "rooms" / "samples.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    counts = {}
    positions = {}
    for row in rows:
        (reference,) = row["references"]
        counts[reference] = counts.get(reference, 0) + 1
        position = row["choices"].index(reference)
        positions[position] = positions.get(position, 0) + 1
    assert set(counts.values()) == set(positions.values()) == {10}
