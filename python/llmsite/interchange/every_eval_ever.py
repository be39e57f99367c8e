"""every_eval_ever: one JSON document a model and source (schema 0.2 and 0.3).

The whole document is kept, so that an export gives it back as it came.
"""

import json
import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from llmsite.interchange.claims import Asked, Claim, Reading, Said, within
from llmsite.interchange.every_eval_ever_samples import (
    SampleScores,
    attach,
    is_samples,
    pair,
    read_sample_scores,
)
from llmsite.interchange.intake import (
    SourceFile,
    count,
    day_of,
    items,
    number,
    spelled,
    table,
    text,
)
from llmsite.interchange.names import metric_name, own_version
from llmsite.schema.record import RequestKind
from llmsite.storage import Json

NAME = "every-eval-ever"
TOOL = "every_eval_ever"
SUMMARY = "documents of every_eval_ever (schema 0.2 and 0.3)"
DOCUMENT = "every_eval_ever"
"""Under `source` of a result: the whole document, as JSON."""

_VERSION = re.compile(r"^0\.[23](\.\d+)?$")

group = pair


def recognises(file: SourceFile) -> bool:
    """Whether a file starts as such a document does, or as its samples do."""
    named = b'"schema_version"' in file.head and b'"evaluation_id"' in file.head
    return is_samples(file) or (file.stem.endswith(".json") and named)


def read(files: Sequence[SourceFile]) -> Reading:
    """One document, with its samples where they lie beside it."""
    file, *samples = files
    reading = Reading(tuple(each.name for each in files))
    if is_samples(file):
        reading.refuse(
            "holds samples, and no document lies beside it",
            fix="keep '<name>.json' beside '<name>_samples.jsonl'",
        )
        return reading
    document = table(file.json())
    if "$schema" in document:
        reading.warn("is the schema itself, and holds no results")
        return reading
    version = text(document.get("schema_version"))
    if not _VERSION.match(version):
        reading.refuse(f"schema_version {ascii(version)[:20]} is not known (0.2 or 0.3)")
        return reading
    model = table(document.get("model_info"))
    name = text(model.get("id")) or text(model.get("name"))
    library = table(document.get("eval_library"))
    is_own = text(library.get("name")) == "llmsite"
    tasks: dict[_Key, list[Claim]] = {}
    heads: dict[_Key, Mapping[str, Json]] = {}
    results: dict[tuple[_Key, str], str] = {}
    for place, each in enumerate(items(document.get("evaluation_results"))):
        entry = table(each)
        found = _claim(entry, place, reading)
        if found is not None:
            task = (text(entry.get("evaluation_name")), _how(entry) if is_own else _UNSAID)
            tasks.setdefault(task, []).append(found)
            heads.setdefault(task, entry)
            results.setdefault((task, found.metric), text(entry.get("evaluation_result_id")))
    if not name or not tasks:
        reading.refuse("names no model or holds no number")
        return reading
    asked = _asked(document, tasks, heads, reading)
    for beside in samples:
        scores = read_sample_scores(beside, text(document.get("evaluation_id")), reading)
        asked = {
            key: _attach(
                task, [results[key, claim.metric] for claim in task.claims], scores, reading
            )
            for key, task in asked.items()
        }
    reading.n_fields += sum(len(claims) for claims in tasks.values()) * 5
    details = table(model.get("additional_details"))
    platform = text(model.get("inference_platform"))
    reading.said.append(
        Said(
            model=name,
            tasks=tuple(asked.values()),
            day=_day(document),
            revision=(text(details.get("revision")) or None) if is_own else None,
            is_system=is_own and details.get("subject") == "system",
            organisation="" if "/" in name else text(model.get("developer")),
            variant=_variant(details) if is_own else _provider(platform),
            packages={text(library.get("name")): text(library.get("version"))}
            if text(library.get("name"))
            else {},
            source={DOCUMENT: _whole(document, reading)},
        )
    )
    reading.n_kept += 1
    return reading


def _whole(document: Mapping[str, Json], reading: Reading) -> str:
    """The document as JSON; NaN and infinity, which are none, become null."""
    try:
        return json.dumps(document, separators=(",", ":"), allow_nan=False)
    except ValueError:
        reading.warn("holds NaN or infinity, which is no JSON; it is kept as null")
        return json.dumps(_finite({**document}), separators=(",", ":"), allow_nan=False)


