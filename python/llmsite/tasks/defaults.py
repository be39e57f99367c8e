"""From what a `task.toml` says to a full definition: defaults by kind, type and prompt style.

Owns the order in which defaults win; their values are in `defaults.toml`. Knows nothing of samples.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from llmsite.tasks.styles import ELSEWHERE, STYLES

Table: TypeAlias = dict[str, object]
"""A TOML table."""

_PARTS = ("prompt", "request", "answer")
_CHAIN_OF_THOUGHT = "chain-of-thought"
_OF_NOTHING = hashlib.sha256(b"").hexdigest()


@cache
def _defaults() -> Mapping[str, Mapping[str, Table]]:
    """The tables of `defaults.toml`; read only."""
    return tomllib.loads((files("llmsite.tasks") / "defaults.toml").read_text("utf-8"))


def complete(given: Table, *, style: str | None = None) -> Table:
    """A task's table with every default filled in.

    What a task says under `[prompt]`, `[request]` and `[answer]` is meant for its own prompt style.
    Asked in a style whose answers look different (a letter instead of a text), the words around
    an answer (`cue`, `answer`), `[request]` and `[answer]` give way to the defaults of that style.

    Args:
        given: The content of `task.toml`, checked by nobody yet.
        style: Prompt style to use instead of the task's own.
    """
    task = deepcopy(given)
    if task.get("references") == "absent":
        return _described(task)
    kind, own = _kind_and_style(task)
    asked = style or own
    if asked == _CHAIN_OF_THOUGHT and kind == "choices":
        kind = "generate"
    if asked in STYLES and own in STYLES and STYLES[asked].form != STYLES[own].form:
        task["request"] = {}
        task["answer"] = {}
        for words in ("cue", "answer"):
            _table(task, "prompt").pop(words, None)
    full: Table = {}
    for layer in _layers(task, kind, asked):
        _merge(full, layer)
    _merge(full, task)
    _table(full, "prompt")["style"] = asked
    _table(full, "request")["kind"] = kind
    _complete_score(task, full, kind)
    return full


def _described(task: Table) -> Table:
    """A task that another tool asked: nothing is filled in that nobody said."""
    task.setdefault("data", {"path": "samples.jsonl", "sha256": _OF_NOTHING})
    _table(task, "prompt").setdefault("style", ELSEWHERE)
    _table(task, "request").setdefault("kind", _type(task)["kind"])
    _table(task, "answer").setdefault("extractor", ELSEWHERE)
    _complete_score(task, task, str(_table(task, "request")["kind"]))
    return task


def _kind_and_style(task: Table) -> tuple[str, str]:
    """The request kind and prompt style that a task asks by itself."""
    by_type = _type(task)
    style = _table(task, "prompt").get("style")
    kind = _table(task, "request").get("kind")
    if kind is None and style == _CHAIN_OF_THOUGHT:
        kind = "generate"
    kind = str(kind or by_type.get("kind"))
    narrow = by_type.get(kind)
    narrow = narrow if isinstance(narrow, dict) else {}
    return kind, str(style or narrow.get("style") or by_type.get("style"))


def _type(task: Table) -> Table:
    types = _defaults()["types"]
    # An unknown type is reported by the record; any table keeps the other faults readable.
    return types.get(str(task.get("type")), types["classification"])


def _layers(task: Table, kind: str, style: str) -> list[Table]:
    """Defaults from the weakest to the strongest."""
    by_type = _type(task)
    found = [_defaults()["kinds"].get(kind), by_type, by_type.get(kind)]
    found.append(_defaults()["styles"].get(style, {}).get(kind))
    return [
        {part: layer[part] for part in _PARTS if part in layer}
        for layer in found
        if isinstance(layer, dict)
    ]


def _complete_score(task: Table, full: Table, kind: str) -> None:
    """Metrics by type, each as a table; the first is the primary one."""
    by_type = _type(task)
    narrow = by_type.get(kind)
    score = _table(full, "score")
    if "metrics" not in score:
        score["metrics"] = (
            narrow["metrics"]
            if isinstance(narrow, dict) and "metrics" in narrow
            else by_type["metrics"]
        )
    metrics = score["metrics"]
    if isinstance(metrics, list):
        named = [{"name": each} if isinstance(each, str) else each for each in metrics]
        score["metrics"] = named
        if "primary" not in score and named and isinstance(named[0], dict):
            score["primary"] = named[0].get("name", "")


def _table(task: Table, key: str) -> Table:
    """A sub-table, made where it is missing; a wrong type is left to the record to report."""
    value = task.setdefault(key, {})
    return value if isinstance(value, dict) else {}


def _merge(into: Table, layer: Table) -> None:
    """Put one table over another, sub-tables key by key."""
    for key, value in layer.items():
        below = into.get(key)
        if isinstance(below, dict) and isinstance(value, dict) and key != "options":
            _merge(below, value)
        else:
            into[key] = deepcopy(value)
