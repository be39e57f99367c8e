import json

import pytest

from llmsite.interchange.importing import read_files
from llmsite.interchange.intake import SourceFile


def judgements(*preferences):
    return [
        {
            "instruction": f"Do {n}.",
            "output_1": "a",
            "generator_1": "davinci",
            "output_2": "b",
            "generator_2": "mine",
            "preference": preference,
        }
        for n, preference in enumerate(preferences)
    ]


def write(folder, name, value):
    path = folder / "mine" / "judge" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
    return path


def test_a_draw_is_half_a_win_and_no_judgement_is_left_out(board, tmp_path):
    board.bring(
        "alpaca-eval", write(tmp_path, "annotations.json", judgements(1, 2.0, 0, 1.25, None))
    )
    (record,) = board.records()
    (score,) = record.tasks[0].scores
    assert (score.metric, score.value, score.n) == ("win_rate", (0 + 100 + 50 + 25) / 4, 4)
    assert record.source["n_failed"] == "1"


@pytest.mark.parametrize("preference", [3, -1, "2", True, float("nan"), [2]])
def test_a_preference_of_another_kind_is_refused(board, tmp_path, preference):
    rows = judgements(1, 2, preference)
    report = board.bring("alpaca-eval", write(tmp_path, "annotations.json", rows))
    assert "a preference is" in report.faults[0].message
    assert board.records() == []


def test_constant_outputs_are_flagged(board, tmp_path):
    rows = [
        {"instruction": f"Do {n}.", "output": "I pick (2) as the better one.", "generator": "null"}
        for n in range(40)
    ]
    report = board.bring("alpaca-eval", write(tmp_path, "model_outputs.json", rows))
    (fault,) = report.faults
    assert fault.severity == "warning"
    assert "40 of 40 outputs are the same text" in fault.message


@pytest.mark.parametrize(("model", "rate", "n"), [("alpaca-7b", 26.46, 805), ("phi-2", 30.66, 799)])
def test_win_rates_of_real_judgements_are_the_published_ones(sources, model, rate, n):
    folder = sources / "alpaca_eval" / "results" / model / "alpaca_eval_gpt4"
    path = folder / "annotations.json.gz"
    (reading,) = read_files("alpaca-eval", [SourceFile(path, path.name)])
    (claim,) = reading.said[0].tasks[0].claims
    assert (round(claim.value, 2), claim.n) == (rate, n)
