"""Reads per-question results of public leaderboards, for tests that need real answers."""

import gzip
import json

import numpy as np

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
