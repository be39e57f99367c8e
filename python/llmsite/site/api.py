"""The stable machine-readable surface: `api/v1/…` as JSON and CSV.

Fields are only ever added; numbers are on their metric's own scale, without rounding; a missing
score is null or an empty cell, never zero. Knows nothing of pages.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from llmsite.leaderboard.records import (
    Board,
    Cell,
    Leaderboard,
    ModelEntry,
    Row,
    TaskEntry,
    TaskScore,
    Value,
)
from llmsite.signature import ComparisonKey
from llmsite.site.edition import Edition
from llmsite.site.page import Document
from llmsite.storage import Json

API_VERSION = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def api_documents(edition: Edition) -> Iterator[Callable[[], Document]]:
    """All files of the API in a fixed order, each made when it is called for."""
    leaderboard = edition.leaderboard
    boards: list[Json] = [_board_line(edition, each) for each in leaderboard.boards]
    models: list[Json] = [each.id for each in leaderboard.models]
    tasks: list[Json] = [each.name for each in leaderboard.tasks]
    yield partial(_json, "boards", lambda: {"boards": boards})
    yield partial(_json, "models", lambda: {"models": models})
    yield partial(_json, "tasks", lambda: {"tasks": tasks})
    for board in leaderboard.boards:
        yield partial(_json, f"b/{board.suite}", partial(board_json, edition, board))
        yield partial(_csv, board)
    for task in leaderboard.tasks:
        yield partial(_json, f"t/{task.name}", partial(_task, edition, task))
    for model in leaderboard.models:
        yield partial(_json, f"m/{model.id}", partial(_model, leaderboard, model))


def _csv(board: Board) -> Document:
    return Document(f"api/v1/b/{board.suite}.csv", board_csv(board))


def _json(name: str, make: Callable[[], dict[str, Json]]) -> Document:
    value = {"api_version": API_VERSION, **make()}
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return Document(f"api/v1/{name}.json", (text + "\n").encode())


def _board_line(edition: Edition, board: Board) -> dict[str, Json]:
    return {
        "suite": board.suite,
        "title": edition.pick(board.title),
        "version": board.version,
        "n_rows": len(board.rows),
        "n_claimed": len(board.claimed),
    }


def board_json(edition: Edition, board: Board) -> dict[str, Json]:
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
    return {
        "suite": board.suite,
        "title": edition.pick(board.title),
        "description": edition.pick(board.description),
        "version": board.version,
        "level": board.level,
        "columns": columns,
        "rows": [_row(row) for row in board.rows],
        "claimed": [_row(row) for row in board.claimed],
    }


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
        "cells": [_cell(cell) for cell in row.cells],
        "results": list(row.results),
    }


def _cell(cell: Cell) -> Json:
    return {
        "task": cell.task,
        "score": _value(cell.score),
        "missing": cell.missing,
        "trust": cell.trust,
        "method": cell.method,
        "rank_low": cell.rank.low if cell.rank else None,
        "rank_high": cell.rank.high if cell.rank else None,
        "results": list(cell.results),
    }


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


def _task(edition: Edition, task: TaskEntry) -> dict[str, Json]:
    keys: dict[str, Json] = {_digest(score.key): str(score.key) for score in task.scores}
    return {
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
        "scores": [{"model": score.model, **_score(score)} for score in task.scores],
    }


@lru_cache(maxsize=1 << 16)
def _digest(key: ComparisonKey) -> str:
    return key.digest


def _score(score: TaskScore) -> dict[str, Json]:
    """One score; `key` is the digest that the task's file spells out."""
    value = score.score
    return {
        "version": score.version,
        "row": score.row,
        "metric": score.metric,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "n": value.n,
        "result": score.result,
        "trust": score.trust,
        "key": _digest(score.key),
        "primary": score.primary,
        "partial": score.partial,
        "current": score.current,
        "counts": score.counts,
    }


def _model(leaderboard: Leaderboard, model: ModelEntry) -> dict[str, Json]:
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
    return {
        "model": model.id,
        "card": model.card.model_dump(mode="json", exclude_none=True),
        "scores": [{"task": score.task, **_score(score)} for score in model.scores],
        "results": results,
    }


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
        values: list[str | int | float | None] = [
            row.model,
            row.card.name,
            row.card.organisation,
            row.label,
            row.rank.low if row.rank else None,
            row.rank.high if row.rank else None,
            *_ends(row.aggregate),
            row.trust,
            row.card.n_parameters,
            row.card.licence,
            row.date,
        ]
        for cell in row.cells:
            values += _ends(cell.score)
        writer.writerow([_safe(value) for value in values])
    return text.getvalue().encode()


def _ends(value: Value | None) -> list[float | None]:
    return [None, None, None] if value is None else [value.value, value.low, value.high]


def _safe(value: str | float | None) -> str | float:
    """A cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
