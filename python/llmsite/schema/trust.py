"""Records that are added beside results and never change them."""

from typing import Annotated, Literal

from pydantic import Field

from llmsite.schema.model import Address
from llmsite.schema.record import (
    PATTERN_WORDS,
    Count,
    Day,
    ModelId,
    Record,
    ResultId,
    Sha256,
    Slug,
)

Reason = Annotated[str, Field(min_length=10, max_length=1000)]
"""One sentence or a few."""

Login = Annotated[str, Field(pattern=r"^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$")]
"""Login on the forge."""

Trust = Literal["claimed", "packed", "recomputed", "reproduced"]
"""How far a number can be followed; derived from committed files, never typed."""

TRUST_STATES: tuple[Trust, ...] = ("claimed", "packed", "recomputed", "reproduced")
"""From the weakest to the strongest."""


class Retraction(Record):
    """`retractions/<result>.json`: a result that no longer counts, and why."""

    schema_version: int
    """Version of this record."""
    result: ResultId
    """The result."""
    reason: Reason
    """What was wrong."""
    date: Day
    """Day of the retraction."""
    submitter: Login | None = None
    """Who retracts; none for the project's maintainers."""
    replacement: ResultId | None = None
    """Result that takes its place."""
    evidence: Address | None = None
    """Where the reason can be checked."""


class VerifiedTask(Record):
    """What a verification found for one task."""

    task: Slug
    """Name of the task."""
    metric: str
    """Name of the metric."""
    output: str
    """Which of the metric's values."""
    value: float
    """What the verifier computed."""
    stated: float
    """What the result says."""
    n: Count
    """Samples that were compared."""
    equal: bool
    """Whether both are the same number (re-scored) or lie within two standard errors (re-run)."""


class Verification(Record):
    """`verifications/<result>/<login>-<hash16>.json`: somebody re-scored or re-ran a result."""

    schema_version: int
    """Version of this record."""
    result: ResultId
    """The result."""
    method: Literal["re-scored", "re-run"]
    """Whether the generations were scored again, or the model asked again."""
    date: Day
    """Day of the verification."""
    submitter: Login
    """Who verified; does not count when it is the result's own submitter."""
    llmsite_version: str
    """Version that computed."""
    samples_sha256: Sha256 | None = None
    """Hash of the generations that were scored; none for a run of one's own."""
    run: ResultId | None = None
    """For `re-run`: the verifier's own committed result."""
    tasks: tuple[VerifiedTask, ...]
    """What was found."""
    note: Annotated[str, Field(max_length=1000)] = ""
    """Remarks."""


class Redaction(Record):
    """`redactions/<result>.json`: generations that were removed, and why."""

    schema_version: int
    """Version of this record."""
    result: ResultId
    """The result, whose numbers stay and rest on its packed statistics."""
    reason: Reason
    """Why the generations had to go."""
    date: Day
    """Day of the removal."""
    samples_sha256: Sha256
    """Hash of the removed file."""
    content_sha256: Sha256
    """Hash of its text."""


_PUBLIC_MODEL = (
    r"^(package:[A-Za-z_][A-Za-z0-9_]*/[A-Za-z0-9][A-Za-z0-9._-]*"
    r"|[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*(@[0-9a-f]{40})?)$"
)
PATTERN_WORDS[_PUBLIC_MODEL] = (
    "a hub id such as org/model or org/model@<40-digit commit>, package:module/file, or "
    "baseline/name"
)


class EvaluationRequest(Record):
    """`requests/<slug>.toml`: a model that somebody would like to see evaluated."""

    model: Annotated[str, Field(pattern=_PUBLIC_MODEL, max_length=200)]
    """What `llmsite run` is to be given: a hub id, with the commit where it matters, or
    `package:module/file`; never a path of the machine that runs it."""
    suite: Slug
    """Suite to run."""
    why: Reason
    """Why it is of interest."""
    name: ModelId | None = None
    """Name to file the result under, where the source does not say it."""
    submitter: Login | None = None
    """Who asks."""
    date: Day | None = None
    """Day of the request."""
