"""File formats of samples, one module each: a stream of bytes in, rows with their lines out.

A row is a mapping from column to value; what columns mean is said by `[data.fields]`. Formats do
not know tasks, samples or each other.
"""

from collections.abc import Iterator
from importlib import import_module
from io import BufferedReader
from itertools import islice
from typing import Protocol, get_args

from llmsite.schema.task import FileSource, Format
from llmsite.storage import Json

FORMATS: tuple[str, ...] = get_args(Format)
"""Names of all formats."""

Row = dict[str, Json]
"""One row: column → value."""


class FormatModule(Protocol):
    """What a module of this folder offers."""

    def read_rows(
        self, stream: BufferedReader, source: FileSource, name: str
    ) -> Iterator[tuple[int, Row]]:
        """Rows with their 1-based lines (0 where a format has none).

        Raises:
            TaskError: The file is not of this format.
        """


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows of a file in its own format; nested lists of rows are opened up.

    Raises:
        TaskError: The file is not of this format.
    """
    module: FormatModule = import_module(f"{__name__}.{source.format}")
    rows = module.read_rows(stream, source, name)
    for line, row in islice(rows, source.skip, None):
        if source.explode:
            yield from ((line, each) for each in _exploded(row, source.explode))
        else:
            yield line, row


def _exploded(row: Row, columns: tuple[str, ...]) -> Iterator[Row]:
    parent = {key: value for key, value in row.items() if key not in columns}
    n = 0
    for column in columns:
        entries = row.get(column)
        for each in entries if isinstance(entries, list) else []:
            n += 1
            own = each if isinstance(each, dict) else {column: each}
            yield {**parent, **own, "list": column, "position": n}
