"""LiveBench: the score of every model on every question, in one Parquet table."""

from collections.abc import Sequence
from math import isfinite
from typing import Any  # noqa: TID251 - columns of a package without types

from llmsite.errors import Fault, ImportFormatError
from llmsite.interchange.claims import Asked, Reading, Said, mean_claim
from llmsite.interchange.intake import SourceFile, by_file
from llmsite.interchange.parquet import column_names, read_columns

NAME = "livebench"
TOOL = "LiveBench"
SUMMARY = "judgements of LiveBench (Parquet): every model on every question"

_COLUMNS = ("question_id", "task", "model", "score", "category")

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a Parquet file has LiveBench's columns."""
    return file.head.startswith(b"PAR1") and set(_COLUMNS) <= set(column_names(file))


def read(files: Sequence[SourceFile]) -> Reading:
    """One table.

    Raises:
        ImportFormatError: It cannot be read, or a column is of another kind.
    """
    (file,) = files
    reading = Reading((file.name,))
    columns = read_columns(file, (*_COLUMNS, "turn"))
    n_rows = len(columns["score"])
    turns: Sequence[Any] = columns.get("turn") or [1] * n_rows
    found: dict[str, dict[str, dict[tuple[str, object], float]]] = {}
    categories: dict[str, str] = {}
    twice: dict[tuple[str, str], set[bool]] = {}
    named = zip(*(columns[name] for name in _COLUMNS), turns, strict=True)
    for number, (question, task, model, score, category, turn) in enumerate(named, start=1):
        if not all(isinstance(each, str) and each for each in (question, task, model)):
            reading.refuse(f"row {number:,} lacks a question, a task or a model")
            continue
        if not isinstance(score, int | float) or not isfinite(score):
            reading.refuse(f"row {number:,}: the score of {ascii(model)[:40]} is {score}")
            continue
        key = (question, turn)
        rows = found.setdefault(model, {}).setdefault(task, {})
        if key in rows:
            twice.setdefault((task, question), set()).add(rows[key] == float(score))
            continue
        rows[key] = float(score)
        categories[task] = str(category or "")
    if len(reading.faults) > 50:  # noqa: PLR2004 - enough is known
        raise ImportFormatError(*reading.faults[:50], Fault("and more", file.name))
    for (task, question), same in sorted(twice.items()):
        words = "equal scores" if same == {True} else "different scores; the first one counts"
        message = (
            f"{ascii(task)[:40]}: the question {ascii(question)[:24]} stands twice, with {words}"
        )
        reading.warn(message)
    for model, tasks in sorted(found.items()):
        asked = tuple(_asked(task, tasks[task], categories[task]) for task in sorted(tasks))
        reading.said.append(Said(model, asked))
        reading.n_fields += sum(len(each.ids) for each in asked)
    return reading


def _asked(task: str, rows: dict[tuple[str, object], float], category: str) -> Asked:
    ids = tuple(question for question, _ in rows)
    scores = tuple(rows.values())
    claim = mean_claim("score", scores)
    return Asked(task, (claim,), group=category, n=len(set(ids)), ids=ids, language="en")
