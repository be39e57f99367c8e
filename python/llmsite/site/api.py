"""The stable machine-readable surface: `api/v1/…` as JSON and CSV.

Fields are only ever added; numbers are on their metric's own scale, without rounding; a missing
score is null or an empty cell, never zero. Scores stand in tables: `columns` names the values of
each of the `rows`, and what is the same in all rows stands once in `same`, so that thousands of
models fit a host of static pages. Knows nothing of pages.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from llmsite.leaderboard.records import (
    Board,
    Leaderboard,
    ModelEntry,
    Row,
    TaskEntry,
    TaskScore,
    Value,
)
from llmsite.signature import ComparisonKey
from llmsite.site.edition import Edition
from llmsite.site.page import PlannedDocument
from llmsite.storage import Json, compact_json

API_VERSION = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def api_documents(edition: Edition) -> Iterator[PlannedDocument]:
    """All files of the API in a fixed order."""
    leaderboard = edition.leaderboard

    def document(name: str, make: Callable[[], bytes]) -> PlannedDocument:
        return PlannedDocument(f"api/v{API_VERSION}/{name}", make)

    for board in leaderboard.boards:
        yield document(f"b/{board.suite}.json", partial(_board, edition, board))
        yield document(f"b/{board.suite}.csv", partial(board_csv, board))
    for task in leaderboard.tasks:
        yield document(f"t/{task.name}.json", partial(_task, edition, task))
    for model in leaderboard.models:
        yield document(f"m/{model.id}.json", partial(_model, leaderboard, model))
    lines: list[Json] = [_board_line(edition, each) for each in leaderboard.boards]
    models: list[Json] = [each.id for each in leaderboard.models]
    tasks: list[Json] = [each.name for each in leaderboard.tasks]
    yield document("boards.json", partial(_json, {"boards": lines}))
    yield document("models.json", partial(_json, {"models": models}))
    yield document("tasks.json", partial(_json, {"tasks": tasks}))


def _json(value: dict[str, Json]) -> bytes:
    return compact_json({"api_version": API_VERSION, **value}) + b"\n"


def _board_line(edition: Edition, board: Board) -> dict[str, Json]:
    return {
        "suite": board.suite,
        "title": edition.pick(board.title),
        "version": board.version,
        "n_rows": len(board.rows),
        "n_claimed": len(board.claimed),
    }


def _board(edition: Edition, board: Board) -> bytes:
    """A leaderboard with all that its table shows."""
    columns: list[Json] = [
        {
            "task": column.task,
            "title": edition.pick(column.title),
            "metric": column.metric,
            "unit": column.unit,
            "higher_is_better": column.higher_is_better,
            "low": column.low,
            "high": column.high,
            "chance": column.chance,
            "weight": column.weight,
            "group": column.group,
            "n_samples": column.n_samples,
            "resolvable": column.resolvable,
        }
        for column in board.columns
    ]
    value: dict[str, Json] = {
        "suite": board.suite,
        "title": edition.pick(board.title),
        "description": edition.pick(board.description),
        "version": board.version,
        "level": board.level,
        "columns": columns,
    }
    # Row by row: as one value, the rows of a large board would fill hundreds of megabytes.
    rows, claimed = (
        b",".join(compact_json(_row(row)) for row in each) for each in (board.rows, board.claimed)
    )
    return b'%b,"rows":[%b],"claimed":[%b]}\n' % (_json(value)[:-2], rows, claimed)


def _row(row: Row) -> Json:
    return {
        "id": row.id,
        "model": row.model,
        "name": row.card.name,
        "label": row.label,
        "organisation": row.card.organisation,
        "licence": row.card.licence,
        "open_weights": row.card.open_weights,
        "n_parameters": row.card.n_parameters,
        "is_baseline": row.is_baseline,
        "trust": row.trust,
        "date": row.date,
        "rank_low": row.rank.low if row.rank else None,
        "rank_high": row.rank.high if row.rank else None,
        "overall": _value(row.aggregate),
        "reason": row.reason,
        "cells": _cells(row),
        "results": list(row.results),
    }


def _cells(row: Row) -> Json:
    """A row's cells as a table, one line a column of the board; `results` are those of the row."""
    known = {name: i for i, name in enumerate(row.results)}
    scores = [cell.score for cell in row.cells]
    return _table(
        {
            "value": [score.value if score else None for score in scores],
            "low": [score.low if score else None for score in scores],
            "high": [score.high if score else None for score in scores],
            "level": [score.level if score else None for score in scores],
            "n": [score.n if score else None for score in scores],
            "n_clusters": [score.n_clusters if score else None for score in scores],
            "rank_low": [cell.rank.low if cell.rank else None for cell in row.cells],
            "rank_high": [cell.rank.high if cell.rank else None for cell in row.cells],
            "trust": [cell.trust for cell in row.cells],
            "missing": [cell.missing for cell in row.cells],
            "method": [cell.method for cell in row.cells],
            "results": [[known[name] for name in cell.results] for cell in row.cells],
        }
    )


