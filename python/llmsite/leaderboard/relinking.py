"""Stored generations of an older version of a task, scored again with today's.

Each result gives two scores of the same answers: with the references, extraction and metric of
then, and with those of now. Over several results their difference links the versions. Answers
count only where they answer what is asked now: the same sample, the same prompt as far as it is
known, the same options. Nothing is written, and scores of different versions are never ranked
together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from llmsite import results, scoring, statistics
from llmsite.errors import Fault, LlmsiteError, ResultError
from llmsite.leaderboard.catalogue import Catalogue, measure
from llmsite.leaderboard.counting import find_packed
from llmsite.leaderboard.evidence import row_key
from llmsite.leaderboard.integrity import MAX_SAMPLES_BYTES
from llmsite.leaderboard.records import Leaderboard, ResultEntry, TaskEntry
from llmsite.leaderboard.scores import cluster_values, matrix
from llmsite.project import Project
from llmsite.results.attempts import GROUPED
from llmsite.results.deriving import unpack_clusters
from llmsite.results.verifying import plan_of
from llmsite.schema.generation import ChoicesGeneration, Generation
from llmsite.schema.request import Request
from llmsite.schema.result import TaskResult
from llmsite.storage import sha256_bytes
from llmsite.tasks import Task, build_requests

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Key = tuple[str, int]
"""Sample and which of its generations."""


@dataclass(frozen=True, slots=True)
class Relinked:
    """One result of an older version, and the same answers scored with today's."""

    row: str
    """Id of its row (`Row.id`)."""
    result: str
    """Id of the result."""
    version: int
    """The older version."""
    old: float
    """Score of the shared answers with the older version."""
    new: float
    """Their score with today's."""
    low: float | None
    """Lower end of the 95 % interval of new minus old, paired by sample; none for one sample."""
    high: float | None
    """Upper end."""
    n: int
    """Answers that both versions score."""
    n_changed: int
    """Answers whose part of the score differs."""
    n_left_out: int
    """Answers of the result to samples, prompts or options that are not today's."""
    n_unsure: int
    """Answers whose prompt is not known, as behind a chat template; they count."""


@dataclass(frozen=True, slots=True)
class Relink:
    """An older version of a task, linked to today's by answers that both score."""

    task: str
    """Name of the task."""
    metric: str
    """Name of the primary value."""
    old: int
    """The older version."""
    new: int
    """Today's version."""
    results: tuple[Relinked, ...]
    """The newest result of each row, by row."""
    left_out: tuple[tuple[str, str], ...]
    """Results that could not be scored again, and why."""
    link: statistics.Link
    """Mean change over the results."""


def relink(
    project: Project, loaded: Leaderboard, task: str, *, data_dirs: Sequence[Path] = ()
) -> tuple[Relink, ...]:
    """Link all older versions of a task by scoring their stored generations again.

    Args:
        project: The project.
        loaded: Its leaderboard.
        task: Name of the task.
        data_dirs: Folders with local copies of the task's data.

    Raises:
        ResultError: The task's samples are not here.
    """
    known = Catalogue(project, data_dirs)[task]
    if known.task is None or known.definition is None:
        message = f"task {task}: its samples are not here, so nothing can be scored again"
        raise ResultError(Fault(message, fix="name their folder with '--data'"))
    entry = loaded.task[task]
    found: dict[int, dict[tuple[str, ...], Relinked]] = {}
    left_out: dict[int, list[tuple[str, str]]] = {}
    for each in sorted(loaded.results, key=lambda each: each.id, reverse=True):
        for stated in each.record.tasks:
            if stated.task != task or stated.sha256 == known.task.sha256 or each.retraction:
                continue
            done = found.setdefault(stated.version, {})
            key = (*row_key(each.record), stated.style, str(stated.shots), str(stated.seed))
            if key in done:
                continue
            try:
                done[key] = _relinked(project, each, stated, known.task, entry)
            except LlmsiteError as error:
                why = (each.id, error.faults[0].message)
                left_out.setdefault(stated.version, []).append(why)
    return tuple(
        Relink(
            task=task,
            metric=entry.primary,
            old=version,
            new=known.definition.version,
            results=tuple(done[key] for key in sorted(done)),
            left_out=tuple(left_out.get(version, ())),
            link=statistics.link(
                [each.old for each in done.values()], [each.new for each in done.values()]
            ),
        )
        for version, done in sorted(found.items())
    )


