"""`llmsite compare` on a board of made-up answers."""

import json

import pytest
from click.testing import CliRunner

from llmsite.cli.main import group


def compare(project, *arguments):
    return CliRunner().invoke(group, ["--project", str(project.root), "compare", *arguments])


def test_a_table_with_a_picture_names_winners(filled):
    found = compare(filled, "acme/large", "baseline/random")
    assert found.exit_code == 0, found.output
    lines = [line for line in found.stdout.splitlines() if "●" in line]
    assert lines
    assert any("<.001" in line for line in lines)
    assert "A is acme/large, B is baseline/random" in found.stderr
    assert "Over all tasks: +" in found.stderr


def test_json_holds_every_number_and_turns_with_the_order(filled):
    there = json.loads(compare(filled, "acme/large", "acme/small", "--json").stdout)
    back = json.loads(compare(filled, "acme/small", "acme/large", "--json").stdout)
    assert (there["a"], there["b"]) == ("acme/large", "acme/small")
    assert there["difference"][0] == pytest.approx(-back["difference"][0])
    for one, other in zip(there["tasks"], back["tasks"], strict=True):
        assert one["difference"] == pytest.approx(-other["difference"], abs=1e-12)
        assert one["p_value"] == other["p_value"]
        assert one["p_adjusted"] >= one["p_value"]
    methods = {task["metric"]: task["method"] for task in there["tasks"]}
    assert methods["accuracy"] == "mcnemar"
    assert "randomisation" in methods.values()


def test_a_model_does_not_differ_from_itself(filled):
    found = json.loads(compare(filled, "acme/large", "acme/large", "--json").stdout)
    assert all(task["p_value"] == 1.0 for task in found["tasks"])
    assert all(task["better"] is None for task in found["tasks"])
    assert found["difference"] == [0.0, 0.0, 0.0]


def test_an_unknown_model_is_one_sentence(filled):
    from llmsite.errors import ResultError

    found = compare(filled, "acme/larg", "acme/small")
    assert isinstance(found.exception, ResultError)
    assert "acme/large" in str(found.exception)