def _finite(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value


class _How(NamedTuple):
    """How llmsite asked a task, as its own documents say it."""

    version: str = ""
    kind: RequestKind = "generate"
    shots: int = 0
    chat: bool = False
    partial: bool = False


_UNSAID = _How()
_Key = tuple[str, _How]
"""Name of an evaluation, and how it was asked."""
_KINDS: Mapping[str, RequestKind] = {
    "choices": "choices",
    "rolling": "rolling",
    "classify": "classify",
    "embed": "embed",
}


def _how(entry: Mapping[str, Json]) -> _How:
    said = table(table(entry.get("score_details")).get("details"))
    more = table(table(entry.get("generation_config")).get("additional_details"))
    version, seed = text(said.get("task_version")), text(more.get("seed"))
    hashed, style = text(said.get("task_sha256")), text(said.get("prompt_style"))
    return _How(
        own_version(version, hashed, style, int(spelled(seed) or 0)),
        _KINDS.get(text(said.get("kind")), "generate"),
        count(spelled(text(said.get("shots")))) or 0,
        said.get("chat") == "true",
        said.get("partial") == "true",
    )


def _provider(platform: str) -> dict[str, str]:
    return {} if platform in ("", "unknown") else {"provider": platform}


def _variant(details: Mapping[str, Json]) -> dict[str, str]:
    """The variant of a model in one of llmsite's own documents."""
    names = ("provider", "quantisation", "reasoning_effort")
    return {name: said for name in names if (said := text(details.get(f"variant_{name}")))}


def _asked(
    document: Mapping[str, Json],
    tasks: Mapping[_Key, Sequence[Claim]],
    heads: Mapping[_Key, Mapping[str, Json]],
    reading: Reading,
) -> dict[_Key, Asked]:
    source = table(document.get("source_metadata"))
    board = text(source.get("source_name"))
    return {
        (task, how): Asked(
            task=f"{board}.{task}" if board else task,
            claims=_distinct(task, claims, reading),
            version=how.version,
            kind=how.kind,
            shots=how.shots,
            chat=how.chat,
            partial=how.partial,
            board=board,
            title=task,
            n=claims[0].n or 0,
            description=text(
                table(heads[task, how].get("metric_config")).get("evaluation_description")
            ),
            source_url=_data_set(heads[task, how]),
        )
        for (task, how), claims in tasks.items()
    }


def _attach(
    asked: Asked,
    names: Sequence[str],
    scores: SampleScores,
    reading: Reading,
) -> Asked:
    """A task with its samples: by the id of each result, or by name where it is the only one."""
    alone = len(names) == 1
    found = [asked.title if alone and name not in scores else name for name in names]
    return attach(asked, found, scores, reading)


def _claim(entry: Mapping[str, Json], place: int, reading: Reading) -> Claim | None:
    config, details = table(entry.get("metric_config")), table(entry.get("score_details"))
    label = text(entry.get("evaluation_name"))
    score = number(details.get("score"))
    if not label or score is None:
        reading.refuse(f"evaluation_results[{place}] has no name or no score that is a number")
        return None
    least, most = number(config.get("min_score")), number(config.get("max_score"))
    if not within(score, least, most):
        # The stated bounds are what is wrong; the number stays as it stands.
        bounds = f"[{'' if least is None else least}, {'' if most is None else most}]"
        message = f"{ascii(label)[:60]}: {score!r} is outside of its bounds {bounds}"
        reading.warn(f"{message}, which are left out")
        least = most = None
    uncertainty = table(details.get("uncertainty"))
    ends = table(uncertainty.get("confidence_interval"))
    is_95 = number(ends.get("confidence_level")) in (None, 0.95)
    lower = config.get("lower_is_better")
    return Claim(
        metric=metric_name(_name(config)),
        value=score,
        stderr=number(table(uncertainty.get("standard_error")).get("value")),
        low=number(ends.get("lower")) if is_95 else None,
        high=number(ends.get("upper")) if is_95 else None,
        n=count(uncertainty.get("num_samples")),
        higher_is_better=not lower if isinstance(lower, bool) else None,
        least=least,
        most=most,
        stated_as=text(config.get("evaluation_description")) or "score",
    )


def _name(config: Mapping[str, Json]) -> str:
    return text(config.get("metric_name")) or text(config.get("metric_id")) or "score"


def _distinct(task: str, claims: Sequence[Claim], reading: Reading) -> tuple[Claim, ...]:
    """Values of one task under names of their own; a second one is said."""
    found: dict[str, Claim] = {}
    for claim in claims:
        first = found.setdefault(claim.metric, claim)
        if first is not claim:
            message = f"{ascii(task)[:60]}: {claim.metric} {claim.value!r} stands beside"
            reading.warn(f"{message} {first.value!r}; the first one counts")
    return tuple(found.values())


def _data_set(entry: Mapping[str, Json]) -> str:
    repository = text(table(entry.get("source_data")).get("hf_repo"))
    is_hub = re.fullmatch(r"[\w.-]+/[\w.-]+", repository) is not None
    return f"https://huggingface.co/datasets/{repository}" if is_hub else ""


def _day(document: Mapping[str, Json]) -> str:
    """The day of the evaluation, else that on which it was retrieved."""
    for key in ("evaluation_timestamp", "retrieved_timestamp"):
        given = document.get(key)
        said = text(given)
        if re.match(r"^\d{4}-\d{2}-\d{2}", said):
            return said[:10]
        try:
            seconds = float(said) if said else number(given)
        except ValueError:
            continue
        if day_of(seconds):
            return day_of(seconds)
    return ""
