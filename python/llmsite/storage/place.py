"""Where in a JSON text a value stands. Called only when there is a fault to report."""

import json
import re
from contextlib import suppress
from typing import TypeAlias

Step: TypeAlias = str | int
"""A key of an object or a position in an array."""

_TOKEN = re.compile(rb'\s*(?:("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s{}\[\],:"]+))')


def place(content: bytes, steps: tuple[Step, ...]) -> tuple[int, int]:
    """Line and column of the value at a path, 1-based, in characters.

    Where the path does not exist: of the nearest value outside it.
    """
    position = _position(content, steps)
    line = content.count(b"\n", 0, position) + 1
    start = content.rfind(b"\n", 0, position) + 1
    return line, len(content[start:position].decode(errors="replace")) + 1


def _position(content: bytes, wanted: tuple[Step, ...]) -> int:
    """Byte offset of the value at a path, by one scan over the tokens."""
    path: list[Step | None] = []
    best, best_depth, at, expects_key = 0, -1, 0, False
    while found := _TOKEN.match(content, at):
        at = found.end()
        text, mark = found[1], found[2]
        if expects_key and text is not None:
            expects_key = False
            with suppress(ValueError):
                path[-1] = json.loads(text)
        elif mark in (b"}", b"]"):
            del path[-1:]
            expects_key = False
        elif mark == b",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
            expects_key = bool(path) and not isinstance(path[-1], int)
        elif mark != b":":
            if len(path) > best_depth and tuple(path) == wanted[: len(path)]:
                best, best_depth = found.start(found.lastindex or 0), len(path)
            if mark is not None:
                path.append(0 if mark == b"[" else None)
                expects_key = mark == b"{"
    return best
