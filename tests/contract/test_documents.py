"""Documents say what is there: links lead somewhere, commands and registries are covered."""

import doctest
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from llmsite.cli.main import COMMANDS, group

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WITH_EXAMPLES = ("README.md", "docs/scoring.md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    missing = [target for target in local if not (document.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_hold(name: str) -> None:
    found = doctest.testfile(str(ROOT / name), module_relative=False, encoding="utf-8")
    assert found.attempted > 3
    assert found.failed == 0


def test_every_command_is_in_the_table_and_has_help() -> None:
    modules = {path.stem for path in (ROOT / "python/llmsite/cli/commands").glob("[a-z]*.py")}
    assert modules == set(COMMANDS)
    for name in COMMANDS:
        command = group.get_command(None, name)
        assert command.help
        assert all(
            p.help for p in command.params if p.param_type_name == "option" and not p.hidden
        ), name


def test_make_help_lists_every_verb_of_the_readme() -> None:
    verbs = set(re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    documented = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert verbs
    assert verbs <= documented


def test_unknown_command_suggests_a_known_one() -> None:
    shown = CliRunner().invoke(group, ["buid"])
    assert shown.exit_code == 2
    assert "Did you mean 'build'?" in shown.output
