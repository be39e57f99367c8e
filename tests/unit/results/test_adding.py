import json

import pytest

from llmsite import results
from llmsite.errors import LlmsiteError, ResultError
from llmsite.results.reading import fingerprint
from llmsite.schema.generation import TextGeneration
from llmsite.schema.result import Submitter
from llmsite.storage import sha256_bytes


def test_a_run_becomes_a_named_file_with_its_samples_and_a_card(project, make_run):
    path = results.add(project, make_run(), Submitter(login="ada"))
    assert path.parent == project.results_dir / "acme" / "small"
    assert path.stem == "20261120-" + sha256_bytes(path.read_bytes())[:16]
    stored = results.read(path)
    assert stored.id == path.stem
    assert [task.task for task in stored.record.tasks] == [
        "topic-quick",
        "facts-quick",
        "translate-quick",
        "text-quick",
    ]
    rows = results.read_samples(results.samples_path(path), stored.record.samples)
    assert len(rows) == stored.record.samples.rows == sum(t.n for t in stored.record.tasks)
    assert all(row.token_ids is None for row in rows if isinstance(row, TextGeneration))
    card = json.loads((path.parent / "model.json").read_text())
    assert card["n_parameters"] == 135_000_000
    assert card["licence"] == "unknown"


def test_adding_again_changes_nothing_and_a_card_is_never_overwritten(project, make_run):
    run = make_run()
    path = results.add(project, run)
    card = path.parent / "model.json"
    card.write_text(card.read_text().replace('"unknown"', '"MIT"', 1))
    before = {each: each.read_bytes() for each in project.results_dir.rglob("*.*")}
    assert results.add(project, run) == path
    assert {each: each.read_bytes() for each in project.results_dir.rglob("*.*")} == before


def test_two_runs_with_equal_answers_differ_in_measured_alone(project, make_run):
    first = results.draft_result(project, make_run(started="2026-11-20T10:00:00Z")).record
    second = results.draft_result(project, make_run(started="2026-11-21T09:00:00Z")).record
    update = {"measured": first.measured, "date": first.date, "run_id": first.run_id}
    assert second != first
    assert second.model_copy(update=update) == first
    assert fingerprint(second.model_copy(update={"run_id": first.run_id})) == fingerprint(first)


def test_rescoring_a_stored_result_gives_the_same_record(project, make_run):
    from llmsite.schema.run import TaskPlan
    from llmsite.tasks import load_task

    stored = results.read(results.add(project, make_run()))
    path = project.results_dir / "acme" / "small" / f"{stored.id}.json"
    rows = results.read_samples(results.samples_path(path), stored.record.samples)
    for task in stored.record.tasks:
        plan = TaskPlan(
            **{name: getattr(task, name) for name in TaskPlan.model_fields if hasattr(task, name)},
            n_requests=task.n,
        )
        again = results.rescore(
            load_task(task.task, project), [row for row in rows if row.task == task.task], plan
        )
        assert again == task
        assert results.rederive(task) == task.scores


def test_a_part_of_the_samples_is_marked_partial(project, make_run):
    stored = results.read(results.add(project, make_run(limit=10)))
    assert all(task.partial and task.n == 10 for task in stored.record.tasks)


def test_an_error_is_no_empty_answer(project, make_run):
    def fail(row):
        return row.model_copy(update={"error": "timed out"}) if row.id == "facts-001" else row

    run = make_run(tasks={"facts-quick"}, change=fail)
    (task,) = results.score_run(project, run)
    whole = results.score_run(project, make_run(tasks={"facts-quick"}, name="whole"))[0]
    assert task.partial
    assert task.n == whole.n - 1


def test_a_credential_is_found_before_anything_is_written(project, make_run):
    key = "ghp" + "_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"

    def leak(row):
        return row.model_copy(update={"text": key}) if row.id == "facts-003" else row

    with pytest.raises(ResultError, match=r"facts-003.*GitHub token") as caught:
        results.add(project, make_run(tasks={"facts-quick"}, change=leak))
    assert caught.value.faults[0].code == "LS503"
    assert not project.results_dir.exists()


