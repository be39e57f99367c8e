import json
import subprocess

from click.testing import CliRunner

from llmsite.cli.main import group
from llmsite.starter import make_project
from llmsite.starter.hosting import needs


def unmet(project):
    return {need.title for need in needs(project) if need.met is False}


def test_a_new_project_is_told_what_it_needs_and_then_needs_less(tmp_path):
    wheel = tmp_path / "llmsite-0.1.0-cp311-abi3-linux_x86_64.whl"
    wheel.write_bytes(b"not really a wheel")
    project = make_project(tmp_path / "board", title="x", empty=True, wheel=wheel)
    before = unmet(project)
    assert before == {
        "site.toml has base_url",
        "site.toml has repository_url",
        "CODEOWNERS names a maintainer",
        "the project is a git repository on main",
        "it has a remote repository",
    }
    assert all(need.fix for need in needs(project))
    owners = project.root / ".github" / "CODEOWNERS"
    owners.write_text(owners.read_text().replace("@OWNER", "@ada"))
    subprocess.run(["git", "init", "-q", "-b", "main", project.root], check=True)
    assert unmet(project) == before - {
        "CODEOWNERS names a maintainer",
        "the project is a git repository on main",
    }


def test_a_changed_workflow_and_a_missing_hash_are_noticed(tmp_path):
    project = make_project(tmp_path / "board", title="x", empty=True)
    assert "CI installs a checker that is pinned by hash" in unmet(project)
    (project.root / ".github" / "workflows" / "deploy-pages.yml").write_text("name: mine\n")
    assert ".github/workflows/deploy-pages.yml is that of this version" in unmet(project)


def test_the_command_lists_the_machine_and_fails_while_hosting_needs_something(tmp_path):
    project = make_project(tmp_path / "board", title="x", empty=True)
    call = CliRunner().invoke(group, ["doctor", "--json"])
    assert call.exit_code == 0
    assert json.loads(call.stdout)[0]["met"] is True
    arguments = ["--project", str(project.root), "doctor", "--host", "--json"]
    call = CliRunner().invoke(group, arguments)
    assert call.exit_code == 1
    assert any(each["met"] is False and each["fix"] for each in json.loads(call.stdout))
