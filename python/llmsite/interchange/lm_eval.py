"""lm-evaluation-harness: results files of 0.2 to 0.4.13 and of its forks.

Groups are not taken beside their members, and no percent becomes a share: each number stays on the
scale on which the harness wrote it. Per-sample files are `lm_eval_samples`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, count, day_of, number, spelled, table, text
from llmsite.interchange.keeping import keep
from llmsite.interchange.lm_eval_metrics import HIGHER, LOWER, SHARES
from llmsite.interchange.lm_eval_samples import LoggedSamples, attach, read_samples
from llmsite.interchange.names import metric_name, output_name
from llmsite.schema.record import RequestKind
from llmsite.schema.task import TaskType
from llmsite.storage import Json

NAME = "lm-eval"
TOOL = "lm-evaluation-harness"
SUMMARY = "results and per-sample files of lm-evaluation-harness (0.2 to 0.4.13) and its forks"

_RESULTS = re.compile(rb'\s*\{\s*"results"\s*:\s*\{')
_STAMP = re.compile(r"_(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(?:\.\d+)?)\.jsonl?$")
_OLD_STAMP = re.compile(r"^\d{4}-\d{2}-\d{2}-\d{2}-\d{2}-\d{2}$")
_SHA = re.compile(r"^[0-9a-f]{40}$")
_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_MOVING = frozenset({"", "main", "master", "none"})
_KINDS: Mapping[str, tuple[RequestKind, TaskType]] = {
    "multiple_choice": ("choices", "classification"),
    "loglikelihood": ("choices", "classification"),
    "loglikelihood_rolling": ("rolling", "language-modeling"),
    "generate_until": ("generate", "generation"),
}
_NO_METRIC = frozenset({"alias", "sample_len", "sample_count"})
_MAPPED = frozenset(
    (
        "results",
        "versions",
        "n-shot",
        "n-samples",
        "higher_is_better",
        "group_subtasks",
        "groups",
        "date",
        "model_name",
        "chat_template_sha",
        "lm_eval_version",
        "transformers_version",
        "task_hashes",
    )
)


def recognises(file: SourceFile) -> bool:
    """Whether a file looks like one of the harness, from its name and first bytes."""
    if file.stem.startswith("samples_") and file.stem.endswith(".jsonl"):
        return b'"doc_id"' in file.head
    return file.stem.endswith(".json") and _RESULTS.match(file.head) is not None


def group(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ...]]:
    """Results files, each with the samples of its run; samples alone come last."""
    results = [file for file in files if not file.stem.startswith("samples_")]
    samples = [file for file in files if file.stem.startswith("samples_")]
    taken: set[str] = set()
    alone = {
        folder: sum(1 for each in results if each.path.parent == folder)
        for folder in {each.path.parent for each in results}
    }
    for file in results:
        stamp = _stamp_of(file)
        mine = [
            each
            for each in samples
            if each.path.parent == file.path.parent
            and (_stamp_of(each) == stamp or alone[file.path.parent] == 1)
        ]
        taken |= {each.name for each in mine}
        yield file, *mine
    for file in samples:
        if file.name not in taken:
            yield (file,)


def _stamp_of(file: SourceFile) -> str:
    found = _STAMP.search(file.stem)
    return found[1] if found else ""


def read(files: Sequence[SourceFile]) -> Reading:
    """One run: its results file and its samples."""
    reading = Reading(tuple(file.name for file in files))
    first, *samples = files
    if first.stem.startswith("samples_"):
        reading.refuse(
            "holds samples, and no results file lies beside it",
            fix="keep results_<time>.json in the same folder",
        )
        return reading
    document = table(first.json())
    if not table(document.get("results")):
        reading.refuse("holds no results")
        return reading
    logged = [found for file in samples if (found := read_samples(file, reading)) is not None]
    said = _said(first, document, logged, reading)
    if said.tasks:
        reading.said.append(said)
    elif not reading.faults:
        reading.refuse("holds no number")
    return reading


def _said(
    file: SourceFile,
    document: Mapping[str, Json],
    logged: Sequence[LoggedSamples],
    reading: Reading,
) -> Said:
    config = table(document.get("config"))
    arguments = _arguments(config.get("model_args"))
    revision, name = _model(file, document, config, arguments)
    tasks = tuple(_tasks(document, config, logged, reading))
    kept = keep(document, leave_out=_MAPPED | {"config", "configs"}, reading=reading)
    kept |= keep(config, prefix="config.", reading=reading)
    kept |= keep(table(document.get("configs")), prefix="configs.", reading=reading)
    template = text(document.get("chat_template_sha"))
    packages = {
        tool: said
        for tool, key in (("lm_eval", "lm_eval_version"), ("transformers", "transformers_version"))
        if (said := text(document.get(key)))
    }
    return Said(
        model=name,
        tasks=tasks,
        day=_day(file, document),
        revision=revision,
        n_parameters=count(config.get("model_num_parameters")) or None,
        chat_template_sha256=template if _SHA256.match(template) else None,
        packages=packages,
        source=kept,
    )


def _arguments(given: Json) -> dict[str, str]:
    """`model_args`, which is a text `a=b,c=d` or an object."""
    if isinstance(given, dict):
        return {key: value for key, value in given.items() if isinstance(value, str)}
    pairs = (part.partition("=") for part in text(given).split(","))
    return {key.strip(): value.strip() for key, _, value in pairs if value}


def _model(
    file: SourceFile,
    document: Mapping[str, Json],
    config: Mapping[str, Json],
    arguments: Mapping[str, str],
) -> tuple[str | None, str]:
    """Revision and name; a branch or checkpoint becomes part of the name, because it moves."""
    named = text(document.get("model_name"))
    name = named or next(
        (arguments[key] for key in ("pretrained", "model", "path", "engine") if key in arguments),
        "",
    )
    folder = file.path.parent.name
    if not name or (not named and re.match(r"^[/.~]", name)):
        # Old files name a path of the machine, or nothing: the model is the folder then.
        name = folder.replace("__", "/", 1) if "__" in folder else folder
    if arguments.get("peft"):
        name = f"{name}-{arguments['peft'].rstrip('/').rpartition('/')[2]}"
    sha = text(config.get("model_sha"))
    stated = arguments.get("revision") or text(config.get("model_revision"))
    if stated.lower() in _MOVING or _SHA.match(stated):
        return (sha or stated if _SHA.match(sha or stated) else None), name
    return (sha if _SHA.match(sha) else None), f"{name}-{stated}"


def _day(file: SourceFile, document: Mapping[str, Json]) -> str:
    day = day_of(number(document.get("date")))
    if day:
        return day
    stamp = _stamp_of(file)
    if not stamp:
        first = next(iter(table(document.get("results")).values()), None)
        stamp = next((key for key in table(first) if _OLD_STAMP.match(key)), "")
    return stamp[:10]


def _tasks(
    document: Mapping[str, Json],
    config: Mapping[str, Json],
    logged: Sequence[LoggedSamples],
    reading: Reading,
) -> Iterator[Asked]:
    results = table(document.get("results"))
    groups = _groups(document, results)
    names = sorted(results, key=len, reverse=True)
    by_task: dict[str, LoggedSamples] = {}
    for each in logged:
        task = next((name for name in names if each.is_of(name)), None)
        if task is None:
            reading.warn("belongs to no task of its results file", each.name)
        else:
            by_task[task] = each
    for name, entry in results.items():
        if name in groups:
            continue
        for part, values in _parts(name, entry):
            claims = tuple(_claims(part, values, document, reading))
            if claims:
                asked = _asked(part, name, claims, document, config)
                settings = table(table(document.get("configs")).get(name))
                logged_of = by_task.get(name)
                yield attach(asked, logged_of, settings, reading) if logged_of else asked


def _groups(document: Mapping[str, Json], results: Mapping[str, Json]) -> frozenset[str]:
    """Entries that sum up other entries of the same file."""
    members = {
        name: [str(each) for each in value]
        for name, value in table(document.get("group_subtasks")).items()
        if isinstance(value, list)
    }
    found = {name for name, below in members.items() if any(each in results for each in below)}
    named = set(table(document.get("groups"))) & set(results)
    # Without a list of members, a group is one only if something else is there.
    found |= {name for name in named if name not in members and len(results) > len(named)}
    return frozenset(found)


def _parts(name: str, entry: Json) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """The values of an entry; the BigScience fork has a level of time stamps and prompts more."""
    values = table(entry)
    if values and all(
        isinstance(each, dict) and _OLD_STAMP.match(key) for key, each in values.items()
    ):
        newest = max(values)
        yield name, table(values[newest])
    else:
        yield name, values


class _Key(NamedTuple):
    metric: str
    """The harness's name of the metric."""
    chosen: str
    """The filter behind it; empty for none."""
    is_error: bool
    """Whether it is a standard error."""


