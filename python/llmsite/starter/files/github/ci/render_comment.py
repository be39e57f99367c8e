# ruff: noqa: INP001, PLR2004 - a script of the project's repository, not a module of llmsite.
# mypy: disable-error-code="type-arg"
# (The report may hold anything.)
"""Render the checker's report as a comment. Standard library only; the report is hostile.

    python3 -I render_comment.py FOLDER RUN_URL > comment.md

FOLDER holds the artifact as it was uploaded (one zip file, not unpacked). Only `report.json` is
read from it, at most 1 MiB; every text is cut and escaped, so that no link, image, mention, heading
or markup of the report reaches the comment. A report that is not as expected gives one sentence.
"""

import json
import re
import sys
import zipfile
from pathlib import Path

MAX_REPORT_BYTES = 1 << 20
MAX_ZIP_BYTES = 512 << 20
MAX_COMMENT = 60_000
MAX_FAULTS = 30
MAX_ROWS = 20
MAX_TEXT = 160
MARK = "<!-- llmsite report -->"


def main(folder: str, run_url: str) -> str:
    """The comment's Markdown."""
    lines = [MARK]
    try:
        lines += body(read_report(Path(folder)))
    except (OSError, ValueError, KeyError, TypeError, RecursionError, zipfile.BadZipFile):
        lines.append("The check left no report that could be read; its log says more.")
    if re.fullmatch(r"https://github\.com/[\w./-]+", run_url):
        lines += ["", f"[Log and the site as it would be]({run_url})"]
    return "\n".join(lines)[:MAX_COMMENT] + "\n"


def read_report(folder: Path) -> dict:
    """`report.json` from the one zip file of a folder."""
    (path,) = sorted(folder.glob("*.zip")) or sorted(p for p in folder.iterdir() if p.is_file())
    if path.is_symlink() or path.stat().st_size > MAX_ZIP_BYTES:
        raise ValueError("no plain file of an acceptable size")
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("report.json")
        if info.file_size > MAX_REPORT_BYTES:
            raise ValueError("the report is too large")
        with archive.open(info) as file:
            content = file.read(MAX_REPORT_BYTES + 1)
    if len(content) > MAX_REPORT_BYTES:
        raise ValueError("the report is too large")
    report = json.loads(content.decode("utf-8"))
    if not isinstance(report, dict):
        raise TypeError("the report is no object")
    return report


def body(report: dict) -> list:
    """The lines of a report."""
    check = report["check"]
    ok = check["ok"] is True
    lines = ["### Results are accepted" if ok else "### Results are refused", ""]
    errors, warnings, files = (whole(check[k]) for k in ("n_errors", "n_warnings", "n_files"))
    lines.append(f"{files} files checked: {errors} errors, {warnings} warnings.")
    faults = check["faults"][:MAX_FAULTS]
    if faults:
        lines += ["", "| code | file | line | what | fix |", "|---|---|---:|---|---|"]
    for fault in faults:
        cells = (fault["code"], fault["path"], whole(fault["line"]), fault["message"], fault["fix"])
        lines.append("| " + " | ".join(escape(str(cell)) for cell in cells) + " |")
    rest = len(check["faults"]) - len(faults)
    if rest > 0:
        lines.append(f"\n… and {rest} more.")
    for row in report["rows"][:MAX_ROWS]:
        lines += row_lines(row)
    if report["moves"]:
        lines += ["", "| row | before | after |", "|---|---:|---:|"]
        for move in report["moves"][:MAX_ROWS]:
            before, after = span(move["before"]), span(move["after"])
            lines.append(f"| {escape(str(move['row']))} | {before} | {after} |")
    return lines


def row_lines(row: dict) -> list:
    """One new row."""
    head = f"**{escape(str(row['row']))}** on {escape(str(row['suite']))}"
    lines = ["", f"{head}: rank {span(row['rank'])}, trust {escape(str(row['trust']))}.", ""]
    lines += ["| task | value | interval | n |", "|---|---:|---:|---:|"]
    for score in row["scores"][:MAX_ROWS]:
        ends = f"{number(score['low'])} to {number(score['high'])}"
        cells = (number(score["value"]), ends, whole(score["n"]))
        lines.append(f"| {escape(str(score['name']))} | " + " | ".join(map(str, cells)) + " |")
    tied = [escape(str(each)) for each in row["tied"][:MAX_ROWS]]
    if tied:
        lines += ["", "Cannot be told apart from: " + ", ".join(tied) + "."]
    return lines


def whole(value: object) -> str:
    """A whole number, or nothing."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def number(value: object) -> str:
    """A number with four digits, or `none`."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:.4g}" if is_number else "none"


def span(value: object) -> str:
    """A rank range."""
    if not isinstance(value, list) or len(value) != 2:
        return "none"
    low, high = (whole(each) for each in value)
    return low if low == high else f"{low} to {high}"


def escape(text: str) -> str:
    """Text that Markdown, HTML and mentions leave alone."""
    text = "".join(c if c.isprintable() else "?" for c in text[:MAX_TEXT])
    return "".join(f"&#{ord(c)};" if c in "<>&|`*_[]()#!~@\\:/.\"'=+-" else c for c in text)


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1], sys.argv[2]))
