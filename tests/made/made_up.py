"""A made-up leaderboard of any size, for measuring how the site grows.

Seeded and plain: scores are drawn from one skill per model, intervals are normal, rank ranges count
disjoint intervals. Nothing of it is ever shown as a result.
"""

from __future__ import annotations

import math
import random

from llmsite.leaderboard.records import (
    Board,
    Cell,
    Column,
    Leaderboard,
    ModelEntry,
    RankRange,
    ResultEntry,
    Row,
    TaskEntry,
    TaskScore,
    Value,
)
from llmsite.schema.model import ModelCard
from llmsite.schema.result import Result
from llmsite.schema.run import BackendIdentity, ModelIdentity
from llmsite.signature import ComparisonKey

_SIZES = (135_000_000, 360_000_000, 1_700_000_000, 7_600_000_000, 32_500_000_000, 70_600_000_000)
_LICENCES = ("apache-2.0", "mit", "cc-by-nc-4.0", "unknown")


def made_up_leaderboard(
    n_models: int, n_tasks: int, *, scores_per_model: int | None = None, seed: int = 7
) -> Leaderboard:
    """Models with scores on their tasks; all on one board if `scores_per_model` is none.

    Args:
        n_models: Models, each with one result.
        n_tasks: Tasks; one beyond the board's columns shows the best scores of one of these.
        scores_per_model: Every model answers so many tasks and the board has that many columns.
        seed: Seed of all draws.
    """
    draw = random.Random(seed)
    width = scores_per_model or n_tasks
    names = [f"task-{i:03d}" for i in range(n_tasks)]
    columns = tuple(_column(name, i, width) for i, name in enumerate(names[:width]))
    values: list[tuple[float, str, list[Value | None]]] = []
    for i in range(n_models):
        skill = draw.uniform(0.2, 0.9)
        model = f"org-{i % 97:02d}/model-{i:05d}"
        scores: list[Value | None] = []
        for _ in range(width):
            share = min(max(skill + draw.gauss(0, 0.08), 0.01), 0.99)
            half = 1.96 * math.sqrt(share * (1 - share) / 500)
            value = Value(share, max(share - half, 0.0), min(share + half, 1.0), 0.95, 500, 500)
            scores.append(value if i % 50 or scores else None)
        values.append((skill, model, scores))
    return _join(values, columns, names, draw)


def _column(name: str, i: int, width: int) -> Column:
    return Column(
        task=name,
        title=f"Made-up task {i:03d}",
        metric="accuracy",
        higher_is_better=True,
        low=0.0,
        high=1.0,
        unit="",
        chance=0.25,
        weight=1 / width,
        group=f"group-{i % 4}",
        n_samples=500,
        resolvable=0.05,
    )


def _join(
    values: list[tuple[float, str, list[Value | None]]],
    columns: tuple[Column, ...],
    names: list[str],
    draw: random.Random,
) -> Leaderboard:
    rows, models, results = [], [], []
    by_task: dict[str, list[TaskScore]] = {name: [] for name in names}
    means = []
    for _skill, _model, scores in values:
        known = [score.value for score in scores if score is not None]
        mean = (sum(known) / len(known) - 0.25) / 0.75
        half = 0.03 / math.sqrt(len(known))
        means.append(Value(mean, mean - half, mean + half, 0.95, None, None))
    order = sorted(range(len(values)), key=lambda i: -means[i].value)
    lows = sorted(m.low or 0 for m in means)
    highs = sorted(m.high or 0 for m in means)
    for i in order:
        _, model, scores = values[i]
        date = f"2026-{1 + i % 10:02d}-{1 + i % 28:02d}"
        result = f"{date.replace('-', '')}-{draw.getrandbits(64):016x}"
        card = ModelCard(
            schema_version=0,
            id=model,
            name=model.partition("/")[2].replace("model", "Model"),
            kind="instruct",
            organisation=model.partition("/")[0].replace("org", "Organisation"),
            licence=_LICENCES[i % 4],
            n_parameters=_SIZES[i % 6],
            open_weights=bool(i % 4),
        )
        cells, task_scores = [], []
        for column, score in zip(columns, scores, strict=True):
            if score is None:
                cells.append(Cell(column.task, "accuracy", None, missing="not-run"))
                continue
            key = ComparisonKey(
                column.task,
                1,
                "0" * 64,
                "choices",
                "letters",
                0,
                False,
                (),
                "choice",
                "accuracy|v:1",
            )
            cells.append(
                Cell(
                    column.task,
                    "accuracy",
                    score,
                    trust="recomputed",
                    results=(result,),
                    key=key,
                    method="log-likelihood",
                    rank=RankRange(1 + i // 3, 5 + i // 2),
                )
            )
            task_scores.append(
                TaskScore(
                    column.task, 1, model, model, "accuracy", score, result, "recomputed", key,
                    primary=True, partial=False, seed=0, current=True, counts=True,
                )
            )  # fmt: skip
            by_task[column.task].append(task_scores[-1])
        complete = all(score is not None for score in scores)
        mean = means[i]
        better = len(lows) - _position(lows, mean.high or 0)
        worse = _position(highs, mean.low or 0)
        rows.append(
            Row(
                id=model,
                model=model,
                card=card,
                label="",
                trust="recomputed",
                cells=tuple(cells),
                rank=RankRange(1 + better, len(values) - worse) if complete else None,
                aggregate=mean if complete else None,
                reason="" if complete else "it was not run on every task.",
                date=date,
                results=(result,),
            )
        )
        models.append(ModelEntry(model, card, True, (result,), tuple(task_scores)))
        results.append(_result(model, date, result))
    best = [
        tuple(sorted(by_task[column.task], key=lambda score: -score.score.value))
        for column in columns
    ]
    tasks = tuple(
        TaskEntry(
            name=name, title=f"Made-up task {name}", description="", type="classification",
            languages=("en",), domain="", licence="CC0-1.0", source_url="", authors=(), version=1,
            sha256="0" * 64, n_samples=500, kind="choices", primary="accuracy",
            metrics=("accuracy",), chance=0.25, higher_is_better=True, resolvable=0.05,
            scores=best[i % len(columns)] if i < len(columns) else best[i % len(columns)][:100],
        )
        for i, name in enumerate(names)
    )  # fmt: skip
    board = Board(
        suite="made-up",
        title="Made up",
        description="A made-up leaderboard.",
        version=1,
        columns=columns,
        rows=tuple(
            sorted(
                rows,
                key=lambda row: (row.rank is None, -(row.aggregate.value if row.aggregate else 0)),
            )
        ),
        claimed=(),
        level=0.95,
        aggregates=True,
    )
    return Leaderboard((board,), tuple(sorted(models, key=lambda m: m.id)), tasks, tuple(results))


def _position(values: list[float], value: float) -> int:
    from bisect import bisect_left

    return bisect_left(values, value)


def _result(model: str, date: str, result: str) -> ResultEntry:
    record = Result(
        schema_version=0,
        date=date,
        model=ModelIdentity(id=model, source=model),
        backend=BackendIdentity(name="replay", version=1),
        llmsite_version="0.1.0",
        command=f"llmsite run {model} --suite made-up",
        tasks=(),
    )
    return ResultEntry(
        result, f"results/{model}/{result}.json", "0" * 64, 5000, record, "recomputed", counts=True
    )
