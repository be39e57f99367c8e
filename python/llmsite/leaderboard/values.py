"""Numbers as leaderboards have them, of today and of earlier days.

Knows nothing of what they are about.
"""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class RankRange:
    """Ranks that cannot be told apart from a model's own, at the board's level."""

    low: int
    """Best rank, 1 is the top."""
    high: int
    """Worst rank."""

    @property
    def tied_with_best(self) -> bool:
        """Whether no other row is shown to be better."""
        return self.low == 1


@dataclass(frozen=True, slots=True)
class Value:
    """One number with its interval."""

    value: float
    """The number, on the metric's own scale."""
    low: float | None
    """Lower end of the interval; none for a claimed number without one."""
    high: float | None
    """Upper end."""
    level: float = 0.95
    """Coverage of the interval."""
    n: int | None = None
    """Samples behind it."""
    n_clusters: int | None = None
    """Independent clusters behind the interval."""


@dataclass(frozen=True, slots=True)
class PastRow:
    """One row of an earlier day."""

    id: str
    """Id of the row."""
    rank: RankRange
    """Its rank range."""
    overall: Value
    """Its overall score."""


@dataclass(frozen=True)
class PastBoard:
    """The ranked rows of one board on one day."""

    suite: str
    """Name of the suite."""
    day: str
    """The day, `YYYY-MM-DD`."""
    rows: tuple[PastRow, ...]
    """Best first."""
    kept: bool
    """Whether it was kept as a snapshot; otherwise it was computed from the results of that day."""

    @cached_property
    def row(self) -> dict[str, PastRow]:
        """Rows by id."""
        return {each.id: each for each in self.rows}

    @cached_property
    def place(self) -> dict[str, int]:
        """Places by score alone, 1 is the top, by row."""
        return {each.id: place for place, each in enumerate(self.rows, start=1)}
