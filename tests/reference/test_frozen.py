"""Frozen values of the reference implementations, through their checker."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ADAPTER = Path(__file__).with_name("adapter_llmsite.py")

MECAB = {"ja-mecab": "MeCab", "ko-mecab": "mecab_ko"}


def answerable(entry):
    """Whether the packages that the entry's tokenizer needs are installed."""
    module = MECAB.get(entry["args"].get("tokenize"))
    return module is None or importlib.util.find_spec(module) is not None


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
    assert all(mismatch == skipped == "0" for _, _, mismatch, skipped in counts), answer.stdout
