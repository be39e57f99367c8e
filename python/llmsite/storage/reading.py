"""Bytes in: size limits, zstd without bombs, records from JSON, JSON lines and TOML.

Every fault of a file is reported at once, each with its place.
Knows nothing of what the records mean.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import jiter
import zstandard
from pydantic import BaseModel, TypeAdapter, ValidationError

from llmsite.errors import Fault, LlmsiteError
from llmsite.storage.place import Step, place
from llmsite.storage.strict import MAX_DEPTH, is_too_deep, scan_json
from llmsite.storage.wording import explained
from llmsite.storage.writing import Json

R = TypeVar("R", bound=BaseModel)
T = TypeVar("T")

MAX_FILE_BYTES = 1 << 20
"""Default limit of a JSON file: 1 MiB."""
MAX_EXPANDED_BYTES = 64 << 20
"""Default limit of a compressed file's text: 64 MiB."""
MAX_RATIO = 200
"""A compressed file may expand to so many times its size (small files: to 1 MiB in any case)."""

_PIECE_BYTES = 1024
"""Compressed bytes fed at once: a bomb is noticed before it has grown by more than 32 MiB."""


def read_bytes(path: Path, *, limit: int = MAX_FILE_BYTES, name: str | None = None) -> bytes:
    """A regular file's bytes, at most `limit` of them.

    Raises:
        LlmsiteError: The file is missing, not a plain file, unreadable or too large.
    """
    shown = name or str(path)
    try:
        if path.is_symlink() or not path.is_file():
            kind = "not a plain file" if path.exists() or path.is_symlink() else "no such file"
            raise LlmsiteError(Fault(kind, shown, fix="give the path of a file that exists"))
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise LlmsiteError(Fault(f"cannot be read: {error.strerror}", shown)) from error
    if len(content) > limit:
        size = path.stat().st_size
        message = f"{size:,} bytes; the limit is {limit:,}"
        fix = "'llmsite pack' moves samples out of a result file"
        raise LlmsiteError(Fault(message, shown, code="LS007", fix=fix))
    return content


def expand(
    content: bytes, *, name: str, limit: int = MAX_EXPANDED_BYTES, ratio: int = MAX_RATIO
) -> bytes:
    """The text of a zstd frame, refusing bombs before they use memory.

    Raises:
        LlmsiteError: Not a zstd frame, damaged, or larger than allowed.
    """
    allowed = min(limit, max(ratio * len(content), 1 << 20))
    stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    pieces: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(content), _PIECE_BYTES):
            if stream.eof:
                break
            pieces.append(stream.decompress(content[start : start + _PIECE_BYTES]))
            size += len(pieces[-1])
            if size > allowed:
                raise LlmsiteError(
                    Fault(f"expands past {allowed:,} bytes; refused", name, code="LS502")
                )
    except zstandard.ZstdError as error:
        message = f"is not a whole zstd file ({error})"
        raise LlmsiteError(Fault(message, name, code="LS501", fix="write it again")) from error
    text = b"".join(pieces)
    if not stream.eof or stream.unused_data:
        message = "is cut off or has bytes after its end"
        raise LlmsiteError(Fault(message, name, code="LS501", fix="write it again"))
    return text


def read_record(path: Path, record: type[R], *, limit: int = MAX_FILE_BYTES) -> R:
    """One record from a JSON file, strictly read.

    Raises:
        LlmsiteError: Every fault of the file, with line and column.
    """
    return parse_record(read_bytes(path, limit=limit), record, name=str(path))


def parse_record(content: bytes, record: type[R], *, name: str) -> R:
    """As `read_record`, from bytes; `name` is what faults call the file."""
    faults = scan_json(content, name=name)
    if faults:
        raise LlmsiteError(*faults)
    try:
        return record.model_validate_json(content)
    except ValidationError as error:
        raise LlmsiteError(*_faults_of(error, content, name)) from None


def make_record(record: type[R], **values: object) -> R:
    """One record from values that a person gave.

    Raises:
        LlmsiteError: Every value that is wrong, in words.
    """
    try:
        return record.model_validate(values)
    except ValidationError as error:
        raise LlmsiteError(*(fault for fault, _ in explained(error))) from None


def parse_rows(content: bytes, row: TypeAdapter[T], *, name: str) -> Iterator[T]:
    """Records from JSON lines, one after the other; a fault names its line.

    Raises:
        LlmsiteError: The faults of the first line that has any.
    """
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line:
            continue
        faults = scan_json(line, name=name)
        if not faults:
            try:
                yield row.validate_json(line)
                continue
            except ValidationError as error:
                faults = _faults_of(error, line, name)
        raise LlmsiteError(*(_on_line(fault, number) for fault in faults))


def parse_json(content: bytes, *, name: str, line: int = 0) -> Json:
    """A JSON value of a file whose content is pinned by a hash, as strict as `parse_row`.

    Args:
        content: The text.
        name: What faults call the file.
        line: Line of the file on which the text stands, where it is one line.

    Raises:
        LlmsiteError: It is not strict JSON.
    """
    try:
        value: Json = jiter.from_json(content, catch_duplicate_keys=True, allow_inf_nan=False)
    except (ValueError, RecursionError):
        faults = scan_json(content, name=name)
        raise LlmsiteError(*(_on_line(fault, line or fault.line) for fault in faults)) from None
    return value


