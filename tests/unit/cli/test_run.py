"""`llmsite run` and `llmsite clean` on a scratch project, with models that need no weights."""

import json
import os
import time

import pytest

from llmsite.cli.main import main

RANDOM = ("run", "baseline/random", "--suite", "quick", "--limit", "6")


@pytest.fixture
def call(tmp_path, capsys):
    (tmp_path / "site.toml").write_text('title = "Scratch"\n')

    def run(*words):
        with pytest.raises(SystemExit) as caught:
            main(["--project", str(tmp_path), *words])
        shown = capsys.readouterr()
        return caught.value.code, shown.out, shown.err

    return run


def test_run_prints_scores_and_says_where_it_is(call, tmp_path):
    code, out, err = call(*RANDOM)
    assert code == 0
    assert "bits_per_byte" in out
    (folder,) = (tmp_path / "runs").iterdir()
    assert f"Complete: runs/{folder.name}" in err
    record = json.loads((folder / "run.json").read_text())
    assert record["command"] == "llmsite run baseline/random --suite quick --limit 6"


def test_scores_as_json(call):
    code, out, _ = call(*RANDOM, "--json", "--quiet")
    found = json.loads(out)
    assert code == 0
    assert [each["task"] for each in found] == [
        "topic-quick",
        "facts-quick",
        "translate-quick",
        "text-quick",
    ]
    assert all(each["partial"] and each["n"] == 6 for each in found)


def test_each_style_is_a_run_of_its_own(call, tmp_path):
    words = ("run", "random", "--task", "topic-quick", "--limit", "3")
    code, _, _ = call(*words, "--style", "letters", "--style", "cloze")
    assert code == 0
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_styles_are_compared_on_the_same_samples(call, tmp_path):
    words = ("run", "majority", "--task", "topic-quick", "--task", "facts-quick", "--limit", "20")
    styles = ("--style", "options", "--style", "letters", "--style", "cloze")
    code, out, err = call(*words, *styles, "--out", str(tmp_path / "runs" / "mine"), "--quiet")
    assert code == 0
    assert sorted(path.name for path in (tmp_path / "runs/mine").iterdir()) == [
        "cloze",
        "letters",
        "options",
    ]
    assert "style A" in out
    assert "4 pairs of styles on the same samples" in err
    code, out, _ = call(*words, *styles, "--json", "--quiet")
    found = json.loads(out)
    assert [run[0]["style"] for run in found["runs"]] == ["options", "letters", "cloze"]
    by_style = [{each["task"]: each["scores"][0]["value"] for each in run} for run in found["runs"]]
    for pair in found["pairs"]:
        first, other = by_style[0], by_style[["options", "letters", "cloze"].index(pair["b"])]
        assert pair["difference"] == pytest.approx(first[pair["task"]] - other[pair["task"]])
        assert pair["low"] <= pair["difference"] <= pair["high"]
        assert 0.0 < pair["p"] <= 1.0


def test_a_plan_asks_nothing(call, tmp_path):
    code, out, _ = call(*RANDOM, "--plan")
    assert code == 0
    assert "topic-quick" in out
    assert not (tmp_path / "runs").exists()


def test_share_waits_for_the_others(call):
    words = ("run", "random", "--suite", "quick")
    code, out, err = call(*words, "--units", "1/2")
    assert (code, out) == (0, "")
    assert "other shares are missing" in err
    code, out, err = call(*words, "--units", "2/2")
    assert code == 0
    assert "Complete" in err


BAD = {
    "no model": (("run", "--suite", "quick"), 2, "name a MODEL, or give --requests"),
    "requests say it": ((*RANDOM, "--requests"), 2, "takes model and suite from requests"),
    "unknown model": (("run", "no/model.gguf", "--suite", "quick"), 1, "no model at"),
    "unknown suite": (("run", "random", "--suite", "quik"), 1, "quik"),
    "nothing to ask": (("run", "random"), 1, "nothing to ask"),
    "share of nothing": ((*RANDOM, "--units", "3/2"), 2, "is not I/N"),
    "full disk": ((*RANDOM, "--out", "/dev/full"), 1, "/dev/full"),
    "no template": ((*RANDOM, "--chat"), 1, "has no chat template"),
    "bad name": (("run", "x", "--name", "A B", "--suite", "quick"), 1, "is no model name"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_sentence(case, call):
    words, expected, message = BAD[case]
    code, out, err = call(*words)
    assert (code, out) == (expected, "")
    assert message in err
    assert "Traceback" not in err


def test_clean_removes_old_runs_only(call, tmp_path):
    call(*RANDOM)
    (folder,) = (tmp_path / "runs").iterdir()
    assert call("clean", "--older-than", "1")[0] == 0
    assert folder.exists()
    past = time.time() - 3 * 86_400
    for path in (folder / "run.json", *folder.glob("units/*")):
        os.utime(path, (past, past))
    code, _, err = call("clean", "--older-than", "1")
    assert code == 0
    assert "Removed 1 run" in err
    assert not folder.exists()
