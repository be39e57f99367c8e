"""One JSON document that holds an array of objects, at its top or at a path."""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.storage import parse_json
from llmsite.tasks.formats import Row


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows; their lines are not known."""
    value = parse_json(stream.read(), name=name)
    for step in source.rows.split(".") if source.rows else ():
        value = value.get(step) if isinstance(value, dict) else None
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        where = f"at '{source.rows}'" if source.rows else "at its top"
        fix = "name the array with [data] rows"
        raise TaskError(Fault(f"there is no array of objects {where}", name, fix=fix))
    for row in value:
        if isinstance(row, dict):
            yield 0, row
