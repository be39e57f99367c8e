"""What a project's results amount to: frozen records, made by `load` alone.

Order is part of the records: rows by score, cells by the board's columns, scores by value. Knows
nothing of how they are shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from llmsite.leaderboard.values import PastBoard, RankRange, Value
from llmsite.schema.model import ModelCard
from llmsite.schema.record import Localised
from llmsite.schema.result import Result, ScoreRecord
from llmsite.schema.snapshot import Snapshot
from llmsite.schema.trust import EvaluationRequest, Redaction, Retraction, Trust, Verification
from llmsite.signature import ComparisonKey
from llmsite.statistics import RunsError
from llmsite.tasks import TaskExample

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from llmsite.leaderboard.catalogue import Catalogue
    from llmsite.leaderboard.sampled import Sampled

__all__ = [
    "Board",
    "Cell",
    "Column",
    "Evidence",
    "Leaderboard",
    "Missing",
    "ModelEntry",
    "RankRange",
    "RequestEntry",
    "ResultEntry",
    "Row",
    "TaskEntry",
    "TaskScore",
    "Value",
]

Missing = Literal["not-run", "other-settings", "older-version", "partial", "retracted", "claimed"]
"""Why a cell is empty: never asked; asked in a way that the suite does not rank; asked with an
older version of the task; only a part of the samples; taken back; only a number without evidence.
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row's primary score on one task of the board, or why there is none."""

    task: str
    """Name of the task."""
    metric: str
    """Which of the task's values is shown (`Column.metric`)."""
    score: Value | None
    """The score; the mean over seeds where several count."""
    missing: Missing | None = None
    """Why there is no score; none where there is one."""
    trust: Trust | None = None
    """Trust of the score: the weakest of the results behind it."""
    results: tuple[str, ...] = ()
    """Ids of the results behind it, one a seed."""
    key: ComparisonKey | None = None
    """What it may be compared with."""
    method: str | None = None
    """How options were scored (`log-likelihood`, …); none where it does not apply."""
    rank: RankRange | None = None
    """Rank among the board's rows on this task alone; none for claimed rows."""
    others: tuple[ScoreRecord, ...] = ()
    """All values of the task, of the first result behind the cell."""
    runs: RunsError | None = None
    """Error of samples and of runs apart, where several runs are averaged; it widens the interval,
    the ranks and the aggregate. None for a single run."""


@dataclass(frozen=True, slots=True)
class Row:
    """One model, variant and adaptation on one board."""

    id: str
    """`<org>/<model>`, with `+<variant>` and `+<adaptation>` where there are several of them."""
    model: str
    """`<org>/<model>`."""
    card: ModelCard
    """What the model says about itself."""
    label: str
    """What tells this row from others of the same model (`Q4_1, lora`); usually empty."""
    trust: Trust
    """The weakest trust of its cells."""
    cells: tuple[Cell, ...]
    """One a column, in the board's order."""
    rank: RankRange | None = None
    """Rank by aggregate; none where a cell is missing, or for claimed rows."""
    aggregate: Value | None = None
    """Weighted mean of chance-normalised scores; none where it may not be formed."""
    reason: str = ""
    """Why there is no aggregate or no rank, one sentence; empty where there are both."""
    bounds: tuple[float, float] | None = None
    """For incomplete rows: the aggregate with missing cells at chance, and at the board's best."""
    date: str = ""
    """Day of its newest result, `YYYY-MM-DD`."""
    results: tuple[str, ...] = ()
    """Ids of all results behind its cells."""
    standard_error: float | None = None
    """Standard error of the aggregate; none without a rank."""
    places: Mapping[str, int] = field(default_factory=dict)
    """Place by each rule of `statistics.RULES`; empty without a rank."""
    leave_one_out: tuple[int, int] | None = None
    """Best and worst place when any one task is left out."""
    rank_bounds: RankRange | None = None
    """For incomplete rows: places among the complete ones that `bounds` leave open."""

    @property
    def is_baseline(self) -> bool:
        """Whether it is a rule rather than a model."""
        return self.card.kind == "baseline"


