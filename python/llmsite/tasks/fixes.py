"""What to do about faults of task files that are found before anybody knows they are tasks.

Knows the codes of the strict reader and the fields of the records.
"""

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from difflib import get_close_matches

from llmsite.errors import Fault
from llmsite.schema.record import Record
from llmsite.schema.task import Sample, TaskDefinition

_FIXES = {
    "LS201": "save the file as UTF-8",
    "LS202": "save the file without a byte order mark",
    "LS203": "write one complete JSON object a line",
    "LS204": "keep one of them",
    "LS205": "write a finite number, or leave the field out",
    "LS301": "add it",
    "LS303": "write a value that the field can hold",
    "LS305": "shorten it",
}
_UNKNOWN = re.compile(r"^\$((?:\.[\w-]+)*)\.([\w-]+) is not a known field$")


def with_fixes(faults: Iterable[Fault], *, rows: bool = False) -> list[Fault]:
    """Faults of `task.toml` (or of rows of samples), each with what to do next."""
    return [fault if fault.fix else replace(fault, fix=_fix_of(fault, rows)) for fault in faults]


def _fix_of(fault: Fault, rows: bool) -> str:
    unknown = _UNKNOWN.match(fault.message)
    if unknown is None:
        if fault.message.startswith("TOML:"):
            return "repair the TOML of this line"
        return _FIXES.get(fault.code, "")
    names = _names_at(unknown[1].split(".")[1:], rows)
    close = get_close_matches(unknown[2], names, n=1)
    return f"write '{close[0]}'" if close else "remove it, or correct its name"


def _names_at(steps: list[str], rows: bool) -> list[str]:
    """Fields of the record that stands at a path of `task.toml` or of a sample."""
    if rows:
        return [] if steps else [field.name for field in fields(Sample)]
    record: type[Record] = TaskDefinition
    for step in steps:
        below = record.model_fields.get(step)
        kind = below.annotation if below else None
        if not isinstance(kind, type) or not issubclass(kind, Record):
            return []
        record = kind
    return list(record.model_fields)
