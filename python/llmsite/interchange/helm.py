"""HELM run folders: statistics of a run, and of each instance.

Run-level means have a count of one (trials), so the number of samples is that of the instances.
Perturbed instances and other splits are kept apart. Tables over runs are not taken beside the runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from llmsite.interchange.claims import Asked, Claim, Reading, Said, confirm, mean_of, near
from llmsite.interchange.helm_answers import score_answers
from llmsite.interchange.intake import SourceFile, count, items, number, table, text
from llmsite.interchange.keeping import keep
from llmsite.interchange.names import metric_name
from llmsite.schema.record import RequestKind
from llmsite.storage import Json

NAME = "helm"
TOOL = "HELM"
SUMMARY = "run folders of HELM (run_spec.json, stats.json, per_instance_stats.json)"

_RUN = frozenset(
    (
        "run_spec.json",
        "stats.json",
        "per_instance_stats.json",
        "scenario.json",
        "scenario_state.json",
        "display_predictions.json",
        "display_requests.json",
        "instances.json",
        "costs.json",
    )
)
_SUMMARIES = frozenset(
    (
        "groups.json",
        "groups_metadata.json",
        "run_specs.json",
        "runs.json",
        "runs_to_run_suites.json",
        "schema.json",
        "summary.json",
    )
)
_PLAIN = frozenset({"name", "split"})
_EXTRA = ("bbq_", "exact_match", "quasi_exact_match", "f1_score", "rouge_", "bleu_")


def recognises(file: SourceFile) -> bool:
    """Whether a file is one of a run folder, or of the tables over several."""
    if file.stem in _RUN:
        return (file.path.parent / "run_spec.json").is_file() or file.stem == "run_spec.json"
    return _is_summary(file)


def _is_summary(file: SourceFile) -> bool:
    folders = [file.path.parent, *file.path.parents[1:3]]
    named = file.stem in _SUMMARIES or "groups" in {folder.name for folder in folders[:2]}
    return named and any((folder / "run_specs.json").is_file() for folder in folders)


def group(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ...]]:
    """Run folders; the tables over runs come last, together."""
    folders: dict[object, list[SourceFile]] = {}
    for file in files:
        key = "summaries" if _is_summary(file) else file.path.parent
        folders.setdefault(key, []).append(file)
    summaries = folders.pop("summaries", [])
    for each in folders.values():
        yield tuple(sorted(each, key=lambda file: file.stem != "run_spec.json"))
    if summaries:
        yield tuple(summaries)


def read(files: Sequence[SourceFile]) -> Reading:
    """One run."""
    reading = Reading(tuple(file.name for file in files))
    by_name = {file.stem: file for file in files}
    if "run_spec.json" not in by_name:
        for file in files:
            file.json()
        reading.warn("sums up runs; the runs themselves are read")
        return reading
    if "stats.json" not in by_name:
        reading.refuse("the run has no stats.json", fix="keep a run's files in one folder")
        return reading
    spec = table(by_name["run_spec.json"].json())
    stats = _by_metric(by_name["stats.json"].json())
    instances: dict[str, dict[str, float]] = {}
    if "per_instance_stats.json" in by_name:
        instances = _instances(by_name["per_instance_stats.json"], reading)
    if "scenario.json" in by_name:
        by_name["scenario.json"].json()
    state = by_name.get("scenario_state.json")
    answers = items(table(state.json()).get("request_states")) if state is not None else []
    adapter = table(spec.get("adapter_spec"))
    model = text(adapter.get("model"))
    run = text(spec.get("name"))
    if not model or not run:
        reading.refuse("run_spec.json names no run or no model", by_name["run_spec.json"].name)
        return reading
    run_stats = _Run(stats, instances, answers, by_name["stats.json"].name)
    claims, ids = _claims(spec, run_stats, reading)
    if not claims:
        reading.refuse("no statistic of the run has a mean", by_name["stats.json"].name)
        return reading
    kept = keep(spec, leave_out={"name", "metric_specs"}, reading=reading)
    rest = {"|".join(key): value for key, value in stats.items()}
    kept |= keep({"stats": {**rest}}, reading=reading)
    asked = Asked(
        task=_scenario(run),
        claims=claims,
        kind=_kind(text(adapter.get("method"))),
        shots=count(adapter.get("max_train_instances")) or 0,
        n=len(ids) or 0,
        ids=ids,
        title=_scenario(run),
    )
    reading.said.append(Said(model, (asked,), source=kept))
    return reading


def _scenario(run: str) -> str:
    """The run's name without its model."""
    parts = [each for each in run.split(",") if not each.startswith("model=")]
    name = ",".join(parts)
    start, mark, rest = name.partition(":model=")
    return start if mark and "," not in rest else name


