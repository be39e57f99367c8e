"""Text in records of several lines, parted by blank lines.

Columns: `text`, the whole record; `lines`, its lines; `cells`, the first line cut at its tabs.
"""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.schema.task import FileSource
from llmsite.tasks.formats import Row, lines


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with the line on which each begins."""
    block: list[str] = []
    start = 0
    for line, row in lines.read_rows(stream, source, name):
        text = str(row["text"])
        if text.strip():
            start = start if block else line
            block.append(text)
        elif block:
            yield start, _row(block)
            block = []
    if block:
        yield start, _row(block)


def _row(block: list[str]) -> Row:
    return {"text": "\n".join(block), "lines": list(block), "cells": list(block[0].split("\t"))}
