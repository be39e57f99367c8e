"""Samples from a file, with the file's hash and the line of each.

Knows nothing of what a task makes of them.
"""

import gc
import gzip
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

from llmsite.errors import Fault, LlmsiteError, TaskError
from llmsite.schema.task import SAMPLE_ROWS, ColumnField, FileSource, Sample, SampleFields
from llmsite.storage import make_row, parse_batch
from llmsite.tasks.formats import Row, read_rows
from llmsite.tasks.formats.jsonl import canary_of
from llmsite.tasks.mapping import distinct_values, map_row

ENOUGH_FAULTS = 100
"""Faults after which the rest of a file is not looked at."""
MAX_BYTES = 4 << 30
"""Largest file of samples, uncompressed: 4 GiB."""
_GZIP_MAGIC = b"\x1f\x8b"
_BATCH = 64


@dataclass(slots=True)
class SampleFile:
    """What was read from one file of samples."""

    name: str
    """The file as messages call it."""
    samples: list[Sample] = field(default_factory=list)
    """Samples in the order of the file."""
    lines: list[int] = field(default_factory=list)
    """1-based line of each sample, 0 where the format has none."""
    sha256: str = ""
    """Hash of the file's bytes, uncompressed."""
    canary: str = ""
    """The canary that its first line is, if it is one."""
    faults: list[Fault] = field(default_factory=list)
    """What is wrong with its lines."""


@contextmanager
def pause_collector() -> Iterator[None]:
    """Keep the cycle collector from walking over hundreds of thousands of new samples.

    Records hold no cycles; without this a quarter of the time of loading goes to looking for them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Hashed(io.RawIOBase):
    """A stream that hashes what is read from it, and refuses what has no end."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self._digest = hashlib.sha256()
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer has no slices
        content = self._inner.read(len(buffer))
        buffer[: len(content)] = content
        self._digest.update(content)
        self._size += len(content)
        if self._size > MAX_BYTES:
            raise LlmsiteError(f"more than {MAX_BYTES:,} bytes; refused")
        return len(content)

    def finish(self) -> str:
        """The hash of the whole stream; what nobody has read yet is read now."""
        while self.read(1 << 20):
            pass
        return self._digest.hexdigest()


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """A file that was found, with what is known about it."""

    path: Path
    """Where it is."""
    name: str
    """The file as messages call it."""
    source: FileSource
    """Its format and its hash."""


def read_samples(
    file: PinnedFile,
    *,
    fields: SampleFields | None = None,
    joined: Sequence[PinnedFile] = (),
    prefix: str = "",
) -> SampleFile:
    """The samples of a file, in one pass; a file that is compressed with gzip is opened.

    Memory holds the samples and not the text beside them (JSON lines, tables and plain text).

    Args:
        file: The file.
        fields: Which columns mean what; none: the rows are samples.
        joined: Further files whose rows belong to the rows of this one.
        prefix: What stands before the number of a row in the id of samples that bring none.
    """
    found = SampleFile(file.name)
    try:
        with _open(file.path) as stream:
            if fields is None:
                _take_lines(found, stream)
            else:
                rows = _joined_rows(stream, file, joined, found)
                _take_rows(found, rows, fields, prefix)
            found.sha256 = _finish(stream)
    except LlmsiteError as error:
        found.faults.extend(error.faults)
    except (OSError, EOFError) as error:
        found.faults.append(Fault(f"cannot be read: {error}", file.name))
    return found


@contextmanager
def _open(path: Path) -> Iterator[io.BufferedReader]:
    with path.open("rb") as file:
        is_gzip = file.peek(2)[:2] == _GZIP_MAGIC
        inner = cast("BinaryIO", gzip.GzipFile(fileobj=file) if is_gzip else file)
        yield io.BufferedReader(_Hashed(inner), 1 << 18)


def _finish(stream: io.BufferedReader) -> str:
    raw = stream.raw
    assert isinstance(raw, _Hashed)  # made in _open
    return raw.finish()


