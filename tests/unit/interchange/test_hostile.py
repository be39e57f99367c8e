"""Broken and hostile files of every format: a sentence each, no traceback, no wrong number."""

import gzip
import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from small_files import AIDER, EEE, GOOD, INSPECT, LM_EVAL, NOT_WHOLE, OPEN_LLM, put

from llmsite.cli.main import group
from llmsite.interchange.importing import format_names


def deep(text):
    return '{"results": ' + "[" * 5000 + "]" * 5000 + "}" if text.startswith("{") else "[" * 5000


BROKEN = {
    "cut off": lambda text: text.encode()[: len(text) // 2],
    "UTF-16": lambda text: text.encode("utf-16"),
    "no UTF-8": lambda text: text.encode() + b"\xff\xfe",
    "NUL": lambda text: b"\0" + text.encode(),
    "merge conflict": lambda text: b"<<<<<<< ours\n" + text.encode() + b"\n>>>>>>> theirs\n",
    "gzip cut off": lambda text: gzip.compress(text.encode() * 50)[:-9],
    "deep nesting": lambda text: deep(text).encode(),
}
"""Ways to spoil a file."""
BAD = {
    "empty": b"",
    "gzip damaged": b"\x1f\x8b\x08" + b"\0" * 40,
    "a bomb": gzip.compress(b" " * (40 << 20)),
    "a pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 1\n",
    "a web page": b"<!doctype html><html><body>404</body></html>",
}
"""Files that are bad whatever they should have been."""


def invoke(board, *given):
    return CliRunner().invoke(
        group, ["--project", str(board.project.root), "import", *map(str, given)]
    )


def test_every_format_has_a_case():
    assert set(GOOD) == set(format_names())


@pytest.mark.parametrize("name", sorted(set(GOOD) - NOT_WHOLE))
def test_the_small_file_is_read(board, tmp_path, name):
    file, text = GOOD[name]
    done = invoke(board, name, put(tmp_path, file, text.encode()))
    assert done.exit_code == 0, done.output
    assert len(board.records()) == 1


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_broken_file_is_a_sentence_and_never_a_traceback(board, tmp_path, name):
    file, text = GOOD[name]
    contents = BAD | {how: spoil(text) for how, spoil in BROKEN.items()}
    for how, content in contents.items():
        path = put(tmp_path, file, content)
        done = invoke(board, name, path)
        assert done.exit_code == 1, (how, done.output)
        assert "Traceback" not in done.output, how
        assert str(path) in done.output, (how, done.output)
    assert board.records() == []


WRONG = {
    "a text for a number": (
        "lm-eval",
        "results_1.json",
        json.dumps({"results": {"qa": {"acc,none": "0.5"}}, "model_name": "o/m"}),
    ),
    "true for a number": (
        "lm-eval",
        "results_1.json",
        json.dumps({"results": {"qa": {"acc,none": True}}, "model_name": "o/m"}),
    ),
    "fifty percent of a share": (
        "lm-eval",
        "results_1.json",
        json.dumps({"results": {"qa": {"acc,none": 50.0}}, "model_name": "o/m"}),
    ),
    "a key twice": (
        "lm-eval",
        "results_1.json",
        '{"results": {"qa": {"acc,none": 0.5, "acc,none": 0.9}}, "model_name": "o/m"}',
    ),
    "a list for an object": ("lm-eval", "results_1.json", '{"results": {"qa": [1, 2]}}'),
    "a share above one": (
        "every-eval-ever",
        "d.json",
        json.dumps({**EEE, "evaluation_results": [{"evaluation_name": "qa"}]}),
    ),
    "an unknown version": (
        "every-eval-ever",
        "d.json",
        json.dumps({**EEE, "schema_version": "9"}),
    ),
    "a column twice": ("open-llm-leaderboard", "t.csv", OPEN_LLM.replace("model_sha", "id")),
    "a row twice": ("open-llm-leaderboard", "t.csv", OPEN_LLM + "a,org/m,,bfloat16,0.9\n"),
    "an alias": ("aider", "p.yml", "- &a\n  model: x\n  edit_format: whole\n- *a\n"),
    "a yaml key twice": ("aider", "p.yml", AIDER + "  pass_rate_2: 99\n"),
    "a yaml object": ("aider", "p.yml", "- !!python/object:os.system\n  edit_format: x\n"),
    "a percentage above 100": ("aider", "p.yml", AIDER.replace("35.6", "135.6")),
    "infinity in a table": ("arena", "t.csv", GOOD["arena"][1].replace("1200", "inf")),
    "digits of another script": ("arena", "t.csv", GOOD["arena"][1].replace("1200", "١٢٠٠")),
    "a sum that is not one": (
        "arc-agi",
        "results.json",
        json.dumps({"score": 5, "total_tasks": 1, "task_results": {"a": 1.0}}),
    ),
    "two models in one file": (
        "alpaca-eval",
        "annotations.json",
        json.dumps(
            [{"instruction": str(n), "generator_2": f"m{n}", "preference": 2} for n in range(2)]
        ),
    ),
    "an instruction twice": (
        "alpaca-eval",
        "annotations.json",
        json.dumps([{"instruction": "a", "generator_2": "m", "preference": 2}] * 2),
    ),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_a_wrong_value_is_never_a_number(board, tmp_path, case):
    name, file, text = WRONG[case]
    done = invoke(board, name, put(tmp_path, file, text.encode()))
    assert done.exit_code == 1, done.output
    assert "Traceback" not in done.output
    assert len(board.records()) == (1 if case == "a row twice" else 0)


@pytest.mark.parametrize(
    "model",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "C:\\Users\\me\\model",
        "org/..",
        "con",
        "\u202eevil",
        "a" * 5000,
        "<script>alert(1)</script>",
        "model\x00\x1b[31m",
        "💥",
        "baseline/majority",
    ],
)
def test_names_that_attack_stay_inside_the_project(board, tmp_path, model):
    before = {path for path in tmp_path.rglob("*") if board.project.root not in path.parents}
    path = put(tmp_path, "results_1.json", json.dumps({**LM_EVAL, "model_name": model}).encode())
    done = invoke(board, "lm-eval", path)
    assert done.exit_code == 0, done.output
    (record,) = board.records()
    assert record.model.id.count("/") == 1
    assert ".." not in record.model.id
    assert not record.model.id.startswith("baseline/")
    after = {each for each in tmp_path.rglob("*") if board.project.root not in each.parents}
    assert {each for each in after - before if each.is_file()} == {path}


def test_links_are_not_followed(board, tmp_path):
    secret = put(tmp_path / "else", "results_1.json", json.dumps(LM_EVAL).encode())
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "results_2.json").symlink_to(secret)
    done = invoke(board, "lm-eval", folder)
    assert board.records() == []
    assert "Traceback" not in done.output


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive(**{"samples/1_epoch_1.json": "{}"}), "has no header.json"),
        (archive(**{"header.json": json.dumps(INSPECT)})[:-40], "is no whole archive"),
        (archive(**{"header.json": " " * (20 << 20)}), "refused"),
        (archive(**{"header.json": "{"}), "header.json"),
        (b"PK\x03\x04" + b"\0" * 100, "is no whole archive"),
    ],
)
def test_archives_with_faults_are_refused(board, tmp_path, content, words):
    done = invoke(board, "inspect", put(tmp_path, "log.eval", content))
    assert done.exit_code == 1
    assert words in done.output
    assert board.records() == []


