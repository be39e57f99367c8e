"""Every value of every result as one flat row: what frames and exported tables are made of.

Knows nothing of ranks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite.leaderboard.counting import task_trust
from llmsite.leaderboard.records import Leaderboard

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One value with everything that tells it apart; numbers are not rounded."""

    result: str
    """`<YYYYMMDD>-<hash16>`."""
    date: str
    """Day of the run."""
    model: str
    """`<org>/<model>`."""
    source: str
    """The model as it was named."""
    revision: str | None
    """Its commit or version."""
    provider: str | None
    """Who served it."""
    quantisation: str | None
    """Storage type, where it is part of what is ranked."""
    reasoning_effort: str | None
    """Effort setting."""
    subject: str
    """`model` or `system`."""
    backend: str
    """What asked, or from whose file it comes."""
    task: str
    """Name of the task."""
    task_version: int
    """Version of the task."""
    task_sha256: str
    """Hash of the task."""
    kind: str
    """What was asked."""
    style: str
    """Prompt style."""
    shots: int
    """Examples in the prompt."""
    chat: bool
    """Whether a chat template wrapped the prompt."""
    seed: int
    """Seed."""
    partial: bool
    """Whether samples are missing."""
    metric: str
    """Name of the metric."""
    output: str
    """Which of its values."""
    value: float
    """The value, on the metric's own scale."""
    low: float | None
    """Lower end of the interval."""
    high: float | None
    """Upper end of the interval."""
    level: float
    """Coverage of the interval."""
    n: int | None
    """Samples behind the value."""
    n_clusters: int | None
    """Independent clusters behind the interval."""
    signature: str
    """Signature of the metric."""
    trust: str
    """How far the value can be followed."""
    counts: bool
    """Whether the result stands on a board."""


COLUMNS = tuple(ScoreRow.__dataclass_fields__)
"""Names of the fields of a row, in order."""


def score_rows(leaderboard: Leaderboard) -> Iterator[ScoreRow]:
    """All values of results that are not retracted, newest result first."""
    for entry in leaderboard.results:
        if entry.retraction is not None:
            continue
        record = entry.record
        for task in record.tasks:
            for score in task.scores:
                yield ScoreRow(
                    result=entry.id,
                    date=record.date,
                    model=record.model.id,
                    source=record.model.source,
                    revision=record.model.revision,
                    provider=record.variant.provider,
                    quantisation=record.variant.quantisation,
                    reasoning_effort=record.variant.reasoning_effort,
                    subject=record.subject,
                    backend=record.backend.name,
                    task=task.task,
                    task_version=task.version,
                    task_sha256=task.sha256,
                    kind=task.kind,
                    style=task.style,
                    shots=task.shots,
                    chat=task.chat,
                    seed=task.seed,
                    partial=task.partial,
                    metric=score.metric,
                    output=score.output,
                    value=score.value,
                    low=score.low,
                    high=score.high,
                    level=score.level,
                    n=score.n,
                    n_clusters=score.n_clusters,
                    signature=score.signature,
                    trust=task_trust(entry, task),
                    counts=entry.counts,
                )


def frame(leaderboard: Leaderboard) -> "pd.DataFrame":
    """All values as a pandas frame, one row a value (the columns of `ScoreRow`)."""
    import pandas as pd

    rows = [{name: getattr(row, name) for name in COLUMNS} for row in score_rows(leaderboard)]
    return pd.DataFrame(rows, columns=list(COLUMNS))
