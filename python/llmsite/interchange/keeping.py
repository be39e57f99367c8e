"""What no field of a record holds, kept as it was said: `source` of a result.

Values are JSON in ASCII, so that nothing in them can hide. Knows nothing of any format.
"""

import json
from collections.abc import Container, Mapping
from hashlib import sha256

from llmsite.interchange.claims import Reading
from llmsite.storage import Json

_MAX_VALUE = 16 << 10
_MAX_KEY = 200
_MAX_ALL = 384 << 10


def keep(
    values: Mapping[str, Json],
    *,
    reading: Reading,
    prefix: str = "",
    leave_out: Container[str] = (),
) -> dict[str, str]:
    """Fields of a file as texts; what is too long is named by its size and hash.

    Args:
        values: Fields.
        reading: Where they are counted.
        prefix: What stands before their names.
        leave_out: Names of fields that found a place elsewhere; they are counted as mapped.
    """
    kept: dict[str, str] = {}
    for key, value in values.items():
        if key in leave_out:
            reading.n_fields += 1
            continue
        if value is None or value in ("", [], {}):
            continue
        name = ascii(prefix + key)[1:-1][:_MAX_KEY]
        kept[name] = _told(value)
        reading.n_kept += 1
    return kept


def _told(value: Json) -> str:
    plain = isinstance(value, str) and value.isascii() and value.isprintable()
    told = value if plain and isinstance(value, str) else json.dumps(value, sort_keys=True)
    if len(told) <= _MAX_VALUE:
        return told
    return f"{len(told)} characters, sha256 {sha256(told.encode()).hexdigest()}"


def within_limit(kept: Mapping[str, str]) -> dict[str, str]:
    """As much as a result may hold; the longest values fall to their size and hash first."""
    result = dict(sorted(kept.items()))
    total = sum(len(key) + len(value) for key, value in result.items())
    for key in sorted(result, key=lambda each: (-len(result[each]), each)):
        if total <= _MAX_ALL:
            break
        value = result[key]
        told = f"{len(value)} characters, sha256 {sha256(value.encode()).hexdigest()}"
        if len(told) < len(value):
            result[key] = told
            total -= len(value) - len(told)
    return result
