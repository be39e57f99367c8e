"""Every rule refuses what it should, with its line; a sound project passes."""

import re
from pathlib import Path

import pytest
from check_cases import CASES, TODAY

from llmsite.checks.changes import Change
from llmsite.checks.checking import check
from llmsite.checks.report import text_lines
from llmsite.checks.rules import GROUPS, RULES
from llmsite.checks.target import Target, list_files, mode_of

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "checks"


def run(project, code):
    asked = CASES[code](project) or {}
    changes = None
    if "changes" in asked:
        changes = tuple(
            Change(path, status, "000000" if status == "D" else mode_or_plain(project, path))
            for status, path in asked["changes"]
        )
        added = {path for status, path in asked["changes"] if status == "A"}
        before = frozenset(list_files(project.root)) - added
        asked = {**asked, "changes": changes, "base_files": before}
    return check(Target(project.root, project, TODAY, **asked))


def mode_or_plain(project, path):
    return mode_of(project.root, path) if (project.root / path).exists() else "100644"


def normal(line):
    """A line without what depends on the texts of the catalog: names by hash, short hashes."""
    line = re.sub(r"\d{8}-[0-9a-f]{16}", "<result>", line)
    line = re.sub(r"ada-[0-9a-f]{16}", "ada-<hash>", line)
    line = re.sub(
        r"LS007 [\d,]+ bytes", "LS007 18,279 bytes", line
    )  # clock readings vary in length
    return re.sub(r"\b[0-9a-f]{12}…", "<hash>…", line)


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_broken_rule_gives_its_line(code, filled, update_goldens):
    report = run(filled, code)
    found = [fault for fault in report.faults if fault.code == code]
    assert found, [str(fault) for fault in report.faults]
    assert {fault.severity for fault in found} <= {RULES[code].severity, "warning"}
    assert report.ok == (RULES[code].severity != "error")
    line = normal(str(found[0])) + "\n"
    expected = FIXTURES / code / "expected.txt"
    if update_goldens:
        expected.parent.mkdir(parents=True, exist_ok=True)
        expected.write_text(line, encoding="utf-8")
    assert line == expected.read_text(encoding="utf-8")


def test_every_rule_has_a_case():
    assert sorted(CASES) == sorted(RULES)
    assert {path.name for path in FIXTURES.iterdir()} == set(RULES)


def test_every_rule_belongs_to_a_group():
    assert {code[:3] for code in RULES} == set(GROUPS)


def test_a_sound_project_passes_with_every_result_scored_again(filled):
    report = check(Target(filled.root, filled, TODAY))
    assert report.faults == ()
    assert report.evidence == {"re-scored": 4, "re-derived": 0, "stated": 0}
    assert list(text_lines(report)) == [
        "12 files checked: 0 errors, 0 warnings. 4 results re-scored from generations."
    ]


def test_all_faults_are_found_at_once(filled):
    from check_cases import edit, edit_text

    edit_text(filled, '"attempts": 1,', '"attempts": "1",\n  "extra": 2,')
    edit(filled, lambda r: r["tasks"][0]["scores"][0].update(value=1.0), "acme/large")
    report = check(Target(filled.root, filled, TODAY))
    assert {fault.code for fault in report.faults} == {"LS302", "LS303", "LS405"}
    assert len({fault.path for fault in report.faults}) == 2


def test_statistics_are_enough_where_generations_are_redacted(filled):
    from check_cases import record, result_path

    path = result_path(filled)
    import json

    stated = json.loads(path.read_text())["samples"]
    path.with_name(path.stem + ".samples.jsonl.zst").unlink()
    value = {
        "schema_version": 0,
        "result": path.stem,
        "reason": "a sample held a private address",
        "date": "2026-11-23",
        "samples_sha256": stated["sha256"],
        "content_sha256": stated["content_sha256"],
    }
    record(filled, f"redactions/{path.stem}.json", value)
    report = check(Target(filled.root, filled, TODAY))
    assert report.faults == ()
    assert report.evidence == {"re-scored": 3, "re-derived": 1, "stated": 0}


def test_every_rule_is_documented(root):
    page = (root / "docs" / "checks.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (LS\d{3})$", page, re.MULTILINE) == list(RULES)
