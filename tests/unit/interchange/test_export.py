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


def asked_twice():
    """Rows of one task at zero and at five shots, and a 90 % interval."""
    row = {
        "result": "20260101-0123456789abcdef",
        "date": "2026-01-01",
        "model": "o/m",
        "task": "qa",
        "task_version": 1,
        "task_sha256": "0" * 64,
        "kind": "choices",
        "style": "cloze",
        "shots": 0,
        "partial": False,
        "metric": "accuracy",
        "output": "accuracy",
        "value": 0.5,
        "low": 0.4,
        "high": 0.6,
        "level": 0.95,
        "signature": "accuracy|v:1",
    }
    other = {"style": "letters", "level": 0.9, "partial": True}
    return [row, row | {"shots": 5, "value": 0.75}, row | other | {"value": 0.25}]


def test_rows_that_were_asked_in_other_ways_stay_apart(board, tmp_path):
    path = tmp_path / "scores.json"
    path.write_text(json.dumps(asked_twice()))
    assert board.bring("scores", path).faults == []
    (record,) = board.records()
    found = [
        (task.task, task.shots, task.partial, score.value, score.low)
        for task in record.tasks
        for score in task.scores
    ]
    assert found == [
        ("scores.qa.v1-00000000-cloze", 0, False, 0.5, 0.4),
        ("scores.qa.v1-00000000-cloze", 5, False, 0.75, 0.4),
        ("scores.qa.v1-00000000-letters", 0, True, 0.25, None),
    ]


def test_a_row_that_stands_twice_is_said(board, tmp_path):
    path = tmp_path / "scores.json"
    first = asked_twice()[0]
    path.write_text(json.dumps([first, first | {"value": 0.9}]))
    (fault,) = board.bring("scores", path).faults
    assert fault.message == "row 2 states accuracy of 'qa' a second time"
    (record,) = board.records()
    assert [score.value for score in record.tasks[0].scores] == [0.5]


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


def test_documents_have_what_schema_0_3_requires(filled):
    loaded = load(filled)
    for entry in loaded.results:
        document = document_of(entry, loaded, "")
        assert document["schema_version"] == "0.3.0"
        assert document["retrieved_timestamp"].isdigit()
        assert document["eval_library"].keys() >= {"name", "version"}
        details = document["model_info"]["additional_details"]
        assert details["deployment_type"] in ("self_deployed", "externally_managed", "unknown")
        assert details["model_availability"] in ("open_weights", "closed_weights", "unknown")
        assert all(isinstance(each, str) for each in details.values())
        results = document["evaluation_results"]
        assert len({each["evaluation_result_id"] for each in results}) == len(results)
        for each in results:
            config = each["metric_config"]
            assert isinstance(config["lower_is_better"], bool)
            assert config["score_type"] == "continuous"
            ends = [float(config[name]) for name in ("min_score", "max_score")]
            assert ends[0] <= each["score_details"]["score"] <= ends[1]
            assert each["source_data"]["source_type"] == "other"
            told = each["generation_config"]["additional_details"]
            assert all(isinstance(value, str) for value in told.values())


def with_samples(folder, scores, stated=0.5):
    """A document of schema 0.3 with a score of each sample beside it."""
    result = {
        "evaluation_result_id": "run/qa/accuracy",
        "evaluation_name": "qa",
        "source_data": {"dataset_name": "qa", "source_type": "other"},
        "metric_config": {
            "metric_id": "accuracy",
            "lower_is_better": False,
            "score_type": "continuous",
            "min_score": 0.0,
            "max_score": 1.0,
        },
        "score_details": {"score": stated},
    }
    document = {
        "schema_version": "0.3.0",
        "evaluation_id": "x/y/1",
        "retrieved_timestamp": "1770822797",
        "source_metadata": {"source_name": "Board", "source_type": "evaluation_run"},
        "model_info": {"name": "m", "id": "org/m"},
        "eval_library": {"name": "lm_eval", "version": "0.4.9"},
        "evaluation_results": [result],
    }
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps(document))
    rows = [
        {
            "schema_version": "0.3.0",
            "evaluation_id": "x/y/1",
            "evaluation_name": "qa",
            "evaluation_result_id": "run/qa/accuracy",
            "sample_id": f"s{n}",
            "evaluation": {"score": score},
        }
        for n, score in enumerate(scores)
    ]
    (folder / "one_samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_samples_beside_a_document_are_its_evidence(board, tmp_path):
    report = board.bring("auto", with_samples(tmp_path / "given", (1.0, 0.0, 1.0, 0.0)))
    assert report.faults == []
    (record,) = board.records()
    (task,) = record.tasks
    assert (task.scores[0].value, task.n, len(task.statistics)) == (0.5, 4, 1)
    assert task.scores[0].low is not None


def test_samples_that_contradict_their_document_are_said(board, tmp_path):
    report = board.bring("auto", with_samples(tmp_path / "given", (1.0, 0.0, 1.0, 1.0)))
    (fault,) = report.faults
    assert "accuracy is 0.5 in the document, its samples give 0.75" in fault.message
    assert board.records()[0].tasks[0].statistics == ()


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
    assert hows(again) == hows(first)
    document = json.loads(next((tmp_path / "o").rglob("*.json")).read_text())
    assert document_of(again.results[0], again, "")["schema_version"] == document["schema_version"]


def hows(leaderboard):
    """How each value was asked, and of what."""
    return sorted(
        (
            row.revision or "",
            row.provider or "",
            row.shots,
            row.kind,
            row.chat,
            row.partial,
            row.value,
        )
        for row in score_rows(leaderboard)
    )


def test_one_evaluation_with_two_scores_is_said(board, tmp_path):
    given = with_samples(tmp_path / "given", ())
    (given / "one_samples.jsonl").unlink()
    path = given / "one.json"
    document = json.loads(path.read_text())
    (result,) = document["evaluation_results"]
    document["evaluation_results"].append(result | {"score_details": {"score": 0.75}})
    path.write_text(json.dumps(document))
    (fault,) = board.bring("auto", path).faults
    assert "accuracy 0.75 stands beside 0.5; the first one counts" in fault.message


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
