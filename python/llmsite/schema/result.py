"""The committed record of one run's scores: `results/<org>/<model>/<date>-<hash16>.json`."""

from typing import Literal

from pydantic import Field

from llmsite.schema.record import Count, Day, Record, RequestKind, Sha256, Slug
from llmsite.schema.run import (
    Adaptation,
    BackendIdentity,
    Measured,
    ModelIdentity,
    SelfCheck,
    Variant,
)


class PackedColumn(Record):
    """One column of per-sample statistics, packed without loss."""

    type: Literal["bit", "u8", "i8", "u16", "i16", "u32", "i32", "f64"]
    """Smallest type that holds every value exactly; little-endian; `bit` is 8 values a byte,
    first value in the lowest bit."""
    zstd: bool
    """Whether the bytes are compressed (kept only where that is shorter)."""
    base64: str
    """The bytes."""


class SampleStatistics(Record):
    """Per-sample sufficient statistics of one metric, from which every test can be computed."""

    metric: str
    """Name of the metric."""
    signature: str
    """The metric's own signature."""
    options: dict[str, bool | int | float | str] = Field(default_factory=dict)
    """Options that differ from the metric's defaults."""
    n: Count
    """Rows: samples of the task in the task's order; with several generations a sample, these,
    but for metrics of all attempts at a sample."""
    columns: tuple[PackedColumn, ...]
    """Columns of the statistics, in the metric's order. Label metrics keep two columns of class
    ids (true, predicted) into `classes`."""
    classes: tuple[str, ...] | None = None
    """Names of the classes of label metrics."""
    clusters: PackedColumn | None = None
    """For a metric whose rows are samples with several attempts each: cluster of each row; none
    where every sample stands alone. Other metrics use the task's."""


class ScoreRecord(Record):
    """A metric's value on one task with its interval."""

    metric: str
    """Name of the metric."""
    output: str
    """Which of the metric's values: its name for a metric with one."""
    value: float
    """The value, on the metric's own scale."""
    low: float | None = None
    """Lower end of the interval; none for a claimed number that came without one."""
    high: float | None = None
    """Upper end of the interval; none as above."""
    level: float = 0.95
    """Coverage of the interval."""
    n: Count | None = None
    """Samples behind the value; none for a claimed number that came without it."""
    n_clusters: Count | None = None
    """Independent clusters behind the interval; equal to `n` where samples are independent."""
    signature: str
    """The metric's own signature."""


class Counts(Record):
    """What was counted while asking; part of the evidence."""

    prompt_tokens: Count | None = None
    """Tokens of all prompts."""
    generated_tokens: Count | None = None
    """Tokens that were generated."""
    thinking_tokens: Count = 0
    """Of these, tokens of thinking blocks."""
    cut_thinking: Count | None = None
    """Thinking blocks that did not end by themselves; none where none was expected."""
    truncated_prompts: Count = 0
    """Prompts that lost tokens because the context was full."""
    boundary_merges: Count = 0
    """Continuations whose first token spans the join with the prompt."""
    ties: Count = 0
    """Samples whose best two options have equal scores."""
    unparsed: Count = 0
    """Generations in which the extractor found no answer."""
    finish_reasons: dict[str, Count] = Field(default_factory=dict)
    """How generations ended."""


class TaskResult(Record):
    """One task of a run: how it was asked and what came out."""

    task: Slug
    """Name of the task."""
    version: Count
    """Version of the task."""
    sha256: Sha256
    """Hash of the task's definition and data."""
    kind: RequestKind
    """What was asked."""
    style: str
    """Name of the prompt style."""
    shots: Count
    """Examples in the prompt."""
    seed: int = 0
    """Seed of the draw of examples (and of sampling)."""
    chat: bool = False
    """Whether the model's chat template wrapped the prompt."""
    decoding: dict[str, str] = Field(default_factory=dict)
    """How text was generated; empty for other kinds."""
    extractor: str
    """Extractor and its options, as one string."""
    requests_sha256: Sha256 | None = None
    """Hash over all requests; none for generations made elsewhere."""
    n: Count
    """Samples that were scored."""
    partial: bool = False
    """Whether samples of the task are missing; such a score is never ranked."""
    scores: tuple[ScoreRecord, ...]
    """Values, in the task's order of metrics."""
    statistics: tuple[SampleStatistics, ...]
    """Per-sample statistics, one entry a metric; empty for claimed numbers, and without an entry
    for metrics that cannot be computed from any."""
    clusters: PackedColumn | None = None
    """Cluster of each row, as a number from 0 in the order of appearance; none where every row
    stands alone."""
    counts: Counts = Counts()
    """What was counted."""


class SamplesFile(Record):
    """Where the generations of a result are."""

    rows: Count
    """Lines of the text."""
    bytes: Count
    """Size as stored."""
    sha256: Sha256
    """Hash of the stored bytes."""
    content_sha256: Sha256
    """Hash of the uncompressed text (compressed bytes may differ between library versions)."""
    url: str | None = None
    """Address, where the file is too large to lie beside the result."""


class Submitter(Record):
    """Who sends a result."""

    login: str = Field(pattern=r"^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$", max_length=39)
    """Login on the forge; CI refuses one that is not the pull request's author."""
    relation: Literal["author", "third-party"] = "third-party"
    """Whether the sender made the model."""


class Result(Record):
    """One immutable file a run."""

    schema_version: int
    """Version of this record."""
    date: Day
    """UTC day of the run's first start; the first part of the file's name."""
    model: ModelIdentity
    """Who answered."""
    backend: BackendIdentity
    """What asked."""
    subject: Literal["model", "system"] = "model"
    """Whether weights alone were measured or a system around them."""
    variant: Variant = Variant()
    """Which form of the model."""
    adaptation: Adaptation = Adaptation()
    """How the weights were adapted."""
    attempts: Count = 1
    """Runs from which this one was chosen, declared by the submitter."""
    run_id: str | None = None
    """Identity of the run; none for generations made elsewhere."""
    llmsite_version: str
    """Version that scored."""
    command: str
    """Command that repeats the run, without machine paths."""
    suite: Slug | None = None
    """Suite that the run followed."""
    suite_version: Count | None = None
    """Its version."""
    submitter: Submitter | None = None
    """Who sends it; none for results that the project's maintainers made themselves."""
    tasks: tuple[TaskResult, ...]
    """Tasks in the order of the run."""
    samples: SamplesFile | None = None
    """The generations; none where only statistics are known."""
    derived_from: str | None = None
    """Result whose generations were this run's samples, as for judgements."""
    source: dict[str, str] = Field(default_factory=dict)
    """What an importer could not map."""
    self_check: SelfCheck | None = None
    """Part of the requests computed again; none where that was not done."""
    measured: Measured = Measured()
    """Clock and meter readings."""
