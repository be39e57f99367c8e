"""The few facts a GGUF file states about itself, read from its header alone.

The format: magic, version, counts, then key-value pairs (the ggml project's `docs/gguf.md`).
Arrays (the vocabulary) are skipped. Knows nothing of tensors.
"""

import struct
from pathlib import Path
from typing import BinaryIO

from llmsite.errors import BackendError, Fault

_MAGIC = b"GGUF"
_SCALARS = ("<B", "<b", "<H", "<h", "<I", "<i", "<f", "<?", "", "", "<Q", "<q", "<d")
"""Formats by type number; 8 is a string, 9 an array."""
_STRING, _ARRAY = 8, 9
_MAX_PAIRS = 10_000
_MAX_TEXT_BYTES = 1 << 24

Fact = str | int | float | bool


def read_header(path: Path) -> dict[str, Fact]:
    """Texts and numbers of the header by key, arrays left out.

    Raises:
        BackendError: Not a GGUF file, cut off, or of an unknown version.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != _MAGIC:
                raise BackendError(Fault("not a GGUF file", str(path), fix="download it again"))
            version = _number(file, "<I")
            if version not in (2, 3):
                raise BackendError(Fault(f"GGUF version {version} is not known", str(path)))
            _number(file, "<Q")  # tensors
            n_pairs = int(_number(file, "<Q"))
            return _pairs(file, min(n_pairs, _MAX_PAIRS))
    except (struct.error, IndexError, ValueError, OverflowError, MemoryError) as error:
        fix = "download it again"
        raise BackendError(Fault("the GGUF header is damaged", str(path), fix=fix)) from error


def _pairs(file: BinaryIO, n_pairs: int) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for _ in range(n_pairs):
        key = _text(file)
        kind = int(_number(file, "<I"))
        if kind == _ARRAY:
            _skip_array(file)
        elif kind == _STRING:
            facts[key] = _text(file)
        else:
            facts[key] = _number(file, _SCALARS[kind])
    return facts


def _skip_array(file: BinaryIO) -> None:
    kind = int(_number(file, "<I"))
    n_items = int(_number(file, "<Q"))
    if kind == _STRING:
        for _ in range(n_items):
            file.seek(_length(file), 1)
    elif kind == _ARRAY:
        raise ValueError("nested array")
    else:
        file.seek(n_items * struct.calcsize(_SCALARS[kind]), 1)


def _number(file: BinaryIO, layout: str) -> int | float | bool:
    value: int | float | bool = struct.unpack(layout, file.read(struct.calcsize(layout)))[0]
    return value


def _length(file: BinaryIO) -> int:
    length = int(_number(file, "<Q"))
    if length > _MAX_TEXT_BYTES:
        raise ValueError("text too long")
    return length


def _text(file: BinaryIO) -> str:
    length = _length(file)
    content = file.read(length)
    if len(content) < length:
        raise ValueError("cut off")
    return content.decode()