def first_row(path: Path, source: FileSource) -> Row:
    """The first row of a file, by which its columns are known.

    Raises:
        TaskError: It is not of its format, or holds no rows.
    """
    with _open(path) as stream:
        for _, row in read_rows(stream, source, str(path)):
            return row
    raise TaskError(Fault("holds no rows", str(path)))


def file_sha256(path: Path) -> str:
    """Hash of a file's uncompressed bytes."""
    with _open(path) as stream:
        return _finish(stream)


def _take_lines(found: SampleFile, stream: io.BufferedReader) -> None:
    """Samples that stand in the file as they are, one a line."""
    lines: Iterator[tuple[int, bytes]] = (
        (number, line.rstrip(b"\r\n"))
        for number, line in enumerate(stream, start=1)
        if not line.isspace()
    )
    head = list(islice(lines, 1))
    if head and head[0][0] == 1:
        found.canary = canary_of(head[0][1], found.name)
    lines = chain([] if found.canary else head, lines)
    # After enough faults the rest is read for its hash alone, by `_finish`.
    while len(found.faults) < ENOUGH_FAULTS and (batch := list(islice(lines, _BATCH))):
        rows = parse_batch(batch, SAMPLE_ROWS, name=found.name, faults=found.faults)
        for number, sample in rows:
            found.samples.append(sample)
            found.lines.append(number)


def _take_rows(
    found: SampleFile, rows: Iterator[tuple[int, Row]], fields: SampleFields, prefix: str
) -> None:
    """Samples made from the columns of rows."""
    distinct: tuple[str, ...] = ()
    if isinstance(fields.choices, ColumnField) and fields.choices.distinct:
        held = list(rows)
        distinct = distinct_values((row for _, row in held), fields)
        rows = iter(held)
    for n, (line, row) in enumerate(rows, start=1):
        if len(found.faults) >= ENOUGH_FAULTS:
            continue
        try:
            value = map_row(row, fields, f"{prefix}{n}", distinct)
            found.samples.append(make_row(value, SAMPLE_ROWS, name=found.name, number=line))
        except LlmsiteError as error:
            found.faults.extend(
                replace(fault, message=f"row {n}: {fault.message}", path=found.name, line=line)
                for fault in error.faults
            )
            continue
        found.lines.append(line)


def _joined_rows(
    stream: io.BufferedReader,
    file: PinnedFile,
    joined: Sequence[PinnedFile],
    found: SampleFile,
) -> Iterator[tuple[int, Row]]:
    """Rows with the columns of the other files beside them, as `1.<column>` and so on."""
    with ExitStack() as stack:
        streams = [stack.enter_context(_open(other.path)) for other in joined]
        others = [
            read_rows(each, other.source, other.name)
            for each, other in zip(streams, joined, strict=True)
        ]
        for line, row in read_rows(stream, file.source, file.name):
            beside: Row = {}
            for n, (other, rows) in enumerate(zip(joined, others, strict=True), start=1):
                _, more = next(rows, (0, None))
                if more is None:
                    raise TaskError(Fault(f"has fewer rows than {file.name}", other.name))
                beside.update((f"{n}.{column}", value) for column, value in more.items())
            yield line, {**row, **beside}
        for each, other, rows in zip(streams, joined, others, strict=True):
            if next(rows, None) is not None:
                raise TaskError(Fault(f"has more rows than {file.name}", other.name))
            found.faults.extend(hash_faults(_finish(each), other))


def hash_faults(sha256: str, file: PinnedFile) -> Iterator[Fault]:
    """Whether a file is the one that its task was made for; an empty hash was not computed."""
    if sha256 and sha256 != file.source.sha256:
        message = f"its SHA-256 is {sha256}, the task expects {file.source.sha256}"
        fix = "undo the change, or write the new hash into task.toml and raise the version"
        yield Fault(message, file.name, fix=fix)
