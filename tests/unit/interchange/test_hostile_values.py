"""Single values of every format spoilt: no traceback, no hang, no number that nobody stated."""

import json
import math
from copy import deepcopy

import pytest
from small_files import GOOD, NOT_WHOLE, put

from llmsite.interchange.importing import gather, read_files

SPOILT = [None, True, False, "0.25", "", [], {}, [[]], math.nan, math.inf, -math.inf, 10**400]
JSON_FORMATS = sorted(
    name for name, (file, text) in GOOD.items() if file.endswith(".json") and name not in NOT_WHOLE
)
NAMES = {
    "lm-eval": "org/model",
    "open-llm-leaderboard": "org/m",
    "arena": "gpt",
    "alpaca-eval": '"m"',
    "every-eval-ever": "org/m",
    "scores": "o/m",
    "swe-bench": '"x"',
    "lighteval": "o/m",
    "inspect": "openai/gpt",
    "evalplus": '"m"',
    "bigcode": "o/m",
    "euroeval": "org/m",
    "aider": "gpt",
    "eq-bench": "o/m",
    "paper": "o/m",
}
"""Format → how its small file names the model; those that take it from the folder are left out."""

ATTACKS = ("../../../../tmp/evil", "<script>alert(1)</script>", "x" * 200_000)


def values_of(name, folder):
    readings = read_files(name, gather([folder], []))
    claims = [
        claim
        for reading in readings
        for said in reading.said
        for task in said.tasks
        for claim in task.claims
    ]
    return {claim.value for claim in claims}


def leaves(value, path=()):
    if isinstance(value, dict | list) and value:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in pairs:
            yield from leaves(item, (*path, key))
    yield path


def with_value(document, path, value):
    changed = deepcopy(document)
    if not path:
        return value
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


@pytest.mark.parametrize("name", JSON_FORMATS)
def test_no_spoilt_value_becomes_a_number(tmp_path, name):
    file, text = GOOD[name]
    document = json.loads(text)
    path = put(tmp_path, file, text.encode())
    stated = values_of(name, path)
    assert stated
    for place in leaves(document):
        for value in SPOILT:
            path.write_text(json.dumps(with_value(document, place, value)))
            found = values_of(name, path)
            assert found <= stated, (place, value)


@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize(
    "attack", ["../../../../tmp/evil", "<script>alert(1)</script>", "x" * 200_000]
)
def test_names_that_attack_stay_inside_the_project(board, tmp_path, name, attack):
    file, text = GOOD[name]
    token = NAMES[name]
    wanted = f'"{attack}"' if token.startswith('"') else attack
    path = put(tmp_path / "in", file, text.replace(token, wanted).encode())
    report = board.bring(name, path)
    inside = [each for each in tmp_path.rglob("*") if each.is_file() and each != path]
    assert all(board.project.root in each.parents for each in inside)
    for record in board.records():
        assert record.model.id.count("/") == 1
        assert ".." not in record.model.id
        assert "<" not in record.model.id
    # A name that long may be refused, in a sentence of readable length.
    assert board.records() or not report.is_clean
    assert all(len(str(fault)) < 2_000 for fault in report.faults)
