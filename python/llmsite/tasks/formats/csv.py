"""Comma-separated values with quotes; every cell stays a text."""

import csv
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from typing import Literal

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.tasks.formats import Row

_MAX_CELL = 1 << 24


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with the line on which each ends."""
    yield from read_table(stream, source, name, delimiter=",", quoting=csv.QUOTE_MINIMAL)


def read_table(
    stream: BufferedReader, source: FileSource, name: str, *, delimiter: str, quoting: Literal[0, 3]
) -> Iterator[tuple[int, Row]]:
    """Rows of a table; a column without a name is called by its number."""
    csv.field_size_limit(_MAX_CELL)
    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, delimiter=delimiter, quoting=quoting, strict=True)
    columns: list[str] = []
    try:
        for cells in reader:
            if not cells:
                continue
            if not columns:
                columns = [
                    (cell if source.header else "") or str(n) for n, cell in enumerate(cells)
                ]
                _check_columns(columns, name)
                if source.header:
                    continue
            if len(cells) != len(columns):
                message = f"{len(cells)} cells, {len(columns)} columns"
                fix = "give each row one cell a column; quote a cell that holds the separator"
                raise TaskError(Fault(message, name, reader.line_num, fix=fix))
            yield reader.line_num, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise TaskError(Fault(f"not a table: {error}", name, reader.line_num)) from None
    except UnicodeDecodeError:
        raise TaskError(
            Fault("is not UTF-8", name, reader.line_num + 1, fix="save the file as UTF-8")
        ) from None
    finally:
        text.detach()


def _check_columns(columns: list[str], name: str) -> None:
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise TaskError(Fault(f"two columns are called '{twice[0]}'", name, 1))
