"""The declarative part of lm-evaluation-harness's task files, read without running any of it.

Owns what of YAML and Jinja is understood; everything else is named and refused. Knows nothing of
llmsite's tasks. Surface as of lm-evaluation-harness 0.4.13.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias, Union

import yaml

from llmsite.errors import Fault, ImportFormatError, LlmsiteError
from llmsite.storage import read_bytes, shown

Value: TypeAlias = Union[  # a recursive type
    bool, int, float, str, "Code", list["Value"], dict[str, "Value"], None
]
"""What a task file holds."""

_MAX_INCLUDES = 8


class Code(str):
    """`!function module.name`: a value that only running Python could give."""

    __slots__ = ()


class _Loader(yaml.SafeLoader):  # type: ignore[misc] # the package has no types
    """Plain YAML, with the tag for Python functions kept as a name."""


def _code(loader: yaml.SafeLoader, node: yaml.Node) -> Code:
    return Code(loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else "")


_Loader.add_constructor("!function", _code)


def read_yaml(path: Path) -> dict[str, Value]:
    """A task file with the files that it includes; what stands in the file itself wins.

    Raises:
        ImportFormatError: It cannot be read or is no mapping of names.
    """
    found: dict[str, Value] = {}
    pending: Path | None = path
    for _ in range(_MAX_INCLUDES):
        if pending is None:
            return found
        value = _read_one(pending)
        included = value.pop("include", None)
        found = {**value, **found}
        pending = pending.parent / included if isinstance(included, str) else None
    raise ImportFormatError(Fault(f"more than {_MAX_INCLUDES} files include each other", str(path)))


def _read_one(path: Path) -> dict[str, Value]:
    try:
        content = read_bytes(path)
        value = yaml.load(content, Loader=_Loader)  # noqa: S506 - a subclass of SafeLoader
    except LlmsiteError as error:
        raise ImportFormatError(*error.faults) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        problem = getattr(error, "problem", None) or "cannot be read"
        raise ImportFormatError(Fault(f"YAML: {problem}", str(path), line, column)) from None
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ImportFormatError(Fault("is no task: expected names with values", str(path)))
    return value


_EXPRESSION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_PATH = re.compile(
    r"""^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*(?!\()|\[\d+\]|\[(?:'[^'\[\]{}]*'|"[^"\[\]{}]*")\])*)"""
    r"(?:\.(?:strip|lstrip|rstrip)\(\)|\s*\|\s*(?:trim|string))*$"
)
_STEP = re.compile(r"""\.([A-Za-z_]\w*)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]""")


def column_of(expression: str) -> str | None:
    """The column that an expression names (`a.b[0]` → `a.b.0`), None where it does more."""
    found = _PATH.match(expression.strip())
    if not found:
        return None
    path = found[1]
    head = re.match(r"[A-Za-z_]\w*", path)
    steps = ["".join(part for part in step if part) for step in _STEP.findall(path)]
    return ".".join([head[0] if head else "", *steps])


def template_of(jinja: str) -> str | None:
    """A Jinja text as one with `{column}` placeholders, None where it holds logic."""
    if "{%" in jinja or "{#" in jinja:
        return None
    parts: list[str] = []
    at = 0
    for found in _EXPRESSION.finditer(jinja):
        column = column_of(found[1])
        if column is None:
            return None
        parts += [_literal(jinja[at : found.start()]), f"{{{column}}}"]
        at = found.end()
    parts.append(_literal(jinja[at:]))
    return "".join(parts)


def list_of(jinja: str) -> list[str] | None:
    """Columns of a Jinja list of names (`{{[a, b]}}`), None where it is none."""
    found = re.fullmatch(r"\s*\{\{\s*\[(.*)\]\s*\}\}\s*", jinja, re.DOTALL)
    if not found:
        return None
    columns = [column_of(each) for each in found[1].split(",")]
    return [each for each in columns if each is not None] if None not in columns else None


def code_of(value: Value, name: str) -> Iterator[str]:
    """Keys whose values are Python functions, with their paths."""
    if isinstance(value, Code):
        yield f"{name}: !function {shown(value)}"
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from code_of(each, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for each in value:
            yield from code_of(each, name)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
