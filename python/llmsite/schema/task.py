"""What is asked: tasks and their samples; suites are in `schema.suite`.

`TaskDefinition` is `task.toml` with every default filled in; which defaults those are is written
in `llmsite/tasks/defaults.toml`. Knows nothing of files, prompts or metrics.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, RootModel, TypeAdapter
from pydantic.dataclasses import dataclass

from llmsite.schema.generation import Span
from llmsite.schema.record import (
    PATTERN_WORDS,
    Count,
    Day,
    Localised,
    Message,
    Record,
    RequestKind,
    Sha256,
    Slug,
)

TaskType = Literal[
    "classification",
    "matching",
    "generation",
    "translation",
    "question-answering",
    "summarization",
    "named-entities",
    "relation-extraction",
    "dialogue",
    "sentiment",
    "reasoning",
    "language-modeling",
    "regression",
    "retrieval",
]
"""What a task is about; decides how it is asked and scored where its definition says nothing."""

Option = bool | int | float | str
"""Value of an option of a metric or an extractor."""

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""BCP 47 tag, such as `en` or `zh-Hans`."""


_SEGMENT = r"(?:[^/\\.\x00-\x1f][^/\\\x00-\x1f]*|\.[^/\\.\x00-\x1f][^/\\\x00-\x1f]*)"

_RELATIVE = f"^{_SEGMENT}(?:/{_SEGMENT})*$"
PATTERN_WORDS[_RELATIVE] = "a path below the folder, with '/' and without '..'"

RelativePath = Annotated[str, Field(pattern=_RELATIVE, max_length=400)]
"""Path below a folder, with `/`: never absolute, never upward."""


Format = Literal[
    "jsonl", "json", "csv", "tsv", "parquet", "conll", "squad", "sgd", "bbq", "lines", "blocks"
]
"""How a file of samples is written; one module of `llmsite.tasks.formats` each."""


class FileSource(Record):
    """A pinned file: where it is, and the hash that every read is checked against."""

    sha256: Sha256
    """Hash of the uncompressed file."""
    format: Format = "jsonl"
    """How the file is written."""
    path: RelativePath | None = None
    """File in the task's folder or under a data folder; with `repository`, path in that."""
    repository: str | None = None
    """Address of a git repository."""
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")] | None = None
    """Commit of the repository."""
    hub: str | None = None
    """Data set on the Hugging Face hub, `<owner>/<name>`."""
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")] | None = None
    """Commit of the data set."""
    file: RelativePath | None = None
    """File of the data set."""
    header: bool = True
    """Whether the first row of a table names the columns; otherwise they are `0`, `1`, …"""
    rows: str | None = None
    """Where in a JSON document the array of rows is, such as `examples`; none: the document."""
    skip: Count = 0
    """Rows at the beginning that are none, such as a notice."""
    explode: tuple[str, ...] = ()
    """Columns that hold lists of rows: each entry becomes a row beside its parent's columns."""


class ColumnField(Record):
    """How a field of a sample is made from a column, step by step in this order."""

    column: str
    """The column; `a.b.0` reaches into nested values."""
    after: str | None = None
    """Keep what stands after the last occurrence of this text."""
    before: str | None = None
    """Keep what stands before the last occurrence of this text."""
    drop: tuple[str, str] | None = None
    """Remove every stretch between these two marks, marks included."""
    remove: str = ""
    """Characters to remove everywhere, such as the comma of `1,000`."""
    strip: str = ""
    """Characters to remove at both ends, beside white space."""
    split: str | None = None
    """Cut the text at this separator into several values."""
    strip_letters: bool = False
    """Remove a letter before each option: `(A) x`, `A. x`."""
    labels: dict[str, str] | None = None
    """What stands in the column → what it means; other values are faults."""
    cut: tuple[float, ...] = ()
    """Bounds at which a number changes its label in `cut_labels`; a number that equals a bound
    belongs to the upper part."""
    cut_labels: tuple[str, ...] = ()
    """Labels from the lowest to the highest part; one more than `cut`."""
    read: Literal["text", "number", "letter", "position", "keys", "true-keys"] = "text"
    """What the values are: a letter or a position stands for an option; `keys` are those of an
    object, `true-keys` those whose value is true or 1."""
    beside: str | None = None
    """Column with a list of the same length: a value becomes the JSON text of the two."""
    distinct: bool = False
    """For choices: all values of the column in the whole file, sorted."""


FieldMapping = str | tuple[str, ...] | ColumnField
"""A column; a text with `{column}` placeholders; several columns; or a column with steps."""


