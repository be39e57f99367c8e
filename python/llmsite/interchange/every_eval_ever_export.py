"""Results as documents of every_eval_ever, in the layout of its schema 0.2.1.

A result that came from such a document gives that document back as it came.
"""

import json
from pathlib import Path

from llmsite import __version__, scoring
from llmsite.interchange.every_eval_ever import DOCUMENT
from llmsite.interchange.names import slug
from llmsite.leaderboard import Leaderboard, ResultEntry
from llmsite.schema.result import ScoreRecord, TaskResult
from llmsite.storage import Json, write_atomic

SCHEMA = "0.2.1"


def write_documents(leaderboard: Leaderboard, folder: Path, organisation: str) -> tuple[Path, ...]:
    """Write one document a result that is not retracted.

    Args:
        leaderboard: The leaderboard.
        folder: Folder to write to.
        organisation: Who hosts the leaderboard.

    Returns:
        What was written, by name.
    """
    written = []
    for entry in leaderboard.results:
        if entry.retraction is None:
            path = folder / entry.record.model.id / f"{entry.id}.json"
            document = document_of(entry, leaderboard, organisation)
            text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
            write_atomic(path, (text + "\n").encode())
            written.append(path)
    return tuple(sorted(written))


def document_of(entry: ResultEntry, leaderboard: Leaderboard, organisation: str) -> Json:
    """One result as a document."""
    record = entry.record
    kept = record.source.get(DOCUMENT, "")
    if kept.startswith("{"):
        value: Json = json.loads(kept)
        return value
    results: list[Json] = [
        _result(task, score, leaderboard) for task in record.tasks for score in task.scores
    ]
    variant = record.variant.model_dump(exclude_none=True)
    details: dict[str, Json] = {"llmsite_id": record.model.id, "subject": record.subject}
    details |= {f"variant_{key}": str(value) for key, value in variant.items()}
    if record.model.revision:
        details["revision"] = record.model.revision
    return {
        "schema_version": SCHEMA,
        "evaluation_id": f"llmsite/{slug(record.model.id)}/{entry.id}",
        "evaluation_timestamp": record.date,
        "retrieved_timestamp": record.date,
        "source_metadata": {
            "source_name": "llmsite",
            "source_type": "evaluation_run",
            "source_organization_name": organisation or "unknown",
            "evaluator_relationship": "third_party",
            "additional_details": {"trust": entry.trust, "result": entry.id},
        },
        "eval_library": {"name": record.backend.name, "version": __version__},
        "model_info": {
            "name": record.model.source,
            "id": record.model.source if "/" in record.model.source else record.model.id,
            "developer": record.model.id.partition("/")[0],
            "additional_details": details,
        },
        "evaluation_results": results,
    }


def _result(task: TaskResult, score: ScoreRecord, leaderboard: Leaderboard) -> Json:
    known = leaderboard.task[task.task]
    spec = next((each for each in scoring.metrics() if each.name == score.metric), None)
    lower = spec.direction == "lower" if spec is not None else not known.higher_is_better
    name = score.metric if score.output == score.metric else f"{score.metric} {score.output}"
    config: dict[str, Json] = {
        "evaluation_description": score.signature,
        "metric_name": name,
        "lower_is_better": lower,
    }
    low, high = spec.range if spec is not None else (float("-inf"), float("inf"))
    if low > float("-inf") and high < float("inf"):
        config |= {"score_type": "continuous", "min_score": low, "max_score": high}
    uncertainty: dict[str, Json] = {}
    if score.low is not None and score.high is not None:
        uncertainty["confidence_interval"] = {
            "lower": score.low,
            "upper": score.high,
            "confidence_level": score.level,
        }
    if score.n is not None:
        uncertainty["num_samples"] = score.n
    details: dict[str, Json] = {"score": score.value, "details": _how(task)}
    if uncertainty:
        details["uncertainty"] = uncertainty
    return {
        "evaluation_name": task.task,
        "source_data": {"dataset_name": task.task, "source_type": "other"},
        "metric_config": config,
        "score_details": details,
    }


def _how(task: TaskResult) -> dict[str, Json]:
    """How the task was asked, as texts."""
    return {
        "task_version": str(task.version),
        "task_sha256": task.sha256,
        "kind": task.kind,
        "prompt_style": task.style,
        "shots": str(task.shots),
        "chat": str(task.chat).lower(),
        "partial": str(task.partial).lower(),
    }
