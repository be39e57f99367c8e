"""Plain text, one segment a line; blank lines count, because other files run in parallel."""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.tasks.formats import Row


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with one column, `text`. Only LF and CRLF end a line."""
    for line, content in enumerate(stream, start=1):
        try:
            text = content.removesuffix(b"\n").removesuffix(b"\r").decode()
        except UnicodeDecodeError:
            fix = "save the file as UTF-8"
            raise TaskError(Fault("is not UTF-8", name, line, fix=fix)) from None
        yield line, {"text": text}
