"""Every step of the workflow, as it is written, on a real repository with base, fork and merge."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import made_runs
import pytest
import yaml

from llmsite import results
from llmsite.project import Project
from llmsite.schema.result import Submitter

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / "python/llmsite/starter/files/github/workflows/validate-results.yml"


def git(folder, *arguments):
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    env |= {
        f"GIT_{who}_{what}": "x@example.com"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode("utf-8", "surrogateescape").strip()


@dataclass
class PullRequest:
    """A workplace as the runner has it: `proposed` at the merge commit, and the outputs."""

    folder: Path
    status: int
    output: str

    @property
    def summary(self):
        return (self.folder / "summary.md").read_text()

    @property
    def report(self):
        return json.loads((self.folder / "temp" / "report.json").read_text())


@pytest.fixture
def upstream(filled, tmp_path):
    """A repository with the filled project on main."""
    git(filled.root, "init", "-q", "-b", "main")
    shutil.rmtree(filled.runs_dir, ignore_errors=True)
    git(filled.root, "add", "--all")
    git(filled.root, "commit", "-q", "-m", "Base")
    return filled.root


def open_request(upstream, tmp_path, change, *, author="ada"):
    """Fork, change, merge onto main, and run the workflow's own steps."""
    fork = tmp_path / "fork"
    git(tmp_path, "clone", "-q", str(upstream), str(fork))
    git(fork, "checkout", "-q", "-b", "send")
    change(Project(fork))
    shutil.rmtree(fork / "runs", ignore_errors=True)
    git(fork, "add", "--all")
    git(fork, "commit", "-q", "-m", "Change")
    work = tmp_path / "work"
    (work / "temp").mkdir(parents=True)
    git(work, "clone", "-q", str(upstream), "proposed")
    proposed = work / "proposed"
    git(proposed, "fetch", "-q", str(fork), "send")
    git(proposed, "merge", "-q", "--no-ff", "-m", "Merge", "FETCH_HEAD")
    status, output = 0, ""
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(work / "temp"),
        "RUNNER_TEMP": str(work / "temp"),
        "GITHUB_STEP_SUMMARY": str(work / "summary.md"),
        "AUTHOR": author,
    }
    for step in yaml.safe_load(WORKFLOW.read_text())["jobs"]["validate-results"]["steps"]:
        # Installing is what the test's own environment stands for.
        if "run" not in step or "install" in step["name"].lower():
            continue
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=work,
            env=env,
            capture_output=True,
            check=False,
            timeout=120,
        )
        output += (done.stdout + done.stderr).decode("utf-8", "replace")
        if done.returncode:
            status = done.returncode
            break
    return PullRequest(work, status, output)


def send_result(project, **options):
    options = {"model": "newcomer/model", "skill": 0.8} | options
    run = made_runs.make_run(project, **options)
    return results.add(project, run, Submitter(login="ada", relation="author"))


def test_a_result_is_accepted_and_its_row_is_shown(upstream, tmp_path):
    request = open_request(upstream, tmp_path, send_result)
    assert request.status == 0, request.output
    assert "Results are accepted" in request.summary
    assert "1 result re-scored from generations" in request.output
    (row,) = request.report["rows"]
    assert row["row"] == "newcomer/model"
    assert row["before"] is None
    assert row["rank"][0] <= 2
    assert request.report["moves"], "rows below the new one move"
    assert (
        request.folder / "temp" / "preview" / "m" / "newcomer" / "model" / "index.html"
    ).is_file()
    preview = (request.folder / "temp" / "preview.html").read_text()
    assert "<code>newcomer/model</code>" in preview
    assert "What moves" in preview
    assert "<script" not in preview