def _table(columns: Mapping[str, Sequence[Json]]) -> Json:
    """Columns of the same length as a table; `value` always stands in its rows."""
    same: dict[str, Json] = {}
    others: dict[str, Sequence[Json]] = {}
    for name, values in columns.items():
        if name != "value" and values and values.count(values[0]) == len(values):
            same[name] = values[0]
        else:
            others[name] = values
    rows: list[Json] = [list(row) for row in zip(*others.values(), strict=True)]
    return {"same": same, "columns": list(others), "rows": rows}


def _value(value: Value | None) -> Json:
    if value is None:
        return None
    return {
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "level": value.level,
        "n": value.n,
        "n_clusters": value.n_clusters,
    }


def _task(edition: Edition, task: TaskEntry) -> bytes:
    keys: dict[str, Json] = dict(sorted({_spelt(score.key) for score in task.scores}))
    value: dict[str, Json] = {
        "task": task.name,
        "title": edition.pick(task.title),
        "description": edition.pick(task.description),
        "type": task.type,
        "languages": list(task.languages),
        "domain": task.domain,
        "licence": task.licence,
        "version": task.version,
        "sha256": task.sha256,
        "n_samples": task.n_samples,
        "primary": task.primary,
        "chance": task.chance,
        "higher_is_better": task.higher_is_better,
        "keys": keys,
        "scores": _table({"model": [each.model for each in task.scores], **_scores(task.scores)}),
    }
    return _json(value)


@lru_cache(maxsize=1 << 16)
def _spelt(key: ComparisonKey) -> tuple[str, str]:
    """A key's digest and the key in words."""
    return key.digest, str(key)


def _scores(scores: Sequence[TaskScore]) -> dict[str, list[Json]]:
    """Columns of scores.

    `key` is the digest that the task's file spells out; `row` the id of a row, where it is not the
    model itself.
    """
    return {
        "row": [None if each.row == each.model else each.row for each in scores],
        "metric": [each.metric for each in scores],
        "value": [each.score.value for each in scores],
        "low": [each.score.low for each in scores],
        "high": [each.score.high for each in scores],
        "level": [each.score.level for each in scores],
        "n": [each.score.n for each in scores],
        "version": [each.version for each in scores],
        "result": [each.result for each in scores],
        "trust": [each.trust for each in scores],
        "key": [_spelt(each.key)[0] for each in scores],
        "primary": [each.primary for each in scores],
        "partial": [each.partial for each in scores],
        "current": [each.current for each in scores],
        "counts": [each.counts for each in scores],
    }


def _model(leaderboard: Leaderboard, model: ModelEntry) -> bytes:
    results: list[Json] = []
    for name in model.results:
        result = leaderboard.result[name]
        results.append(
            {
                "id": name,
                "path": result.path,
                "sha256": result.sha256,
                "trust": result.trust,
                "counts": result.counts,
                "retracted": result.retraction.reason if result.retraction else None,
            }
        )
    value: dict[str, Json] = {
        "model": model.id,
        "card": model.card.model_dump(mode="json", exclude_none=True),
        "scores": _table({"task": [each.task for each in model.scores], **_scores(model.scores)}),
        "results": results,
    }
    return _json(value)


def board_csv(board: Board) -> bytes:
    """A leaderboard as CSV: one line a row, for each task its score and the interval's ends."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    head = ["model", "name", "organisation", "label", "rank_low", "rank_high"]
    head += ["overall", "overall_low", "overall_high", "trust", "n_parameters", "licence", "date"]
    for column in board.columns:
        head += [column.task, f"{column.task}_low", f"{column.task}_high"]
    writer.writerow(head)
    for row in (*board.rows, *board.claimed):
        rank, card = row.rank, row.card
        values: list[str | int | float | None] = [
            safe_cell(row.model),
            safe_cell(card.name),
            safe_cell(card.organisation),
            safe_cell(row.label),
            rank.low if rank else None,
            rank.high if rank else None,
            *_ends(row.aggregate),
            row.trust,
            card.n_parameters,
            safe_cell(card.licence),
            row.date,
        ]
        for cell in row.cells:
            values += _ends(cell.score)
        writer.writerow(values)
    return text.getvalue().encode()


def _ends(value: Value | None) -> list[float | None]:
    return [None, None, None] if value is None else [value.value, value.low, value.high]


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
