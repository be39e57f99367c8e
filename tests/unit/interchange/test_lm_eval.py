import gzip
import json
from datetime import date
from math import fsum

import pytest

from llmsite.checks import checking
from llmsite.checks.target import Target
from llmsite.interchange.importing import gather, read_files, sort_files

RESULTS = {
    "results": {
        "qa": {"alias": "qa", "acc,none": 0.75, "acc_stderr,none": 0.25, "f1,none": float("nan")},
        "group": {"acc,none": 0.75, "alias": "group"},
        "old": {"exact_match,strict-match": 47.9, "exact_match_stderr,strict-match": "N/A"},
    },
    "group_subtasks": {"group": ["qa"], "qa": []},
    "versions": {"qa": 1.0, "old": "Yaml"},
    "n-shot": {"qa": 5},
    "n-samples": {"qa": {"original": 4, "effective": 4}},
    "config": {"model": "hf", "model_args": "pretrained=Org/Some-Model,revision=main"},
    "model_name": "Org/Some-Model",
    "date": 1721829456.5,
    "chat_template_sha": None,
}
SAMPLES = [{"doc_id": n, "doc_hash": f"{n:064x}", "acc": float(n != 2)} for n in range(4)]


def write(folder, results=RESULTS, samples=SAMPLES):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "results_2024-07-24T16-31-18.112356.json"
    path.write_text(json.dumps(results))
    if samples is not None:
        rows = "".join(json.dumps(row) + "\n" for row in samples).encode()
        name = "samples_qa_2024-07-24T16-31-18.112356.jsonl.gz"
        (folder / name).write_bytes(gzip.compress(rows))
    return folder


def test_numbers_with_samples_are_packed_and_others_claimed(board, tmp_path):
    report = board.bring("lm-eval", write(tmp_path / "out"))
    assert [fault.severity for fault in report.faults] == ["warning"]
    assert "f1,none is nan, which is no number" in report.faults[0].message
    (record,) = board.records()
    qa, old = record.tasks
    assert (record.model.id, record.date) == ("org/some-model", "2024-07-24")
    assert (qa.task, qa.shots, qa.n) == ("lm-eval.qa.v1.0", 5, 4)
    assert (qa.scores[0].metric, qa.scores[0].value) == ("acc", 0.75)
    assert len(qa.statistics) == 1
    # A percent stays a percent: nothing says that it is one.
    assert (old.scores[0].output, old.scores[0].value, old.statistics) == ("strict-match", 47.9, ())
    assert "group" not in " ".join(task.task for task in record.tasks)


def test_the_project_passes_its_check_and_ranks_what_has_evidence(board, tmp_path):
    board.bring("lm-eval", write(tmp_path / "out"))
    target = Target(board.project.root, board.project, date(2026, 1, 2))
    report = checking.check(target)
    assert [f"{fault}" for fault in report.faults if fault.severity == "error"] == []
    shown = board.load().board["lm-eval"]
    cells = {cell.metric: cell for cell in shown.rows[0].cells}
    assert (cells["acc"].score.value, cells["acc"].trust) == (0.75, "packed")


def test_importing_twice_changes_nothing(board, tmp_path):
    folder = write(tmp_path / "out")
    board.bring("lm-eval", folder)
    before = {path: path.read_bytes() for path in board.project.root.rglob("*") if path.is_file()}
    board.bring("lm-eval", folder)
    after = {path: path.read_bytes() for path in board.project.root.rglob("*") if path.is_file()}
    assert after == before


def test_runs_on_other_states_of_a_data_set_share_their_samples(board, tmp_path):
    for state, model in enumerate(("org/one", "org/two")):
        samples = [
            {"doc_id": n, "doc_hash": f"{n}{state}" * 30, "target_hash": f"{n}" * 60, "acc": 1.0}
            for n in range(4)
        ]
        results = json.loads(json.dumps(RESULTS, allow_nan=True)) | {"model_name": model}
        results["results"]["qa"]["acc,none"] = 1.0
        board.bring("lm-eval", write(tmp_path / model, results=results, samples=samples))
    assert [record.tasks[0].partial for record in board.records()] == [False, False]
    assert [row.model for row in board.load().board["lm-eval"].rows] == ["org/one", "org/two"]


