import json
from dataclasses import asdict

import pytest
import yaml
from click.testing import CliRunner

from llmsite.cli.main import group
from llmsite.interchange.claims import Reading
from llmsite.interchange.every_eval_ever_export import document_of
from llmsite.interchange.intake import SourceFile
from llmsite.interchange.scores_table import read_rows, write_scores
from llmsite.leaderboard import frame, load
from llmsite.leaderboard.frames import COLUMNS, score_rows


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_a_table_and_back_loses_nothing(filled, tmp_path, kind):
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    path = tmp_path / f"scores.{kind}"
    board = load(filled)
    assert write_scores(board, path, kind) > 0
    rows = read_rows(SourceFile(path, path.name), Reading((path.name,)))
    assert rows == [asdict(row) for row in score_rows(board)]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_another_project_reads_the_table_as_claims(filled, board, tmp_path, kind):
    path = tmp_path / f"scores.{kind}"
    write_scores(load(filled), path, kind)
    assert board.bring("auto", path).is_clean
    stated = sorted(
        (row.model, row.task, row.metric, row.value) for row in score_rows(load(filled))
    )
    found = sorted(
        (record.source["result"], score.value)
        for record in board.records()
        for task in record.tasks
        for score in task.scores
    )
    assert sorted(value for _, value in found) == sorted(value for *_, value in stated)


def test_a_frame_has_one_row_a_value(filled):
    whole = frame(load(filled))
    assert list(whole.columns) == list(COLUMNS)
    assert len(whole) == len(list(score_rows(load(filled))))


def test_a_document_of_every_eval_ever_comes_back_as_it_was(board, tmp_path):
    document = {
        "schema_version": "0.3.0",
        "evaluation_id": "x/y/1",
        "retrieved_timestamp": "1770822797.8",
        "source_metadata": {"source_name": "Some board", "source_type": "documentation"},
        "model_info": {"name": "Ünïcode", "id": "org/model", "additional_details": {"a": None}},
        "evaluation_results": [
            {
                "evaluation_name": "QA",
                "metric_config": {"lower_is_better": False, "min_score": 0.0, "max_score": 1.0},
                "score_details": {"score": 0.5, "details": {"tab": "x", "inner": {"score": None}}},
            }
        ],
    }
    path = tmp_path / "d.json"
    path.write_text(json.dumps(document))
    assert board.bring("auto", path).faults == []
    loaded = board.load()
    (entry,) = loaded.results
    assert document_of(entry, loaded, "") == document
    assert (entry.record.date, entry.record.tasks[0].scores[0].value) == ("2026-02-11", 0.5)


def test_our_own_documents_are_read_again(filled, board, tmp_path):
    runner = CliRunner()
    given = [
        "--project",
        str(filled.root),
        "export",
        "every-eval-ever",
        "--out",
        str(tmp_path / "o"),
    ]
    done = runner.invoke(group, given)
    assert done.exit_code == 0
    report = board.bring("every-eval-ever", tmp_path / "o")
    assert report.is_clean
    first, again = load(filled), board.load()
    stated = sorted(row.value for row in score_rows(first))
    assert sorted(row.value for row in score_rows(again)) == stated
    document = json.loads(next((tmp_path / "o").rglob("*.json")).read_text())
    assert document_of(again.results[0], again, "")["schema_version"] == document["schema_version"]


@pytest.mark.parametrize("name", ["hf-eval-results", "model-index"])
def test_hub_metadata_is_yaml(filled, tmp_path, name):
    given = ["--project", str(filled.root), "export", name, "--out", str(tmp_path / "o")]
    done = CliRunner().invoke(group, given)
    assert done.exit_code == 0
    for path in (tmp_path / "o").rglob("*.yaml"):
        value = yaml.safe_load(path.read_text())
        if name == "model-index":
            (entry,) = value["model-index"]
            assert entry["results"][0]["metrics"][0]["value"] is not None
        else:
            assert value[0]["dataset"]["id"].count("/") == 1


def test_every_real_document_comes_back(sources):
    from llmsite.interchange.every_eval_ever import DOCUMENT
    from llmsite.interchange.importing import gather, read_files

    files = gather([sources / "every-eval-ever" / "data"], [])
    readings = read_files("every-eval-ever", files)
    assert len(readings) == 183
    for reading in readings:
        assert all(fault.severity == "warning" for fault in reading.faults)
        original = json.loads(
            SourceFile(files[0].path.parent / reading.files[0], "").path.read_text()
        )
        assert json.loads(reading.said[0].source[DOCUMENT]) == original
