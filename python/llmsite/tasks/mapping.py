"""From the columns of a row to the fields of a sample, as `[data.fields]` says.

Declarative: columns, placeholders and a fixed list of steps; no expressions, no code. Knows nothing
of file formats and task types.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import ColumnField, FieldMapping, SampleFields
from llmsite.storage import Json, shown
from llmsite.tasks.styles import LETTERS, fill, placeholders

Row: TypeAlias = Mapping[str, Json]
_LETTER_BEFORE = re.compile(r"^\s*(?:[\((][A-Z][\))]\s*|[A-Z]\s*[.．、:：]\s*)")  # noqa: RUF001 - full-width marks of Chinese exams


def map_row(
    row: Row, fields: SampleFields, default_id: str, distinct: Sequence[str]
) -> dict[str, Json]:
    """Values of a sample's fields.

    Args:
        row: The row.
        fields: Where each field comes from.
        default_id: Id of a sample that brings none.
        distinct: Values of the choices' column in the whole file, if that is what choices are.

    Raises:
        TaskError: A column is missing or holds what its steps cannot read.
    """
    sample: dict[str, Json] = {
        "id": default_id if fields.id is None else _text(row, fields.id),
        "input": _input(row, fields.input),
    }
    if fields.constant_choices:
        sample["choices"] = list(fields.constant_choices)
    elif distinct:
        sample["choices"] = list(distinct)
    elif fields.choices is not None:
        sample["choices"] = [str(each) for each in _values(row, fields.choices)]
    if fields.constant_position is not None:
        sample["references"] = [fields.constant_position]
    elif fields.references is not None:
        sample["references"] = _values(row, fields.references)
    if fields.shuffle:
        _shuffle(sample)
    for name in ("pair", "group", "cluster", "rationale"):
        mapping: FieldMapping | None = getattr(fields, name)
        if mapping is not None:
            sample[name] = _text(row, mapping)
    if fields.attributes:
        sample["attributes"] = {key: _text(row, each) for key, each in fields.attributes.items()}
    return sample


def _shuffle(sample: dict[str, Json]) -> None:
    """Options in the order of a hash of id and option; references to positions go along."""
    choices, references = sample.get("choices"), sample.get("references")
    if not isinstance(choices, list):
        raise TaskError(
            Fault("there are no choices to shuffle", fix="say 'choices', or no 'shuffle'")
        )

    def drawn(place: int) -> bytes:
        return sha256(f"{sample['id']}\n{choices[place]}".encode()).digest()

    order = sorted(range(len(choices)), key=drawn)
    sample["choices"] = [choices[place] for place in order]
    if isinstance(references, list):
        sample["references"] = [
            order.index(each) if isinstance(each, int) and each in order else each
            for each in references
        ]


def distinct_values(rows: Iterable[Row], fields: SampleFields) -> tuple[str, ...]:
    """All values of the choices' column, sorted by code point; empty if choices are not these."""
    choices = fields.choices
    if not isinstance(choices, ColumnField) or not choices.distinct:
        return ()
    plain = choices.model_copy(update={"distinct": False})
    return tuple(sorted({str(each) for row in rows for each in _values(row, plain)}))


def _input(row: Row, mapping: FieldMapping) -> Json:
    """Text, or messages where the column holds a list of them."""
    if isinstance(mapping, str) and not placeholders(mapping):
        found = _look_up(row, mapping)
        if isinstance(found, list):
            return found
    return _text(row, mapping)


def _text(row: Row, mapping: FieldMapping) -> str:
    return "\n".join(str(each) for each in _values(row, mapping))


def _values(row: Row, mapping: FieldMapping) -> list[Json]:
    """What a mapping yields: one value or several."""
    if isinstance(mapping, tuple):
        return [value for each in mapping for value in _values(row, each)]
    if isinstance(mapping, ColumnField):
        found = _look_up(row, mapping.column)
        if mapping.beside is not None:
            found = _paired(found, _look_up(row, mapping.beside), mapping)
        return _read(mapping, _stepped(mapping, found))
    if names := placeholders(mapping):
        filled = {name: _plain(_look_up(row, name)) for name in names}
        return [fill(mapping, filled).strip()]
    found = _look_up(row, mapping)
    if isinstance(found, list):
        return list(found)
    return [] if found is None else [found]