def _key(key: str) -> _Key:
    """`acc`, `acc,none`, `acc_stderr,none`, `exact_match,strict-match`."""
    metric, _, chosen = key.partition(",")
    is_error = metric.endswith("_stderr")
    return _Key(metric.removesuffix("_stderr"), "" if chosen == "none" else chosen, is_error)


def _claims(
    task: str, values: Mapping[str, Json], document: Mapping[str, Json], reading: Reading
) -> Iterator[Claim]:
    directions = table(table(document.get("higher_is_better")).get(task))
    n = count(table(table(document.get("n-samples")).get(task)).get("effective"))
    errors = {
        (named.metric, named.chosen): number(value)
        for key, value in values.items()
        if (named := _key(key)).is_error
    }
    for key, value in values.items():
        metric, chosen, is_error = _key(key)
        if is_error or key in _NO_METRIC or isinstance(value, list | dict) or value is None:
            continue
        if isinstance(value, bool | str):
            # Forks keep names beside metrics; "N/A" and " " are ways to say that there is none.
            is_meant = isinstance(value, bool) or spelled(value) is not None
            if is_meant and _direction(metric_name(metric)) is not None:
                reading.refuse(f"task {task}: {key} is {value!r}, which is no number; left out")
            continue
        found = number(value)
        if found is None:
            reading.warn(f"task {task}: {key} is {value}, which is no number; left out")
            continue
        plain = metric_name(metric)
        stated = directions.get(metric)
        higher = stated if isinstance(stated, bool) else _direction(plain)
        is_share = plain in SHARES
        reading.n_fields += 1
        error = errors.get((metric, chosen))
        yield Claim(
            metric=f"{plain}.{output_name(chosen)}" if chosen else plain,
            value=found,
            stderr=error if error is not None and error >= 0 else None,
            n=n,
            higher_is_better=higher,
            least=0.0 if is_share else None,
            most=1.0 if is_share else None,
            stated_as=key,
        )