def _relinked(
    project: Project, entry: ResultEntry, stated: TaskResult, task: Task, shown: TaskEntry
) -> Relinked:
    """One result scored again.

    Raises:
        LlmsiteError: Why it cannot be.
    """
    wanted = measure(Catalogue(project)[stated.task], shown.primary)
    packed = find_packed(stated, wanted.metric, wanted.output)
    before = matrix(packed) if packed is not None else None
    if packed is None or before is None:
        raise _why(f"has no score of each sample for {shown.primary}")
    own = [row for row in _generations(project, entry, stated) if row.error is None]
    keys = _keys(own, wanted.metric)
    if len(keys) != len(before):
        raise _why(f"{len(keys):,} generations for {len(before):,} scored rows")
    kept, n_unsure = _still_asked(own, stated, task)
    if not kept:
        raise _why("answers no sample that is asked in the same words now")
    again = results.rescore(task, kept, plan_of(stated))
    found = find_packed(again, wanted.metric, wanted.output)
    after = matrix(found) if found is not None else None
    if found is None or after is None:
        raise _why(f"today's version has no score of each sample for {shown.primary}")
    order = {sample.id: place for place, sample in enumerate(task.samples)}
    now = _keys(sorted(kept, key=lambda row: (order[row.id], row.index)), wanted.metric)
    place = {key: number for number, key in enumerate(keys)}
    old = cluster_values(before[[place[key] for key in now]], packed, None)
    new = cluster_values(after, found, None)
    change = _mean(new - old, unpack_clusters(again, found))
    return Relinked(
        row=next(each.row for each in shown.scores if each.result == entry.id),
        result=entry.id,
        version=stated.version,
        old=float(old.mean()),
        new=float(new.mean()),
        low=change.low,
        high=change.high,
        n=len(now),
        n_changed=int((abs(new - old) > 1e-12).sum()),  # noqa: PLR2004 - rounding of sums
        n_left_out=len(keys) - len(now),
        n_unsure=n_unsure,
    )


def _why(message: str) -> ResultError:
    return ResultError(Fault(message))


def _mean(changes: "NDArray[np.float64]", clusters: list[int] | None) -> scoring.Score:
    values = [float(each) for each in changes]
    return scoring.score("mean", values, [0.0] * len(values), clusters=clusters)


def _generations(project: Project, entry: ResultEntry, stated: TaskResult) -> list[Generation]:
    if entry.samples_path is None or entry.record.samples is None:
        raise _why("its generations are not beside it")
    path = project.records_root / entry.samples_path
    name = entry.samples_path
    rows = results.read_samples(path, entry.record.samples, name=name, limit=MAX_SAMPLES_BYTES)
    return [row for row in rows if row.task == stated.task]


def _keys(rows: Sequence[Generation], metric: str) -> list[_Key]:
    """What each row of a metric's statistics is of: a generation, or all of a sample."""
    if metric in GROUPED:
        return [(sample, 0) for sample in dict.fromkeys(row.id for row in rows)]
    return [(row.id, row.index) for row in rows]


def _still_asked(
    rows: Sequence[Generation], stated: TaskResult, task: Task
) -> tuple[list[Generation], int]:
    """Answers to what today's version asks in the same words, and of how many this is not known."""
    asked = {
        request.key: request
        for request in build_requests(
            task, style=stated.style, shots=stated.shots, chat=stated.chat, seed=stated.seed
        )
    }
    kept, n_unsure = [], 0
    for row in rows:
        request = asked.get((row.task, row.id, row.index))
        same = _is_same(row, request) if request is not None else False
        if same is not False:
            kept.append(row)
            n_unsure += same is None
    return kept, n_unsure


def _is_same(row: Generation, request: Request) -> bool | None:
    """Whether an answer is one to a request; none where its prompt is not known."""
    if row.kind != request.kind:
        return False
    if isinstance(row, ChoicesGeneration):
        sizes = tuple(len(each.encode()) for each in request.continuations)
        if len(row.log_likelihoods) != len(sizes) or (row.n_bytes and row.n_bytes != sizes):
            return False
    if row.prompt_sha256 is None or not isinstance(request.prompt, str):
        return None
    return row.prompt_sha256 == sha256_bytes(request.prompt.encode())
