"""What is committed under `results/` and shown on the demo board."""

import json

import pytest

from llmsite.results.cards import read_card
from llmsite.tasks import load_suite

SUITES = ("core", "small", "core-choices", "core-labels", "core-writing", "quick")


def test_every_card_is_filled_in(root):
    folders = sorted(path.parent for path in root.glob("results/*/*/model.json"))
    assert folders
    for folder in folders:
        card = read_card(folder)
        said = (card.organisation, card.licence, card.architecture, card.kind, card.training_data)
        assert "unknown" not in said, card.id
        assert card.description, card.id
        if card.kind != "baseline" and card.organisation != "llmsite":
            assert card.url, card.id


@pytest.mark.parametrize("suite", SUITES)
def test_suites_of_the_board_exist(root, suite):
    from llmsite.project import Project

    assert suite in Project(root).config.suites
    assert load_suite(suite).tasks


def test_results_say_how_they_were_made(root):
    for path in sorted(root.glob("results/*/*/2*.json")):
        content = json.loads(path.read_bytes())
        assert content["command"].startswith("llmsite run "), path
        words = content["command"].split()
        assert not [word for word in words if word.startswith(("/", "~", "."))], path