def _direction(metric: str) -> bool | None:
    if metric in HIGHER:
        return True
    return False if metric in LOWER else None


def _asked(
    task: str,
    entry: str,
    claims: Sequence[Claim],
    document: Mapping[str, Json],
    config: Mapping[str, Json],
) -> Asked:
    settings = table(table(document.get("configs")).get(entry))
    kind, kind_of_task = _KINDS.get(text(settings.get("output_type")), _by_metrics(claims))
    version = table(document.get("versions")).get(entry)
    shots = table(document.get("n-shot")).get(entry, config.get("num_fewshot"))
    data = text(settings.get("dataset_path"))
    is_hub = re.fullmatch(r"[\w.-]+/[\w.-]+", data) is not None and not data.startswith(".")
    return Asked(
        task=task,
        claims=tuple(claims),
        version="" if version is None else str(version),
        kind=kind,
        type=kind_of_task,
        shots=count(shots) or 0,
        chat=bool(text(document.get("chat_template_sha"))),
        n=claims[0].n or 0,
        source_url=f"https://huggingface.co/datasets/{data}" if is_hub else "",
    )


def _by_metrics(claims: Sequence[Claim]) -> tuple[RequestKind, TaskType]:
    """What was asked, where only the metrics tell."""
    names = {claim.metric for claim in claims}
    if names & {"word_perplexity", "byte_perplexity", "bits_per_byte"}:
        return "rolling", "language-modeling"
    if names & {"acc", "acc_norm", "mc1", "mc2", "ppl"}:
        return "choices", "classification"
    return "generate", "generation"
