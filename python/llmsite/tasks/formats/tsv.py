"""Tab-separated values without quotes: a quotation mark is a character like any other."""

import csv
from collections.abc import Iterator
from io import BufferedReader

from llmsite.schema.task import FileSource
from llmsite.tasks.formats import Row
from llmsite.tasks.formats.csv import read_table


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with their lines."""
    yield from read_table(stream, source, name, delimiter="\t", quoting=csv.QUOTE_NONE)