def test_an_unfinished_run_is_refused(project, make_run):
    run = make_run()
    (run / "units" / "facts-quick-00000.jsonl.zst").unlink()
    with pytest.raises(LlmsiteError, match="1 of 4 units are missing"):
        results.add(project, run)


def test_the_last_run_is_the_one_that_started_last(project, make_run):
    make_run(started="2026-11-20T10:00:00Z")
    last = make_run(started="2026-11-21T10:00:00Z")
    make_run(started="2026-11-19T10:00:00Z")
    assert results.last_run(project) == last


def test_generations_that_are_too_large_need_an_address(project, make_run):
    (project.root / "site.toml").write_text('title = "A"\n[limits]\nsamples_bytes = 100\n')
    run = make_run()
    with pytest.raises(ResultError, match="--samples-url"):
        results.add(project, run)
    assert not project.results_dir.exists()
    url = "https://huggingface.co/datasets/acme/runs/resolve/main/samples.jsonl.zst"
    path = results.add(project, run, url=url)
    assert results.read(path).record.samples.url == url
    assert not results.samples_path(path).exists()


def test_answers_made_elsewhere(project, tmp_path):
    from datetime import date

    from llmsite.schema.run import ModelIdentity
    from llmsite.tasks import load_task

    task = load_task("facts-quick", project)
    rows = [{"id": s.id, "text": str(s.references[0])} for s in reversed(task.samples)]
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    model = ModelIdentity(id="acme/api", source="acme/api", verified=False)
    ask = {"model": model, "task": "facts-quick", "day": date(2026, 11, 1)}
    stored = results.read(results.add_generations(project, path, **ask))
    (scored,) = stored.record.tasks
    assert stored.id.startswith("20261101-")
    assert scored.scores[0].value == 1.0
    assert scored.requests_sha256 is None
    assert not scored.partial


BROKEN_ANSWERS = {
    "no id": ('{"text": "a"}', "'id' missing"),
    "no answer": ('{"id": "facts-001", "output": "a"}', "'text' missing"),
    "no object": ("[1]", "is no object"),
    "not JSON": ("{", "EOF"),
    "wrong type": ('{"id": "facts-001", "text": 3}', "valid string"),
    "unknown id": ('{"id": "nope", "text": "a"}', "no such sample"),
    "twice": ('{"id": "facts-001", "text": "a"}\n{"id": "facts-001", "text": "b"}', "twice"),
}


@pytest.mark.parametrize(("content", "words"), BROKEN_ANSWERS.values(), ids=BROKEN_ANSWERS)
def test_broken_answers_are_refused_with_their_line(project, tmp_path, content, words):
    from datetime import date

    from llmsite.schema.run import ModelIdentity

    path = tmp_path / "answers.jsonl"
    path.write_text(content)
    model = ModelIdentity(id="acme/api", source="acme/api", verified=False)
    with pytest.raises(ResultError, match=words):
        results.add_generations(
            project, path, model=model, task="facts-quick", day=date(2026, 11, 1)
        )
    assert not project.results_dir.exists()


def test_equal_scores_are_equal_in_value_and_near_in_interval(project, make_run):
    from llmsite.results.deriving import same_score

    (task,) = results.score_run(project, make_run(tasks={"topic-quick"}))
    score = task.scores[0]
    near = score.model_copy(update={"low": score.low * (1 + 1e-13)})
    assert same_score(score, near)
    for change in (
        {"value": score.value + 1e-13},
        {"low": score.low + 1e-6},
        {"high": None},
        {"n": 1},
        {"signature": "other"},
    ):
        assert not same_score(score, score.model_copy(update=change))


def test_scores_of_an_earlier_metric_are_told_by_their_signature(project, make_run):
    from llmsite.results.deriving import is_older

    (task,) = results.score_run(project, make_run(tasks={"topic-quick"}))
    score = task.scores[0]
    assert not is_older(score)
    assert is_older(score.model_copy(update={"signature": "accuracy|v:0"}))
