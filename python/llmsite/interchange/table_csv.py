"""Plain tables (CSV) whose columns a mapping declares; nothing about a column is guessed."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from llmsite.errors import Fault, ImportFormatError, LlmsiteError
from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, count, spelled
from llmsite.interchange.keeping import keep
from llmsite.interchange.names import metric_name, visible
from llmsite.interchange.tables import Row, header_of, read_table
from llmsite.schema.interchange import ScoreColumn, TableMapping
from llmsite.storage import parse_toml, read_bytes, suggest

NAME = "csv"
TOOL = "a table"
SUMMARY = "plain tables (CSV) whose columns '--mapping FILE' declares"

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a file is a table that somebody described."""
    return file.mapping is not None and len(header_of(file)) > 1


def read(files: Sequence[SourceFile]) -> Reading:
    """One table.

    Raises:
        ImportFormatError: There is no mapping, or it names columns that the table lacks.
    """
    (file,) = files
    reading = Reading((file.name,))
    if file.mapping is None:
        fix = "say what its columns mean with '--mapping FILE' (docs/importing.md)"
        raise ImportFormatError(
            Fault("is a table, and nobody says what its columns mean", file.name, fix=fix)
        )
    mapping = _mapping(file)
    rows = read_table(file, reading)
    if rows:
        _check_columns(mapping, rows[0], file.mapping.name)
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        said = _said(mapping, row, file, reading)
        if said is None:
            continue
        key = (said.model, said.revision or "", str(sorted(said.variant.items())), said.day)
        first = seen.setdefault(key, row.line)
        if first != row.line:
            message = f"the model {ascii(said.model)[:60]} stands on line {first} too"
            reading.refuse(message, file.name, "keep one, or map what tells them apart", row.line)
            continue
        reading.said.append(said)
    return reading


def _mapping(file: SourceFile) -> TableMapping:
    assert file.mapping is not None
    try:
        content = read_bytes(file.mapping)
        return parse_toml(content, TableMapping, name=str(file.mapping))
    except (LlmsiteError, tomllib.TOMLDecodeError) as error:
        faults = error.faults if isinstance(error, LlmsiteError) else (Fault(str(error)),)
        raise ImportFormatError(*faults) from None


def _check_columns(mapping: TableMapping, row: Row, name: str) -> None:
    named = [mapping.model, mapping.organisation, mapping.revision, mapping.date]
    named += [mapping.quantisation, mapping.provider]
    for score in mapping.scores:
        named += [score.column, score.stderr, score.n]
    missing = [each for each in named if each is not None and each not in row.cells]
    if missing:
        raise ImportFormatError(
            *(
                Fault(f"the table has no column {each!a} ({suggest(each, row.cells)})", name)
                for each in dict.fromkeys(missing)
            )
        )


def _said(mapping: TableMapping, row: Row, file: SourceFile, reading: Reading) -> Said | None:
    cells = row.cells
    name = cells[mapping.model].strip()
    if not name:
        reading.refuse("a row names no model", file.name, line=row.line)
        return None
    by_task: dict[str, Asked] = {}
    for score in mapping.scores:
        claim = _claim(score, mapping, row, file, reading)
        if claim is None:
            continue
        known = by_task.get(score.task)
        if known is None:
            by_task[score.task] = _asked(score, claim)
        else:
            by_task[score.task] = replace(known, claims=(*known.claims, claim))
    if not by_task:
        return None
    variant = {
        field: cells[column]
        for field, column in (
            ("quantisation", mapping.quantisation),
            ("provider", mapping.provider),
        )
        if column and cells[column].strip()
    }
    day = cells[mapping.date].strip()[:10] if mapping.date else mapping.day or ""
    kept = keep({**cells}, leave_out=set(_mapped(mapping)), reading=reading)
    if mapping.citation:
        kept["citation"] = visible(mapping.citation)
    if mapping.url:
        kept["url"] = mapping.url
    return Said(
        model=name,
        tasks=tuple(by_task.values()),
        day=day,
        revision=(cells[mapping.revision].strip() or None) if mapping.revision else None,
        organisation=cells[mapping.organisation].strip() if mapping.organisation else "",
        variant=variant,
        source=kept,
    )


def _mapped(mapping: TableMapping) -> Iterator[str]:
    for column in (mapping.model, mapping.organisation, mapping.revision, mapping.date):
        if column:
            yield column
    for score in mapping.scores:
        yield from (each for each in (score.column, score.stderr, score.n) if each)


def _asked(score: ScoreColumn, claim: Claim) -> Asked:
    return Asked(
        task=score.task,
        claims=(claim,),
        title=score.title or score.task,
        shots=score.shots,
        language=score.language,
        n=claim.n or 0,
    )


def _claim(
    score: ScoreColumn, mapping: TableMapping, row: Row, file: SourceFile, reading: Reading
) -> Claim | None:
    """A cell as a number; none where it is one of the spellings of "no value"."""
    text = row.cells[score.column].strip()
    if text in ("", *mapping.no_value):
        return None
    value = spelled(text)
    if value is None:
        message = f"{score.column!a} is {ascii(text)[:60]}, which is no number"
        fix = "correct it, or name it under no_value in the mapping"
        reading.refuse(message, file.name, fix, row.line)
        return None
    error = spelled(row.cells[score.stderr]) if score.stderr else None
    n = count(spelled(row.cells[score.n])) if score.n else None
    # Only where the mapping says that a column holds percent and wants shares.
    factor = 0.01 if score.scale == "percent-to-share" else 1.0
    least, most = _BOUNDS[score.scale]
    if least is not None and most is not None and not least <= value * factor <= most:
        message = f"{score.column!a} is {text}, which is no {_WORDS[score.scale]}"
        reading.refuse(message, file.name, "correct it, or the scale in the mapping", row.line)
        return None
    return Claim(
        metric=metric_name(score.metric),
        value=value / 100.0 if factor != 1.0 else value,
        stderr=None if error is None else error / 100.0 if factor != 1.0 else error,
        n=n,
        higher_is_better=score.higher_is_better,
        least=least,
        most=most,
        stated_as=score.column,
    )


_BOUNDS: Mapping[str, tuple[float | None, float | None]] = {
    "share": (0.0, 1.0),
    "percent": (0.0, 100.0),
    "percent-to-share": (0.0, 1.0),
    "number": (None, None),
}
_WORDS = {"share": "share from 0 to 1", "percent": "percentage", "percent-to-share": "percentage"}
