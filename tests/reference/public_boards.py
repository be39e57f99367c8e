"""Reads per-question results of public leaderboards, for tests that need real answers."""

import gzip
import json
import re
from collections import Counter

import numpy as np

from llmsite import statistics
from llmsite.leaderboard import Board, Cell, Column, Row, Value
from llmsite.leaderboard.catalogue import Measure
from llmsite.leaderboard.ranking import Candidate, rank
from llmsite.leaderboard.sampled import Sampled
from llmsite.leaderboard.scores import Scored
from llmsite.results import draft_card
from llmsite.schema.run import ModelIdentity
from llmsite.statistics import TaskColumn


def livebench(shared):
    """Models and one column a task of LiveBench's judgements (2025-01-13).

    Models that lack a question of a task have NaN there.
    """
    import pandas as pd

    path = shared / "data" / "results" / "livebench" / "livebench_13012025.parquet"
    rows = pd.read_parquet(path)
    models = sorted(rows["model"].unique())
    columns, tables = [], {}
    for (category, task), part in rows.groupby(["category", "task"], sort=True):
        table = part.pivot_table(index="question_id", columns="model", values="score")
        scores = table.reindex(columns=models).to_numpy(float)
        complete = np.isfinite(scores).all(axis=0)
        scores[:, ~complete] = np.nan
        means = scores.mean(axis=0)
        influences = (scores - means) / len(scores)
        columns.append(TaskColumn(task, means, influences, 0.0, 1.0, category=category))
        tables[task] = scores
    return models, columns, tables


def alpaca_outputs(shared):
    """Prompts and outputs of 20 models, by model; prompts that a model lacks are left out."""
    found = {}
    folder = shared / "data" / "results" / "alpaca_eval" / "results"
    for path in sorted(folder.glob("*/model_outputs.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = json.load(file)
        found[path.parent.name] = {row["instruction"]: row["output"] for row in rows}
    return found


def livebench_board(shared):
    """LiveBench as a board of `llmsite.leaderboard`: every typed result can be asked of it.

    Sizes stand in the names of some models (`llama-3.1-70b`); others have none.
    """
    models, columns, tables = livebench(shared)
    shown = [
        Column(
            column.task, column.task, "mean", True, 0.0, 1.0, "", 0.0, weight, column.category, n
        )
        for column, weight, n in (
            (column, weight, len(tables[column.task]))
            for column, weight in zip(columns, _weights(columns), strict=True)
        )
    ]
    measures = [Measure("mean", "mean", True, 0.0, 1.0, "", "identity", 0.0) for _ in columns]
    candidates = [_candidate(name, n, shown, tables) for n, name in enumerate(models)]
    done = rank(candidates, shown, measures, "", 0.95)
    return Board(
        suite="livebench",
        title="LiveBench",
        description="",
        version=1,
        columns=done.columns,
        rows=done.rows,
        claimed=(),
        level=0.95,
        aggregates=True,
        evidence=done.evidence,
        verdicts=done.verdicts,
    )


def _weights(columns):
    sizes = Counter(column.category for column in columns)
    return [1.0 / len(sizes) / sizes[column.category] for column in columns]


def _candidate(name, position, columns, tables):
    scored = [_scored(tables[column.task][:, position]) for column in columns]
    slug = "public/" + re.sub(r"[^a-z0-9._-]+", "-", name.lower())[-64:].lstrip("._-")
    size = re.search(r"(\d+(?:\.\d+)?)b\b", name.lower())
    n_parameters = int(float(size[1]) * 1e9) if size else None
    card = draft_card(ModelIdentity(id=slug, source=slug, n_parameters=n_parameters))
    cells = tuple(
        Cell(column.task, column.metric, each.value if each else None, missing=None)
        for column, each in zip(columns, scored, strict=True)
    )
    return Candidate(Row(slug, slug, card, "", "packed", cells), tuple(scored))


def _scored(scores):
    if not np.isfinite(scores).all():
        return None
    rows = np.column_stack([scores, np.ones(len(scores))])
    found = statistics.interval(rows, "mean")
    influences = statistics.influences(rows, "mean")
    value = Value(found.value, found.low, found.high, 0.95, found.n_samples, found.n_clusters)
    return Scored(value, influences, Sampled("mean", {}, None, rows, scores))
