"""Many files are checked in several processes, and the report is the same."""

from check_cases import TODAY, edit, edit_text

from llmsite.checks import checking
from llmsite.checks.checking import check
from llmsite.checks.target import Target


def test_processes_do_not_change_the_report(filled, monkeypatch):
    edit_text(filled, '"attempts": 1,', '"attempts": "1",')
    edit(filled, lambda r: r["tasks"][0]["scores"][0].update(value=1.0), "acme/large")
    target = Target(filled.root, filled, TODAY)
    alone = check(target)
    monkeypatch.setattr(checking, "_MANY_FILES", 1)
    assert check(target, n_jobs=2) == alone
    assert not alone.ok