@dataclass(frozen=True, slots=True)
class Column:
    """One task of a board."""

    task: str
    """Name of the task."""
    title: Localised
    """Title of the task."""
    metric: str
    """Name of the value that is shown and ranked (a metric, or `metric.output`)."""
    higher_is_better: bool
    """Direction of the metric."""
    low: float | None
    """Lower end of the metric's range; none if unbounded."""
    high: float | None
    """Upper end of the metric's range; none if unbounded."""
    unit: str
    """Unit of the metric, such as `%` of nothing: empty for shares."""
    chance: float | None
    """What a guess reaches; none where it is not known."""
    weight: float
    """Share of the aggregate; weights of a board add up to 1."""
    group: str
    """Group of the suite to which the task belongs; empty for none."""
    n_samples: int
    """Samples of the task."""
    resolvable: float | None = None
    """Smallest difference between neighbouring rows that a paired test can find with power 0.8."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What paired tests on one task read; rows in the board's order, NaN where one has nothing."""

    scores: "NDArray[np.float64]"
    """float64 [n_rows]: primary score, on the metric's own scale."""
    normalised: "NDArray[np.float64]"
    """float64 [n_rows]: the same on the scale of aggregates, 0 is chance and 1 is best."""
    influences: "NDArray[np.float64]"
    """float64 [n_clusters, n_rows]: influence of each cluster on it, then one row for each row of
    the board of which several runs differ (`statistics.add_runs`)."""
    slope: float
    """Change of the aggregate's scale per unit of the score."""
    sampled: "tuple[Sampled | None, ...]"
    """Statistics of each row's samples; none for a row that has none."""
    added: tuple[float, ...]
    """What several runs add to each row's error of samples; 0 for a single one."""


@dataclass(frozen=True, slots=True)
class Board:
    """A suite with the rows that follow its rules."""

    suite: str
    """Name of the suite."""
    title: Localised
    """Title of the suite."""
    description: Localised
    """What it measures."""
    version: int
    """Version of the suite."""
    columns: tuple[Column, ...]
    """Its tasks in order."""
    rows: tuple[Row, ...]
    """Ranked rows by aggregate (else by rank of the first column), then rows without a rank."""
    claimed: tuple[Row, ...]
    """Rows that rest on numbers without evidence; ordered among themselves only."""
    level: float
    """Coverage of intervals and rank ranges."""
    aggregates: bool
    """Whether the suite has an aggregate; none when a metric has no transform."""
    reason: str = ""
    """Why it has none."""
    groups: Mapping[str, Localised] = field(default_factory=dict)
    """Titles of the groups of its tasks, by name."""
    evidence: tuple[Evidence, ...] = field(default=(), repr=False, compare=False)
    """One a column, for the ranked rows: what `pairs`, `items` and `compare` read."""
    verdicts: "NDArray[np.int8] | None" = field(default=None, repr=False, compare=False)
    """[row, other] over all tasks: 1 where the other is better, -1 where it is worse."""


@dataclass(frozen=True, slots=True)
class ResultEntry:
    """One committed result and everything that was added about it."""

    id: str
    """`<YYYYMMDD>-<hash16>`."""
    path: str
    """File, relative to the project, with `/`."""
    sha256: str
    """Hash of its bytes."""
    n_bytes: int
    """Size of the file."""
    record: Result
    """Its content."""
    trust: Trust
    """How far its numbers can be followed."""
    samples_path: str | None = None
    """Its generations, relative to the project; none where they are elsewhere or gone."""
    retraction: Retraction | None = None
    """Why it no longer counts."""
    redaction: Redaction | None = None
    """Why its generations are gone."""
    verifications: tuple[Verification, ...] = ()
    """What others found, those of its own submitter left out."""
    counts: bool = False
    """Whether any of its scores stands on a board."""


