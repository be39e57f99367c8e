"""Bytes out: hashes, canonical JSON, compressed rows, atomic writes.

Owns the rule that a file has its old or its new content, never something between.
Knows nothing of what the records mean.
"""

import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from json.encoder import encode_basestring
from math import isfinite
from pathlib import Path
from typing import TypeAlias, Union

import zstandard
from pydantic import BaseModel

Json: TypeAlias = Union[bool, int, float, str, list["Json"], dict[str, "Json"], None]  # noqa: UP007 - recursive
"""What JSON can hold."""

_ZSTD_LEVEL = 19


def sha256_bytes(content: bytes) -> str:
    """Hash of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(path: Path) -> str:
    """Hash of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical_json(value: BaseModel | Json) -> bytes:
    """The one way a record is written: UTF-8, sorted keys, two spaces, shortest floats, newline.

    Fields that hold nothing are left out, so a later optional field does not change old files.

    Raises:
        ValueError: A float is not finite.
    """
    return (_indented(_plain(value), "\n") + "\n").encode()


def _indented(value: Json, break_: str) -> str:  # noqa: C901 - a split would cost the calls saved
    """What `json.dumps(indent=2, sort_keys=True, ensure_ascii=False)` gives, three times as fast.

    The standard library indents in Python, token by token.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        if not value:
            return "{}"
        inner = break_ + "  "
        rows = []
        for key, item in sorted(value.items()):
            # Most values hold no others: each is told by its type alone, without a further call.
            if type(item) is str:
                text = encode_basestring(item)
            elif type(item) is int or (type(item) is float and isfinite(item)):
                text = repr(item)
            else:
                text = _indented(item, inner)
            rows.append(f"{encode_basestring(key)}: {text}")
        return "{" + inner + ("," + inner).join(rows) + break_ + "}"
    if isinstance(value, list):
        if not value:
            return "[]"
        inner = break_ + "  "
        return (
            "["
            + inner
            + ("," + inner).join([_indented(each, inner) for each in value])
            + break_
            + "]"
        )
    if isinstance(value, float) and isfinite(value):
        return float.__repr__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__repr__(value)
    return json.dumps(value, allow_nan=False)


def compact_json(value: object) -> bytes:
    """JSON for machines on the web, several times faster than the standard library's.

    Keys stand in the order in which they are given; a number that is not finite is null.
    """
    from pydantic_core import to_json

    return to_json(value, inf_nan_mode="null")


def canonical_line(value: BaseModel | Json) -> bytes:
    """One record as one line of JSON: sorted keys, no spaces, newline."""
    text = json.dumps(
        _plain(value),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return (text + "\n").encode()


def _plain(value: BaseModel | Json) -> Json:
    if isinstance(value, BaseModel):
        plain: Json = value.model_dump(mode="json", exclude_none=True)
        return plain
    return value


def write_atomic(path: Path, content: bytes) -> None:
    """Give a file new content: its old bytes or all of the new ones, whatever happens.

    Writes beside the file, flushes to the disk, reads back what stands there, and renames.

    Raises:
        OSError: The content could not be written; the old file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _read_back(temporary, content, path)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def write_many(files: Mapping[Path, bytes]) -> None:
    """Give many files new content, each wholly or not at all, with one flush for all of them.

    Raises:
        OSError: One could not be written; files that stand by then are whole.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for folder in dict.fromkeys(path.parent for path in files):
            folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            temporary = path.with_name(f".new-{path.name}")
            ready.append((temporary, path))
            # Never through a link, nor into what an interrupted write has left.
            temporary.unlink(missing_ok=True)
            with temporary.open("xb") as file:
                file.write(content)
        if hasattr(os, "sync"):
            os.sync()
        for temporary, path in ready:
            _read_back(temporary, files[path], path)
            temporary.replace(path)
    except BaseException:
        for temporary, _ in ready:
            with suppress(OSError):
                temporary.unlink()
        raise


def change_files(written: Mapping[Path, bytes], removed: Sequence[Path] = ()) -> None:
    """Write files, then remove others: everything, or everything is as it was.

    Args:
        written: New content by file, in the order of writing.
        removed: Files to remove after that.

    Raises:
        OSError: A step failed; what was done before it was undone.
    """
    before = {path: path.read_bytes() if path.is_file() else None for path in (*written, *removed)}
    try:
        for path, content in written.items():
            write_atomic(path, content)
        for path in removed:
            path.unlink()
    except BaseException:
        for path, old in before.items():
            with suppress(OSError):
                _restore(path, old)
        raise


def _restore(path: Path, old: bytes | None) -> None:
    if old is None:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != old:
        write_atomic(path, old)


def _read_back(temporary: Path, content: bytes, path: Path) -> None:
    """Before anybody can see it: a short write must not replace a good file."""
    if temporary.read_bytes() != content:
        raise OSError(errno.EIO, "what was read back is not what was written", str(path))


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows has no way to flush a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def compress(content: bytes) -> bytes:
    """Bytes as one zstd frame with its size and checksum."""
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True).compress(content)


def pack_rows(rows: Iterable[BaseModel]) -> bytes:
    """Records as JSON lines (uncompressed)."""
    return b"".join(canonical_line(row) for row in rows)
