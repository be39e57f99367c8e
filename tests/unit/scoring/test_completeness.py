"""Each metric has its file, its place in the table, documentation, goldens, a slow reference."""

import importlib.util
import json
import re

import pytest

from llmsite import scoring

HEADINGS = [
    "What it measures",
    "Formula",
    "Range",
    "Reads",
    "Source",
    "Example",
    "Often misprinted",
]
METRICS = [spec.name for spec in scoring.metrics()]


def test_files_and_table_are_the_same(root):
    files = {path.stem for path in (root / "rust/src/metrics").glob("*.rs")} - {"mod"}
    assert files == set(METRICS)
    assert {path.stem for path in (root / "tests/golden/metrics").glob("*.json")} == files


@pytest.mark.parametrize("name", METRICS)
def test_the_documentation_is_complete(root, name):
    source = (root / "rust/src/metrics" / f"{name}.rs").read_text(encoding="utf-8")
    lines = [line[3:].strip() for line in source.splitlines() if line.startswith("//!")]
    spec = next(spec for spec in scoring.metrics() if spec.name == name)
    assert " ".join(lines).startswith(spec.summary)
    assert re.findall(r"^# (.+)$", "\n".join(lines), re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("name", METRICS)
def test_goldens_have_provenance(root, name):
    document = json.loads(
        (root / "tests/golden/metrics" / f"{name}.json").read_text(encoding="utf-8")
    )
    assert document["provenance"]
    assert document["cases"]


@pytest.mark.parametrize("name", METRICS)
def test_the_slow_reference_has_what_tests_call(root, name, monkeypatch):
    monkeypatch.syspath_prepend(root / "tests/reference")
    path = root / "tests/reference" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"reference_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert all(
        hasattr(module, part) for part in ("CASES", "OPTIONS", "PROVENANCE", "draw", "score")
    )
