"""Other tools' files as bytes and values: sizes, compression, encodings, JSON with care.

As strict as our own files on size, depth, encoding and duplicate keys; NaN and infinity are read,
because many tools write them, and become "no number". Knows nothing of any format.
"""

import gzip
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from math import isfinite
from pathlib import Path

from llmsite.errors import Fault, ImportFormatError, LlmsiteError
from llmsite.storage import Json, expand, parse_foreign_json, read_bytes, shown

MAX_STORED_BYTES = 256 << 20
"""Largest file as stored."""
MAX_TEXT_BYTES = 512 << 20
"""Largest file after expansion."""
_MAX_RATIO = 1000
_SMALL = 16 << 20
_HEAD_BYTES = 4096
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_POINTER = b"version https://git-lfs.github.com/spec/"
_CONFLICT = (b"<<<<<<< ", b"\n<<<<<<< ")


@dataclass(frozen=True)
class SourceFile:
    """A file that somebody wants to import."""

    path: Path
    """Where it is."""
    name: str
    """What messages call it."""
    mapping: Path | None = None
    """What its columns mean, for a table that does not say it."""

    @cached_property
    def head(self) -> bytes:
        """The first bytes of its text, for telling formats apart; empty where it cannot be read."""
        try:
            if self.path.is_symlink() or not self.path.is_file():
                return b""
            with self.path.open("rb") as file:
                start = file.read(_HEAD_BYTES)
            if start.startswith(_GZIP):
                with gzip.open(self.path) as stream:
                    return stream.read(_HEAD_BYTES)
        except (OSError, EOFError, zlib.error):
            return b""
        return start

    @property
    def stem(self) -> str:
        """Its name without the endings of compression."""
        return self.path.name.removesuffix(".gz").removesuffix(".zst")

    def read(self) -> bytes:
        """Its text, expanded.

        Raises:
            ImportFormatError: It cannot be read, is too large, damaged, or no text of its own.
        """
        try:
            content = read_bytes(self.path, limit=MAX_STORED_BYTES, name=self.name)
            if content.startswith(_GZIP):
                content = _gunzip(content, self.name)
            elif content.startswith(_ZSTD):
                content = expand(content, name=self.name, limit=MAX_TEXT_BYTES, ratio=_MAX_RATIO)
        except LlmsiteError as error:
            faults = [Fault(f.message, f.path, f.line, f.column, "") for f in error.faults]
            raise ImportFormatError(*faults) from None
        if content.startswith(_POINTER):
            fix = "fetch it with 'git lfs pull'"
            raise ImportFormatError(
                Fault("is a pointer of Git LFS, not the file", self.name, fix=fix)
            )
        if not content.strip():
            raise ImportFormatError(Fault("is empty", self.name))
        return content

    def text(self) -> str:
        """Its text as characters; a byte order mark at the start is dropped.

        Raises:
            ImportFormatError: As `read`, or it is not UTF-8, or holds a merge conflict.
        """
        content = self.read()
        _refuse_conflict(content, self.name)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = f"byte 0x{content[error.start]:02X} at offset {error.start} is not UTF-8"
            fix = "save the file as UTF-8"
            raise ImportFormatError(Fault(message, self.name, fix=fix)) from None

    def json(self) -> Json:
        """Its content as one JSON document.

        Raises:
            ImportFormatError: As `read`, or it is not JSON that every reader understands alike.
        """
        content = self.read()
        _refuse_conflict(content, self.name)
        return parse(content, self.name)

    def rows(self) -> Iterator[tuple[int, Json]]:
        """Its lines as JSON, with their numbers.

        Raises:
            ImportFormatError: As `json`, with the line.
        """
        for number, line in enumerate(self.read().split(b"\n"), start=1):
            if line.strip():
                yield number, parse(line, self.name, number)


def _refuse_conflict(content: bytes, name: str) -> None:
    if content.startswith(_CONFLICT[0]) or _CONFLICT[1] in content:
        raise ImportFormatError(Fault("holds an unsolved merge conflict", name))


def by_file(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ...]]:
    """Each file by itself."""
    for file in files:
        yield (file,)


def _gunzip(content: bytes, name: str) -> bytes:
    """The text of a gzip file, refusing bombs before they use memory."""
    allowed = min(MAX_TEXT_BYTES, max(_MAX_RATIO * len(content), _SMALL))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            text = stream.read(allowed + 1)
    except (OSError, EOFError, zlib.error) as error:
        message = f"is not a whole gzip file ({str(error) or 'cut off'})"
        raise ImportFormatError(Fault(message, name)) from None
    if len(text) > allowed:
        raise ImportFormatError(Fault(f"expands past {allowed:,} bytes; refused", name))
    return text


def parse(content: bytes, name: str, line: int = 0) -> Json:
    """A JSON value of another tool.

    Raises:
        ImportFormatError: It is not JSON that every reader understands alike.
    """
    try:
        return parse_foreign_json(content, name=name, line=line)
    except LlmsiteError as error:
        faults = [Fault(f.message, f.path, f.line, f.column, f.fix) for f in error.faults]
        raise ImportFormatError(*faults) from None


def table(value: object) -> Mapping[str, Json]:
    """An object of a file; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Json]:
    """A list of a file; an empty one for anything else."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A text of a file; empty for anything else."""
    return value if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """A finite number of a file; none for anything else, `true` and texts included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def count(value: object) -> int | None:
    """A whole number from 0 of a file; none for anything else."""
    found = number(value)
    return int(found) if found is not None and found >= 0 and found.is_integer() else None


def day_of(seconds: float | None) -> str:
    """The UTC day of seconds since 1970; empty where that is no time until 2096."""
    if seconds is None or not 0 < seconds < 4e9:  # noqa: PLR2004 - until 2096
        return ""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def spelled(value: str) -> float | None:
    """A number that is written as text in a table; none for what is no plain finite number."""
    plain = value.strip()
    if not plain or not plain.isascii() or "_" in plain:
        return None
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if isfinite(found) else None


def said(value: object) -> str:
    """A value of a file as it may stand in a sentence."""
    return shown(value if isinstance(value, str) else repr(value))
