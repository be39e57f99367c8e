"""lighteval: results files, and Parquet details of each sample.

`all` and `…:_average|5` sum up other entries and are not taken beside them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite

from llmsite.interchange.answers import picked
from llmsite.interchange.claims import Asked, Claim, Reading, Said, confirm, mean_of, near
from llmsite.interchange.intake import SourceFile, count, items, number, table, text
from llmsite.interchange.keeping import keep
from llmsite.interchange.names import metric_name
from llmsite.interchange.parquet import column_names, read_columns
from llmsite.storage import Json

NAME = "lighteval"
TOOL = "lighteval"
SUMMARY = "results (JSON) and details (Parquet) of lighteval"

_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}-\d{2}-\d{2}(?:\.\d+)?")
_SUMS = re.compile(r"^all$|[:|]_average(\||$)")
_SHA = re.compile(r"^[0-9a-f]{40}$")


def recognises(file: SourceFile) -> bool:
    """Whether a file is one of lighteval, from its first key, or its columns."""
    if file.stem.endswith(".parquet"):
        if file.head.startswith(b"version https://git-lfs"):
            return True
        names = column_names(file) if file.stem.startswith("details_") else ()
        return "metric" in names or "metrics" in names
    return file.stem.endswith(".json") and (
        b'"config_general"' in file.head[:200] or file.head.startswith(b"version https://git-lfs")
    )


def group(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ...]]:
    """Results files, each with the details of its time stamp."""
    details = [file for file in files if file.stem.endswith(".parquet")]
    taken: set[str] = set()
    for file in files:
        if file in details:
            continue
        found = _STAMP.search(file.stem)
        mine = [each for each in details if found is not None and found[0] in each.stem]
        taken |= {each.name for each in mine}
        yield file, *mine
    for file in details:
        if file.name not in taken:
            yield (file,)


def read(files: Sequence[SourceFile]) -> Reading:
    """One run."""
    reading = Reading(tuple(file.name for file in files))
    file, *details = files
    if file.stem.endswith(".parquet"):
        read_columns(file, ())
        reading.refuse("holds details, and no results of its time stamp are here")
        return reading
    document = table(file.json())
    general = table(document.get("config_general"))
    settings = table(general.get("model_config"))
    model = text(general.get("model_name")) or text(settings.get("model_name"))
    if not model:
        reading.refuse("names no model")
        return reading
    by_task = {_task_of(each): each for each in details}
    tasks = []
    for name, entry in table(document.get("results")).items():
        if _SUMS.search(name):
            continue
        asked = _asked(name, table(entry), document, reading)
        if asked is None:
            continue
        logged = by_task.get(name)
        tasks.append(_attach(asked, logged, reading) if logged is not None else asked)
    if not tasks:
        if not any(fault.severity == "error" for fault in reading.faults):
            reading.refuse("holds no number")
        return reading
    revision = text(settings.get("revision")) or text(general.get("model_sha"))
    kept = keep(general, prefix="config_general.", leave_out={"model_name"}, reading=reading)
    kept |= keep(table(document.get("config_tasks")), prefix="config_tasks.", reading=reading)
    kept |= keep(
        document,
        leave_out={"results", "versions", "config_general", "config_tasks"},
        reading=reading,
    )
    found = _STAMP.search(file.stem)
    reading.said.append(
        Said(
            model,
            tuple(tasks),
            day=found[1] if found else "",
            revision=revision if _SHA.match(revision) else None,
            source=kept,
        )
    )
    return reading


def _task_of(file: SourceFile) -> str:
    return _STAMP.sub("", file.stem.removeprefix("details_").removesuffix(".parquet")).rstrip("_")


def _asked(
    name: str, entry: Mapping[str, Json], document: Mapping[str, Json], reading: Reading
) -> Asked | None:
    task, _, shots = name.rpartition("|")
    settings = table(table(document.get("config_tasks")).get(name))
    directions = {
        text(table(each).get("metric_name")): table(each).get("higher_is_better")
        for each in items(settings.get("metrics"))
    }
    claims = []
    for key, value in entry.items():
        if key.endswith("_stderr"):
            continue
        found = number(value)
        if found is None:
            if value is not None:
                reading.warn(f"{name}: {key} is {value}, which is no number; left out")
            continue
        direction = directions.get(key)
        error = number(entry.get(f"{key}_stderr"))
        claims.append(
            Claim(
                metric=metric_name(key),
                value=found,
                stderr=error,
                higher_is_better=direction if isinstance(direction, bool) else None,
                stated_as=key,
            )
        )
    if not claims:
        return None
    reading.n_fields += len(claims)
    version = table(document.get("versions")).get(name)
    n = count(settings.get("effective_num_docs"))
    return Asked(
        task=task or name,
        claims=tuple(claims),
        version="" if version is None else str(version),
        shots=int(shots) if shots.isascii() and shots.isdigit() and len(shots) < 4 else 0,  # noqa: PLR2004
        n=n if n is not None and n > 0 else 0,
    )


def _attach(asked: Asked, file: SourceFile, reading: Reading) -> Asked:
    """Scores of the samples, where their mean is what the results state."""
    columns = read_columns(file, ("metric", "metrics", "doc", "model_response"))
    found = columns.get("metric") or columns.get("metrics") or []
    rows = [table(each) for each in found]
    ids = tuple(str(place) for place in range(len(rows)))
    claims = []
    for claim in asked.claims:
        scores = [row.get(claim.stated_as) for row in rows]
        numbers = [float(v) for v in scores if isinstance(v, int | float) and isfinite(v)]
        if not rows or len(numbers) < len(rows):
            claims.append(claim)
            continue
        mean = mean_of(numbers)
        if near(mean, claim.value):
            packed = replace(claim, scores=tuple(numbers), n=len(numbers), found=mean)
            again = _right(columns) if claim.stated_as == "acc" else None
            claims.append(confirm(packed, again, "most probable choice", reading, file.name))
            reading.n_fields += len(numbers)
        else:
            claims.append(replace(claim, found=mean))
            message = (
                f"{claim.stated_as} is {claim.value!r} in the results, its samples give {mean!r}"
            )
            reading.warn(message, file.name)
    is_packed = any(claim.scores is not None for claim in claims)
    return replace(asked, claims=tuple(claims), ids=ids if is_packed else (), n=len(ids))


def _right(columns: Mapping[str, Sequence[object]]) -> list[float] | None:
    """Whether the most probable choice of each sample is the right one."""
    documents, responses = columns.get("doc", ()), columns.get("model_response", ())
    likelihoods, gold = [], []
    if not documents or len(documents) != len(responses):
        return None
    for document, response in zip(documents, responses, strict=True):
        right = table(document).get("gold_index")
        places = right if isinstance(right, list) else [right]
        if not all(type(each) is int for each in places):
            return None
        scores = [number(each) for each in items(table(response).get("logprobs"))]
        plain = [each for each in scores if each is not None]
        n_choices = len(items(table(document).get("choices")))
        if len(plain) < len(scores) or len(scores) != n_choices:
            return None
        likelihoods.append(plain)
        gold.append(places)
    found = picked(likelihoods)
    if found is None:
        return None
    return [float(choice in places) for choice, places in zip(found, gold, strict=True)]