def _kind(method: str) -> RequestKind:
    if method.startswith("multiple_choice_separate"):
        return "choices"
    return "rolling" if method == "language_modeling" else "generate"


def _by_metric(value: Json) -> dict[tuple[str, str], float]:
    """(metric, split) → mean, of the statistics without perturbation."""
    found: dict[tuple[str, str], float] = {}
    for each in items(value):
        name = table(table(each).get("name"))
        mean = number(table(each).get("mean"))
        if name and not name.keys() - _PLAIN and mean is not None:
            found[text(name.get("name")), text(name.get("split"))] = mean
    return found


def _instances(file: SourceFile, reading: Reading) -> dict[str, dict[str, float]]:
    """`metric|split` → instance → mean."""
    found: dict[str, dict[str, float]] = {}
    for row in items(file.json()):
        entry = table(row)
        if entry.get("perturbation") is not None:
            continue
        trial = count(entry.get("train_trial_index")) or 0
        identity = text(entry.get("instance_id")) + (f"#{trial}" if trial else "")
        if not identity:
            reading.refuse("an instance has no id", file.name)
            continue
        for (metric, split), mean in _by_metric(entry.get("stats")).items():
            rows = found.setdefault(f"{metric}|{split}", {})
            if rows.setdefault(identity, mean) != mean:
                reading.refuse(f"the instance {identity} has two values of {metric}", file.name)
    return found


def _wanted(spec: Mapping[str, Json], stats: Mapping[tuple[str, str], float]) -> list[str]:
    """Metrics that the run asked for; bookkeeping such as token counts stays in the source."""
    asked: list[str] = []
    for each in items(spec.get("metric_specs")):
        asked += [text(name) for name in items(table(table(each).get("args")).get("names"))]
    asked += [name for name, _ in stats if name.startswith(_EXTRA)]
    return [name for name in dict.fromkeys(asked) if name]


@dataclass(frozen=True, slots=True)
class _Run:
    """The numbers of a run, and what they rest on."""

    stats: Mapping[tuple[str, str], float]
    """(metric, split) → mean."""
    instances: Mapping[str, Mapping[str, float]]
    """`metric|split` → instance → mean."""
    answers: Sequence[Json]
    """One state a request."""
    name: str
    """The file with the statistics."""


def _claims(
    spec: Mapping[str, Json], run: _Run, reading: Reading
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    claims: list[Claim] = []
    ids: tuple[str, ...] = ()
    splits = [
        split for split in ("test", "valid", "train", "") if any(s == split for _, s in run.stats)
    ]
    for metric in _wanted(spec, run.stats):
        split = next((each for each in splits if (metric, each) in run.stats), None)
        if split is None:
            continue
        rows = run.instances.get(f"{metric}|{split}", {})
        claim = _claim(metric, split, run, rows, reading)
        mine = tuple(rows)
        if claim.scores is not None and not ids:
            ids = mine
        claims.append(claim if mine == ids else replace(claim, scores=None))
        reading.n_fields += 1 + len(rows)
    return tuple(claims), ids


def _claim(
    metric: str, split: str, run: _Run, rows: Mapping[str, float], reading: Reading
) -> Claim:
    """One number, with the scores of instances where these give it."""
    is_match = metric.endswith(("exact_match", "f1_score", "accuracy"))
    claim = Claim(
        metric=metric_name(metric),
        value=run.stats[metric, split],
        n=len(rows) or None,
        higher_is_better=True if is_match else None,
        least=0.0 if is_match else None,
        most=1.0 if is_match else None,
        stated_as=f"{metric} ({split})",
    )
    if not rows:
        return claim
    mean = mean_of(list(rows.values()))
    if near(mean, claim.value):
        claim = replace(claim, scores=tuple(rows.values()), found=mean)
        again, rule = score_answers(metric, run.answers, tuple(rows)) or (None, "")
        return confirm(claim, again, rule, reading, run.name)
    if metric.endswith(("exact_match", "f1_score")):
        message = f"{metric} is {claim.value!r} for the run, its instances give {mean!r}"
        reading.refuse(message, run.name)
    return replace(claim, found=mean)
