"""MTEB: one file a task, in folders `<org>__<model>/<revision>`; a folder is one run.

`main_score` of each split is taken; of a task with several languages or subsets, each one is a
value of its own and their mean is not formed. NaN is no score.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from llmsite.errors import ImportFormatError
from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, count, items, number, table, text
from llmsite.interchange.names import metric_name, output_name
from llmsite.storage import Json

NAME = "mteb"
TOOL = "MTEB"
SUMMARY = "result folders of MTEB (<org>__<model>/<revision>/<Task>.json)"

_SHA = re.compile(r"^[0-9a-f]{40}$")
_NO_REVISION = frozenset(("no_revision", "no_revision_available", "external", "main", "unknown"))
_META = "model_meta.json"
_OLD_MAIN = ("ndcg_at_10", "cos_sim", "v_measure", "map", "accuracy", "main_score", "f1")
"""Main values of the old layout, which does not name one."""
_SPLITS = ("test", "dev", "validation", "train")


def recognises(file: SourceFile) -> bool:
    """Whether a file is a task's results, or what a run says about its model."""
    if not file.stem.endswith(".json"):
        return False
    if file.stem == _META:
        return b'"revision"' in file.head or b'"loader' in file.head
    named = b'"mteb_dataset_name"' in file.head or (
        b'"task_name"' in file.head and b'"dataset_revision"' in file.head
    )
    # The old layout names its task last; the folder `<org>__<model>` tells such a file.
    return named or ("__" in file.path.parent.parent.name and file.head.lstrip()[:1] == b"{")


def group(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ...]]:
    """Files of one folder: one model at one revision."""
    folders: dict[object, list[SourceFile]] = {}
    for file in files:
        folders.setdefault(file.path.parent, []).append(file)
    for each in folders.values():
        yield tuple(each)


def read(files: Sequence[SourceFile]) -> Reading:
    """One model at one revision."""
    reading = Reading(tuple(file.name for file in files))
    meta: Mapping[str, Json] = {}
    tasks: dict[str, Asked] = {}
    kept: dict[str, str] = {}
    for file in files:
        try:
            document = table(file.json())
        except ImportFormatError as error:
            reading.faults += error.faults
            continue
        if file.stem == _META:
            meta = document
        elif (asked := _task(file, document, reading)) is None:
            continue
        elif asked.task in tasks:
            reading.refuse(f"the task {asked.task} is in another file too", file.name)
        else:
            tasks[asked.task] = asked
            for key in ("dataset_revision", "mteb_version"):
                kept[f"{asked.task}.{key}"] = text(document.get(key))[:100]
                reading.n_kept += 1
    kept = {key: value for key, value in kept.items() if value}
    if not tasks:
        if meta and not reading.faults:
            reading.warn("describes a model, and no results lie beside it")
        return reading
    return _finish(files[0], meta, tuple(tasks.values()), kept, reading)


def _finish(
    file: SourceFile,
    meta: Mapping[str, Json],
    tasks: tuple[Asked, ...],
    kept: dict[str, str],
    reading: Reading,
) -> Reading:
    """What the folder and its description say of the model."""
    kept |= {
        f"meta.{key}": ascii(meta[key])[:300]
        for key in ("license", "release_date", "embed_dim", "max_tokens", "reference")
        if meta.get(key) is not None
    }
    folder = file.path.parent
    revision = text(meta.get("revision")) or folder.name
    if not _SHA.match(revision):
        kept["revision"] = ascii(revision)[1:-1][:100]
    name = text(meta.get("name")) or folder.parent.name.replace("__", "/", 1)
    said = Said(
        model=name,
        tasks=tasks,
        revision=None if revision.lower() in _NO_REVISION else revision,
        n_parameters=count(meta.get("n_parameters")),
        source=kept,
    )
    reading.said.append(said)
    return reading


def _task(file: SourceFile, document: Mapping[str, Json], reading: Reading) -> Asked | None:
    """One file, in the new or the old layout."""
    name = text(document.get("task_name")) or text(document.get("mteb_dataset_name"))
    if not name:
        reading.refuse("names no task", file.name)
        return None
    old = "scores" not in document
    found = [*(_old(document) if old else _new(table(document.get("scores"))))]
    claims: dict[str, Claim] = {}
    for split, subset, metric, value in found:
        score = number(value)
        label = f"{split} {subset}".strip()
        if score is None:
            if value is not None:
                reading.warn(f"{name}, {label}: {metric} is {value}, which is no number", file.name)
            continue
        outputs = [
            output_name(each) for each in (split, subset) if each not in ("", "test", "default")
        ]
        key = f"{metric_name(metric)}.{'-'.join(outputs)}" if outputs else metric_name(metric)
        claim = Claim(metric=key, value=score, higher_is_better=True, stated_as=f"{label} {metric}")
        if claims.setdefault(key, claim).value != score:
            reading.refuse(
                f"{name}, {label}: {metric} stands twice with different values", file.name
            )
    if not claims:
        if not any(fault.path == file.name for fault in reading.faults):
            reading.warn(f"the task {name} has no score", file.name)
        return None
    reading.n_fields += len(claims) + 1
    order = sorted(claims.values(), key=lambda claim: "." in claim.metric)
    return Asked(name, tuple(order), kind="embed", type="retrieval")


def _new(scores: Mapping[str, Json]) -> Iterator[tuple[str, str, str, Json]]:
    """(split, subset, metric, value) of the main scores."""
    for split in sorted(scores, key=_split_order):
        for each in items(scores[split]):
            entry = table(each)
            yield split, text(entry.get("hf_subset")), "main_score", entry.get("main_score")


def _split_order(split: str) -> tuple[int, str]:
    return (_SPLITS.index(split) if split in _SPLITS else len(_SPLITS), split)


def _old(document: Mapping[str, Json]) -> Iterator[tuple[str, str, str, Json]]:
    """The layout before 1.11: splits at the top, languages or metrics below."""
    for split, values in document.items():
        if not isinstance(values, dict):
            continue
        plain = next((name for name in _OLD_MAIN if name in values), None)
        if plain is not None:
            value = values[plain]
            yield (
                split,
                "",
                plain,
                table(value).get("spearman") if isinstance(value, dict) else value,
            )
            continue
        for subset, entry in values.items():
            inner = table(entry)
            name = next((each for each in _OLD_MAIN if each in inner), None)
            if name is not None:
                value = inner[name]
                found = table(value).get("spearman") if isinstance(value, dict) else value
                yield split, subset, name, found
