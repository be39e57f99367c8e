"""`llmsite analyse` and the re-run of `llmsite verify` on boards of made-up answers."""

import json

import pytest
from click.testing import CliRunner

from llmsite import results, statistics
from llmsite.cli.main import group
from llmsite.errors import ResultError
from llmsite.schema.result import Submitter


def run(project, *arguments):
    return CliRunner().invoke(group, ["--project", str(project.root), *arguments])


def test_every_task_and_every_row_is_listed(filled):
    found = run(filled, "analyse")
    assert found.exit_code == 0, found.output
    for name in ("topic-quick", "facts-quick", "translate-quick", "text-quick"):
        assert name in found.stdout
    for row in ("acme/large", "acme/small", "other/middle", "baseline/random"):
        assert row in found.stdout


def test_json_holds_what_pages_will_show(project, make_run):
    results.add(project, make_run("acme/small", 0.5))
    results.add(project, make_run("acme/large", 0.8), attempts=4)
    for seed, skill in ((0, 0.4), (1, 0.7)):
        results.add(project, make_run("other/middle", skill, seed=seed))
    found = json.loads(run(project, "analyse", "--task", "facts-quick", "--json").stdout)
    assert found["suite"] == "quick"
    topic = found["tasks"][0]
    assert (topic["task"], topic["n_rows"]) == ("topic-quick", 3)
    assert 0.0 < topic["reliability"] <= 1.0
    assert set(found["regressed"]) == {"acme/large", "acme/small", "other/middle"}
    assert [each["n_attempts"] for each in found["selections"]] == [4]
    runs = found["runs"][0]
    assert runs["row"] == "other/middle"
    assert {run["seed"] for run in runs["runs"]} == {0, 1}
    assert runs["error"]["total"] > runs["error"]["of_samples"]
    assert sum(entry["share"] for entry in found["front"]) == pytest.approx(1.0)
    assert [each["row"] for each in found["screened"]]
    assert found["links"] == []


def test_runs_and_luck_are_said_in_words(project, make_run):
    results.add(project, make_run("acme/large", 0.8), attempts=4)
    for seed, skill in ((0, 0.2), (1, 0.9)):
        results.add(project, make_run("other/middle", skill, seed=seed))
    found = run(project, "analyse")
    assert "other/middle on topic-quick, 2 runs: spread over seed" in found.stderr
    (line,) = [line for line in found.stdout.splitlines() if "acme/large" in line]
    assert " 4 " in line


def test_an_unknown_task_is_one_sentence(filled):
    found = run(filled, "analyse", "--task", "nope")
    assert isinstance(found.exception, ResultError)
    assert "topic-quick" in str(found.exception)


def test_an_empty_board_is_analysed(project):
    found = run(project, "analyse", "--json")
    assert json.loads(found.stdout)["front"] == []
    assert run(project, "analyse").exit_code == 0


def test_verifying_by_a_rerun_says_how_many_answers_can_differ(project, make_run):
    first = results.add(project, make_run(), Submitter(login="ada"))
    again = make_run(started="2026-11-21T10:00:00Z", limit=40)
    second = results.add(project, again, Submitter(login="grace"))
    found = run(project, "verify", first.stem, "--submitter", "grace", "--run", second.stem)
    bound = statistics.judge_rerun(40, 0, n_total=128).altered_bound
    said = f"facts-quick: 0 of 40 answers differ; at most {100 * bound:.1f} % of all can (95 %)."
    assert said in found.stderr
