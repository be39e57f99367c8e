"""JSON lines: one object a line."""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.storage import Json, parse_json
from llmsite.tasks.formats import Row


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with their lines; blank lines are skipped."""
    for line, text in enumerate(stream, start=1):
        if text.isspace():
            continue
        value: Json = parse_json(text.rstrip(b"\r\n"), name=name, line=line)
        if not isinstance(value, dict):
            raise TaskError(Fault("expected an object", name, line))
        yield line, value
