"""Runs of one model in other styles and with other seeds, and versions of a task."""

import json

import pytest

from llmsite import leaderboard, results
from llmsite.leaderboard.variations import task_runs
from llmsite.leaderboard.versions import version_links
from llmsite.schema.result import Result
from llmsite.storage import canonical_json


def rewrite(path, change):
    """A result with other content under the name of its new bytes, without its samples."""
    record = json.loads(path.read_text())
    change(record)
    new = Result.model_validate_json(json.dumps(record))
    content = canonical_json(new)
    path.unlink()
    results.samples_path(path).unlink(missing_ok=True)
    target = path.with_name(results.result_id(new, content) + ".json")
    target.write_bytes(content)
    return target


def restyle(style, shots=0):
    def change(record):
        for task in record["tasks"]:
            task["style"], task["shots"] = style, shots

    return change


def runs_of(found, task):
    return next(each for each in found if each.task == task)


def test_seeds_of_one_style_are_one_factor(project, make_run):
    for seed, skill in enumerate((0.4, 0.6, 0.8)):
        results.add(project, make_run(skill=skill, seed=seed))
    loaded = leaderboard.load(project)
    found = runs_of(task_runs(loaded), "topic-quick")
    assert [run.seed for run in found.runs] == [0, 1, 2]
    (seed,) = found.variations
    assert (seed.factor, seed.n_levels) == ("seed", 3)
    assert seed.p_value < 0.001
    assert seed.spread > 2 * seed.spread_of_noise
    shown = loaded.boards[0].rows[0].cells[0]
    assert found.error == shown.runs
    assert sum(run.value for run in found.runs) / 3 == pytest.approx(shown.score.value)


def test_styles_and_draws_are_apart(project, make_run):
    skills = {("plain", 0): 0.9, ("plain", 1): 0.9, ("terse", 0): 0.4, ("terse", 1): 0.4}
    for (style, seed), skill in skills.items():
        path = results.add(project, make_run(skill=skill, seed=seed))
        rewrite(path, restyle(style, shots=2))
    found = runs_of(task_runs(leaderboard.load(project)), "facts-quick")
    style, draw = found.variations
    assert (style.factor, draw.factor) == ("prompt style", "few-shot draw")
    assert style.variance == pytest.approx(0.125, abs=0.04)
    assert abs(draw.variance) < 0.01
    assert style.p_value < 1e-6
    assert draw.p_value > 0.001
    assert len(found.runs) == 4
    assert found.error.n_runs == 4
    assert found.error.of_runs > found.error.of_samples


def test_runs_with_other_numbers_of_examples_are_not_mixed(project, make_run):
    results.add(project, make_run())
    rewrite(results.add(project, make_run(seed=1)), restyle("plain", shots=7))
    assert task_runs(leaderboard.load(project)) == ()


def test_partial_runs_do_not_count(project, make_run):
    results.add(project, make_run())
    results.add(project, make_run(seed=1, limit=20))
    assert task_runs(leaderboard.load(project)) == ()


def test_versions_are_linked_by_rows_that_have_both(filled, make_run):
    def age(record):
        record["tasks"][0]["version"] += 1
        record["tasks"][0]["sha256"] = "0" * 64

    for folder in sorted(filled.results_dir.glob("*/*")):
        (path,) = folder.glob("2*.json")
        record = json.loads(path.read_text())
        record["tasks"] = record["tasks"][:1]
        record["date"] = "2026-11-01"
        age(record)
        new = Result.model_validate_json(json.dumps(record))
        content = canonical_json(new)
        name = results.result_id(new, content) + ".json"
        path.with_name(name).write_bytes(content)
    loaded = leaderboard.load(filled)
    (link,) = version_links(loaded)
    task = loaded.task["topic-quick"]
    assert (link.task, link.metric) == ("topic-quick", task.primary)
    assert (link.new, link.old) == (task.version, task.version + 1)
    assert link.anchors == ("acme/large", "acme/small", "baseline/random", "other/middle")
    # The same answers: the version changed nothing.
    assert link.link.n_anchors == 4
    assert (link.link.shift, link.link.standard_error) == (0.0, 0.0)


def test_tasks_of_one_version_have_no_links(filled):
    assert version_links(leaderboard.load(filled)) == ()
