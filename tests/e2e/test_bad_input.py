"""Wrong input: one sentence with place and fix, exit 1, nothing half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def said(llmsite, *arguments: str | Path, cwd: Path) -> str:
    """What a failing command prints."""
    done = llmsite(*arguments, cwd=cwd, code=1)
    return done.stdout + done.stderr


def tree(folder: Path) -> set[str]:
    """Every path below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_missing_task(llmsite, project: Path) -> None:
    before = tree(project)
    assert "topic-quick" in said(
        llmsite, "run", "baseline/random", "--task", "topic-quik", cwd=project
    )
    assert tree(project) == before


def test_no_project(llmsite, tmp_path: Path) -> None:
    assert "no site.toml" in said(llmsite, "build", cwd=tmp_path)


def test_broken_toml(llmsite, project: Path) -> None:
    (project / "site.toml").write_text('title = "x\nlanguages = 3\n')
    assert "site.toml:1:" in said(llmsite, "build", cwd=project)
    assert not (project / "public").exists()


def test_unknown_field_of_site_toml_names_its_line(llmsite, project: Path) -> None:
    with (project / "site.toml").open("a") as file:
        file.write('colour = "red"\n')
    message = said(llmsite, "build", cwd=project)
    assert "site.toml:" in message
    assert "colour" in message


def test_truncated_result(llmsite, project: Path, result_files) -> None:
    result = result_files(project)[0]
    result.write_bytes(result.read_bytes()[:-200])
    message = said(llmsite, "check", "--all", cwd=project)
    assert result.name in message
    assert said(llmsite, "build", cwd=project)
    assert not (project / "public").exists()


def test_nan_score(llmsite, project: Path, result_files) -> None:
    result = result_files(project)[0]
    content = json.loads(result.read_bytes())
    content["tasks"][0]["scores"][0]["value"] = float("nan")
    result.write_text(json.dumps(content))
    message = said(llmsite, "check", "--all", cwd=project)
    assert "LS205" in message
    assert f"{result.relative_to(project)}:1:" in message


def test_unknown_metric(llmsite, tmp_path: Path) -> None:
    (tmp_path / "p").write_text("a\n")
    message = said(
        llmsite, "metric", "bleuu", "--predictions", "p", "--references", "p", cwd=tmp_path
    )
    assert "bleu" in message


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("/nowhere/model.gguf", "model.gguf"),
        ("package:no_such_package/x.gguf", "no_such_package"),
        ("baseline/best", "baseline"),
    ],
)
def test_unreadable_model(llmsite, project: Path, model: str, words: str) -> None:
    before = tree(project)
    assert words in said(llmsite, "run", model, "--suite", "quick", cwd=project)
    assert tree(project) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_write_permission(llmsite, project: Path) -> None:
    project.chmod(0o500)
    try:
        assert "Permission denied" in said(llmsite, "build", cwd=project)
    finally:
        project.chmod(0o700)


def test_full_disk(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "llmsite", "list", "tasks"],
            cwd=project,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_out_of_disk_while_building_leaves_the_old_site(llmsite, project: Path) -> None:
    llmsite("build", cwd=project)
    before = tree(project / "public")
    config = project / "site.toml"
    config.write_text(config.read_text().replace("demo leaderboard", "other leaderboard"))
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); "
    program = limit + "from llmsite.cli.main import main; main(['build'])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert tree(project / "public") == before
