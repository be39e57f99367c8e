"""Known answers, and every real file of each format is read."""

import gzip
import json

import pytest

from llmsite.interchange.importing import format_names, gather, load_format, read_files, sort_files

FOLDERS = [
    ("alpaca-eval", "alpaca_eval"),
    ("helm", "helm"),
    ("swe-bench", "swe-bench"),
    ("livebench", "livebench"),
    ("inspect", "inspect"),
    ("mteb", "mteb"),
    ("evalplus", "evalplus"),
    ("bigcode", "bigcode-harness"),
    ("euroeval", "euroeval"),
    ("aider", "aider"),
    ("eq-bench", "eq-bench"),
    ("arc-agi", "arc-agi"),
]


@pytest.mark.parametrize("name", format_names())
def test_a_format_says_what_it_is(name):
    module = load_format(name)
    assert name == module.NAME
    assert module.SUMMARY
    assert module.TOOL


@pytest.mark.parametrize(("name", "folder"), FOLDERS)
def test_auto_tells_the_format_of_every_real_file(sources, name, folder):
    if name == "livebench":
        pytest.importorskip("pyarrow")
    faults = []
    found = sort_files("auto", gather([sources / folder], faults), faults)
    assert [str(fault) for fault in faults if fault.severity == "error"] == []
    assert list(found) == [name]


@pytest.mark.parametrize(("name", "folder"), FOLDERS)
def test_every_real_file_is_read(sources, name, folder):
    if name == "livebench":
        pytest.importorskip("pyarrow")
    faults = []
    found = sort_files(name, gather([sources / folder], faults), faults)
    readings = read_files(name, found[name])
    wrong = [str(f) for reading in readings for f in reading.faults if f.severity == "error"]
    assert wrong == []
    assert any(reading.said for reading in readings)


def test_helm_means_of_instances_are_the_run_s_mean(sources):
    faults = []
    found = sort_files("helm", gather([sources / "helm"], faults), faults)
    means = {
        (said.model, claim.metric): (claim.value, len(claim.scores))
        for reading in read_files("helm", found["helm"])
        for said in reading.said
        for claim in said.tasks[0].claims
        if claim.scores and said.tasks[0].n == 50
    }
    assert means["google/gemini-1.0-pro-001", "quasi_exact_match"] == (0.9, 50)


def test_a_row_that_its_own_instances_contradict_is_said(board, tmp_path):
    details = {f"i{n}": {"resolved": n < 51} for n in range(500)}
    row = {"name": "Agent", "date": "2025-01-02", "resolved": 52.8, "per_instance_details": details}
    path = tmp_path / "leaderboards.json.gz"
    text = json.dumps({"leaderboards": [{"name": "Verified", "results": [row]}]})
    path.write_bytes(gzip.compress(text.encode()))
    report = board.bring("swe-bench", path)
    assert "states 52.8 % resolved, its own 500 instances imply 10.2 %" in report.faults[0].message
    (record,) = board.records()
    assert (record.tasks[0].scores[0].value, record.tasks[0].statistics) == (52.8, ())


def test_ids_that_look_like_numbers_stay_text(board, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    tasks = {"42918530": 0.5, "00576224": 1.0, "20818e16": 0.0}
    document = {"score": 1.5, "total_tasks": 3, "task_results": tasks}
    (folder / "results.json").write_text(json.dumps(document))
    board.bring("arc-agi", folder)
    (record,) = board.records()
    assert record.tasks[0].scores[0].value == 0.5
    ids = board.project.tasks_dir / record.tasks[0].task / "ids.txt"
    assert ids.read_text().split() == list(tasks)


def test_yaml_guesses_nothing(board, tmp_path):
    path = tmp_path / "polyglot_leaderboard.yml"
    path.write_text(
        "- model: gpt\n  edit_format: whole\n  commit_hash: 0282574\n  date: 2025-02-25\n"
        "  test_cases: 225\n  pass_rate_2: 35.6\n  total_cost: 0.0000\n"
    )
    board.bring("aider", path)
    (record,) = board.records()
    assert (record.source["commit_hash"], record.date) == ("0282574", "2025-02-25")
    assert [score.metric for score in record.tasks[0].scores] == ["pass_rate_2"]


def test_a_declared_table(board, tmp_path):
    table, mapping = tmp_path / "table.csv", tmp_path / "map.toml"
    table.write_text("Model,MMLU,ARC,Size\norg/one,0.5,47.9,7\norg/two,,-,7\norg/three,0,x,7\n")
    mapping.write_text(
        'model = "Model"\nday = "2024-01-02"\nno_value = ["-"]\n'
        '[[scores]]\ncolumn = "MMLU"\ntask = "mmlu"\nmetric = "accuracy"\nscale = "share"\n'
        "higher_is_better = true\n"
        '[[scores]]\ncolumn = "ARC"\ntask = "arc"\nmetric = "accuracy"\n'
        'scale = "percent-to-share"\nhigher_is_better = true\n'
    )
    from llmsite.interchange.importing import import_results

    report = import_results(board.project, "csv", [table], day="2026-01-02", mapping=mapping)
    assert [fault.line for fault in report.faults] == [4]
    one, three = sorted(board.records(), key=lambda record: record.model.id)
    assert [task.scores[0].value for task in one.tasks] == [0.5, 0.479]
    assert three.tasks[0].scores[0].value == 0.0


def test_a_paper_is_filed_with_its_citation(board, tmp_path):
    path = tmp_path / "paper.toml"
    path.write_text(
        'citation = "Somebody et al., 2023, On Things"\nurl = "https://example.org/x"\n'
        'date = "2023-07-18"\n[[scores]]\nmodel = "org/one"\ntask = "mmlu"\nmetric = "accuracy"\n'
        'value = 45.3\nscale = "percent"\nhigher_is_better = true\nwhere = "Table 3"\n'
    )
    assert board.bring("auto", path).faults == []
    (record,) = board.records()
    assert record.source["citation"] == "Somebody et al., 2023, On Things"
    assert (record.tasks[0].scores[0].value, record.date) == (45.3, "2023-07-18")


def test_auto_refuses_scores_of_a_publication_without_a_citation(board, tmp_path):
    path = tmp_path / "paper.toml"
    path.write_text('[[scores]]\nmodel = "org/one"\ntask = "mmlu"\nvalue = 45.3\n')
    report = board.bring("auto", path)
    assert "$.citation is missing" in " ".join(fault.message for fault in report.faults)
    assert not report.is_clean
    assert board.records() == []
