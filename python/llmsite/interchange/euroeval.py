"""EuroEval's tables (CSV made for a web page): two header rows, markup, several numbers in a cell.

`60.17 ± 1.40 / 72.92 ± 1.18@@60.17` holds two values with half the width of their 95 % intervals;
what stands behind `@@` only sorts the page. Percent stay percent.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, spelled
from llmsite.interchange.keeping import keep
from llmsite.interchange.tables import Row, read_table

NAME = "euroeval"
TOOL = "EuroEval"
SUMMARY = "leaderboards of EuroEval (CSV)"

_TAG = re.compile(r"<[^<>]*>")
_VALUE = re.compile(r"^(-?\d+(?:\.\d+)?) ± (\d+(?:\.\d+)?)$")
_NOTE = re.compile(r"\s*\(([^()]*)\)$")
_FACTS = frozenset(
    (
        "Model",
        "Type",
        "Rank",
        "European Values",
        "Parameters",
        "Vocabulary",
        "Context",
        "Commercial",
    )
)
_FIRST = b"Task Type"

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a table starts with EuroEval's row of task types."""
    return file.stem.endswith(".csv") and _FIRST in file.head.split(b"\n", maxsplit=1)[0]


def read(files: Sequence[SourceFile]) -> Reading:
    """One table."""
    (file,) = files
    reading = Reading((file.name,))
    board = file.stem.removesuffix(".csv")
    rows = read_table(file, reading, skip=1)
    names = {column: plain(column) for column in (rows[0].cells if rows else ())}
    for row in rows:
        _read_row(board, row, names, file, reading)
    return reading


def plain(cell: str) -> str:
    """A cell without markup and without what only sorts the page."""
    return html.unescape(_TAG.sub("", cell)).partition("@@")[0].strip("~ \t")


def _read_row(
    board: str, row: Row, names: Mapping[str, str], file: SourceFile, reading: Reading
) -> None:
    cells = {names[column]: plain(cell) for column, cell in row.cells.items()}
    model, note = _model(cells.get("Model", ""))
    if not model:
        reading.refuse("a row names no model", file.name, line=row.line)
        return
    tasks: list[Asked] = []
    for column in _tasks(cells):
        cell = cells[column]
        if cell in ("", "?", "-"):
            continue
        claims = tuple(_claims(cell))
        if not claims:
            reading.refuse(f"{column} is {ascii(cell)[:60]}", file.name, line=row.line)
            continue
        tasks.append(Asked(column, claims, board=board, title=f"{column} ({board})"))
    if not tasks:
        reading.warn(f"{ascii(model)[:60]} has no score (line {row.line})", file.name)
        return
    reading.n_fields += sum(len(task.claims) for task in tasks) + 1
    used = {"Model", "Parameters", *(task.task for task in tasks)}
    size = spelled(cells.get("Parameters", ""))
    kept = keep({**cells}, leave_out=used, reading=reading)
    if note:
        kept["note"] = ascii(note)[1:-1]
    variant = {"provider": note} if note else {}
    reading.said.append(
        Said(
            model,
            tuple(tasks),
            n_parameters=round(size) if size is not None and size > 0 else None,
            variant=variant,
            source=kept,
        )
    )


def _model(cell: str) -> tuple[str, str]:
    """Name and the note behind it, such as `zero-shot, val`."""
    found = _NOTE.search(cell)
    return (cell[: found.start()].strip(), found[1]) if found else (cell.strip(), "")


def _tasks(cells: Mapping[str, str]) -> Iterator[str]:
    """Columns that have a version column of their own, which only tasks have."""
    for column in cells:
        if f"{column}_version" in cells and column not in _FACTS:
            yield column


def _claims(cell: str) -> Iterator[Claim]:
    for place, part in enumerate(cell.split(" / ")):
        found = _VALUE.match(part.strip())
        if found is None:
            return
        value, half = float(found[1]), float(found[2])
        yield Claim(
            metric="score" if place == 0 else f"score_{place + 1}",
            value=value,
            low=value - half,
            high=value + half,
            higher_is_better=True,
            stated_as=f"value {place + 1} of the cell",
        )
