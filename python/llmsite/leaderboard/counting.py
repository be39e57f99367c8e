"""Which results count: for every row and task the strongest evidence, one result a seed.

Knows nothing of ranks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llmsite.leaderboard.catalogue import KnownTask, Measure, measure
from llmsite.leaderboard.evidence import row_key
from llmsite.leaderboard.records import Missing, ResultEntry
from llmsite.results.deriving import is_older, is_packed_of
from llmsite.results.rescoring import asked_as
from llmsite.schema.result import Result, SampleStatistics, ScoreRecord, TaskResult
from llmsite.schema.suite import Suite, SuiteTask
from llmsite.schema.trust import TRUST_STATES, Trust
from llmsite.signature import ComparisonKey, key_of

_ANY_PROMPT = frozenset({"rolling", "classify", "embed"})
"""Kinds that see the bare text whatever the chat rule says."""

# The reason that is shown where several hold: the nearest to a score first.
_NEAREST: tuple[Missing, ...] = (
    "claimed",
    "partial",
    "other-settings",
    "older-version",
    "retracted",
    "not-run",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A score that counts, with what it rests on."""

    entry: ResultEntry
    """The result."""
    task: TaskResult
    """The task's part of it."""
    score: ScoreRecord
    """The value as stated."""
    packed: SampleStatistics | None
    """The packed statistics behind it; none for a metric that has none."""
    key: ComparisonKey
    """What it may be compared with."""
    trust: Trust
    """How far it can be followed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is for one row and one task of a board."""

    counted: tuple[Counted, ...]
    """One score a seed, by seed; empty where none counts."""
    missing: Missing
    """Why none counts; meaningless where one does."""
    claimed: tuple[Counted, ...] = ()
    """Numbers without evidence that follow the suite's rule, newest first."""


def task_trust(entry: ResultEntry, task: TaskResult) -> Trust:
    """Trust of one task of a result: a task without any evidence is claimed whatever the rest."""
    if not task.statistics and entry.samples_path is None:
        return "claimed"
    return entry.trust if entry.trust != "claimed" else "packed"


def find_score(task: TaskResult, wanted: Measure) -> ScoreRecord | None:
    """A task's value of a metric; none if it was not scored."""
    return next(
        (s for s in task.scores if s.metric == wanted.metric and s.output == wanted.output), None
    )


def find_packed(task: TaskResult, metric: str, output: str = "") -> SampleStatistics | None:
    """A task's packed statistics of a value; none where there are none."""
    return next(
        (each for each in task.statistics if is_packed_of(each, metric, output or metric)), None
    )


def find(entries: Iterable[ResultEntry], suite: Suite, asked: SuiteTask, known: KnownTask) -> Found:
    """What counts for one row on one task of a suite.

    Args:
        entries: Results of the row, newest first.
        suite: The suite.
        asked: The task's place in it.
        known: What is known of the task.
    """
    wanted = measure(known, asked.primary)
    ranked: list[Counted] = []
    claimed: list[Counted] = []
    reasons: set[Missing] = set()
    for entry in entries:
        for task in entry.record.tasks:
            if task.task != asked.task:
                continue
            reason = _reason(entry, task, suite, asked, known)
            score = find_score(task, wanted)
            if reason is None and score is not None and not is_older(score):
                counted = Counted(
                    entry,
                    task,
                    score,
                    find_packed(task, wanted.metric, wanted.output),
                    key_of(task, score.signature),
                    task_trust(entry, task),
                )
                (claimed if counted.trust == "claimed" else ranked).append(counted)
            reasons.add(reason or "other-settings")
    if claimed:
        reasons.add("claimed")
    missing: Missing = next((each for each in _NEAREST if each in reasons), "not-run")
    return Found(_one_a_seed(ranked), missing, tuple(claimed[:1]))


def _one_a_seed(counted: Sequence[Counted]) -> tuple[Counted, ...]:
    """Of the highest trust present: the newest result of each seed, by seed."""
    if not counted:
        return ()
    highest = max((each.trust for each in counted), key=TRUST_STATES.index)
    newest: dict[int, Counted] = {}
    for each in counted:
        if each.trust == highest:
            newest.setdefault(each.task.seed, each)
    return tuple(newest[seed] for seed in sorted(newest))


def _reason(
    entry: ResultEntry, task: TaskResult, suite: Suite, asked: SuiteTask, known: KnownTask
) -> Missing | None:
    """Why a score does not count; none if it does."""
    if entry.retraction is not None:
        return "retracted"
    definition = known.definition
    if definition is None or task.version != definition.version:
        return "older-version"
    if known.task is not None and task.sha256 != known.task.sha256:
        return "older-version"
    if not _follows(entry.record, task, suite, asked, known):
        return "other-settings"
    return "partial" if task.partial else None


def _follows(
    record: Result, task: TaskResult, suite: Suite, asked: SuiteTask, known: KnownTask
) -> bool:
    """Whether a task was asked as the suite asks it."""
    if (task.style, task.shots) != (asked.style, asked.shots):
        return False
    if known.definition is not None and known.definition.references == "absent":
        return True
    if task.kind not in _ANY_PROMPT and task.chat != _chat(suite, record):
        return False
    if known.task is None or known.definition is None:
        return True
    expected = asked_as(known.task, task)
    metric = asked.primary.partition(".")[0]
    options = next((m.options for m in expected.metrics if m.name == metric), None)
    packed = find_packed(task, metric)
    return (
        task.kind == expected.kind
        and task.decoding == expected.decoding
        and task.extractor == expected.extractor
        and (packed is None or packed.options == options)
    )


def _chat(suite: Suite, record: Result) -> bool:
    """Whether the suite's rule wants the model's chat template."""
    if suite.chat == "if-instruct":
        return record.model.chat_template_sha256 is not None
    return suite.chat == "always"


def rows_of(entries: Iterable[ResultEntry]) -> dict[tuple[str, ...], list[ResultEntry]]:
    """Results by row, newest first."""
    rows: dict[tuple[str, ...], list[ResultEntry]] = {}
    for entry in entries:
        rows.setdefault(row_key(entry.record), []).append(entry)
    return dict(sorted(rows.items()))
