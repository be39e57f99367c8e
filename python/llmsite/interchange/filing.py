"""What other tools' files say becomes results of a project: described, marked, written.

A number without per-sample scores is claimed; one with them is packed. Nothing is written outside
the project's folders. Knows nothing of any format.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from llmsite import __version__, scoring
from llmsite.errors import Fault, LlmsiteError
from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.describing import Described, describe, task_name, write_suites
from llmsite.interchange.keeping import within_limit
from llmsite.interchange.names import model_id, source_of, visible
from llmsite.project import Project
from llmsite.results.adding import file_many
from llmsite.results.deriving import derive
from llmsite.results.packing import pack_column
from llmsite.schema.record import SCHEMA_VERSION
from llmsite.schema.result import (
    Counts,
    PackedColumn,
    Result,
    SampleStatistics,
    ScoreRecord,
    Submitter,
    TaskResult,
)
from llmsite.schema.run import Adaptation, BackendIdentity, Measured, ModelIdentity, Variant
from llmsite.storage import folded, sha256_bytes
from llmsite.tasks.styles import ELSEWHERE

_HALF_WIDTH_95 = 1.959963984540054
_MOVING = frozenset({"main", "master", "head", "latest", "dev", "trunk", "nightly", ""})
_MAX_SIGNATURE = 300
# Given by hand, because defaults of records are copied deeply each time.
_NOT_COUNTED = Counts()
_NOT_ADAPTED = Adaptation()
_NOT_MEASURED = Measured()


@dataclass(slots=True)
class Filed:
    """What came of filing."""

    paths: list[Path] = field(default_factory=list)
    """Files that were written."""
    faults: list[Fault] = field(default_factory=list)
    """What could not be filed, and what a person should know."""
    n_results: int = 0
    """Results that are in the project now."""
    n_claimed: int = 0
    """Numbers that are only stated."""
    n_packed: int = 0
    """Numbers that rest on the scores of each sample."""
    n_rescored: int = 0
    """Of these, numbers whose answers were scored again, and gave the same."""
    n_contradicted: int = 0
    """Numbers that the file's own samples or answers contradict; they stay claimed."""


def file_said(
    project: Project,
    format_name: str,
    tool: str,
    readings: Iterable[Reading],
    *,
    day: str,
    submitter: Submitter | None = None,
) -> Filed:
    """File what was read.

    Args:
        project: Where it goes.
        format_name: Name of the format.
        tool: What the tool is called.
        readings: What its files say.
        day: UTC day for what says none.
        submitter: Who sends it.
    """
    found = [(reading, said) for reading in readings for said in reading.said]
    filed = Filed()
    wanted: dict[str, list[Asked]] = {}
    for _, said in found:
        for asked in said.tasks:
            wanted.setdefault(task_name(format_name, asked), []).append(asked)
    try:
        tasks = describe(project, tool, wanted)
        filed.paths += write_suites(project, format_name, tool, wanted)
    except LlmsiteError as error:
        filed.faults += error.faults
        return filed
    names = _Names(project, filed)
    seen: dict[object, str] = {}
    stated: dict[tuple[str, ...], tuple[float, str]] = {}
    records: list[Result] = []
    origins: list[str] = []
    for reading, said in found:
        name = reading.files[0]
        record = _result(format_name, tool, said, tasks, names, filed, name)
        update = {"date": said.day or day, "submitter": submitter}
        record = record.model_copy(update=update)
        same = (record.model.id, said.revision, tuple(said.variant.items()), said.day, said.tasks)
        if same in seen:
            message = f"says the same as {seen[same]}; filed once"
            filed.faults.append(Fault(message, name, severity="warning"))
            continue
        seen[same] = name
        filed.faults += _conflicts(record, stated, name)
        records.append(record)
        origins.append(name)
    for position, outcome in file_many(project, records).items():
        if isinstance(outcome, Fault):
            filed.faults.append(Fault(outcome.message, origins[position], fix=outcome.fix))
        else:
            filed.paths.append(outcome)
            filed.n_results += 1
    return filed


def _conflicts(
    record: Result, stated: dict[tuple[str, ...], tuple[float, str]], name: str
) -> list[Fault]:
    """Different numbers of one model on one task, asked alike, from two files."""
    found = []
    row = (record.model.id, record.model.revision or "", str(record.variant))
    for task in record.tasks:
        for score in task.scores:
            key = (
                *row,
                task.task,
                str(task.shots),
                score.metric,
                score.output,
            )
            value, other = stated.setdefault(key, (score.value, name))
            if value != score.value:
                message = (
                    f"{record.model.id} on {task.task}: {score.output} {score.value!r} here, "
                    f"{value!r} in {other}; the newer one counts"
                )
                found.append(Fault(message, name, severity="warning"))
    return found


class _Names:
    """Models' names, told apart where two would become one."""

    def __init__(self, project: Project, filed: Filed) -> None:
        self._filed = filed
        self._sources: dict[str, str] = {}
        folders = sorted(project.results_dir.glob("*/*/"))
        known = [f"{each.parent.name}/{each.name}" for each in folders]
        self._looks = {folded(each): each for each in known}

    def id_of(self, said: Said) -> str:
        """Id under which a model is filed."""
        found = model_id(said.model, said.organisation)
        plain = said.model.strip().casefold()
        other = self._looks.setdefault(folded(found), found)
        if other == found and self._sources.setdefault(found, plain) == plain:
            return found
        organisation, _, name = found.partition("/")
        told = f"{organisation}/{name[:55]}-{sha256_bytes(plain.encode())[:8]}"
        if self._sources.setdefault(told, plain) == plain and told not in self._looks.values():
            self._looks[folded(told)] = told
            message = f"{said.model!a} looks like {other}; it is filed as {told}"
            self._filed.faults.append(Fault(message, severity="warning"))
        return told