class SampleFields(Record):
    """Which columns a sample's fields come from."""

    id: FieldMapping | None = None
    """None: the number of the row, from 1; for examples with `shot-` before it."""
    input: FieldMapping
    """Text, or a column that holds messages."""
    references: FieldMapping | None = None
    """Accepted answers."""
    choices: FieldMapping | None = None
    """Options."""
    pair: FieldMapping | None = None
    """Second text."""
    group: FieldMapping | None = None
    """Sub-group."""
    cluster: FieldMapping | None = None
    """What makes samples dependent."""
    rationale: FieldMapping | None = None
    """Worked solution."""
    attributes: dict[str, FieldMapping] = Field(default_factory=dict)
    """Further facts: name → column."""
    constant_choices: tuple[str, ...] = ()
    """Options that are the same for every sample, written here."""
    constant_position: Count | None = None
    """Position from 0 of the right option, where it is the same for every sample."""
    shuffle: bool = False
    """Whether options stand in an order drawn by each sample's id, the same on every machine."""


class ShotsSource(FileSource):
    """A pinned pool of examples."""

    fields: SampleFields | None = None
    """Which columns mean what; none: as for the samples."""


class DataSource(FileSource):
    """Where the samples are, and which of their columns mean what."""

    fields: SampleFields | None = None
    """None: the rows are samples already."""
    join: tuple[FileSource, ...] = ()
    """Files whose rows belong to the rows of this one, first to first; a column `n` of the first
    of them is `1.n`."""
    shots: ShotsSource | None = None
    """Pool of examples; none: `shots.jsonl` in the task's folder, if there is one."""


class PromptDefinition(Record):
    """How a sample becomes a prompt. Texts may hold placeholders such as `{input}`; no code."""

    style: Slug
    """Name of the prompt style."""
    system: str = ""
    """System message of a conversation; used with a chat template only."""
    instruction: str = ""
    """What to do, said once before the examples."""
    input: str = "{input}"
    """A sample as the prompt shows it."""
    cue: str = "Answer:"
    """What stands right before the answer; empty where the answer continues the input."""
    answer: str = "{reference}"
    """How the answer of an example is written; for a chain of thought with its reasoning."""
    delimiter: str = " "
    """Between cue and answer; never part of the prompt, always of the continuation."""
    separator: str = "\n\n"
    """Between instruction, examples and the sample."""
    marker: str = "The answer is"
    """Words before the final answer of a chain of thought."""
    shots: Count = 0
    """Examples in the prompt."""
    draw: Literal["fixed", "seeded"] = "fixed"
    """Which examples: `fixed` the same for every sample, the first ones of the pool (with a seed
    other than 0 a draw of them); `seeded` a draw for each sample."""


class RequestDefinition(Record):
    """What is asked of the model, and how text is generated."""

    kind: RequestKind
    """What is asked."""
    max_new_tokens: Annotated[int, Field(ge=1)] = 128
    """Upper bound of generated tokens."""
    stop: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Strings that end the generated text."""
    n: Annotated[int, Field(ge=1)] = 1
    """Generations a sample."""
    temperature: Annotated[float, Field(ge=0)] = 0.0
    """0 is greedy."""
    top_p: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of probability mass kept when sampling."""
    thinking_end: str = ""
    """Delimiter that ends a thinking block; empty: none."""
    thinking_budget: Annotated[int, Field(ge=1)] | None = None
    """Tokens after which an unfinished thinking block is ended; none: no bound of its own."""


class AnswerDefinition(Record):
    """How a prediction is found in a generation."""

    extractor: Slug
    """Name of the extractor."""
    options: dict[str, Option] = Field(default_factory=dict)
    """Its options."""


class MetricDefinition(Record):
    """A metric with its options."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """Name of the metric, as in `llmsite list metrics`."""
    options: dict[str, Option] = Field(default_factory=dict)
    """Options that differ from the metric's defaults."""
    higher_is_better: bool | None = None
    """Direction, for a task whose samples are absent; none: the metric's own, or not known."""
    low: float | None = None
    """Least possible value, for a task whose samples are absent."""
    high: float | None = None
    """Greatest possible value, for a task whose samples are absent."""
    outputs: tuple[str, ...] = ()
    """Values to report beside the metric's first one, by name."""


class ScoreDefinition(Record):
    """What is computed from the predictions."""

    metrics: Annotated[tuple[MetricDefinition, ...], Field(min_length=1)]
    """Metrics in the order in which they are shown."""
    primary: str
    """The metric that ranks: its name, or `<name>.<output>` for a metric with several values."""
    groups: tuple[str, ...] = ()
    """What sub-group scores are shown by: `group`, or names of attributes."""
    clusters: str | None = None
    """What makes samples dependent: `group` or an attribute; none means the field `cluster`."""


