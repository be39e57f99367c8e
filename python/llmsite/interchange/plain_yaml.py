"""YAML of other tools with every scalar as text: no dates, no octal numbers, no `no` for false.

Aliases are refused, because a few lines of them can stand for more than a machine holds.
"""

from typing import TypeAlias, Union

import yaml

from llmsite.errors import Fault, ImportFormatError
from llmsite.interchange.intake import SourceFile
from llmsite.storage import shown

Plain: TypeAlias = Union[str, list["Plain"], dict[str, "Plain"]]  # noqa: UP007 - recursive
"""What such a file holds."""

_MAX_DEPTH = 32


class _Refused(yaml.YAMLError):  # type: ignore[misc] # the package has no types
    """What YAML allows and no leaderboard needs."""


class _Loader(yaml.BaseLoader):  # type: ignore[misc] # the package has no types
    """Scalars as text, mappings without duplicate keys, no aliases."""

    depth = 0

    def compose_node(self, parent: yaml.Node, index: object) -> yaml.Node:
        """Refuse aliases and deep nesting before anything is built."""
        if self.check_event(yaml.AliasEvent):
            raise _Refused("an alias (*name) is refused: write the value out")
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _Refused(f"nested deeper than the limit of {_MAX_DEPTH} levels")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Plain]:
        """A mapping whose keys are texts, each once."""
        keys = [key.value for key, _ in node.value]
        if not all(isinstance(key, str) for key in keys):
            raise _Refused("a key is no text")
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            line = node.start_mark.line + 1
            raise _Refused(f"the key {shown(twice)} stands twice in the entry of line {line}")
        found: dict[str, Plain] = super().construct_mapping(node, deep=deep)
        return found


def read_yaml_rows(file: SourceFile) -> list[Plain]:
    """The entries of a YAML list.

    Raises:
        ImportFormatError: It is no YAML, no list, or holds what is refused.
    """
    try:
        value = yaml.load(file.text(), Loader=_Loader)  # noqa: S506 - builds texts only
    except _Refused as error:
        raise ImportFormatError(Fault(f"YAML: {error}", file.name)) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        problem = getattr(error, "problem", None) or "cannot be read"
        raise ImportFormatError(Fault(f"YAML: {problem}", file.name, line, column)) from None
    if not isinstance(value, list) or not value:
        raise ImportFormatError(Fault("is no list of entries", file.name))
    return value
