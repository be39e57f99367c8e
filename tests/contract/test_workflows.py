"""Invariants of every workflow: this repository's and those that `llmsite init` writes."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted(
    path
    for folder in (ROOT / ".github" / "workflows", ROOT / "python" / "llmsite")
    for path in folder.rglob("*.yml")
)
NO_CACHE = {"validate-results", "release", "deploy-pages"}


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.relative_to(ROOT).as_posix())
def workflow(request: pytest.FixtureRequest) -> tuple[Path, str, dict]:
    path = request.param
    text = path.read_text()
    return path, text, yaml.safe_load(text)


def steps_of(document: dict) -> list[dict]:
    return [step for job in document["jobs"].values() for step in job.get("steps", [])]


def test_actions_are_pinned_by_hash(workflow) -> None:
    _, text, document = workflow
    used = [step["uses"] for step in steps_of(document) if "uses" in step]
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each) for each in used)
    lines = [line for line in text.splitlines() if re.search(r"\buses:", line)]
    assert all(re.search(r"# v\d+\.\d+\.\d+$", line) for line in lines)


def test_permissions_are_least_and_explained(workflow) -> None:
    _, text, document = workflow
    assert document["permissions"] == {}
    granted = re.findall(r"^ {6}[a-z-]+: (?:read|write)\b(.*)$", text, re.MULTILINE)
    assert granted
    assert all(reason.strip().startswith("#") for reason in granted)
    for job in document["jobs"].values():
        assert "permissions" in job
        if job["permissions"].get("id-token") == "write":
            assert "environment" in job


def test_no_expression_reaches_a_shell(workflow) -> None:
    _, text, document = workflow
    for step in steps_of(document):
        assert "${{" not in step.get("run", "")
        if "run" in step and "GH_TOKEN" not in step.get("env", {}):
            assert len(step["run"].splitlines()) <= 8
    triggers = document.get("on", document.get(True))
    assert "pull_request_target" not in triggers
    assert "allow-unsafe-pr-checkout" not in text


def test_checkouts_keep_no_credentials(workflow) -> None:
    _, _, document = workflow
    for step in steps_of(document):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_jobs_are_bounded(workflow) -> None:
    path, text, document = workflow
    assert "concurrency" in document
    for job in document["jobs"].values():
        assert job["timeout-minutes"] <= 60
        assert not re.search(r"-latest$", job["runs-on"])
    if path.stem in NO_CACHE:
        assert "actions/cache" not in text


def test_zizmor_finds_nothing() -> None:
    program = shutil.which("zizmor") or Path(sys.executable).with_name("zizmor")
    if not Path(program).is_file():
        pytest.skip("needs zizmor ('make setup' installs it)")
    extra = sorted(ROOT.glob("**/ci/comment.yml"))
    command = [program, "--offline", "--strict-collection", "--persona", "auditor", "--quiet"]
    done = subprocess.run(
        [*command, *WORKFLOWS, *extra], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
