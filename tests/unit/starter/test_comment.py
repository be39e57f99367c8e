"""The comment renderer treats the report as hostile."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
RENDERER = ROOT / "python/llmsite/starter/files/github/ci/render_comment.py"
RUN = "https://github.com/acme/board/actions/runs/1"
REPORT = {
    "check": {
        "ok": False,
        "n_files": 3,
        "n_errors": 1,
        "n_warnings": 0,
        "evidence": {},
        "faults": [
            {
                "code": "LS405",
                "severity": "error",
                "path": "results/a/b/c.json",
                "line": 3,
                "column": 1,
                "message": "score differs",
                "fix": "score again",
            }
        ],
    },
    "rows": [
        {
            "suite": "quick",
            "row": "acme/small",
            "trust": "recomputed",
            "rank": [1, 3],
            "before": None,
            "tied": ["acme/large"],
            "scores": [{"name": "t (m)", "value": 0.5, "low": 0.4, "high": 0.6, "n": 100}],
        }
    ],
    "moves": [{"suite": "quick", "row": "acme/large", "before": [1, 1], "after": [1, 2]}],
    "unreadable": "",
}


def render(folder, report=None, *, content=None, name="report.json", url=RUN):
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "preview.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content if content is not None else json.dumps(report))
        archive.writestr("preview/index.html", "<script>alert(1)</script>")
    done = subprocess.run(
        [sys.executable, "-I", str(RENDERER), str(folder), url],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_a_report_becomes_a_comment(tmp_path):
    text = render(tmp_path / "in", REPORT)
    assert "### Results are refused" in text
    assert "rank 1 to 3" in text
    assert "| 0.5 | 0.4 to 0.6 | 100 |" in text
    assert f"[Log and the site as it would be]({RUN})" in text


PAYLOADS = (
    "@everyone",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "https://evil.example",
    "www.evil.example",
    "| a | b |\n# title",
    "`code` **bold** ~~gone~~",
    "#1 GH-1 acme/board#1",
    "\u202etxt.exe",
    "::error::x",
    "<!-- llmsite report -->",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_a_report_becomes_markup(tmp_path, payload):
    report = json.loads(json.dumps(REPORT))
    report["check"]["faults"][0] |= dict.fromkeys(("code", "path", "message", "fix"), payload)
    report["rows"][0] |= {"row": payload, "suite": payload, "trust": payload, "tied": [payload]}
    report["rows"][0]["scores"][0]["name"] = payload
    report["moves"][0]["row"] = payload
    plain = render(tmp_path / "a", REPORT)
    text = render(tmp_path / "b", report)
    assert payload not in text.replace("<!-- llmsite report -->", "", 1)
    assert "evil.example" not in text
    assert len(text.splitlines()) == len(plain.splitlines())
    for mark in "<@`![":
        assert text.count(mark) == plain.count(mark)


BROKEN = {
    "not JSON": {"content": "{"},
    "an array": {"content": "[]"},
    "not UTF-8": {"content": b"\xff"},
    "deep": {"content": "[" * 100_000},
    "no report": {"name": "../../report.json", "content": "{}"},
    "numbers as text": {"report": REPORT | {"rows": "many"}},
    "too large": {"content": "[" + "0," * (1 << 20) + "0]"},
    "a bomb": {"content": b" " * (200 << 20)},
    "check is missing": {"report": {"rows": [], "moves": []}},
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_a_broken_report_gives_one_sentence(tmp_path, case):
    text = render(tmp_path / "in", **case)
    assert "left no report that could be read" in text


def test_a_strange_address_is_left_out(tmp_path):
    assert "evil" not in render(tmp_path / "in", REPORT, url="https://evil.example/x")


def test_long_reports_are_cut(tmp_path):
    report = json.loads(json.dumps(REPORT))
    report["check"]["faults"] *= 5_000
    text = render(tmp_path / "in", report)
    assert len(text) <= 60_001
    assert "and 4970 more" in text
