"""Documents say what is there: links lead somewhere, commands and registries are covered."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from llmsite.cli.main import COMMANDS, group

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    missing = [target for target in local if not (document.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("name", COMMANDS)
def test_table_of_commands_repeats_their_help(name: str) -> None:
    command = group.get_command(None, name)
    assert COMMANDS[name] == (command.help or "").strip().splitlines()[0]


def test_make_help_lists_every_verb_of_the_readme() -> None:
    verbs = set(re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    documented = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert verbs
    assert verbs <= documented


def test_unknown_command_suggests_a_known_one() -> None:
    shown = CliRunner().invoke(group, ["buid"])
    assert shown.exit_code == 2
    assert "Did you mean 'build'?" in shown.output