def _look_up(row: Row, path: str) -> Json:
    """The value at a path such as `answer_info.ans0.1`."""
    if path in row:
        return row[path]
    value: Json = dict(row)
    for step in path.split("."):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            known = ", ".join(sorted(row))
            message = f"there is no column '{path}' (columns: {known})"
            raise TaskError(Fault(message, fix="correct the name in [data.fields]"))
    return value


def _paired(values: Json, others: Json, field: ColumnField) -> Json:
    """Each value with that beside it, as the JSON text `[value, other]`."""
    if not isinstance(values, list) or not isinstance(others, list) or len(values) != len(others):
        message = f"columns '{field.column}' and '{field.beside}' are no lists of one length"
        raise TaskError(Fault(message, fix="name two lists with one entry for each other"))
    pairs = zip(values, others, strict=True)
    return [json.dumps(pair, ensure_ascii=False, sort_keys=True) for pair in pairs]


def _plain(value: Json) -> str:
    """A cell inside a text: nothing for null, lists one a line."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_plain(each) for each in value)
    if isinstance(value, dict):
        return ": ".join(_plain(each) for each in value.values())
    return str(value)


def _stepped(field: ColumnField, value: Json) -> list[Json]:
    """The column's value after the steps on texts."""
    if field.read == "keys" and isinstance(value, dict):
        return list(value)
    if field.read == "true-keys" and isinstance(value, dict):
        return [key for key, flag in value.items() if flag in (1, True)]
    values = value if isinstance(value, list) else [] if value is None else [value]
    steps = _steps(field)
    if not steps and field.split is None:
        return list(values)
    texts = [str(each) for each in values]
    for step in steps:
        texts = [step(text).strip() for text in texts]
    if field.split is not None:
        texts = [part.strip() for text in texts for part in text.split(field.split)]
        texts = [text for text in texts if text]
    return list(texts)


def _steps(field: ColumnField) -> list[Callable[[str], str]]:
    """The steps on texts, in the order in which they are taken."""
    steps: list[Callable[[str], str]] = []
    if field.after is not None:
        steps.append(lambda text: text.rpartition(field.after or "")[2])
    if field.before is not None:
        steps.append(lambda text: text.rpartition(field.before or "")[0])
    if field.drop:
        between = re.compile(re.escape(field.drop[0]) + ".*?" + re.escape(field.drop[1]), re.DOTALL)
        steps.append(lambda text: between.sub("", text))
    if field.remove:
        gone = str.maketrans("", "", field.remove)
        steps.append(lambda text: text.translate(gone))
    if field.strip:
        steps.append(lambda text: text.strip().strip(field.strip))
    if field.strip_letters:
        steps.append(lambda text: _LETTER_BEFORE.sub("", text))
    return steps


def _read(field: ColumnField, values: list[Json]) -> list[Json]:
    """Values as what they are: labels, numbers, positions of options."""
    if field.labels is not None:
        values = [_label(field, value) for value in values]
    if field.cut_labels:
        return [_part(field, _number(value)) for value in values]
    if field.read == "number":
        return [_number(value) for value in values]
    if field.read == "position":
        return [int(_number(value)) for value in values]
    if field.read == "letter":
        return [_position(value) for value in values]
    return list(values)


def _label(field: ColumnField, value: Json) -> str:
    labels = field.labels or {}
    if str(value) not in labels:
        known = ", ".join(labels)
        message = f"column '{field.column}' holds {shown(str(value))}, none of: {known}"
        raise TaskError(Fault(message, fix="add the value to 'labels' in [data.fields]"))
    return labels[str(value)]


def _number(value: Json) -> float:
    try:
        return float(str(value))
    except ValueError:
        fix = "correct the cell, or read it as text"
        raise TaskError(Fault(f"{shown(str(value))} is no number", fix=fix)) from None


def _part(field: ColumnField, number: float) -> str:
    return field.cut_labels[sum(number >= bound for bound in field.cut)]


def _position(value: Json) -> int:
    letter = str(value).strip().strip("().")
    if len(letter) != 1 or letter.upper() not in LETTERS:
        message = f"{shown(str(value))} is not the letter of an option"
        raise TaskError(Fault(message, fix="correct the cell, or read it as 'position' or 'text'"))
    return LETTERS.index(letter.upper())