def parse_foreign_json(content: bytes, *, name: str, line: int = 0) -> Json:
    """A JSON value of another tool's file.

    As strict on encoding, syntax, duplicate keys and depth as `scan_json`, but NaN, infinity, large
    integers and any character are read.

    Args:
        content: The text.
        name: What faults call the file.
        line: Line of the file on which the text stands, where it is one line.

    Raises:
        LlmsiteError: It is not such JSON.
    """
    try:
        value: Json = jiter.from_json(
            content, catch_duplicate_keys=True, allow_inf_nan=True, cache_mode="keys"
        )
    except (ValueError, RecursionError):
        faults = scan_json(content, name=name, foreign=True) or [Fault("is no JSON", name)]
        raise LlmsiteError(*(_on_line(fault, line or fault.line) for fault in faults)) from None
    if is_too_deep(value):
        message = f"nested deeper than the limit of {MAX_DEPTH} levels"
        raise LlmsiteError(Fault(message, name, line, code="LS208"))
    return value


def make_row(value: Mapping[str, Json], row: TypeAdapter[T], *, name: str, number: int) -> T:
    """One record from values that were read already, as strictly as from JSON.

    Raises:
        LlmsiteError: Every fault.
    """
    try:
        return row.validate_json(json.dumps(value))
    except ValidationError as error:
        faults = [replace(fault, path=name, line=number) for fault, _ in explained(error)]
    raise LlmsiteError(*faults)


def parse_row(line: bytes, row: TypeAdapter[T], *, name: str, number: int) -> T:
    """One record from one line of a file whose content is pinned by a hash.

    As strict as `parse_rows` on syntax, duplicate keys and types; characters that hide are allowed,
    because texts in some scripts need them.

    Raises:
        LlmsiteError: Every fault of the line.
    """
    try:
        jiter.from_json(line, catch_duplicate_keys=True, allow_inf_nan=False, cache_mode="none")
        return row.validate_json(line)
    except ValidationError as error:
        faults = _faults_of(error, line, name)
    except (ValueError, RecursionError):
        faults = scan_json(line, name=name)
    raise LlmsiteError(*(_on_line(fault, number) for fault in faults))


def parse_batch(
    lines: Sequence[tuple[int, bytes]], row: TypeAdapter[T], *, name: str, faults: list[Fault]
) -> Iterator[tuple[int, T]]:
    """As `parse_row` for several lines at once, which is a third faster.

    Args:
        lines: Numbers and texts of the lines.
        row: What a line holds.
        name: What faults call the file.
        faults: Where every fault of every line is put.

    Yields:
        Number and record of each line that has no fault.
    """
    validate = row.validator.validate_json
    strict = _are_strict([line for _, line in lines])
    for number, line in lines:
        try:
            yield (
                number,
                validate(line) if strict else parse_row(line, row, name=name, number=number),
            )
        except ValidationError as error:
            faults += [_on_line(fault, number) for fault in _faults_of(error, line, name)]
        except LlmsiteError as error:
            faults += error.faults


def _are_strict(lines: Sequence[bytes]) -> bool:
    """Whether no line repeats a key or holds a NaN; each must still be read as one value."""
    content = b"[" + b",".join(lines) + b"]"
    try:
        jiter.from_json(content, catch_duplicate_keys=True, allow_inf_nan=False, cache_mode="none")
    except (ValueError, RecursionError):
        return False
    return True


def _on_line(fault: Fault, line: int) -> Fault:
    return Fault(fault.message, fault.path, line, fault.column, fault.fix, fault.code)


def read_toml(path: Path, record: type[R], *, name: str | None = None) -> R:
    """One record from a TOML file.

    Raises:
        LlmsiteError: Every fault of the file, with its line where one can be told.
    """
    return parse_toml(read_bytes(path, name=name), record, name=name or str(path))


def parse_toml(
    content: bytes,
    record: type[R],
    *,
    name: str,
    complete: Callable[[dict[str, object]], dict[str, object]] | None = None,
) -> R:
    """As `read_toml`, from bytes; `complete` fills in defaults before the record is made."""
    try:
        text = content.decode()
        value: dict[str, object] = tomllib.loads(text)
        value = complete(value) if complete else value
        encoded = json.dumps(value, allow_nan=False).encode()
    except UnicodeDecodeError as error:
        message = f"byte 0x{content[error.start]:02X} at offset {error.start} is not UTF-8"
        raise LlmsiteError(Fault(message, name, fix="save the file as UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (0, 0)
        message = "TOML: " + re.sub(r" \(at .*\)$", "", str(error))
        raise LlmsiteError(Fault(message, name, line, column)) from None
    except (TypeError, ValueError) as error:
        raise LlmsiteError(Fault(f"TOML: {error}", name, fix="write dates as text")) from None
    try:
        return record.model_validate_json(encoded)
    except ValidationError as error:
        faults = [
            Fault(fault.message, name, _toml_line(text, steps), 0, fault.fix, fault.code)
            for fault, steps in explained(error)
        ]
        raise LlmsiteError(*faults) from None


def _toml_line(text: str, steps: tuple[Step, ...]) -> int:
    """Line on which the deepest named key of a path stands, 0 if none does."""
    line = 0
    lines = text.split("\n")
    for step in steps:
        if isinstance(step, str):
            pattern = re.compile(rf'^\s*\[*\s*([\w."-]+\.)?"?{re.escape(step)}"?\s*[\]=.]')
            found = [n for n, each in enumerate(lines, 1) if n >= line and pattern.match(each)]
            line = found[0] if found else line
    return line


def _faults_of(error: ValidationError, content: bytes, name: str) -> list[Fault]:
    faults = []
    for fault, steps in explained(error):
        line, column = place(content, steps)
        faults.append(Fault(fault.message, name, line, column, fault.fix, fault.code))
    return faults
