"""What the boards of a project showed on one day: `snapshots/<YYYYMMDD>.json`.

Every number stands in the record itself, so that a page made of it says the same for ever, whatever
later versions of tasks, suites or llmsite compute.
"""

from pydantic import Field

from llmsite.schema.record import (
    Count,
    Day,
    Localised,
    ModelId,
    Record,
    ResultId,
    Sha256,
    Slug,
)
from llmsite.schema.trust import Trust

SNAPSHOTS = "snapshots"
"""Folder of a project in which they are kept."""
SNAPSHOT_BYTES = 64 << 20
"""Largest snapshot that is read."""


class SnapshotValue(Record):
    """One number with its interval."""

    value: float
    """The number, on the metric's own scale; an overall score from 0 (chance) to 1."""
    low: float | None = None
    """Lower end of the interval; none where there was none."""
    high: float | None = None
    """Upper end."""


class SnapshotColumn(Record):
    """One task of a board."""

    task: Slug
    """Name of the task."""
    version: Count
    """Its version; 0 where it was not known."""
    title: Localised
    """Its title."""
    metric: str
    """Name of the value that was ranked."""
    unit: str
    """Unit of the metric, empty for shares."""
    higher_is_better: bool
    """Direction of the metric."""
    low: float | None = None
    """Lower end of the metric's range; none if unbounded."""
    high: float | None = None
    """Upper end."""
    n_samples: Count
    """Samples of the task."""


class SnapshotRow(Record):
    """One row of a board."""

    id: str = Field(max_length=300)
    """`<org>/<model>`, with what tells rows of one model apart after a plus."""
    model: ModelId
    """The model."""
    name: str = Field(max_length=200)
    """Its name, with what tells the row from others of the model."""
    organisation: str = Field(max_length=200)
    """Who made it."""
    is_baseline: bool
    """Whether it was a rule rather than a model."""
    n_parameters: Count | None = None
    """Number of weights; none where it was not known."""
    trust: Trust
    """The weakest trust of its cells."""
    rank_low: Count | None = None
    """Best rank; none for rows without one."""
    rank_high: Count | None = None
    """Worst rank."""
    overall: SnapshotValue | None = None
    """Overall score; none where there was none."""
    cells: tuple[SnapshotValue | None, ...]
    """One a column; none where there was no score."""
    results: tuple[ResultId, ...]
    """The results behind it."""


class SnapshotBoard(Record):
    """One board."""

    suite: Slug
    """Name of the suite."""
    title: Localised
    """Its title."""
    version: Count
    """Its version."""
    level: float = Field(gt=0.5, lt=1)
    """Coverage of intervals and rank ranges."""
    columns: tuple[SnapshotColumn, ...]
    """Its tasks in order."""
    rows: tuple[SnapshotRow, ...]
    """Rows with evidence, best first."""


class Snapshot(Record):
    """`snapshots/<YYYYMMDD>.json`: the boards of one day, never edited."""

    schema_version: int
    """Version of this record."""
    date: Day
    """The day."""
    llmsite_version: str = Field(max_length=40)
    """Version that computed the numbers."""
    boards: tuple[SnapshotBoard, ...]
    """All boards in the project's order."""
    results: dict[ResultId, Sha256]
    """Every result that counted, with the hash of its file."""