def _result(
    format_name: str,
    tool: str,
    said: Said,
    tasks: Mapping[str, Described],
    names: _Names,
    filed: Filed,
    name: str,
) -> Result:
    revision = (said.revision or "").strip()
    source = dict(said.source) | _found_again(said)
    if revision.lower() in _MOVING or revision.lower().startswith("refs/"):
        if revision:
            source["model.revision"] = visible(revision)
        revision = ""
    if not said.day:
        source["date"] = "not stated; the day of the import"
    return Result(
        schema_version=SCHEMA_VERSION,
        date=said.day or "1970-01-01",
        model=ModelIdentity(
            id=names.id_of(said),
            source=visible(source_of(said.model))[:300],
            revision=visible(revision)[:100] or None,
            chat_template_sha256=said.chat_template_sha256,
            n_parameters=said.n_parameters,
            verified=False,
        ),
        backend=BackendIdentity(
            name=format_name,
            version=1,
            packages={visible(k): visible(v)[:100] for k, v in said.packages.items()},
        ),
        subject="system" if said.is_system else "model",
        variant=Variant(**{key: visible(value)[:100] for key, value in said.variant.items()}),
        llmsite_version=__version__,
        command=f"llmsite import {format_name} {ascii(Path(name).name)[1:-1]}",
        tasks=tuple(
            _task(tool, asked, tasks[task_name(format_name, asked)], filed, name)
            for asked in said.tasks
        ),
        source=within_limit(source),
        adaptation=_NOT_ADAPTED,
        measured=_NOT_MEASURED,
    )


def _found_again(said: Said) -> dict[str, str]:
    """What the file's answers, or its samples where they contradict it, give beside each number."""
    return {
        ascii(f"found.{asked.task}.{claim.metric}")[1:-1][:_MAX_SIGNATURE]: json.dumps(
            {"found": claim.found, "rule": claim.rule or "mean of samples", "stated": claim.value}
        )
        for asked in said.tasks
        for claim in asked.claims
        if claim.rule or (claim.found is not None and not claim.agrees)
    }


def _task(tool: str, asked: Asked, described: Described, filed: Filed, name: str) -> TaskResult:
    order = _order(asked, described, filed, name)
    clusters = _clusters(asked, order) if order is not None else None
    scores: list[ScoreRecord] = []
    packed: list[SampleStatistics] = []
    for claim in asked.claims:
        if claim.scores is not None and order is not None:
            packed.append(_pack(claim, order))
            scores += derive(packed[-1], clusters)
            filed.n_packed += 1
            filed.n_rescored += bool(claim.rule)
        else:
            scores.append(_stated(tool, asked, claim))
            filed.n_claimed += 1
            filed.n_contradicted += claim.found is not None and not claim.agrees
    n_known = len(described.ids)
    n = len(set(asked.ids)) or asked.n
    return TaskResult(
        task=described.definition.name,
        version=described.definition.version,
        sha256=described.sha256,
        kind=described.definition.request.kind,
        style=ELSEWHERE,
        shots=asked.shots,
        chat=asked.chat,
        extractor=ELSEWHERE,
        n=n,
        partial=asked.partial or (bool(packed) and n < n_known),
        scores=tuple(scores),
        statistics=tuple(packed),
        clusters=_pack_clusters(clusters) if packed else None,
        counts=_NOT_COUNTED,
    )


def _order(asked: Asked, described: Described, filed: Filed, name: str) -> list[int] | None:
    """Rows in the order of the task's samples; none where a sample is not the task's."""
    if not asked.ids:
        return None
    strange = [each for each in asked.ids if each not in described.ids]
    if strange:
        message = (
            f"task {asked.task}: {len(strange):,} samples are not those of earlier results "
            f"({ascii(strange[0])[:60]}, …); its numbers stay claimed"
        )
        filed.faults.append(Fault(message, name, severity="warning"))
        return None
    return sorted(range(len(asked.ids)), key=lambda row: described.ids[asked.ids[row]])


def _clusters(asked: Asked, order: Sequence[int]) -> list[int] | None:
    """Sample of each row as a number by first appearance; none where each has one row."""
    numbers: dict[str, int] = {}
    column = [numbers.setdefault(asked.ids[row], len(numbers)) for row in order]
    return column if len(numbers) < len(column) else None


def _pack_clusters(clusters: Sequence[int] | None) -> PackedColumn | None:
    return None if clusters is None else pack_column([float(each) for each in clusters])


def _pack(claim: Claim, order: Sequence[int]) -> SampleStatistics:
    values = [(claim.scores or ())[row] for row in order]
    rows = scoring.sample_statistics("mean", values, [0.0] * len(values), of=claim.metric)
    return SampleStatistics(
        metric="mean",
        signature=scoring.score("mean", values[:1], [0.0], of=claim.metric).signature,
        options={"of": claim.metric},
        n=len(values),
        columns=tuple(pack_column(rows[:, column]) for column in range(rows.shape[1])),
    )


def _stated(tool: str, asked: Asked, claim: Claim) -> ScoreRecord:
    metric, _, output = claim.metric.partition(".")
    low, high = claim.low, claim.high
    if low is None and high is None and claim.stderr is not None:
        low = claim.value - _HALF_WIDTH_95 * claim.stderr
        high = claim.value + _HALF_WIDTH_95 * claim.stderr
    parts = [tool, claim.stated_as or claim.metric]
    parts += [f"task:{asked.version}"] if asked.version else []
    return ScoreRecord(
        metric=metric,
        output=output or metric,
        value=claim.value,
        low=low,
        high=high,
        n=claim.n,
        signature=visible("|".join(parts))[:_MAX_SIGNATURE],
    )
