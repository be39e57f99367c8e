"""The fields of `api/v1`, each with its meaning: what the page about the API is made of.

A test holds it against the files themselves, so that no field is without a word and no word without
a field. Knows nothing of pages.
"""

from collections.abc import Callable
from dataclasses import dataclass

from llmsite.site.language import Language


@dataclass(frozen=True, slots=True)
class Field:
    """One field."""

    path: str
    """Where it stands: `rows[].cells[].score.value`; `*` for any name."""
    meaning: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file."""

    pattern: str
    """Its address from `api/v1/`."""
    what: str
    """What is in it."""
    fields: tuple[Field, ...]
    """Its fields."""


_Say = Callable[[str], str]


def _fields(pairs: dict[str, str]) -> tuple[Field, ...]:
    return tuple(Field(path, meaning) for path, meaning in pairs.items())


def _value(say: _Say, place: str) -> dict[str, str]:
    return {
        f"{place}.value": say("The number, on its metric's own scale, unrounded"),
        f"{place}.low": say("Lower end of its interval"),
        f"{place}.high": say("Upper end of its interval"),
        f"{place}.level": say("Coverage of the interval"),
        f"{place}.n": say("Samples behind it"),
        f"{place}.n_clusters": say("Independent groups of samples behind it"),
    }


def _score(say: _Say, place: str) -> dict[str, str]:
    return {
        f"{place}.version": say("Version of the task that was asked"),
        f"{place}.row": say("Id of the row to which it belongs; null where it is the model's"),
        f"{place}.metric": say("Name of the metric"),
        f"{place}.value": say("The number, on its metric's own scale, unrounded"),
        f"{place}.low": say("Lower end of its interval"),
        f"{place}.high": say("Upper end of its interval"),
        f"{place}.level": say("Coverage of the interval"),
        f"{place}.n": say("Samples behind it"),
        f"{place}.result": say("Id of the result"),
        f"{place}.trust": say("How far it can be followed"),
        f"{place}.key": say("Digest of what it may be compared with"),
        f"{place}.primary": say("Whether it is the task's primary value"),
        f"{place}.partial": say("Whether samples are missing"),
        f"{place}.current": say("Whether it is of today's version of the task"),
        f"{place}.counts": say("Whether it stands on a leaderboard"),
    }


def _row(say: _Say, place: str) -> dict[str, str]:
    return {
        f"{place}.id": say("Id of the row: the model, with what tells its rows apart"),
        f"{place}.model": say("Id of the model"),
        f"{place}.name": say("Name of the model"),
        f"{place}.label": say("What tells the row from others of the same model"),
        f"{place}.organisation": say("Who made the model"),
        f"{place}.licence": say("Licence of the weights"),
        f"{place}.open_weights": say("Whether the weights can be had"),
        f"{place}.n_parameters": say("Number of weights"),
        f"{place}.is_baseline": say("Whether it is a rule rather than a model"),
        f"{place}.trust": say("How far it can be followed"),
        f"{place}.date": say("Day of the newest result"),
        f"{place}.rank_low": say("Best rank"),
        f"{place}.rank_high": say("Worst rank"),
        f"{place}.reason": say("Why there is no rank"),
        f"{place}.results": say("Ids of the results behind it"),
        f"{place}.overall": say("Overall score: 0 is chance, 1 is perfect"),
        **_value(say, f"{place}.overall"),
        f"{place}.cells": say("A table, one line a column"),
        **_value(say, f"{place}.cells[]"),
        f"{place}.cells[].missing": say("Why there is no score"),
        f"{place}.cells[].trust": say("How far it can be followed"),
        f"{place}.cells[].method": say("How options were scored"),
        f"{place}.cells[].rank_low": say("Best rank"),
        f"{place}.cells[].rank_high": say("Worst rank"),
        f"{place}.cells[].results": say("Positions of its results among those of the row"),
    }


def file_kinds(language: Language) -> tuple[FileKind, ...]:
    """All kinds of JSON files of the API."""
    say = language.say
    version = {"api_version": say("Version of the API")}
    return (
        FileKind("boards.json", say("All leaderboards"), _fields(version | _boards(say))),
        FileKind("b/<suite>.json", say("One leaderboard"), _fields(version | _board(say))),
        FileKind(
            "b/<suite>/at/<date>.json",
            say("One leaderboard as it was kept on a day"),
            _fields(version | _kept(say)),
        ),
        FileKind(
            "models.json",
            say("Ids of all models"),
            _fields(version | {"models": say("Ids of all models")}),
        ),
        FileKind("m/<org>/<model>.json", say("One model"), _fields(version | _model(say))),
        FileKind(
            "tasks.json",
            say("Names of all tasks"),
            _fields(version | {"tasks": say("Names of all tasks")}),
        ),
        FileKind("t/<task>.json", say("One task"), _fields(version | _task(say))),
        FileKind("changes.json", say("Everything that changed"), _fields(version | _changes(say))),
    )


def _boards(say: _Say) -> dict[str, str]:
    return {
        "boards": say("One entry a leaderboard"),
        "boards[].suite": say("Name of the suite"),
        "boards[].title": say("Title"),
        "boards[].version": say("Version of the suite"),
        "boards[].n_rows": say("Rows with evidence"),
        "boards[].n_claimed": say("Rows without evidence"),
    }


def _board(say: _Say) -> dict[str, str]:
    return {
        "suite": say("Name of the suite"),
        "title": say("Title"),
        "description": say("What is measured"),
        "version": say("Version of the suite"),
        "level": say("Coverage of intervals and rank ranges"),
        "columns": say("One entry a task, in the order of the cells"),
        "columns[].task": say("Name of the task"),
        "columns[].title": say("Title"),
        "columns[].metric": say("Name of the metric"),
        "columns[].unit": say("Unit of the metric; empty for shares"),
        "columns[].higher_is_better": say("Direction of the metric"),
        "columns[].low": say("Lower end of the metric's range"),
        "columns[].high": say("Upper end of the metric's range"),
        "columns[].chance": say("What a guess reaches"),
        "columns[].weight": say("Share of the overall score"),
        "columns[].group": say("Group of the suite"),
        "columns[].n_samples": say("Samples of the task"),
        "columns[].resolvable": say("Smallest difference that a paired test can find"),
        "rows": say("Rows with evidence, best first"),
        **_row(say, "rows[]"),
        "claimed": say("Rows without evidence; fields as of rows"),
    }


def _kept(say: _Say) -> dict[str, str]:
    row, column = "board.rows[]", "board.columns[]"
    ends = {
        "value": say("The number, on its metric's own scale, unrounded"),
        "low": say("Lower end of its interval"),
        "high": say("Upper end of its interval"),
    }
    return {
        "date": say("The day"),
        "llmsite_version": say("Version of llmsite that computed the numbers"),
        "results": say("Hash of the file of every result behind the rows"),
        "results.*": say("SHA-256"),
        "board": say("The leaderboard of that day"),
        "board.suite": say("Name of the suite"),
        "board.title": say("Title"),
        "board.version": say("Version of the suite"),
        "board.level": say("Coverage of intervals and rank ranges"),
        "board.columns": say("One entry a task, in the order of the cells"),
        f"{column}.task": say("Name of the task"),
        f"{column}.version": say("Version of the task that was asked"),
        f"{column}.title": say("Title"),
        f"{column}.metric": say("Name of the metric"),
        f"{column}.unit": say("Unit of the metric; empty for shares"),
        f"{column}.higher_is_better": say("Direction of the metric"),
        f"{column}.low": say("Lower end of the metric's range"),
        f"{column}.high": say("Upper end of the metric's range"),
        f"{column}.n_samples": say("Samples of the task"),
        "board.rows": say("Rows with evidence, best first"),
        f"{row}.id": say("Id of the row: the model, with what tells its rows apart"),
        f"{row}.model": say("Id of the model"),
        f"{row}.name": say("Name of the model"),
        f"{row}.organisation": say("Who made the model"),
        f"{row}.is_baseline": say("Whether it is a rule rather than a model"),
        f"{row}.n_parameters": say("Number of weights"),
        f"{row}.trust": say("How far it can be followed"),
        f"{row}.rank_low": say("Best rank"),
        f"{row}.rank_high": say("Worst rank"),
        f"{row}.results": say("Ids of the results behind it"),
        f"{row}.overall": say("Overall score: 0 is chance, 1 is perfect"),
        **{f"{row}.overall.{name}": words for name, words in ends.items()},
        f"{row}.cells": say("One entry a column"),
        **{f"{row}.cells[].{name}": words for name, words in ends.items()},
    }


def _model(say: _Say) -> dict[str, str]:
    return {
        "model": say("Id of the model"),
        "card": say("What the model says about itself"),
        "card.*": say("A field of its card, model.json"),
        "scores": say("A table of all scores of results that were not retracted"),
        "scores[].task": say("Name of the task"),
        **_score(say, "scores[]"),
        "results": say("All results, newest first"),
        "results[].id": say("Id of the result"),
        "results[].path": say("Its file in the repository"),
        "results[].sha256": say("SHA-256"),
        "results[].trust": say("How far it can be followed"),
        "results[].counts": say("Whether it stands on a leaderboard"),
        "results[].retracted": say("Why it was retracted; null where it was not"),
    }


def _task(say: _Say) -> dict[str, str]:
    return {
        "task": say("Name of the task"),
        "title": say("Title"),
        "description": say("What is measured"),
        "type": say("Kind of task"),
        "languages": say("Languages of the samples"),
        "domain": say("Field of the texts"),
        "licence": say("Licence of the data"),
        "version": say("Today's version"),
        "sha256": say("Hash of today's definition and data"),
        "n_samples": say("Samples of the task"),
        "primary": say("Name of the primary value"),
        "chance": say("What a guess reaches"),
        "higher_is_better": say("Direction of the metric"),
        "keys": say("What scores may be compared with, by digest"),
        "keys.*": say("The key in words"),
        "scores": say("A table of scores of the primary value, best first"),
        "scores[].model": say("Id of the model"),
        **_score(say, "scores[]"),
    }


def _changes(say: _Say) -> dict[str, str]:
    return {
        "changes": say("One entry an event, newest first"),
        "changes[].day": say("The day"),
        "changes[].kind": say("added, best, corrected, redacted, retracted or verified"),
        "changes[].model": say("Id of the model"),
        "changes[].result": say("Id of the result"),
        "changes[].suite": say("Name of the suite, for a new best"),
        "changes[].reason": say("Why, or who verified"),
        "changes[].replacement": say("Result that takes its place"),
    }
