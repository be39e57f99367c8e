HEADER = (
    "id,model_name,model_sha,model_precision,model_has_chat_template,evaluations_ifeval_value,"
    "evaluations_ifeval_normalized_score,metadata_submission_date,metadata_params_billions"
)
ROW = "a,Org/One,{sha},bfloat16,TRUE,0.33,33.0,2024-08-05,7.2"


def write(folder, *rows):
    path = folder / "table.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_shares_and_percent_stay_as_they_stand(board, tmp_path):
    report = board.bring("open-llm-leaderboard", write(tmp_path, ROW.format(sha="a" * 40)))
    assert report.faults == []
    (record,) = board.records()
    assert [score.value for score in record.tasks[0].scores] == [0.33, 33.0]
    assert (record.variant.quantisation, record.date) == ("bfloat16", "2024-08-05")
    assert record.model.n_parameters == 7_200_000_000


def test_zero_is_a_score_and_an_empty_cell_is_none(board, tmp_path):
    row = "a,Org/One,,bfloat16,FALSE,0,,2024-08-05,-1"
    board.bring("open-llm-leaderboard", write(tmp_path, row))
    (record,) = board.records()
    assert [score.value for score in record.tasks[0].scores] == [0.0]
    assert record.model.n_parameters is None
    assert record.source["metadata_params_billions"] == "-1"


def test_bad_rows_are_said_and_the_others_read(board, tmp_path):
    rows = [
        ROW.format(sha=""),
        ROW.format(sha=""),
        "b,Org/Two",
        "c,,,x,TRUE,1,1,,",
        "d,O/D,,x,TRUE,1e,1,,",
    ]
    report = board.bring("open-llm-leaderboard", write(tmp_path, *rows))
    words = [fault.message for fault in report.faults if fault.severity == "error"]
    assert len(words) == 4
    assert "2 cells, the table has 9 columns" in words[0]
    assert len(board.records()) == 2