def test_one_wrong_value_leaves_the_others(board, tmp_path):
    values = {"acc,none": 50, "acc_norm,none": "0.5", "f1,none": True, "mc2,none": 0.25}
    text = json.dumps({"results": {"qa": values}, "model_name": "o/m"})
    report = board.bring("lm-eval", put(tmp_path, "results_1.json", text.encode()))
    assert sorted(fault.message for fault in report.faults) == [
        "task qa: acc,none 50.0 is outside of [0.0, 1.0]; left out",
        "task qa: acc_norm,none is '0.5', which is no number; left out",
        "task qa: f1,none is True, which is no number; left out",
    ]
    ((score,),) = [task.scores for record in board.records() for task in record.tasks]
    assert (score.metric, score.value) == ("mc2", 0.25)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("a.json", b"<<<<<<< ours\n{}\n", "holds an unsolved merge conflict"),
        ("a.json", "{}".encode("utf-16"), "is not UTF-8"),
        ("a.json", b'{"results": ', "a.json:1:"),
        ("a.json", b"[" * 5000, "nested deeper"),
        ("a.json", b'{"a": 1, "a": 2}', "duplicate key"),
        ("a.json", b'{"questions": [], "b": 1}', "a JSON object with 'questions', 'b'"),
        ("a.json", b"[1, 2]", "JSON, but a list of no known shape"),
        ("a.csv", b"name,points\nx,1\n", "a table with 'name', 'points', and no '--mapping'"),
        ("a.bin", b"\x7fELF", "the ending '.bin' is none of those of results"),
        ("a.json", b"", "is empty"),
        ("a.json.gz", b"\x1f\x8bxx", "is not a whole gzip file"),
    ],
)
def test_auto_says_why_a_file_is_of_no_format(board, tmp_path, file, content, words):
    put(tmp_path / "in", "results_1.json", json.dumps(LM_EVAL).encode())
    (tmp_path / "in" / file).write_bytes(content)
    done = invoke(board, "auto", tmp_path / "in")
    assert done.exit_code == 1
    assert words in done.output
    assert len(board.records()) == 1


def test_nothing_is_there_to_import(board, tmp_path):
    done = invoke(board, "auto", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "no such file or folder" in done.output
