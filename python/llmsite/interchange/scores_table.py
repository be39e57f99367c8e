"""All values of a leaderboard as one table (CSV, JSON, Parquet), and such a table back again.

Numbers are written with all their digits, so nothing is lost on the way.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from llmsite.errors import Fault, ImportFormatError
from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, count, items, number, table, text
from llmsite.interchange.names import own_version
from llmsite.interchange.parquet import column_names, read_columns
from llmsite.interchange.tables import header_of, read_table
from llmsite.leaderboard import Leaderboard
from llmsite.leaderboard.frames import COLUMNS, score_rows
from llmsite.schema.record import RequestKind
from llmsite.storage import Json, shown, write_atomic

NAME = "scores"
TOOL = "llmsite"
SUMMARY = "tables that 'llmsite export csv', 'json' or 'parquet' wrote"

_NEEDED = frozenset({"result", "model", "task", "task_sha256", "metric", "value", "signature"})
_KINDS: dict[str, RequestKind] = {
    "choices": "choices",
    "generate": "generate",
    "rolling": "rolling",
    "classify": "classify",
    "embed": "embed",
}

group = by_file


def write_scores(leaderboard: Leaderboard, path: Path, kind: str) -> int:
    """Write all values of a leaderboard; how many.

    Args:
        leaderboard: The leaderboard.
        path: File to write.
        kind: `csv`, `json` or `parquet`.

    Raises:
        ImportFormatError: Parquet is wanted and its extra is missing.
    """
    rows = [asdict(row) for row in score_rows(leaderboard)]
    if kind == "csv":
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
        content = out.getvalue().encode()
    elif kind == "json":
        content = (json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    else:
        content = _as_parquet(rows, str(path))
    write_atomic(path, content)
    return len(rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _as_parquet(rows: Sequence[Mapping[str, object]], name: str) -> bytes:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        fix = "pip install 'llmsite[parquet]'"
        fault = Fault("Parquet needs the extra 'parquet'", name, fix=fix)
        raise ImportFormatError(fault) from None
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(list(rows)), sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def recognises(file: SourceFile) -> bool:
    """Whether a file has the columns of such a table."""
    if file.head.startswith(b"PAR1"):
        return set(column_names(file)) >= _NEEDED
    if file.stem.endswith(".csv"):
        return set(header_of(file)) >= _NEEDED
    return file.stem.endswith(".json") and b'"task_sha256"' in file.head and file.head[:1] == b"["


def read_rows(file: SourceFile, reading: Reading) -> list[dict[str, Json]]:
    """The rows of a table, each field of its own type.

    Raises:
        ImportFormatError: It cannot be read.
    """
    if file.head.startswith(b"PAR1"):
        columns = read_columns(file)
        names = list(columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if not file.stem.endswith(".csv"):
        return [dict(table(row)) for row in items(file.json())]
    return [
        {name: _typed(name, cell) for name, cell in row.cells.items()}
        for row in read_table(file, reading)
    ]


_HOW = ("task_version", "task_sha256", "kind", "style", "shots", "chat", "seed", "partial")
"""Columns that tell how a task was asked; rows that differ in one are of different tasks."""
_NUMBERS = frozenset({"value", "low", "high", "level"})
_COUNTS = frozenset({"task_version", "shots", "seed", "n", "n_clusters"})
_FLAGS = frozenset({"chat", "partial", "counts"})


def _typed(name: str, cell: str) -> Json:
    """A cell as what the column holds; an empty one is none."""
    if not cell:
        return None
    try:
        if name in _NUMBERS:
            return float(cell)
        if name in _COUNTS:
            return int(cell)
    except ValueError:
        return cell
    return cell == "true" if name in _FLAGS and cell in ("true", "false") else cell


def read(files: Sequence[SourceFile]) -> Reading:
    """One table; what it holds is claimed here, because its evidence stayed there."""
    (file,) = files
    reading = Reading((file.name,))
    found: dict[tuple[str, ...], dict[tuple[str, ...], list[Mapping[str, Json]]]] = {}
    heads: dict[tuple[str, ...], Mapping[str, Json]] = {}
    for place, row in enumerate(read_rows(file, reading), start=1):
        model, task, metric = text(row.get("model")), text(row.get("task")), text(row.get("metric"))
        if not model or not task or not metric or number(row.get("value")) is None:
            reading.refuse(f"row {place:,} lacks a model, a task, a metric or a number")
            continue
        key = (text(row.get("result")), model)
        heads.setdefault(key, row)
        asked_as = (task, *(str(row.get(name)) for name in _HOW))
        rows = found.setdefault(key, {}).setdefault(asked_as, [])
        named = (metric, row.get("output"))
        if any((each.get("metric"), each.get("output")) == named for each in rows):
            reading.refuse(f"row {place:,} states {metric} of {shown(task)} a second time")
            continue
        rows.append(row)
    for entry, tasks in found.items():
        head = heads[entry]
        asked = tuple(_asked(rows) for rows in tasks.values())
        reading.n_fields += sum(len(row) for rows in tasks.values() for row in rows)
        variant = {
            name: value
            for name in ("provider", "quantisation", "reasoning_effort")
            if (value := text(head.get(name)))
        }
        reading.said.append(
            Said(
                model=text(head.get("source")) if "/" in text(head.get("source")) else entry[1],
                tasks=asked,
                day=text(head.get("date")),
                revision=text(head.get("revision")) or None,
                variant=variant,
                is_system=head.get("subject") == "system",
                source={
                    "result": ascii(entry[0])[1:-1],
                    "backend": ascii(head.get("backend"))[1:-1],
                },
            )
        )
    return reading


def _asked(rows: Sequence[Mapping[str, Json]]) -> Asked:
    first = rows[0]
    kind = _KINDS.get(text(first.get("kind")), "generate")
    claims = []
    for row in rows:
        metric, output = text(row.get("metric")), text(row.get("output"))
        is_95 = number(row.get("level")) in (None, 0.95)
        claims.append(
            Claim(
                metric=metric if output in ("", metric) else f"{metric}.{output}",
                value=number(row.get("value")) or 0.0,
                low=number(row.get("low")) if is_95 else None,
                high=number(row.get("high")) if is_95 else None,
                n=count(row.get("n")),
                stated_as=text(row.get("signature")),
            )
        )
    version = count(first.get("task_version"))
    return Asked(
        task=text(first.get("task")),
        claims=tuple(claims),
        version=own_version(
            f"{version}",
            text(first.get("task_sha256")),
            text(first.get("style")),
            count(first.get("seed")) or 0,
        ),
        kind=kind,
        shots=count(first.get("shots")) or 0,
        chat=first.get("chat") is True,
        n=count(first.get("n")) or 0,
        partial=first.get("partial") is True,
    )
