import json

import pytest
from check_cases import TODAY, edit_text, result_path

from llmsite.checks.changes import Change, check_kind, parse_raw
from llmsite.checks.checking import check
from llmsite.checks.report import Report, annotation_lines, json_form, text_lines
from llmsite.checks.summary import Proposal, escape, summary_text
from llmsite.checks.target import Target, changes_between
from llmsite.errors import Fault, ProjectError

NAMES = (
    "a\n::set-output name=x::y",
    "a\r\nb",
    "%0A::error::x",
    "a,b:c",
    "::error file=x::y",
    "a\u2028b",
    "\x1b[31mred",
)


@pytest.mark.parametrize("name", NAMES)
def test_an_annotation_is_one_line_whatever_it_holds(name):
    report = Report((Fault(name, name, 3, 4, name, "LS006"),), 1)
    lines = list(annotation_lines(report))
    assert len(lines) == 2
    assert all(len(line.splitlines()) == 1 for line in lines)
    head, _, rest = lines[0].removeprefix("::error ").partition("::")
    assert head.count(",") == 3
    assert "\x1b" not in rest
    assert all(len(line.splitlines()) == 1 for line in text_lines(report))


def test_ten_lines_a_file_and_then_a_number():
    faults = tuple(Fault(f"fault {n}", "a.json", n, 0, "", "LS303") for n in range(1, 31))
    lines = list(text_lines(Report(faults, 1)))
    assert len(lines) == 12
    assert lines[10] == "a.json: … and 20 more of LS303"
    assert lines[11] == "1 file checked: 30 errors, 0 warnings."


def test_the_json_form_has_every_fault():
    faults = (
        Fault("wrong", "a.json", 1, 2, "mend it", "LS303"),
        Fault("odd", "b.json", code="LS411", severity="warning"),
    )
    document = json_form(Report(faults, 2, {"re-scored": 1}))
    assert json.loads(json.dumps(document)) == document
    assert (document["ok"], document["n_errors"], document["n_warnings"]) == (False, 1, 1)
    assert document["faults"][0]["fix"] == "mend it"


def test_the_summary_escapes_every_value():
    payload = "<img src=x> @all [x](y) | `code` https://evil.example"
    text = summary_text(
        Report((Fault(payload, payload, fix=payload, code="LS006"),), 1), Proposal()
    )
    assert "<img" not in text
    assert "@all" not in text
    assert "https://" not in text
    assert escape("a|b") == "a&#124;b"


def test_git_lists_are_read_and_anything_else_is_refused():
    head = b":000000 100644 0000000 abc1234 A"
    listing = head + b"\0a\nb.json\0" + b":100644 000000 abc1234 0000000 D\0x.json\0"
    assert parse_raw(listing) == (
        Change("a\nb.json", "A", "100644"),
        Change("x.json", "D", "000000"),
    )
    assert parse_raw(b"") == ()
    assert parse_raw(b"ab" * 20 + b"\0" + head + b"\0f\0") == (Change("f", "A", "100644"),)
    with pytest.raises(ProjectError):
        parse_raw(b"A\0file\0")


MODES = {"120000": "symbolic link", "160000": "submodule", "100755": "executable"}


@pytest.mark.parametrize(("mode", "words"), MODES.items())
def test_only_plain_files_are_accepted(mode, words):
    (fault,) = check_kind("results/a/b/model.json", mode)
    assert fault.code == "LS005"
    assert words in fault.message


def test_two_folders_are_compared_without_git(filled, tmp_path):
    import shutil

    base = tmp_path / "base"
    shutil.copytree(filled.root, base)
    path = result_path(filled)
    edit_text(filled, '"attempts": 1', '"attempts": 2')
    (filled.results_dir / "acme" / "large" / "model.json").unlink()
    (filled.results_dir / "acme" / "large" / "model.json").symlink_to("/etc/passwd")
    (filled.results_dir / "acme" / "new.txt").write_text("x")
    found = {(change.status, change.path) for change in changes_between(base, filled.root)}
    assert found == {
        ("M", filled.name_of(path)),
        ("M", "results/acme/large/model.json"),
        ("A", "results/acme/new.txt"),
    }


def test_a_misspelt_field_is_corrected(filled):
    edit_text(filled, '"attempts"', '"atempts"')
    report = check(Target(filled.root, filled, TODAY))
    (fault,) = [each for each in report.faults if each.code == "LS302"]
    assert "did you mean 'attempts'?" in fault.fix
