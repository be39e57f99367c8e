"""JSON that every reader understands in one way: what is wrong with a text before it is a record.

Codes are those of the checker's rules. Knows nothing of records.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import jiter

from llmsite.errors import Fault
from llmsite.storage.place import Step, place
from llmsite.storage.writing import Json

MAX_DEPTH = 32
MAX_VALUES = 200_000
MAX_KEY_BYTES = 256
MAX_EXACT_INTEGER = 2**53
_SHOWN_CHARACTERS = 80
_MANY = 60
"""From here on, known names are counted instead of listed."""
_ENOUGH_FAULTS = 100


def scan_json(content: bytes, *, name: str, foreign: bool = False) -> list[Fault]:
    """What is wrong with bytes as strict JSON, before any record is made of them.

    Refuses: not UTF-8, byte order mark, bad syntax, duplicate keys, NaN and infinity, floats that
    overflow, integers beyond 2^53, depth over 32, over 200,000 values, and characters that hide.
    In another tool's file (`foreign`) NaN, infinity and what a value holds are no faults.
    """
    fault = _first_byte_fault(content, name)
    if fault:
        return [fault]
    try:
        value = jiter.from_json(content, catch_duplicate_keys=True, allow_inf_nan=foreign)
    except (ValueError, RecursionError) as error:
        return [_syntax_fault(str(error), content, name)]
    return [] if foreign or _is_clean(value) else _walk(value, content, name)


def _walk(value: Json, content: bytes, name: str) -> list[Fault]:
    """The faults of all values, each with its place."""
    faults: list[Fault] = []
    n_values = 0
    pending: list[tuple[Json, tuple[Step, ...]]] = [(value, ())]
    while pending:
        each, steps = pending.pop()
        n_values += 1
        for code, message in _value_faults(each, steps):
            line, column = place(content, steps)
            faults.append(Fault(message, name, line, column, code=code))
        if n_values > MAX_VALUES or len(faults) > _ENOUGH_FAULTS:
            break
        if len(steps) >= MAX_DEPTH:
            continue
        if isinstance(each, dict):
            pending.extend((item, (*steps, key)) for key, item in reversed(each.items()))
        elif isinstance(each, list):
            pending.extend((item, (*steps, i)) for i, item in reversed(list(enumerate(each))))
    if n_values > MAX_VALUES:
        faults.append(Fault(f"more than {MAX_VALUES:,} values in one file", name, code="LS209"))
    return faults


def _is_clean(value: Json) -> bool:
    """Whether nothing is wrong with any value, without saying what: five times as fast."""
    level: list[Json] = [value]
    n_values = 0
    for depth in range(MAX_DEPTH + 1):
        n_values += len(level)
        containers = [each for each in level if isinstance(each, dict | list)]
        if n_values > MAX_VALUES or (containers and depth == MAX_DEPTH):
            return False
        if not all(map(_is_clean_alone, level)):
            return False
        level = [
            item
            for each in containers
            for item in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            break
    return True


def is_too_deep(value: Json) -> bool:
    """Whether a value is nested deeper than any file may be."""
    level: list[Json] = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            item
            for each in level
            if isinstance(each, dict | list)
            for item in (each.values() if isinstance(each, dict) else each)
            if isinstance(item, dict | list)
        ]
        if not level:
            return False
    return True


def _is_clean_alone(value: Json) -> bool:
    if isinstance(value, str):
        return _HIDDEN.search(value) is None
    if isinstance(value, dict):
        return not any(len(key.encode()) > MAX_KEY_BYTES or _HIDDEN.search(key) for key in value)
    # A float beyond is no fault unless it is infinite; the slow walk tells.
    return not isinstance(value, int | float) or abs(value) <= MAX_EXACT_INTEGER


def _first_byte_fault(content: bytes, name: str) -> Fault | None:
    if content.startswith(b"\xef\xbb\xbf"):
        fix = "save as UTF-8 without BOM"
        return Fault("starts with a byte order mark", name, 1, 1, fix, "LS202")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        message = f"byte 0x{content[error.start]:02X} at offset {error.start} is not UTF-8"
        line = content.count(b"\n", 0, error.start) + 1
        return Fault(message, name, line, 0, "save the file as UTF-8", "LS201")
    return None


def _syntax_fault(message: str, content: bytes, name: str) -> Fault:
    found = re.search(r" at line (\d+) column (\d+)$", message)
    line, column = (int(found[1]), int(found[2])) if found else (0, 0)
    words = message[: found.start()] if found else message
    code = "LS203"
    if "uplicate" in words:
        code = "LS204"
    elif "recursion" in words.lower():
        code, words = "LS208", f"nested deeper than the limit of {MAX_DEPTH} levels"
    elif "trailing characters" in words:
        code, words = "LS211", "more text after the end of the JSON document"
    elif "surrogate" in words:
        code = "LS210"
    elif not_number := _NOT_A_NUMBER.match(content, _offset(content, line, column)):
        code, words = "LS205", f"{not_number[1].decode()} is not JSON"
    return Fault(words, name, line, column, code=code)


_NOT_A_NUMBER = re.compile(rb"-?(NaN|Infinity)")


def _offset(content: bytes, line: int, column: int) -> int:
    """Byte offset of a place as jiter counts it; one before for the sign of a number."""
    start = 0
    for _ in range(line - 1):
        start = content.find(b"\n", start) + 1
    at = max(start + column - 1, 0)
    return at - 1 if content[at - 1 : at] == b"-" else at


def _value_faults(value: Json, steps: tuple[Step, ...]) -> Iterator[tuple[str, str]]:
    where = json_path(steps)
    if isinstance(value, float) and not math.isfinite(value):
        yield "LS206", f"{where}: the number does not fit a 64-bit float"
    elif isinstance(value, int) and abs(value) > MAX_EXACT_INTEGER:
        yield "LS207", f"{where}: {shown(str(value))} cannot be read exactly by browsers"
    elif isinstance(value, str):
        yield from _hidden(value, where)
    elif isinstance(value, dict):
        for key in value:
            if len(key.encode()) > MAX_KEY_BYTES:
                yield "LS209", f"{where}: a key is longer than {MAX_KEY_BYTES} bytes"
            yield from _hidden(key, f"{where}: key {shown(key)}")
    if len(steps) >= MAX_DEPTH and isinstance(value, dict | list):
        yield "LS208", f"{where}: nested deeper than the limit of {MAX_DEPTH} levels"


_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff"
    "\U000f0000-\U0010ffff]"
)
"""Control characters but TAB, LF and CR, bidirectional controls, private use."""


def has_hidden(text: str) -> bool:
    """Whether a text holds a character that can hide or change what stands beside it."""
    return _HIDDEN.search(text) is not None


def _hidden(text: str, where: str) -> Iterator[tuple[str, str]]:
    found = _HIDDEN.search(text)
    if found:
        character = found[0]
        title = unicodedata.name(character, "a control or private character")
        yield "LS210", f"{where}: contains U+{ord(character):04X} {title}, which can hide text"


def shown(text: str) -> str:
    """A value from outside as it may stand in a message: ASCII, quoted, 80 characters at most."""
    quoted = ascii(text)
    return quoted if len(quoted) <= _SHOWN_CHARACTERS else quoted[: _SHOWN_CHARACTERS - 2] + "…'"


def json_path(steps: Iterable[Step]) -> str:
    """`$.tasks[2].n` for the steps ("tasks", 2, "n")."""
    return "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'bleu'?` for a close word, else the known ones or their number, as a clause."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    if len(names) > _MANY:
        return f"none of the {len(names)} known ones is like it"
    return "known: " + ", ".join(names) if names else "there is none"
