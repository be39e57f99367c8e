"""What a run folder says about itself (`run.json`), and who answered."""

from typing import Literal

from pydantic import Field

from llmsite.schema.record import Count, Instant, ModelId, Record, RequestKind, Sha256, Slug


class ModelIdentity(Record):
    """Which weights answered. Two identities are equal only if the answers may be shared."""

    id: ModelId
    """Name under which the result is filed."""
    source: str
    """What the user named, without machine paths: a hub id, a package and file, a file's name."""
    revision: str | None = None
    """Commit of the hub repository, or the provider's version string; none for local weights."""
    weights_sha256: Sha256 | None = None
    """Hash over all weight files (`<name> <sha256>` lines, sorted); none behind an API."""
    tokenizer_sha256: Sha256 | None = None
    """Hash of the tokenizer as serialised by its library; none where there is none."""
    chat_template_sha256: Sha256 | None = None
    """Hash of the chat template's text; none where the tokenizer has none."""
    architecture: str | None = None
    """Class of the model, as its configuration names it."""
    n_parameters: Count | None = None
    """Number of weights."""
    context_length: Count | None = None
    """Most tokens of prompt and answer together."""
    quantisation: str | None = None
    """Storage type of the weights where it is not a plain float (`Q4_1`)."""
    verified: bool = True
    """Whether the weights were hashed here; an API's claim about itself is not verified."""


class BackendIdentity(Record):
    """Which code asked the model, and how exactly it computed."""

    name: Slug
    """Name of the backend, as in `llmsite list backends`."""
    version: Count
    """Raised whenever the backend's numbers could change."""
    packages: dict[str, str] = Field(default_factory=dict)
    """Versions of the packages that computed, such as torch and transformers."""
    numerics: dict[str, str] = Field(default_factory=dict)
    """What could change a number: dtype, device kind, attention, mode (`fast` or `exact`)."""
    method: str | None = None
    """How options are scored: `log-likelihood`, `similarity`, …; none for baselines."""


class Variant(Record):
    """Which of several forms of one model answered."""

    provider: str | None = None
    """Who served it."""
    quantisation: str | None = None
    """Storage type, where it is part of what is ranked."""
    reasoning_effort: str | None = None
    """Effort setting of a reasoning model."""


class Adaptation(Record):
    """How the weights were adapted before the run."""

    division: Literal["none", "prompt", "adapter", "full"] = "none"
    """What was changed."""
    method: str | None = None
    """Such as `lora`."""
    base: ModelId | None = None
    """Model that was adapted."""
    weights_sha256: Sha256 | None = None
    """Hash of the adapter."""
    train_data: str | None = None
    """What it was trained on."""
    seed: int | None = None
    """Seed of the training."""


class TaskPlan(Record):
    """How one task is asked in a run."""

    task: Slug
    """Name of the task."""
    version: Count
    """Version of the task."""
    sha256: Sha256
    """Hash of the task's definition and data."""
    kind: RequestKind
    """What is asked."""
    style: str
    """Name of the prompt style."""
    shots: Count
    """Examples in the prompt."""
    seed: int = 0
    """Seed of the draw of examples (and of sampling)."""
    chat: bool = False
    """Whether the model's chat template wraps the prompt."""
    limit: Count | None = None
    """Only the first so many samples were asked; none means all. Such a run is partial."""
    n_requests: Count
    """Requests of this task."""
    requests_sha256: Sha256
    """Hash over all requests, so that two runs can be told apart."""


class UnitPlan(Record):
    """A work unit: requests that are computed together, whatever else the run does."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*-\d{5}$")
    """`<task>-<number>`; the stem of the unit's file."""
    task: Slug
    """Task of all its requests."""
    start: Count
    """First request, as a position among the task's requests."""
    stop: Count
    """Position after the last one."""


class RunPlan(Record):
    """Everything a run will ask. Its hash is part of the run's identity."""

    suite: Slug | None = None
    """Suite that the run follows; none for single tasks."""
    suite_version: Count | None = None
    """Its version."""
    tasks: tuple[TaskPlan, ...]
    """Tasks in order."""
    units: tuple[UnitPlan, ...]
    """Work units in order; fixed by the requests alone."""


class Measured(Record):
    """Clock and meter readings; stands outside every comparison of bytes."""

    started: Instant | None = None
    """First start of the run, UTC."""
    seconds: float | None = None
    """Time spent asking, over all starts."""
    tokens_per_s: float | None = None
    """Prompt and generated tokens per second of asking."""
    peak_memory_bytes: Count | None = None
    """Peak resident memory (device memory on an accelerator)."""
    n_halvings: Count | None = None
    """Times that the tokens computed at once were halved because memory was short."""
    hardware: str | None = None
    """Kind of processor, in words."""
    energy_j: float | None = None
    """Energy, where a meter was read."""
    cost_usd: float | None = None
    """Price of the run at the provider's prices."""
    price_date: str | None = None
    """Day of these prices."""
    n_retries: Count | None = None
    """Requests that a server had to be sent again."""
    served_by: dict[str, Count] | None = None
    """Fingerprints that a server gave of itself, with the number of answers."""


class SelfCheck(Record):
    """A random part of the requests computed again in exact form, and what differed."""

    n: Count
    """Requests that were computed twice."""
    max_abs: float
    """Largest difference of a log-likelihood, in nats."""
    mean_abs: float
    """Mean difference of the log-likelihoods, in nats."""
    n_changed: Count
    """Requests whose answer (pick or text) differed."""


class Run(Record):
    """`run.json`: what a run folder holds."""

    schema_version: int
    """Version of this record."""
    run_id: str = Field(pattern=r"^[0-9a-f]{16}$")
    """Hash of plan, model, backend and versions: a cached answer cannot come from another model."""
    llmsite_version: str
    """Version that made the run."""
    command: str
    """Command line that repeats the run, without machine paths."""
    model: ModelIdentity
    """Who answered."""
    backend: BackendIdentity
    """What asked."""
    variant: Variant = Variant()
    """Which form of the model."""
    adaptation: Adaptation = Adaptation()
    """How the weights were adapted."""
    plan: RunPlan
    """What is asked."""
    status: Literal["running", "complete"]
    """Whether every unit is there."""
    self_check: SelfCheck | None = None
    """Part of the requests computed again; none where the backend is exact anyway."""
    measured: Measured = Measured()
    """Clock and meter readings."""
