"""Names of other tools as names of llmsite: models, tasks, metrics.

Equal names give equal results everywhere. Knows nothing of files.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256

from llmsite.tasks.styles import ELSEWHERE

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|baseline)(\..*)?")
_MAX_NAME = 64
_HASH_DIGITS = 8
_MAX_METRIC = 60


@lru_cache(maxsize=65_536)
def slug(text: str, *, fallback: str = "unnamed", limit: int = _MAX_NAME) -> str:
    """The nearest name of a-z 0-9 . _ -; a longer text is cut and ends in a hash of the whole."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9._]+", "-", plain)
    plain = re.sub(r"-{2,}|\.{2,}", lambda found: found[0][0], plain).strip("-._")
    if not plain:
        plain = f"{fallback}-{_digest(text)}" if text.strip() else fallback
    if len(plain) > limit:
        plain = f"{plain[: limit - _HASH_DIGITS - 1].rstrip('-._')}-{_digest(text)}"
    return f"{plain}-name" if _RESERVED.fullmatch(plain) else plain


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:_HASH_DIGITS]


def model_id(name: str, organisation: str = "") -> str:
    """`<org>/<model>` for a name as a tool has it.

    A path of a machine gives its last folder under `local`; a name without an organisation stands
    under `unknown`, because nobody said more.
    """
    name = name.strip().replace("\\", "/").rstrip("/")
    if re.match(r"^(/|\.{1,2}/|~|[A-Za-z]:/|file:)", name):
        return f"local/{slug(name.rpartition('/')[2], fallback='model')}"
    first, slash, rest = name.partition("/")
    if not slash:
        first, rest = organisation or "unknown", name
    elif organisation:
        first, rest = organisation, rest if slug(first) == slug(organisation) else name
    return f"{slug(first, fallback='org')}/{slug(rest, fallback='model')}"


def own_version(version: str, task_sha256: str, style: str, seed: int) -> str:
    """A version for a task that llmsite asked: other samples and other prompts are another task."""
    parts = [version, task_sha256[:_HASH_DIGITS], style if style != ELSEWHERE else ""]
    return "-".join(part for part in (*parts, f"seed{seed}" if seed else "") if part)


def source_of(name: str) -> str:
    """A model's name as it may be published: without the path of a machine."""
    plain = name.strip().replace("\\", "/").rstrip("/")
    is_path = re.match(r"^(/|\.{1,2}/|~|[A-Za-z]:/|file:)", plain)
    return plain.rpartition("/")[2] if is_path else plain


def metric_name(text: str) -> str:
    """A tool's metric as a name of a-z 0-9 _; `pass@1` is `pass_at_1`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("@", "_at_").replace("+", "_plus").replace("%", "_percent")
    plain = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or f"value_{_digest(text)}"
    if len(plain) > _MAX_METRIC:
        plain = f"{plain[: _MAX_METRIC - _HASH_DIGITS - 1].rstrip('_')}_{_digest(text)}"
    return plain if plain[0].isalpha() else f"m_{plain}"


def output_name(text: str) -> str:
    """Which of a metric's values, such as a filter: a-z 0-9 - _ without full stops."""
    return slug(text, limit=40).replace(".", "-")


def visible(text: str) -> str:
    """A text in which nothing hides: control and formatting characters become escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