def test_the_local_check_says_the_same(upstream, tmp_path):
    def inflate(project):
        path = send_result(project)
        path.write_text(path.read_text().replace('"attempts": 1', '"attempts": 2'))

    request = open_request(upstream, tmp_path, inflate)
    assert request.status == 1
    fork = tmp_path / "fork"
    local = subprocess.run(
        [
            sys.executable,
            "-I",
            "-m",
            "llmsite",
            "--project",
            str(fork),
            "check",
            "--base",
            "origin/main",
            "--format",
            "github",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert local.returncode == 1
    assert local.stdout == request.output
    assert "LS106" in local.stdout


def test_another_author_is_refused(upstream, tmp_path):
    request = open_request(upstream, tmp_path, send_result, author="mallory")
    assert request.status == 1
    assert "LS009" in request.output


def test_a_request_cannot_weaken_the_checker_or_run_code(upstream, tmp_path):
    def attack(project):
        path = send_result(project)
        path.write_text(path.read_text().replace('"value": 0.', '"value": 1.', 1))
        for name in ("json.py", "llmsite/__init__.py", "llmsite/__main__.py", "sitecustomize.py"):
            target = project.root / name
            target.parent.mkdir(exist_ok=True)
            target.write_text("open('/tmp/llmsite-pwned', 'w').close(); raise SystemExit(0)\n")
        (project.root / "site.toml").write_text('title = "x"\n[limits]\nresult_bytes = 99999999\n')

    Path("/tmp/llmsite-pwned").unlink(missing_ok=True)
    request = open_request(upstream, tmp_path, attack)
    assert request.status == 1
    assert "LS001" in request.output
    assert "LS106" in request.output
    assert not Path("/tmp/llmsite-pwned").exists()


HOSTILE_NAMES = (
    "results/acme/small/$(touch pwned).json",
    "results/acme/small/--config=evil.json",
    "results/acme/small/a\nb.json",
    "results/acme/small/a'\"b.json",
    "results/acme/small/::error::x.json",
    "results/acme/small/\u202egpj.json",
)


def test_names_are_data(upstream, tmp_path):
    def attack(project):
        for name in HOSTILE_NAMES:
            (project.root / name).write_text("{}")
        (project.root / "results" / "acme" / "small" / "link.json").symlink_to("/etc/passwd")
        (project.root / "results" / "acme" / "up").symlink_to("../..")

    request = open_request(upstream, tmp_path, attack)
    assert request.status == 1
    assert not list(tmp_path.rglob("pwned"))
    assert "root:" not in request.output
    lines = request.output.splitlines()
    assert all(line.startswith(("::error file=", "::error title=")) for line in lines[:-1])
    found = request.report["check"]["faults"]
    assert {each["code"] for each in found} >= {"LS005", "LS006"}
    assert sum(1 for each in found if each["code"] == "LS006") >= len(HOSTILE_NAMES)


def test_history_cannot_be_edited(upstream, tmp_path):
    def attack(project):
        (edited,) = (project.results_dir / "acme" / "small").glob("2*.json")
        edited.write_text(edited.read_text().replace('"attempts": 1', '"attempts": 3'))
        for path in (project.results_dir / "other" / "middle").iterdir():
            path.unlink()

    request = open_request(upstream, tmp_path, attack)
    assert request.status == 1
    assert {"LS002", "LS003", "LS106"} <= {f["code"] for f in request.report["check"]["faults"]}


def test_a_change_of_code_alone_passes_with_a_notice(upstream, tmp_path):
    request = open_request(
        upstream, tmp_path, lambda project: (project.root / "notes.md").write_text("hello")
    )
    assert request.status == 0, request.output
    assert "LS008" in request.output


def test_a_retraction_moves_rows(upstream, tmp_path):
    def retract(project):
        (path,) = (project.results_dir / "acme" / "large").glob("2*.json")
        value = {
            "schema_version": 0,
            "result": path.stem,
            "reason": "the prompts were wrong",
            "date": "2026-11-23",
            "submitter": "ada",
        }
        target = project.root / "retractions" / f"{path.stem}.json"
        target.parent.mkdir()
        target.write_text(json.dumps(value, sort_keys=True, indent=2) + "\n")

    request = open_request(upstream, tmp_path, retract)
    assert request.status == 0, request.output
    assert {move["row"] for move in request.report["moves"]} >= {"other/middle"}


def test_submissions_merge_in_any_order_to_the_same_tree(upstream, tmp_path):
    trees = []
    for name in ("one", "two"):
        fork = tmp_path / name
        git(tmp_path, "clone", "-q", str(upstream), str(fork))
        git(fork, "checkout", "-q", "-b", name)
        send_result(Project(fork), model=f"newcomer/{name}")
        shutil.rmtree(fork / "runs")
        git(fork, "add", "--all")
        git(fork, "commit", "-q", "-m", name)
    for order in (("one", "two"), ("two", "one")):
        merged = tmp_path / "-".join(order)
        git(tmp_path, "clone", "-q", str(upstream), str(merged))
        for name in order:
            git(merged, "fetch", "-q", str(tmp_path / name), name)
            git(merged, "merge", "-q", "--no-ff", "-m", name, "FETCH_HEAD")
        trees.append(git(merged, "rev-parse", "HEAD^{tree}"))
    assert trees[0] == trees[1]