def test_a_folder_of_real_runs_becomes_a_ranked_board(sources, board):
    folder = sources / "lm-eval-truthfulqa-multi" / "results" / "gen" / "en"
    assert board.bring("lm-eval", folder).is_clean
    shown = board.load().board["lm-eval"]
    assert shown.columns[0].metric == "bleu_acc"
    ranks = {row.model: row.rank for row in shown.rows}
    assert len(ranks) == 3
    assert None not in ranks.values()
    assert len(shown.claimed) == 12


def test_samples_that_contradict_their_results_are_said(board, tmp_path):
    samples = [{**row, "acc": 0.0} for row in SAMPLES]
    report = board.bring("lm-eval", write(tmp_path / "out", samples=samples))
    errors = [fault for fault in report.faults if fault.severity == "error"]
    assert "acc is 0.75 in the results, its samples give 0.0" in errors[0].message
    assert not board.records()[0].tasks[0].statistics


def test_one_bad_file_does_not_stop_the_others(board, tmp_path):
    write(tmp_path / "out" / "good")
    bad = tmp_path / "out" / "bad"
    bad.mkdir()
    (bad / "results_1.json").write_text('{"results": {"a": {"acc": 1')
    report = board.bring("lm-eval", tmp_path / "out")
    assert not report.is_clean
    assert len(board.records()) == 1


def test_a_checkpoint_is_a_model_of_its_own(board, tmp_path):
    for step in (1, 2):
        config = {"model_args": f"pretrained=EleutherAI/pythia-70m,revision=step{step}"}
        old = {"results": {"qa": {"acc": step / 4}}, "versions": {"qa": 0}, "config": config}
        (tmp_path / f"70m_step{step}.json").write_text(json.dumps(old))
    board.bring("lm-eval", *sorted(tmp_path.glob("*.json")))
    assert [record.model.id for record in board.records()] == [
        "eleutherai/pythia-70m-step1",
        "eleutherai/pythia-70m-step2",
    ]


@pytest.mark.parametrize("metric", ["bleu_max", "bleu_acc", "bleu_diff"])
def test_means_over_samples_equal_the_results_of_real_runs(sources, metric):
    folder = sources / "lm-eval-truthfulqa-multi" / "results" / "gen" / "en"
    faults = []
    found = sort_files("lm-eval", gather([folder], faults), faults)
    packed = {
        said.model: fsum(claim.scores) / len(claim.scores)
        for reading in read_files("lm-eval", found["lm-eval"])
        for said in reading.said
        for claim in said.tasks[0].claims
        if claim.metric == metric and claim.scores
    }
    stated = {}
    for path in folder.glob("*/results_*.json"):
        document = json.loads(path.read_text())
        value = document["results"]["truthfulqa-multi_gen_en"][f"{metric},none"]
        stated[document["model_name"]] = round(value, 6)
    assert len(packed) == 3
    assert {model: round(value, 6) for model, value in packed.items()} == {
        model: stated[model] for model in packed
    }


@pytest.mark.parametrize(
    ("folder", "n_files"),
    [
        ("lm-eval-v0-pythia", 30),
        ("lm-eval-latxa", 48),
        ("lm-eval-jp-stablelm", 38),
        ("lm-eval-bigscience", 1),
        ("lm-eval-branches", 50),
        ("lm-eval-truthfulqa-multi", 57),
    ],
)
def test_all_real_files_are_read(sources, folder, n_files):
    faults = []
    found = sort_files("lm-eval", gather([sources / folder], faults), faults)
    readings = read_files("lm-eval", found["lm-eval"])
    assert sum(len(reading.files) for reading in readings) == n_files
    errors = [f for reading in readings for f in reading.faults if f.severity == "error"]
    assert errors == []
