"""All committed results with what was added about them, and how far each can be followed.

Trust is derived here from committed files alone, so every build agrees. Knows nothing of boards.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError, ResultError
from llmsite.leaderboard.records import ResultEntry
from llmsite.project import Project
from llmsite.results import Additions, StoredResult, read, read_additions, samples_path
from llmsite.results.cards import CARD_NAME
from llmsite.results.verifying import are_near
from llmsite.schema.result import Result, TaskResult
from llmsite.schema.trust import TRUST_STATES, Trust, Verification
from llmsite.signature import key_of
from llmsite.storage import sha256_file
from llmsite.tasks import VERDICT


def read_results(
    project: Project, without: frozenset[str] = frozenset()
) -> tuple[list[ResultEntry], Additions]:
    """Every result of a project, newest first, and the records beside them.

    Args:
        project: The project.
        without: Files to leave out, relative to the project.

    Raises:
        ResultError: Every fault of every file.
    """
    faults: list[Fault] = []
    entries: list[ResultEntry] = []
    try:
        additions = read_additions(project, without)
    except LlmsiteError as error:
        faults += error.faults
        additions = Additions()
    for path in sorted(project.results_dir.glob("*/*/*.json")):
        if path.name == CARD_NAME:
            continue
        try:
            name = project.name_of(path)
            if name in without:
                continue
            stored = read(path, name=name, limit=project.config.limits.result_bytes)
            entries.append(_entry(project, stored, path, additions))
        except LlmsiteError as error:
            faults += error.faults
    if faults:
        raise ResultError(*faults)
    entries.sort(key=lambda entry: (entry.record.date, entry.id), reverse=True)
    return _reproduced(entries), additions


def _entry(project: Project, stored: StoredResult, path: Path, additions: Additions) -> ResultEntry:
    record = stored.record
    samples = samples_path(path)
    stated = record.samples
    beside = stated is not None and samples.is_file()
    if beside and stated is not None and sha256_file(samples) != stated.sha256:
        message = "its bytes are not those whose hash the result states"
        place = project.name_of(samples)
        raise ResultError(Fault(message, place, code="LS501", fix="restore the file"))
    login = submitter_of(record)
    verifications = tuple(
        each
        for each in additions.verifications.get(stored.id, ())
        if each.submitter.lower() != login
    )
    return ResultEntry(
        id=stored.id,
        path=project.name_of(path),
        sha256=stored.sha256,
        n_bytes=stored.n_bytes,
        record=record,
        trust=_trust(record, beside=beside, verifications=verifications),
        samples_path=project.name_of(samples) if beside else None,
        retraction=additions.retractions.get(stored.id),
        redaction=additions.redactions.get(stored.id),
        verifications=verifications,
    )


def submitter_of(record: Result) -> str:
    """Login of who sent a result, lower case; empty for the project's maintainers."""
    return record.submitter.login.lower() if record.submitter else ""


def weakest(states: Iterable[Trust]) -> Trust:
    """The weakest of several trust states; `claimed` of none."""
    return min(states, key=TRUST_STATES.index, default="claimed")


def _trust(record: Result, *, beside: bool, verifications: tuple[Verification, ...]) -> Trust:
    if any(not task.statistics for task in record.tasks) and not beside:
        return "claimed"
    # Given verdicts are somebody's word; only asking again confirms them.
    is_given = any(task.extractor == VERDICT for task in record.tasks)
    confirmed = any(
        each.tasks
        and all(task.equal for task in each.tasks)
        and (each.method == "re-run" or not is_given)
        for each in verifications
    )
    return "recomputed" if confirmed or (beside and not is_given) else "packed"


def row_key(record: Result) -> tuple[str, ...]:
    """What makes a row: model, variant and adaptation. Weights of one name may differ."""
    variant, adaptation = record.variant, record.adaptation
    return (
        record.model.id,
        variant.provider or "",
        variant.quantisation or "",
        variant.reasoning_effort or "",
        adaptation.division,
        adaptation.method or "",
        adaptation.weights_sha256 or "",
    )


def _reproduced(entries: list[ResultEntry]) -> list[ResultEntry]:
    """Raise to `reproduced` what another login measured too, within two standard errors."""
    by_row: dict[tuple[str, ...], list[ResultEntry]] = {}
    for entry in entries:
        if entry.retraction is None:
            by_row.setdefault(row_key(entry.record), []).append(entry)
    raised: list[ResultEntry] = []
    for entry in entries:
        others = [
            other
            for other in by_row.get(row_key(entry.record), ())
            if submitter_of(other.record) != submitter_of(entry.record)
            and other.trust == "recomputed"
        ]
        again = (
            entry.trust == "recomputed"
            and entry.retraction is None
            and all(
                any(_near(task, other.record) for other in others) for task in entry.record.tasks
            )
        )
        raised.append(replace(entry, trust="reproduced") if again else entry)
    return raised


def _near(task: TaskResult, other: Result) -> bool:
    """Whether a second run has the task's first score within two standard errors of both."""
    mine = task.scores[0]
    key = key_of(task, mine.signature)
    return any(
        key_of(candidate, score.signature) == key and are_near(mine, score)
        for candidate in other.tasks
        for score in candidate.scores
        if (score.metric, score.output) == (mine.metric, mine.output)
    )
