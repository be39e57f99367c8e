"""Results for model repositories on the Hugging Face hub: `.eval_results` files and `model-index`.

An entry of `.eval_results` names a data set of the hub; tasks without one are left out there.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from llmsite.leaderboard import Leaderboard, ModelEntry, TaskScore
from llmsite.storage import write_atomic

_HUB = re.compile(r"^https://huggingface\.co/datasets/([\w.-]+/[\w.-]+)")


def write_eval_results(leaderboard: Leaderboard, folder: Path, url: str) -> tuple[Path, ...]:
    """Write `<org>/<model>/.eval_results/llmsite.yaml` for every model with a fitting task.

    Args:
        leaderboard: The leaderboard.
        folder: Folder to write to.
        url: Address of the published site; empty where there is none.
    """
    written = []
    for model in leaderboard.models:
        entries = [entry for score in _primary(model) if (entry := _entry(leaderboard, score, url))]
        if entries:
            path = folder / model.id / ".eval_results" / "llmsite.yaml"
            write_atomic(path, _yaml(entries))
            written.append(path)
    return tuple(written)


def write_model_index(leaderboard: Leaderboard, folder: Path, url: str) -> tuple[Path, ...]:
    """Write `<org>/<model>/model-index.yaml`: the metadata of a model's README.

    Args:
        leaderboard: The leaderboard.
        folder: Folder to write to.
        url: Address of the published site; empty where there is none.
    """
    written = []
    for model in leaderboard.models:
        results = [_indexed(leaderboard, score, url) for score in _primary(model)]
        if results:
            path = folder / model.id / "model-index.yaml"
            write_atomic(
                path, _yaml({"model-index": [{"name": model.card.name, "results": results}]})
            )
            written.append(path)
    return tuple(written)


def _primary(model: ModelEntry) -> Iterator[TaskScore]:
    """The newest primary value of each task, those with samples missing left out."""
    seen: set[str] = set()
    for score in model.scores:
        if score.primary and not score.partial and score.task not in seen:
            seen.add(score.task)
            yield score


def _source(score: TaskScore, url: str) -> dict[str, object]:
    source: dict[str, object] = {"name": f"llmsite result {score.result} ({score.trust})"}
    if url:
        source["url"] = f"{url.rstrip('/')}/r/{score.result}/"
    return source


def _entry(leaderboard: Leaderboard, score: TaskScore, url: str) -> dict[str, object] | None:
    found = _HUB.match(leaderboard.task[score.task].source_url)
    if found is None:
        return None
    return {
        "dataset": {"id": found[1], "task_id": score.task},
        "value": score.score.value,
        "date": leaderboard.result[score.result].record.date,
        "source": _source(score, url),
        "notes": f"{score.metric}, {score.key.shots} shots",
    }


def _indexed(leaderboard: Leaderboard, score: TaskScore, url: str) -> dict[str, object]:
    task = leaderboard.task[score.task]
    found = _HUB.match(task.source_url)
    title = task.title if isinstance(task.title, str) else next(iter(task.title.values()))
    return {
        "task": {"type": task.type or "other", "name": title},
        "dataset": {"type": found[1] if found else score.task, "name": title},
        "metrics": [{"type": score.metric, "name": score.metric, "value": score.score.value}],
        "source": _source(score, url),
    }


def _yaml(value: object) -> bytes:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True)
    return text.encode()
