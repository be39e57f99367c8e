"""JSON lines: one object a line; the first may be the canary of the file."""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.storage import Json, parse_json
from llmsite.tasks.formats import Row


def canary_of(text: bytes, name: str) -> str:
    """The canary that a file's first line is (`{"canary": "…"}`), or nothing for any other line."""
    if not text.startswith(b'{"canary":'):
        return ""
    row = parse_json(text, name=name, line=1)
    return str(row["canary"]) if isinstance(row, dict) and len(row) == 1 else ""


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with their lines; blank lines and a canary are skipped."""
    for line, text in enumerate(stream, start=1):
        if text.isspace() or (line == 1 and canary_of(text.rstrip(b"\r\n"), name)):
            continue
        value: Json = parse_json(text.rstrip(b"\r\n"), name=name, line=line)
        if not isinstance(value, dict):
            raise TaskError(Fault("expected an object", name, line))
        yield line, value
