"""One suite as a board: columns, rows, cells, aggregates, ranks.

Knows nothing of files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING

from llmsite.leaderboard.catalogue import Catalogue, Measure, measure
from llmsite.leaderboard.counting import Counted, Found, find, rows_of
from llmsite.leaderboard.evidence import weakest
from llmsite.leaderboard.ranking import Candidate, rank
from llmsite.leaderboard.records import (
    Board,
    Cell,
    Column,
    ResultEntry,
    Row,
    Value,
)
from llmsite.leaderboard.scores import Scored, combine
from llmsite.schema.model import ModelCard
from llmsite.schema.result import Result
from llmsite.schema.suite import Suite

if TYPE_CHECKING:
    from llmsite.schema.record import Localised


def build_board(
    suite: Suite,
    entries: Sequence[ResultEntry],
    catalogue: Catalogue,
    cards: Mapping[str, ModelCard],
    level: float,
) -> Board:
    """The board of a suite.

    Args:
        suite: The suite.
        entries: All results, newest first.
        catalogue: The tasks.
        cards: Cards by model.
        level: Coverage of intervals and rank ranges.
    """
    columns, measures = _columns(suite, catalogue)
    reason = _no_aggregate(columns, measures)
    ranked: list[Candidate] = []
    claimed: list[Row] = []
    by_row = rows_of(entries)
    labels = row_labels(entries)
    for key, results in by_row.items():
        found = [find(results, suite, asked, catalogue[asked.task]) for asked in suite.tasks]
        card, label = cards[results[0].record.model.id], labels[key]
        if any(each.counted for each in found):
            ranked.append(_candidate(results, columns, found, card, label, level))
        elif any(each.claimed for each in found):
            claimed.append(_claimed_row(results, columns, found, card, label))
    done = rank(ranked, columns, measures, reason, level)
    return Board(
        suite=suite.name,
        title=suite.title,
        description=suite.description,
        version=suite.version,
        columns=done.columns,
        rows=done.rows,
        claimed=_sorted_claims(claimed, columns),
        level=level,
        aggregates=not reason,
        reason=reason,
        groups=suite.groups,
        evidence=done.evidence,
        verdicts=done.verdicts,
    )


def _columns(suite: Suite, catalogue: Catalogue) -> tuple[tuple[Column, ...], tuple[Measure, ...]]:
    total = fsum(asked.weight for asked in suite.tasks)
    columns, measures = [], []
    for asked in suite.tasks:
        known = catalogue[asked.task]
        found = measure(known, asked.primary)
        measures.append(found)
        title: Localised = known.definition.title if known.definition else asked.task
        columns.append(
            Column(
                task=asked.task,
                title=title,
                metric=asked.primary,
                higher_is_better=found.higher_is_better,
                low=found.low,
                high=found.high,
                unit=found.unit,
                chance=found.chance,
                weight=asked.weight / total if total > 0 else 0.0,
                group=asked.group,
                n_samples=len(known.task.samples) if known.task else 0,
            )
        )
    return tuple(columns), tuple(measures)


def _no_aggregate(columns: Sequence[Column], measures: Sequence[Measure]) -> str:
    """Why a suite has no aggregate; empty if it has one."""
    weighted = [
        (column, found)
        for column, found in zip(columns, measures, strict=True)
        if column.weight > 0
    ]
    if not weighted:
        return "no task of the suite has a weight"
    for column, found in weighted:
        if found.transform is None:
            return f"{column.metric} on {column.task} has no scale on which tasks can be averaged"
    return ""


def row_labels(entries: Sequence[ResultEntry]) -> dict[tuple[str, ...], str]:
    """What tells rows of one model apart, by row; empty for a model with one row."""
    by_row = rows_of(entries)
    n_rows: dict[str, int] = {}
    for key in by_row:
        n_rows[key[0]] = n_rows.get(key[0], 0) + 1
    return {
        key: ", ".join(part[:12] for part in key[1:] if part and part != "none")
        if n_rows[key[0]] > 1
        else ""
        for key in by_row
    }


def row_id(record: Result, label: str) -> str:
    """`<org>/<model>`, with what tells the row apart after a plus."""
    return record.model.id + (f"+{label.replace(', ', '+')}" if label else "")


def _candidate(
    results: Sequence[ResultEntry],
    columns: Sequence[Column],
    found: Sequence[Found],
    card: ModelCard,
    label: str,
    level: float,
) -> Candidate:
    scored = tuple(combine(each.counted, level) if each.counted else None for each in found)
    cells = tuple(
        _cell(column, each, score)
        for column, each, score in zip(columns, found, scored, strict=True)
    )
    behind = [one.entry for each in found for one in each.counted]
    row = Row(
        id=row_id(results[0].record, label),
        model=card.id,
        card=card,
        label=label,
        trust=weakest(cell.trust for cell in cells if cell.trust is not None),
        cells=cells,
        date=max(entry.record.date for entry in behind),
        results=tuple(sorted({entry.id for entry in behind}, reverse=True)),
    )
    return Candidate(row, scored)


def _cell(column: Column, found: Found, scored: Scored | None) -> Cell:
    if scored is None:
        return Cell(column.task, column.metric, None, missing=found.missing)
    return replace(_filled(column, found.counted, scored.value), runs=scored.runs)


def _filled(column: Column, counted: Sequence[Counted], value: Value) -> Cell:
    first = counted[0]
    return Cell(
        task=column.task,
        metric=column.metric,
        score=value,
        trust=weakest(each.trust for each in counted),
        results=tuple(each.entry.id for each in counted),
        key=first.key,
        method=first.entry.record.backend.method,
        others=first.task.scores,
    )


def _claimed_row(
    results: Sequence[ResultEntry],
    columns: Sequence[Column],
    found: Sequence[Found],
    card: ModelCard,
    label: str,
) -> Row:
    cells = []
    for column, each in zip(columns, found, strict=True):
        if each.claimed:
            score = each.claimed[0].score
            value = Value(
                score.value, score.low, score.high, score.level, score.n, score.n_clusters
            )
            cells.append(_filled(column, each.claimed, value))
        else:
            cells.append(Cell(column.task, column.metric, None, missing=each.missing))
    behind = [one.entry for each in found for one in each.claimed]
    return Row(
        id=row_id(results[0].record, label),
        model=card.id,
        card=card,
        label=label,
        trust="claimed",
        cells=tuple(cells),
        reason="numbers without evidence are not ranked",
        date=max(entry.record.date for entry in behind),
        results=tuple(sorted({entry.id for entry in behind}, reverse=True)),
    )


def _sorted_claims(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[Row, ...]:
    """Claimed rows by their first number, best first; then by name."""

    def position(row: Row) -> tuple[int, float, str]:
        for number, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
            if cell.score is not None:
                value = cell.score.value
                return number, -value if column.higher_is_better else value, row.id
        return len(columns), 0.0, row.id

    return tuple(sorted(rows, key=position))
