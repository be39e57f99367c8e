"""Boards made of other leaderboards' published numbers, for looking at the site with real data.

Needs the shared data (`LLMSITE_SHARED`). Intervals are normal and rank ranges count disjoint ones:
good enough to look at, never shown as a result.

    python tests/made/real_boards.py FOLDER    writes three sites below FOLDER
"""

from __future__ import annotations

import math
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd

from llmsite.leaderboard.records import (
    Board,
    Cell,
    Column,
    Leaderboard,
    ModelEntry,
    RankRange,
    Row,
    TaskEntry,
    Value,
)
from llmsite.project import Project
from llmsite.schema.model import ModelCard
from llmsite.site import make_plan, template_folders, write_site

SHARED = Path(os.environ.get("LLMSITE_SHARED", "shared")) / "data/results"
_Z = 1.96
_DAY = "2025-01-13"
"""Day of the newest of these tables: their rows name none."""


def livebench(n_models: int | None = None) -> Leaderboard:
    """93 models on 18 tasks, from 93,624 judged answers."""
    path = SHARED / "livebench/livebench_13012025.parquet"
    answers = pd.read_parquet(path).drop_duplicates(["model", "question_id"])
    found = answers.groupby(["model", "task"])["score"].agg(["mean", "std", "count"])
    groups = answers.groupby("task")["category"].first()
    sizes = answers.groupby("task")["question_id"].nunique()
    names = [_slug(task) for task in sizes.index]
    columns = [
        _column(name, task, str(groups[task]), int(sizes[task]), 1 / len(sizes))
        for name, task in zip(names, sizes.index, strict=True)
    ]
    rows = []
    for model in sorted(answers["model"].unique())[:n_models]:
        cells = []
        for name, task in zip(names, sizes.index, strict=True):
            if (model, task) not in found.index:
                cells.append(Cell(name, "accuracy", None, missing="not-run"))
                continue
            mean, std, n = found.loc[(model, task)]
            half = _Z * std / math.sqrt(n)
            value = Value(mean, max(mean - half, 0.0), min(mean + half, 1.0), 0.95, int(n), int(n))
            cells.append(Cell(name, "accuracy", value, trust="packed"))
        rows.append(_row(f"livebench/{_slug(model)}", model, tuple(cells), "packed"))
    return _joined("livebench", "LiveBench, January 2025", columns, _ranked(rows), ())


def open_llm() -> Leaderboard:
    """4,576 rows that only state numbers."""
    table = pd.read_csv(SHARED / "open-llm-leaderboard/huggingface_v2.csv.gz")
    keys = ("ifeval", "bbh", "math", "gpqa", "musr", "mmlu_pro")
    titles = ("IFEval", "BBH", "MATH level 5", "GPQA", "MuSR", "MMLU-Pro")
    columns = [
        _column(_slug(key), title, "", 500, 1 / 6) for key, title in zip(keys, titles, strict=True)
    ]
    rows, seen = [], set()
    for each in table.itertuples():
        org, _, name = str(each.model_name).rpartition("/")
        model = f"{_slug(org) or 'unknown'}/{_slug(name)}"
        label = f"{each.model_precision}, {str(each.model_sha)[:7]}"
        if (model, label) in seen:
            continue
        seen.add((model, label))
        cells = tuple(
            Cell(
                column.task,
                "accuracy",
                Value(getattr(each, f"evaluations_{key}_value"), None, None),
                trust="claimed",
            )
            for key, column in zip(keys, columns, strict=True)
        )
        row = _row(model, name, cells, "claimed")
        size = each.metadata_params_billions
        card = row.card.model_copy(
            update={
                "organisation": org or "unknown",
                "licence": str(each.metadata_hub_license),
                "n_parameters": round(size * 1e9) if size > 0 else None,
                "open_weights": True,
            }
        )
        date = str(each.metadata_submission_date).replace("nan", "")
        rows.append(replace(row, id=f"{model}+{label}", label=label, card=card, date=date))
    title = "Open LLM Leaderboard v2"
    return _joined("open-llm", title, columns, (), tuple(rows))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", str(text).lower()).strip("-.")[:60].strip("-.")


def _column(name: str, title: str, group: str, n: int, weight: float) -> Column:
    title = title.replace("_", " ")
    return Column(name, title, "accuracy", True, 0.0, 1.0, "", None, weight, group, n)


def _row(model: str, name: str, cells: tuple[Cell, ...], trust: str) -> Row:
    card = ModelCard(schema_version=0, id=model, name=name[:100])
    return Row(model, model, card, "", trust, cells, date=_DAY)


def _ranked(rows: list[Row]) -> tuple[Row, ...]:
    done, rest = [], []
    for row in rows:
        values = [cell.score for cell in row.cells if cell.score]
        if len(values) < len(row.cells):
            rest.append(replace(row, reason="it was not run on every task."))
            continue
        mean = sum(value.value for value in values) / len(values)
        half = math.sqrt(sum((v.high - v.low) ** 2 for v in values)) / 2 / len(values)
        overall = Value(mean, mean - half, mean + half, 0.95)
        done.append(replace(row, aggregate=overall))
    done.sort(key=lambda row: -row.aggregate.value)
    ranked = [
        replace(
            row,
            rank=RankRange(
                1 + sum(other.aggregate.low > row.aggregate.high for other in done),
                len(done) - sum(other.aggregate.high < row.aggregate.low for other in done),
            ),
        )
        for row in done
    ]
    return (*ranked, *rest)


def _joined(
    suite: str, title: str, columns: list[Column], rows: tuple[Row, ...], claimed: tuple[Row, ...]
) -> Leaderboard:
    board = Board(
        suite, title, "", 1, tuple(columns), rows, claimed, level=0.95, aggregates=bool(rows)
    )
    if not rows:
        board = replace(board, reason="the numbers are claimed and have no intervals")
    cards = {row.model: row.card for row in (*rows, *claimed)}
    tasks = tuple(
        TaskEntry(
            name=column.task, title=column.title, description="", type="reasoning",
            languages=("en",), domain="", licence="", source_url="", authors=(), version=1,
            sha256="", n_samples=column.n_samples, kind="generate", primary="accuracy",
            metrics=("accuracy",), chance=None, higher_is_better=True, resolvable=None, scores=(),
        )
        for column in sorted(columns, key=lambda each: each.task)
    )  # fmt: skip
    models = tuple(ModelEntry(name, card, True, (), ()) for name, card in sorted(cards.items()))
    return Leaderboard((board,), models, tasks, ())


def main() -> None:
    """Write the sites."""
    root = Path(sys.argv[1]).resolve()
    boards = {"livebench": livebench(), "one-model": livebench(1), "open-llm": open_llm()}
    for name, leaderboard in boards.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "site.toml").write_text(
            f'title = "{leaderboard.boards[0].title}"\nlanguages = ["en", "zh"]\n'
        )
        project = Project(folder)
        plan = make_plan(project, leaderboard, template_folders(project.templates_dir))
        write_site(plan, folder / "public", jobs=2)


if __name__ == "__main__":
    main()
