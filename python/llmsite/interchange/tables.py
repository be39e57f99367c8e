"""Tables of other tools (CSV): rows as texts, nothing guessed about types.

A number is read only where a format says that a column holds one. Knows nothing of any format.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from llmsite.errors import Fault, ImportFormatError
from llmsite.interchange.claims import Reading
from llmsite.interchange.intake import SourceFile
from llmsite.storage import shown

_MAX_FIELD = 1 << 20
_MAX_COLUMNS = 4096


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """Line on which it ends."""
    cells: Mapping[str, str]
    """Column → text."""


def header_of(file: SourceFile) -> list[str]:
    """The first row of what may be a table; empty where it is none."""
    start = file.head.removeprefix(b"\xef\xbb\xbf").split(b"\n", maxsplit=1)[0]
    try:
        return next(csv.reader([start.decode()]), [])
    except (UnicodeDecodeError, csv.Error):
        return []


def read_table(file: SourceFile, reading: Reading, *, skip: int = 0) -> list[Row]:
    """The rows of a table; a row with too few or too many cells is an error of its own.

    Args:
        file: The file.
        reading: Where faults are noted.
        skip: Rows before the names of the columns.

    Raises:
        ImportFormatError: It is no table, or two columns have one name.
    """
    text = file.text()
    if "\0" in text:
        raise ImportFormatError(Fault("holds a NUL character: no table", file.name))
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    names: list[str] = []
    try:
        for number, cells in enumerate(reader):
            if number < skip or not any(cells):
                continue
            if not names:
                names = _names(cells, file.name)
            elif len(cells) != len(names):
                message = f"{len(cells)} cells, the table has {len(names)} columns"
                reading.refuse(message, file.name, line=reader.line_num)
            else:
                rows.append(Row(reader.line_num, dict(zip(names, cells, strict=True))))
    except csv.Error as error:
        raise ImportFormatError(Fault(f"no table: {error}", file.name, reader.line_num)) from None
    if not rows and not reading.faults:
        raise ImportFormatError(Fault("holds no row", file.name))
    return rows


def _names(cells: list[str], name: str) -> list[str]:
    if len(cells) > _MAX_COLUMNS:
        raise ImportFormatError(Fault(f"more than {_MAX_COLUMNS:,} columns", name, 1))
    twice = next((each for each in cells if cells.count(each) > 1), None)
    if twice is not None:
        raise ImportFormatError(Fault(f"two columns are called {shown(twice)}", name, 1))
    return cells
