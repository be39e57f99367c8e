"""What a record refuses, in words for people.

Knows no record by name; the words for a pattern stand in `schema.record.PATTERN_WORDS`.
"""

import re
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from llmsite.errors import Fault
from llmsite.schema.record import PATTERN_WORDS
from llmsite.storage.place import Step
from llmsite.storage.strict import json_path, shown

_KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "dataclass_type": "an object",
}
"""What a value should have been, by the type of the fault."""

_EXTRA = ("extra_forbidden", "unexpected_keyword_argument")


def explained(error: ValidationError) -> Iterator[tuple[Fault, tuple[Step, ...]]]:
    """Pydantic's faults in our words, each with the path of the value."""
    details = error.errors(include_url=False, include_context=False)
    alternatives = _alternatives(details)
    told = set()
    for each in details:
        steps = tuple(each["loc"])
        union = steps[:-1]
        if union in alternatives and _is_branch(steps[-1]):
            if union not in told:
                told.add(union)
                kinds = " or ".join(alternatives[union])
                message = f"{json_path(union)}: input should be {kinds}{_got(each)}"
                yield Fault(message, code="LS303"), union
            continue
        yield _fault(each, steps)


def _fault(each: ErrorDetails, steps: tuple[Step, ...]) -> tuple[Fault, tuple[Step, ...]]:
    where, kind = json_path(steps), each["type"]
    if kind == "missing":
        return Fault(f"{where} is missing", code="LS301"), steps[:-1]
    if kind in _EXTRA:
        return Fault(f"{where} is not a known field", code="LS302"), steps
    words = each["msg"][0].lower() + each["msg"][1:]
    if kind == "string_pattern_mismatch":
        found = re.search(r"'(.*)'$", each["msg"], re.DOTALL)
        known = PATTERN_WORDS.get(found[1]) if found else None
        words = f"should be {known}" if known else words
    code = "LS305" if kind == "string_too_long" else "LS303"
    return Fault(f"{where}: {words}{_got(each)}", code=code), steps


def _alternatives(details: list[ErrorDetails]) -> dict[tuple[Step, ...], list[str]]:
    """Path of a value that may be of several types → these types, where it is none of them."""
    found: dict[tuple[Step, ...], list[str]] = {}
    for each in details:
        steps = tuple(each["loc"])
        if steps and _is_branch(steps[-1]) and each["type"] in _KINDS:
            kinds = found.setdefault(steps[:-1], [])
            if _KINDS[each["type"]] not in kinds:
                kinds.append(_KINDS[each["type"]])
    return {steps: kinds for steps, kinds in found.items() if len(kinds) > 1}


def _is_branch(step: Step) -> bool:
    """Whether a step is pydantic's name of a type and not a field."""
    return isinstance(step, str) and (
        step in ("str", "int", "float", "bool") or "[" in step or step[:1].isupper()
    )


def _got(each: ErrorDetails) -> str:
    value = each["input"]
    if isinstance(value, dict | list):
        return ""
    given = shown(value) if isinstance(value, str) else shown(repr(value)).strip("'\"")
    return f", got {given}"
