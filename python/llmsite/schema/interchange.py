"""What a person declares about numbers that come from elsewhere: tables and papers."""

from typing import Annotated, Literal

from pydantic import Field

from llmsite.schema.model import Address
from llmsite.schema.record import Count, Day, Record
from llmsite.schema.task import Language

Scale = Literal["share", "percent", "percent-to-share", "number"]
"""`share`: 0 to 1. `percent`: 0 to 100, kept so. `percent-to-share`: 0 to 100, divided by 100.
`number`: without bounds."""


class ScoreColumn(Record):
    """A column of a table that holds numbers."""

    column: str
    """Its name."""
    task: Annotated[str, Field(min_length=1, max_length=200)]
    """Task that was asked."""
    metric: Annotated[str, Field(min_length=1, max_length=100)]
    """What the number is."""
    scale: Scale
    """On which scale it stands."""
    higher_is_better: bool
    """Direction."""
    title: str = ""
    """Title of the task for people; empty: its name."""
    shots: Count = 0
    """Examples in the prompt."""
    language: Language = "und"
    """Language of the task; `und` where nobody said it."""
    stderr: str | None = None
    """Column of its standard error."""
    n: str | None = None
    """Column of the number of samples."""


class TableMapping(Record):
    """`llmsite import csv --mapping FILE`: what the columns of a table mean."""

    model: str
    """Column of the model's name."""
    organisation: str | None = None
    """Column of who made it, where the name does not say it."""
    revision: str | None = None
    """Column of its commit or version."""
    date: str | None = None
    """Column of the day, `YYYY-MM-DD`."""
    day: Day | None = None
    """Day of the whole table, where no column has one."""
    quantisation: str | None = None
    """Column of the storage type, where it is part of what is ranked."""
    provider: str | None = None
    """Column of who served the model."""
    no_value: tuple[str, ...] = ()
    """Texts that stand for no value, beside an empty cell."""
    citation: str = ""
    """Where the table comes from, in words."""
    url: Address | None = None
    """Where it can be found."""
    scores: Annotated[tuple[ScoreColumn, ...], Field(min_length=1)]
    """Columns that hold numbers; every other column is kept as it is."""


class PaperScore(Record):
    """One number of a paper."""

    model: Annotated[str, Field(min_length=1, max_length=200)]
    """Model, as `<org>/<model>` where that is known."""
    task: Annotated[str, Field(min_length=1, max_length=200)]
    """Task."""
    metric: Annotated[str, Field(min_length=1, max_length=100)]
    """What the number is."""
    value: float
    """The number as printed."""
    scale: Scale
    """On which scale it is printed."""
    higher_is_better: bool
    """Direction."""
    shots: Count = 0
    """Examples in the prompt."""
    n: Count | None = None
    """Samples behind it."""
    stderr: float | None = None
    """Its standard error, on the same scale."""
    where: Annotated[str, Field(max_length=200)] = ""
    """Table or page."""


class Paper(Record):
    """`llmsite import paper FILE`: scores that somebody copied from a publication."""

    citation: Annotated[str, Field(min_length=10, max_length=1000)]
    """The publication, as it is cited."""
    url: Address
    """Where it can be read."""
    date: Day
    """Day of the publication."""
    scores: Annotated[tuple[PaperScore, ...], Field(min_length=1)]
    """Its numbers."""
