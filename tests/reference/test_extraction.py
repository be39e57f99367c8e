"""Recall and false parses of extractors on published outputs: `docs/extraction.md` holds them."""

import pytest


@pytest.fixture(scope="module")
def lines(root, shared):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root / "benchmarks")
        import extraction

        return [*extraction.measure(shared / "data" / "tasks")]


def test_the_document_says_what_is_measured(root, lines):
    document = (root / "docs" / "extraction.md").read_text(encoding="utf-8")
    rows = [line for line in document.split("\n") if line.startswith(("| gsm8k", "| bbh"))]
    assert rows == [
        f"| {name} | `{shown}` | {found:.1%} | {recall:.1%} | {false:.1%} |"
        for name, shown, found, recall, false, _ in lines
    ]


def test_nearly_every_right_answer_is_found(lines):
    assert min(recall for *_, recall, _, _ in lines) > 0.99


def test_strict_extractors_take_no_wrong_answer_for_right(lines):
    strict = [false for _, shown, _, _, false, _ in lines if "mode=strict" in shown]
    assert strict == [0.0] * 10
