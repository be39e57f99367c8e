"""Generations of an older version of a task, scored again with today's."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from llmsite import leaderboard, results
from llmsite.cli.main import group
from llmsite.leaderboard.relinking import relink
from llmsite.project import Project
from llmsite.schema.run import ModelIdentity
from llmsite.storage import sha256_bytes
from llmsite.tasks import build_requests, load_task

TASK = """name = "capitals"
version = {version}
title = "Capitals"
description = "Names of capitals."
type = "question-answering"
language = "en"
licence = "CC0-1.0"

[data]
path = "samples.jsonl"
format = "jsonl"
sha256 = "{sha256}"

[prompt]
style = "plain"
shots = 0

[request]
kind = "generate"
max_new_tokens = 8

[answer]
extractor = "first_line"

[score]
metrics = ["exact_match"]
primary = "exact_match"
"""
N = 20
# Right answers of each model: the first so many samples.
SKILLS = {"acme/one": 6, "acme/two": 9, "acme/three": 12, "acme/four": 15, "acme/five": 18}
CORRECTED = 4
"""Samples whose reference was wrong in the first version: what all models say is right."""


def write_task(project, version, *, references, question="Capital of land {n}?", first=0):
    folder = project.tasks_dir / "capitals"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {"id": f"s{n:02}", "input": question.format(n=n), "references": [references(n)]}
        for n in range(first, N)
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "samples.jsonl").write_text(text)
    hashed = sha256_bytes(text.encode())
    (folder / "task.toml").write_text(TASK.format(version=version, sha256=hashed))


def said(n, n_right):
    return f"city {n}" if n < n_right else "nowhere"


def wrong_at_first(n):
    return f"town {n}" if n < CORRECTED else f"city {n}"


def right_now(n):
    return f"city {n}"


@pytest.fixture
def versions(tmp_path):
    """Five models that answered version 1, and the task as it stood then."""
    root = (tmp_path / "board").resolve()
    root.mkdir()
    (root / "site.toml").write_text('title = "Board"\nsuites = ["own"]\n')
    project = Project(root)
    write_task(project, 1, references=wrong_at_first)
    (root / "suites").mkdir()
    (root / "suites" / "own.toml").write_text(
        'name = "own"\nversion = 1\ntitle = "Own"\ndescription = "Own."\n\n[[tasks]]\n'
        'task = "capitals"\nweight = 1.0\nprimary = "exact_match"\nstyle = "plain"\nshots = 0\n'
    )
    task = load_task("capitals", project)
    prompts = {each.sample_id: each.prompt for each in build_requests(task)}
    for model, n_right in SKILLS.items():
        rows = [
            {
                "id": sample,
                "text": said(int(sample[1:]), n_right),
                "prompt_sha256": sha256_bytes(prompt.encode()),
            }
            for sample, prompt in prompts.items()
        ]
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        identity = ModelIdentity(id=model, source=model, verified=False)
        results.add_generations(
            project, path, model=identity, task="capitals", day=date(2026, 1, 2)
        )
    return project


def link_of(project):
    (found,) = relink(project, leaderboard.load(project), "capitals")
    return found


def test_corrected_references_give_both_scores_of_the_same_answers(versions):
    write_task(versions, 2, references=right_now)
    found = link_of(versions)
    assert (found.old, found.new, found.left_out) == (1, 2, ())
    scores = {each.row: (each.old, each.new) for each in found.results}
    assert scores == {
        model: (pytest.approx((n - CORRECTED) / N), pytest.approx(n / N))
        for model, n in SKILLS.items()
    }
    assert {each.n_changed for each in found.results} == {CORRECTED}
    assert {(each.n, each.n_left_out, each.n_unsure) for each in found.results} == {(N, 0, 0)}
    assert all(each.low < 0.2 < each.high for each in found.results)
    assert found.link.shift == pytest.approx(CORRECTED / N)
    # Every model gained the same, so that the link itself has no error.
    assert found.link.low == pytest.approx(found.link.high)


def test_samples_that_only_one_version_has_do_not_count(versions):
    write_task(versions, 2, references=right_now, first=2)
    found = link_of(versions)
    first = next(each for each in found.results if each.row == "acme/one")
    assert (first.n, first.n_left_out, first.n_changed) == (N - 2, 2, CORRECTED - 2)
    assert (first.old, first.new) == (pytest.approx(2 / 18), pytest.approx(4 / 18))


def test_another_question_is_no_second_score_of_its_answer(versions):
    write_task(versions, 2, references=right_now, question="What is the capital of land {n}?")
    found = link_of(versions)
    assert found.results == ()
    assert {why for _, why in found.left_out} == {
        "answers no sample that is asked in the same words now"
    }
    assert len(found.left_out) == len(SKILLS)
    assert found.link.n_anchors == 0


def test_another_rule_of_extraction_is_linked_too(versions):
    write_task(versions, 2, references=wrong_at_first)
    path = versions.tasks_dir / "capitals" / "task.toml"
    strict = '[answer]\nextractor = "regex"\noptions = { pattern = "^city (.*)$" }'
    text = path.read_text().replace('[answer]\nextractor = "first_line"', strict)
    path.write_text(text)
    found = link_of(versions)
    # 'city 7' becomes '7', which no reference is.
    assert {each.new for each in found.results} == {0.0}
    # What a model gained once it lost again.
    assert found.link.shift == pytest.approx(-(sum(SKILLS.values()) / 5 - CORRECTED) / N)
    assert found.link.low < found.link.shift < found.link.high


def test_results_without_generations_are_named(versions):
    for path in versions.results_dir.glob("acme/one/*.samples.jsonl.zst"):
        path.unlink()
    write_task(versions, 2, references=right_now)
    found = link_of(versions)
    assert [why for _, why in found.left_out] == ["its generations are not beside it"]
    assert found.link.n_anchors == 4


def test_today_s_version_is_linked_to_nothing(versions):
    assert relink(versions, leaderboard.load(versions), "capitals") == ()


def test_the_command_shows_both_scores(versions):
    write_task(versions, 2, references=right_now)
    given = ["--project", str(versions.root), "analyse", "--versions"]
    done = CliRunner().invoke(group, given)
    assert done.exit_code == 0, done.output
    assert "acme/three" in done.output
    sentence = (
        "capitals v1 to v2, the same answers scored again: +0.2000 exact_match over 5 results"
    )
    assert sentence in done.output
    found = json.loads(CliRunner().invoke(group, [*given, "--json"]).stdout)
    assert found["relinks"][0]["link"]["n_anchors"] == 5
