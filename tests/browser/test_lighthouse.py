"""What Lighthouse says of the pages that most readers open; its speed is `make bench-site`'s."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PROGRAM = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-quic"
CATEGORIES = ("accessibility", "best-practices", "seo")


@pytest.mark.parametrize("path", ["b/pair/index.html", "m/acme/hasty-1b/index.html"])
def test_lighthouse_finds_nothing(path, address, tmp_path):
    if CHROMIUM is None or shutil.which("node") is None or not PROGRAM.is_file():
        pytest.skip("needs Chromium and Lighthouse (npm ci --prefix tests/browser)")
    report = tmp_path / "report.json"
    command = [
        "node", str(PROGRAM), f"{address}/{path}", "--quiet", "--output=json",
        f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={FLAGS}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    subprocess.run(command, check=True, env=environment, capture_output=True)
    found = json.loads(report.read_text())
    wrong = [
        f"{audit['id']}: {audit.get('explanation') or audit['title']}"
        for audit in found["audits"].values()
        if audit["score"] not in (None, 1) and audit["scoreDisplayMode"] != "informative"
    ]
    assert {name: found["categories"][name]["score"] for name in CATEGORIES} == dict.fromkeys(
        CATEGORIES, 1
    ), wrong
