"""What the checker found, as text, as JSON and as annotations of a forge.

Every value from a file is already quoted by who made the fault; here the form of each output is
kept safe too. Knows nothing of rules but their names.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from llmsite.errors import Fault
from llmsite.storage import Json

_SHOWN_PER_FILE = 10


@dataclass(frozen=True)
class Report:
    """All faults of a check, and what was looked at."""

    faults: tuple[Fault, ...]
    """In the order of files, lines and codes."""
    n_files: int
    """Files that were read."""
    evidence: dict[str, int] = field(default_factory=dict)
    """How numbers were checked: `re-scored`, `re-derived`, `stated` → results."""

    @property
    def ok(self) -> bool:
        """Whether nothing is refused."""
        return not any(fault.severity == "error" for fault in self.faults)

    def count(self, severity: str) -> int:
        """Faults of a severity."""
        return sum(1 for fault in self.faults if fault.severity == severity)


def sort_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults without repetition, in the order of files, lines and codes."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda f: (f.path, f.line, f.column, f.code, f.message)))


def text_lines(report: Report) -> Iterator[str]:
    """One line a fault, at most ten a file, and a line that sums up."""
    for fault, more in _shortened(report.faults):
        if more:
            yield f"{fault.path}: … and {more} more of {fault.code}"
        else:
            mark = "" if fault.severity == "error" else f"{fault.severity}: "
            yield mark + one_line(str(fault))
    yield sum_up(report)


def sum_up(report: Report) -> str:
    """One line: files, errors, warnings, and how results were checked."""
    counts = f"{_counted(report.count('error'), 'error')}, "
    counts += _counted(report.count("warning"), "warning")
    parts = [f"{_counted(report.n_files, 'file')} checked: {counts}."]
    words = {
        "re-scored": "re-scored from generations",
        "re-derived": "re-derived from packed statistics",
        "stated": "without evidence that could be checked here",
    }
    found = [f"{_counted(n, 'result')} {words[how]}" for how, n in report.evidence.items() if n > 0]
    return " ".join([*parts, *(["; ".join(found) + "."] if found else [])])


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _shortened(faults: Sequence[Fault]) -> Iterator[tuple[Fault, int]]:
    """Faults with 0; after the tenth of a file, the first of each further code with its number."""
    by_file: dict[str, list[Fault]] = {}
    for fault in faults:
        by_file.setdefault(fault.path, []).append(fault)
    for found in by_file.values():
        yield from ((fault, 0) for fault in found[:_SHOWN_PER_FILE])
        rest: dict[str, list[Fault]] = {}
        for fault in found[_SHOWN_PER_FILE:]:
            rest.setdefault(fault.code, []).append(fault)
        yield from ((same[0], len(same)) for same in rest.values())


_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def one_line(text: str) -> str:
    """Text without anything that a terminal or a log would obey."""
    return _BREAKS.sub(lambda found: ascii(found[0])[1:-1], text)


def json_form(report: Report) -> Json:
    """The report as a document for scripts; `docs/checks.md` says what is in it."""
    faults: list[Json] = [
        {
            "code": fault.code,
            "severity": fault.severity,
            "path": fault.path,
            "line": fault.line,
            "column": fault.column,
            "message": fault.message,
            "fix": fault.fix,
        }
        for fault in report.faults
    ]
    return {
        "ok": report.ok,
        "n_files": report.n_files,
        "n_errors": report.count("error"),
        "n_warnings": report.count("warning"),
        "evidence": dict(report.evidence),
        "faults": faults,
    }


def annotation_lines(report: Report) -> Iterator[str]:
    """Faults as annotations of GitHub Actions (it shows ten a step; the summary has all)."""
    for fault in report.faults:
        place = [f"title={_property(fault.code)}"] if fault.code else []
        if fault.path:
            place.insert(0, f"file={_property(fault.path)}")
            if fault.line:
                place[1:1] = [f"line={fault.line}", f"col={fault.column or 1}"]
        words = f"{fault.message}. Fix: {fault.fix}." if fault.fix else f"{fault.message}."
        yield f"::{fault.severity} {','.join(place)}::{_message(words)}"
    yield sum_up(report)


def _message(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return one_line(escaped)


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
