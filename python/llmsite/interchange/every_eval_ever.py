"""every_eval_ever: one JSON document a model and source (schema 0.2 and 0.3).

The whole document is kept, so that an export gives it back as it came.
"""

import json
import re
from collections.abc import Mapping, Sequence
from math import isfinite

from llmsite.interchange.claims import Asked, Claim, Reading, Said
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
    table,
    text,
)
from llmsite.interchange.names import metric_name
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
    tasks: dict[str, list[Claim]] = {}
    heads: dict[str, Mapping[str, Json]] = {}
    results: dict[tuple[str, str], str] = {}
    for place, each in enumerate(items(document.get("evaluation_results"))):
        entry = table(each)
        found = _claim(entry, place, reading)
        if found is not None:
            task = text(entry.get("evaluation_name"))
            tasks.setdefault(task, []).append(found)
            heads.setdefault(task, entry)
            results.setdefault((task, found.metric), text(entry.get("evaluation_result_id")))
    if not name or not tasks:
        reading.refuse("names no model or holds no number")
        return reading
    asked = _asked(document, tasks, heads)
    for beside in samples:
        scores = read_sample_scores(beside, text(document.get("evaluation_id")), reading)
        asked = tuple(_attach(task, results, scores, reading) for task in asked)
    reading.n_fields += sum(len(claims) for claims in tasks.values()) * 5
    library = table(document.get("eval_library"))
    platform = text(model.get("inference_platform"))
    reading.said.append(
        Said(
            model=name,
            tasks=asked,
            day=_day(document),
            organisation="" if "/" in name else text(model.get("developer")),
            variant={} if platform in ("", "unknown") else {"provider": platform},
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


def _asked(
    document: Mapping[str, Json],
    tasks: Mapping[str, Sequence[Claim]],
    heads: Mapping[str, Mapping[str, Json]],
) -> tuple[Asked, ...]:
    source = table(document.get("source_metadata"))
    board = text(source.get("source_name"))
    return tuple(
        Asked(
            task=f"{board}.{task}" if board else task,
            claims=_distinct(claims),
            board=board,
            title=task,
            n=claims[0].n or 0,
            description=text(table(heads[task].get("metric_config")).get("evaluation_description")),
            source_url=_data_set(heads[task]),
        )
        for task, claims in tasks.items()
    )


def _attach(
    asked: Asked,
    results: Mapping[tuple[str, str], str],
    scores: SampleScores,
    reading: Reading,
) -> Asked:
    """A task with its samples: by the id of each result, or by name where it is the only one."""
    names = [results[asked.title, claim.metric] for claim in asked.claims]
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
    if least is not None and most is not None and not least <= score <= most:
        # The stated bounds are what is wrong; the number stays as it stands.
        message = f"{ascii(label)[:60]}: {score:g} is outside of its bounds [{least:g}, {most:g}]"
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


def _distinct(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Values of one task under names of their own."""
    found: dict[str, Claim] = {}
    for claim in claims:
        found.setdefault(claim.metric, claim)
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
