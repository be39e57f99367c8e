"""Parquet tables; needs pyarrow."""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.tasks.formats import Row


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows in order; they have no lines."""
    try:
        from pyarrow import ArrowInvalid, BufferReader
        from pyarrow.parquet import ParquetFile
    except ImportError:
        fix = "pip install 'llmsite[parquet]'"
        raise TaskError(Fault("reading Parquet needs pyarrow", name, fix=fix)) from None
    try:
        table = ParquetFile(BufferReader(stream.read()))
    except ArrowInvalid as error:
        raise TaskError(Fault(f"is no Parquet file: {error}", name)) from None
    for batch in table.iter_batches():
        for row in batch.to_pylist():
            yield 0, row