@dataclass(frozen=True, slots=True)
class TaskScore:
    """One value of one result on one task, wherever it is shown."""

    task: str
    """Name of the task."""
    version: int
    """Version of the task that was asked."""
    row: str
    """Id of the row (`Row.id`)."""
    model: str
    """`<org>/<model>`."""
    metric: str
    """Name of the value."""
    score: Value
    """The value."""
    result: str
    """Id of the result."""
    trust: Trust
    """Trust of the result."""
    key: ComparisonKey
    """What it may be compared with."""
    primary: bool
    """Whether it is the task's primary value."""
    partial: bool
    """Whether samples are missing."""
    seed: int
    """Seed of the draw of examples."""
    current: bool
    """Whether the task's version and hash are those of today's definition."""
    counts: bool
    """Whether it stands on a board."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model with everything that is known of it."""

    id: str
    """`<org>/<model>`."""
    card: ModelCard
    """What it says about itself."""
    has_card: bool
    """Whether there is a `model.json`; otherwise the card holds what its results say."""
    results: tuple[str, ...]
    """Ids of its results, newest first, retracted ones included."""
    scores: tuple[TaskScore, ...]
    """Scores by task, then metric, newest first; retracted results left out."""


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """One task that a suite asks or a result answers."""

    name: str
    """Name of the task."""
    title: Localised
    """Title."""
    description: Localised
    """What it asks."""
    type: str
    """Such as `classification`."""
    languages: tuple[str, ...]
    """Languages of its samples."""
    domain: str
    """Field of its texts."""
    licence: str
    """Licence of its data."""
    source_url: str
    """Where it comes from."""
    authors: tuple[str, ...]
    """Who wrote it."""
    version: int
    """Today's version."""
    sha256: str
    """Hash of today's definition and data; empty where the data are not here."""
    n_samples: int
    """Samples."""
    kind: str
    """What is asked."""
    primary: str
    """Name of the primary value."""
    metrics: tuple[str, ...]
    """Names of all metrics."""
    chance: float | None
    """What a guess reaches on the primary value."""
    higher_is_better: bool
    """Direction of the primary value."""
    resolvable: float | None
    """Smallest difference that a paired test can find with power 0.8, from the scores there are."""
    scores: tuple[TaskScore, ...]
    """Current scores of the primary value, best first; then older versions."""
    known: bool = True
    """Whether the project or the catalog has a definition; otherwise the facts are the results'."""
    example: TaskExample | None = None
    """Its first sample as a model is asked it; none where its data are not here."""


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """An evaluation that somebody asked for."""

    slug: str
    """Stem of its file."""
    record: EvaluationRequest
    """What is asked for."""
    result: str | None
    """Newest result that answers it; none while it is open."""


def _no_past() -> tuple[PastBoard, ...]:
    return ()


@dataclass(frozen=True)
class Leaderboard:
    """Everything the site, the exports and `compare` read."""

    boards: tuple[Board, ...]
    """One a suite, in the project's order; the first is the home page."""
    models: tuple[ModelEntry, ...]
    """By id."""
    tasks: tuple[TaskEntry, ...]
    """By name."""
    results: tuple[ResultEntry, ...]
    """By id, newest first."""
    requests: tuple[RequestEntry, ...] = field(default=())
    """By slug."""
    catalogue: "Catalogue | None" = field(default=None, repr=False, compare=False)
    """The tasks that were read for it; none where it was not made from files."""
    snapshots: tuple[Snapshot, ...] = field(default=(), repr=False)
    """Boards as they were kept, newest day first."""
    make_past: Callable[[], tuple[PastBoard, ...]] = field(
        default=_no_past, repr=False, compare=False
    )
    """Computes `past`, which most readers do without."""

    @cached_property
    def past(self) -> tuple[PastBoard, ...]:
        """Boards of earlier days, oldest first."""
        return self.make_past()

    @cached_property
    def board(self) -> dict[str, Board]:
        """Boards by suite."""
        return {each.suite: each for each in self.boards}

    @cached_property
    def model(self) -> dict[str, ModelEntry]:
        """Models by id."""
        return {each.id: each for each in self.models}

    @cached_property
    def task(self) -> dict[str, TaskEntry]:
        """Tasks by name."""
        return {each.name: each for each in self.tasks}

    @cached_property
    def result(self) -> dict[str, ResultEntry]:
        """Results by id."""
        return {each.id: each for each in self.results}