class TaskDefinition(Record):
    """A task as defined by `task.toml`, defaults filled in."""

    name: Slug
    """Name of the task and of its folder."""
    version: Annotated[int, Field(ge=1)]
    """Raised by every change that could change a score."""
    title: Localised
    """Title for people."""
    description: Localised = ""
    """What the task measures, and how it was made."""
    type: TaskType
    """What the task is about."""
    language: Language
    """Language of the inputs."""
    target_language: Language | None = None
    """Language of the answers, where it is another one."""
    domain: str = ""
    """Field of the texts, such as `news`."""
    licence: str
    """Licence of the samples, as an SPDX expression or in words."""
    source_url: str | None = None
    """Where the samples come from."""
    authors: tuple[str, ...] = ()
    """Who made the samples."""
    canary: str | None = None
    """String by which the samples can be found in training data."""
    references: Literal["inline", "pinned", "private", "absent"] = "inline"
    """Where the references are: in the samples, in pinned files, or with the maintainers only;
    `absent`: another tool asked, the task is only described, and its samples are not known here."""
    data: DataSource
    """Where the samples are."""
    prompt: PromptDefinition
    """How a sample becomes a prompt."""
    request: RequestDefinition
    """What is asked of the model."""
    answer: AnswerDefinition
    """How a prediction is found."""
    score: ScoreDefinition
    """What is computed."""


class TaskVersions(RootModel[dict[Annotated[str, Field(pattern=r"^[1-9]\d*$")], Sha256]]):
    """`versions.toml`: each version of a task and the hash that it had."""

    model_config = ConfigDict(frozen=True, strict=True)


# The types exclude each other, so the first that fits is the right one, and the fastest.
Reference = Annotated[str | int | float | Span, Field(union_mode="left_to_right")]
"""An accepted answer: a text, a label, a number or a span."""


_SAMPLE_ID = r"^[^\s\x00-\x1f\x7f]{1,200}$"
PATTERN_WORDS[_SAMPLE_ID] = "1 to 200 characters without white space"


@dataclass(
    frozen=True,
    slots=True,
    config=ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        defer_build=True,
    ),
)
class Sample:
    """One item of a task. A dataclass, because a task holds many thousands of them."""

    id: Annotated[str, Field(pattern=_SAMPLE_ID)]
    """Unique and stable within the task; no white space."""
    input: Annotated[str | tuple[Message, ...], Field(union_mode="left_to_right")]
    """What is asked: a text, or the messages of a conversation."""
    references: tuple[Reference, ...] = ()
    """Accepted answers. Where there are choices: their texts, or their positions from 0. For
    named entities: the spans. For retrieval: one grade a choice."""
    choices: tuple[str, ...] = ()
    """Options to choose from, as text; for retrieval the candidate documents."""
    pair: str | None = None
    """Second text of a pair."""
    group: str | None = None
    """Sub-group, such as a subject."""
    cluster: str | None = None
    """What makes samples dependent, such as their document."""
    attributes: dict[str, str] | None = None
    """Further facts for sub-groups and placeholders."""
    rationale: str | None = None
    """Worked solution; shown in examples of chain-of-thought prompts, never for the sample."""
    created: Day | None = None
    """Day on which the sample was written, for questions of contamination."""
    media: tuple[str, ...] = ()
    """Hashes of images or sounds that belong to the input."""


SAMPLE_ROWS: TypeAdapter[Sample] = TypeAdapter(Sample)
"""Reads one line of `samples.jsonl` or `shots.jsonl`."""


class Commitment(Record):
    """What is published about the references of one sample of a task with private references."""

    id: str
    """Id of the sample."""
    sha256: Sha256
    """Hash over the salt, a line feed and the references as one line of canonical JSON."""


class SealedReferences(Record):
    """The references of one sample of a task with private references; never published."""

    id: str
    """Id of the sample."""
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    """Random digits, so that nobody can guess references and compare hashes."""
    references: tuple[Reference, ...]
    """Accepted answers."""


COMMITMENT_ROWS: TypeAdapter[Commitment] = TypeAdapter(Commitment)
"""Reads one line of `commitments.jsonl`."""
SEALED_ROWS: TypeAdapter[SealedReferences] = TypeAdapter(SealedReferences)
"""Reads one line of `<task>.references.jsonl`."""
