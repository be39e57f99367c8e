"""`llmsite run --requests`: what is asked for is run, filed and shown as answered."""

import json
import shutil
import sys

import pytest

from llmsite import leaderboard
from llmsite.checks.checking import check
from llmsite.checks.target import Target
from llmsite.cli.main import main
from llmsite.project import Project

WHY = 'why = "people ask for it again and again"\n'


@pytest.fixture
def call(tmp_path, capsys):
    (tmp_path / "board").mkdir()
    (tmp_path / "board" / "site.toml").write_text('title = "Scratch"\nsuites = ["quick"]\n')

    def run(*words):
        with pytest.raises(SystemExit) as caught:
            main(["--project", str(tmp_path / "board"), *words])
        shown = capsys.readouterr()
        return caught.value.code, shown.out, shown.err

    run.project = Project((tmp_path / "board").resolve())
    return run


def ask_for(project, slug, model, more=""):
    path = project.root / "requests" / f"{slug}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'model = "{model}"\nsuite = "quick"\n{WHY}{more}')


@pytest.fixture
def shipped(tiny_folder, tmp_path, monkeypatch):
    """An installed package that ships the tiny model, as `package:` finds it."""
    package = tmp_path / "site" / "tiny_shipped"
    shutil.copytree(tiny_folder, package / "weights")
    (package / "__init__.py").write_text("raise AssertionError('never imported')\n")
    monkeypatch.syspath_prepend(str(package.parent))
    yield "package:tiny_shipped/weights"
    sys.modules.pop("tiny_shipped", None)


@pytest.mark.timeout(300)
def test_a_request_for_a_real_model_is_run_filed_and_answered(call, shipped):
    ask_for(call.project, "tiny", shipped, 'name = "acme/tiny"\n')
    code, out, err = call("run", "--requests")
    assert code == 0, err
    assert "topic-quick" in out
    (path,) = call.project.results_dir.glob("acme/tiny/2*.json")
    record = json.loads(path.read_text())
    assert record["model"]["architecture"] == "LlamaForCausalLM"
    assert record["command"] == f"llmsite run {shipped} --name acme/tiny --suite quick"
    (found,) = leaderboard.load(call.project).requests
    assert found.result == path.stem
    from datetime import UTC, datetime

    target = Target(call.project.root, call.project, datetime.now(UTC).date())
    assert check(target).ok
    assert call("build")[0] == 0
    page = (call.project.public_dir / "status" / "index.html").read_text()
    assert f'Answered: <a href="../r/{path.stem}/index.html">' in page
    code, _, err = call("run", "--requests")
    assert (code, err) == (0, "No request is open.\n")


def test_a_request_that_fails_stops_no_other(call):
    ask_for(call.project, "a-broken", "package:nowhere/model.gguf")
    ask_for(call.project, "b-fine", "baseline/random")
    code, _, err = call("run", "--requests")
    assert code == 1
    assert "requests/a-broken.toml: package 'nowhere' is not installed" in err
    assert "1 of 2 requests could not be answered" in err
    found = {each.slug: each.result for each in leaderboard.load(call.project).requests}
    assert found["a-broken"] is None
    assert found["b-fine"] is not None


def test_open_and_answered_requests_are_on_the_status_page(call):
    ask_for(call.project, "fine", "baseline/random")
    ask_for(call.project, "open", "acme/b-wanted")
    call("run", "--requests")
    call("build")
    page = (call.project.public_dir / "status" / "index.html").read_text()
    assert page.index("acme/b-wanted") < page.index("baseline/random")
    assert page.count("Open.") == 1


def test_part_of_a_suite_is_no_answer(call):
    ask_for(call.project, "part", "baseline/random")
    call("run", "baseline/random", "--suite", "quick", "--limit", "5")
    call("add")
    assert [each.result for each in leaderboard.load(call.project).requests] == [None]


@pytest.mark.parametrize(
    "model", ["/etc/passwd", "../weights", "~/model", "a/b@main", "package:os.path/x", "x"]
)
def test_a_request_names_no_place_on_this_machine(call, model):
    ask_for(call.project, "evil", model)
    code, _, err = call("run", "--requests")
    assert code == 1
    assert "requests/evil.toml:1" in err
    assert "should be a hub id such as org/model" in err
