"""Results as documents of every_eval_ever, in the layout of its schema 0.3.0.

A result that came from such a document gives that document back as it came.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import inf, isfinite
from pathlib import Path

from llmsite import scoring
from llmsite.interchange.every_eval_ever import DOCUMENT
from llmsite.interchange.names import slug
from llmsite.leaderboard import Leaderboard, ResultEntry
from llmsite.schema.result import Result, ScoreRecord, Submitter, TaskResult
from llmsite.storage import Json, write_atomic

SCHEMA = "0.3.0"

_WEIGHTS: Mapping[bool | None, str] = {
    True: "open_weights",
    False: "closed_weights",
    None: "unknown",
}
_ENDS: Mapping[float, str] = {inf: "Infinity", -inf: "-Infinity"}
_SAMPLING: tuple[tuple[str, str, Callable[[str], int | float]], ...] = (
    ("temperature", "temperature", float),
    ("top_p", "top_p", float),
    ("max_new_tokens", "max_tokens", int),
)
"""Settings of sampling: our name, theirs, and the type there."""


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
    model = leaderboard.model.get(record.model.id)
    details: dict[str, Json] = {
        "deployment_type": _deployment(record),
        "model_availability": _WEIGHTS[model.card.open_weights if model is not None else None],
        "llmsite_id": record.model.id,
        "subject": record.subject,
    }
    variant = record.variant.model_dump(exclude_none=True)
    details |= {f"variant_{key}": str(value) for key, value in variant.items()}
    if record.model.revision:
        details["revision"] = record.model.revision
    return {
        "schema_version": SCHEMA,
        "evaluation_id": f"llmsite/{slug(record.model.id)}/{entry.id}",
        "evaluation_timestamp": _seconds(record.date),
        "retrieved_timestamp": _seconds(record.date),
        "source_metadata": {
            "source_name": "llmsite",
            "source_type": "evaluation_run",
            "source_organization_name": organisation or "unknown",
            "evaluator_relationship": _relation(record.submitter),
            "additional_details": {"trust": entry.trust, "result": entry.id},
        },
        "eval_library": {
            "name": "llmsite",
            "version": record.llmsite_version,
            "additional_details": {"backend": record.backend.name, **record.backend.packages},
        },
        "model_info": {
            "name": record.model.source,
            "id": record.model.source if "/" in record.model.source else record.model.id,
            "developer": record.model.id.partition("/")[0],
            "additional_details": details,
        },
        "evaluation_results": [
            _result(entry.id, task, score, leaderboard)
            for task in record.tasks
            for score in task.scores
        ],
    }


def _deployment(record: Result) -> str:
    """Who ran the model, as far as the result says it."""
    if record.variant.provider is not None:
        return "externally_managed"
    return "self_deployed" if record.run_id is not None else "unknown"


def _relation(submitter: Submitter | None) -> str:
    is_own = submitter is not None and submitter.relation == "author"
    return "first_party" if is_own else "third_party"


def _seconds(day: str) -> str:
    """The start of a UTC day in seconds since 1970."""
    return str(int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()))


def _result(result: str, task: TaskResult, score: ScoreRecord, leaderboard: Leaderboard) -> Json:
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
    parts = [result, task.task, task.style, f"{task.shots}-{task.seed}", score.metric, score.output]
    return {
        "evaluation_result_id": "/".join(parts),
        "evaluation_name": task.task,
        "source_data": {"dataset_name": task.task, "source_type": "other"},
        "metric_config": _metric(task, score, leaderboard),
        "score_details": details,
        "generation_config": _generation(task),
    }


def _metric(task: TaskResult, score: ScoreRecord, leaderboard: Leaderboard) -> dict[str, Json]:
    spec = next((each for each in scoring.metrics() if each.name == score.metric), None)
    known = leaderboard.task[task.task]
    name = score.metric if score.output == score.metric else f"{score.metric} {score.output}"
    found: dict[str, Json] = {
        "evaluation_description": score.signature,
        "metric_id": score.metric if spec is not None else f"{task.task}.{score.metric}",
        "metric_name": name,
        "metric_kind": score.metric,
        "lower_is_better": spec.direction == "lower" if spec else not known.higher_is_better,
    }
    if spec is None:
        return found
    unit = {"identity": "proportion", "percent": "percent"}.get(spec.transform or "", spec.unit)
    found |= {"metric_unit": unit} if unit else {}
    low, high = (each if isfinite(each) else _ENDS[each] for each in spec.range)
    return found | {"score_type": "continuous", "min_score": low, "max_score": high}


def _generation(task: TaskResult) -> dict[str, Json]:
    """How answers were made: what the schema has a field for, and the rest as texts."""
    sampling: dict[str, Json] = {
        theirs: kind(task.decoding[ours])
        for ours, theirs, kind in _SAMPLING
        if ours in task.decoding
    }
    own = {ours for ours, *_ in _SAMPLING}
    rest: dict[str, Json] = {k: v for k, v in task.decoding.items() if k not in own}
    rest |= {"extractor": task.extractor, "seed": str(task.seed)}
    return {"generation_args": sampling, "additional_details": rest}


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
