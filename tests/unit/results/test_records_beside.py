import json

import pytest
from click.testing import CliRunner

from llmsite import leaderboard, results
from llmsite.cli.main import group
from llmsite.errors import LlmsiteError
from llmsite.schema.result import Submitter


def call(project, *arguments):
    """Run a command in a project; its exit code, and its output or its faults."""
    runner = CliRunner()
    result = runner.invoke(group, ["--project", str(project.root), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        if not isinstance(result.exception, LlmsiteError):
            raise result.exception
        return 1, str(result.exception)
    return result.exit_code, result.output


def sound(project):
    code, text = call(project, "check")
    assert code == 0, text


@pytest.fixture
def path(project, make_run):
    run = make_run(tasks={"topic-quick", "facts-quick"})
    return results.add(project, run, Submitter(login="ada"))


def test_a_retraction_is_written_once_with_its_reason(project, path):
    code, text = call(project, "retract", path.stem[:14], "--reason", "the prompts were wrong")
    assert code == 0
    assert f"retractions/{path.stem}.json" in text
    code, text = call(project, "retract", path.stem, "--reason", "the prompts were wrong")
    assert code == 1
    assert "never edited" in text
    sound(project)


def test_a_retraction_needs_a_known_result_and_a_reason(project, path):
    assert (
        "no result begins with '2030'" in call(project, "retract", "2030", "--reason", "x" * 20)[1]
    )
    assert "$.reason" in call(project, "retract", path.stem, "--reason", "bad")[1]
    assert not (project.root / "retractions").exists()


def test_a_redaction_removes_the_generations_and_keeps_the_score(project, path):
    before = results.read(path).record.tasks
    code, _ = call(project, "redact", path.stem, "--reason", "a sample held a private address")
    assert code == 0
    assert not results.samples_path(path).exists()
    assert results.read(path).record.tasks == before
    sound(project)
    assert leaderboard.load(project).results[0].trust == "packed"


def test_a_verification_by_another_login_raises_trust_again(project, path):
    code, text = call(project, "verify", path.stem, "--submitter", "grace")
    assert code == 0, text
    assert "differs" not in text
    samples = results.samples_path(path)
    samples.rename(project.root / "kept.zst")
    loaded = leaderboard.load(project).results[0]
    assert loaded.trust == "recomputed"
    assert len(loaded.verifications) == 1
    (project.root / "kept.zst").rename(samples)
    sound(project)


def test_a_verification_by_the_submitter_does_not_count(project, path):
    call(project, "verify", path.stem, "--submitter", "Ada")
    assert leaderboard.load(project).results[0].verifications == ()
    code, text = call(project, "check")
    assert code == 1
    assert "LS603" in text


def test_a_second_run_verifies(project, path, make_run):
    run = make_run(tasks={"topic-quick", "facts-quick"}, started="2026-11-21T10:00:00Z")
    own = results.add(project, run, Submitter(login="grace"))
    code, text = call(project, "verify", path.stem, "--submitter", "grace", "--run", own.stem)
    assert code == 0, text
    (entry,) = [e for e in leaderboard.load(project).results if e.id == path.stem]
    assert entry.verifications[0].method == "re-run"
    assert entry.trust == "reproduced"


def test_fmt_writes_canonical_form_and_renames(project, path):
    path.write_text(json.dumps(json.loads(path.read_text())))
    code, text = call(project, "fmt", str(path))
    assert code == 0
    new = project.root / text.splitlines()[0]
    assert new.is_file()
    assert not path.exists() or new == path
    assert results.samples_path(new).is_file()
    sound(project)
    assert "0 of 2 files" in call(project, "fmt", str(project.results_dir))[1]


def test_pack_moves_generations_out_by_hash(project, path):
    url = "https://huggingface.co/datasets/acme/runs/resolve/main/s.jsonl.zst"
    code, text = call(project, "pack", path.stem, "--url", url)
    assert code == 0
    new = project.root / text.splitlines()[0]
    assert results.read(new).record.samples.url == url
    assert not results.samples_path(new).exists()
    assert not path.exists()
    outside = project.runs_dir / "packed" / results.samples_path(new).name
    results.read_samples(outside, results.read(new).record.samples)
    sound(project)


def test_model_new_fills_in_what_the_result_says(project, path):
    (path.parent / "model.json").unlink()
    code, _ = call(project, "model", "new", "acme/small", "--yes", "--set", "licence=MIT")
    assert code == 0
    card = results.read_card(path.parent)
    assert (card.n_parameters, card.licence, card.organisation) == (135_000_000, "MIT", "acme")
    assert "exists already" in call(project, "model", "new", "acme/small", "--yes")[1]
    assert json.loads(call(project, "model", "show", "acme/small")[1])["licence"] == "MIT"
    sound(project)


def test_model_new_refuses_what_no_card_can_hold(project):
    assert "$.id" in call(project, "model", "new", "Acme Small", "--yes")[1]
    assert (
        "$.colour is not" in call(project, "model", "new", "a/b", "--yes", "--set", "colour=x")[1]
    )
    assert not (project.results_dir / "a").exists()


def test_a_snapshot_lists_what_counts_and_is_never_edited(project, path, make_run):
    code, text = call(project, "snapshot")
    assert code == 0
    file = project.root / text.splitlines()[0]
    document = json.loads(file.read_text())
    assert list(document["results"]) == [path.stem]
    assert call(project, "snapshot")[0] == 0
    results.add(project, make_run("acme/other"))
    assert "never edited" in call(project, "snapshot")[1]
