"""Frozen values of the reference implementations, through their checker."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from llmsite import scoring

ADAPTER = Path(__file__).with_name("adapter_llmsite.py")

NOT_YET = {
    "edge": {"ter.sentence", "ter.corpus", "tokenize.tercom"},
    "mt": {"ter.corpus", "tokenize.tercom"},
    "class": set(),
    "stats": set(),
}
"""Kinds of entries that are not answered yet; everything else must be."""


def answerable(entry):
    """Whether the entry's tokenizer exists."""
    return entry["args"].get("tokenize", "none") in scoring.tokenizers()


@pytest.mark.parametrize("name", ["edge", "mt", "class", "stats"])
@pytest.mark.timeout(300)
def test_frozen_values_are_reproduced(shared, tmp_path, name):
    checker = shared / "reference" / "check_reference.py"
    frozen = json.loads(checker.with_name(f"{name}.json").read_text(encoding="utf-8"))
    frozen["entries"] = [entry for entry in frozen["entries"] if answerable(entry)]
    entries = tmp_path / "entries.json"
    entries.write_text(json.dumps(frozen), encoding="utf-8")
    command = [sys.executable, checker, shared / "data" / "mt", entries, ADAPTER]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    pattern = r"^(?!TOTAL)(\S+) +ok +(\d+) +mismatch +(\d+) +skipped +(\d+)$"
    counts = re.findall(pattern, answer.stdout, re.MULTILINE)
    assert counts, answer.stdout + answer.stderr
    assert {kind for kind, _, _, n in counts if int(n)} == NOT_YET[name], answer.stdout
    assert all(int(n) == 0 for _, _, n, _ in counts), answer.stdout
