"""What every backend can do, and how one is asked.

A backend turns requests into generations, in any order. It never sees a reference, keeps no files
and knows nothing of runs or scores. A backend is one module beside this one that defines
`load(model, options) -> Backend`; the module's name is the backend's name.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from llmsite.errors import BackendError, Fault
from llmsite.inference.estimates import Estimate
from llmsite.schema.generation import Generation, RollingGeneration
from llmsite.schema.prices import Price
from llmsite.schema.record import RequestKind
from llmsite.schema.request import Request, Shot
from llmsite.schema.run import Adaptation, BackendIdentity, Measured, ModelIdentity, Variant

NATS_PER_BYTE = math.log(256)
"""Cost of a byte that nothing is known about."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a backend is to be loaded; each backend reads what concerns it."""

    name: str | None = None
    """`<org>/<model>` to file results under, where the model does not say."""
    device: str | None = None
    """`cpu`, `cuda`, `cuda:1`; none: a GPU where there is one."""
    dtype: str | None = None
    """`float32`, `bfloat16` or `float16`; none: float32 on the CPU, the stored type on a GPU."""
    adapter: Path | None = None
    """Folder of a LoRA adapter to merge into the weights."""
    exact: bool = False
    """One request at a time with deterministic kernels: slow, the reference for everything else."""
    remote_code: str | None = None
    """Commit whose Python code may be run; none refuses models that bring code."""
    budget: int | None = None
    """Tokens computed at once; none: chosen by the backend."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the labels of a classification head mean in the tasks' words; others mean what they
    say."""
    pooling: str | None = None
    """How vectors of tokens become one of a text: `mean`, `cls` or `max`; none: as the model's own
    `modules.json` says."""
    base_url: str | None = None
    """Address of a server, such as `http://localhost:8000/v1`; none: the provider's."""
    api: Literal["chat", "completions"] = "chat"
    """How a server is asked: conversations, or texts to continue."""
    concurrency: int = 8
    """Requests that a server is sent at once."""
    timeout_s: float = 600.0
    """Longest time that one answer of a server may take."""
    n_retries: int = 8
    """Times that a request is sent again to a server that fails, each time after a longer wait."""
    reasoning_effort: str | None = None
    """Effort of a reasoning model, such as `low`; none: not said to the server."""
    prices: tuple[Price, ...] = ()
    """Known prices, of which the backend takes the newest for its model."""
    tell: Callable[[str], None] = lambda _: None
    """Called with a sentence where something takes its time, such as a rate limit."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a backend can be asked."""

    kinds: frozenset[RequestKind]
    """Kinds of requests that it answers."""
    reads_shots: bool = False
    """Whether it wants the pool of examples of each task before the first request."""
    has_chat_template: bool = False
    """Whether it can be asked conversations."""
    is_exact: bool = True
    """Whether asking again in another batch gives the same bits."""
    keeps_answers: bool = False
    """Whether an answer depends on its own request alone, so that a broken-off unit goes on with
    the answers it has."""
    why_not: str = ""
    """Why a kind that such backends may answer is not among `kinds`."""


@runtime_checkable
class Backend(Protocol):
    """A loaded model, ready to be asked. Subclasses inherit what they need not say."""

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """Who answers, and which code asks."""
        ...

    def capabilities(self) -> Capabilities:
        """What it can be asked."""
        ...

    def check(self, requests: Sequence[Request]) -> None:  # noqa: ARG002 - most answer whatever is of their kinds
        """Refuse all requests of a task at once, before anything is asked.

        Raises:
            BackendError: They are of a kind that it answers, but it cannot answer these.
        """
        return

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:
        """Answer the requests of one work unit, in any order, one generation a request.

        Args:
            requests: Of one task and one kind.
            exact: One request at a time, nothing shared between them; for the self-check.

        Yields:
            Generations; what cannot be answered comes as one with `error`.

        Raises:
            BackendError: These requests cannot be answered.
        """
        ...

    def adaptation(self) -> Adaptation:
        """How the weights were adapted before the run."""
        return Adaptation()

    def estimate(self, requests: Sequence[Request]) -> Estimate | None:  # noqa: ARG002 - most cost nothing
        """What the requests of one unit would take; none where that is next to nothing."""
        return None

    def measured(self) -> Measured:
        """Readings of the device since loading: kind of processor, peak memory."""
        return Measured()

    def variant(self) -> Variant:
        """Which form of the model answers."""
        return Variant(quantisation=self.identity()[0].quantisation)

    def spent_usd(self) -> float:
        """What was paid since loading."""
        return 0.0

    def limit_cost(self, usd: float) -> None:  # noqa: ARG002 - most are not paid
        """From now on, spend at most so much.

        Raises:
            BackendError: What an answer costs is not known.
        """
        fix = "leave --max-cost out, or ask a model behind an API"
        raise BackendError(Fault("nobody is paid for these answers", fix=fix))

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:  # noqa: ARG002 - most read none
        """Take a task's pool of examples; called once a task where `reads_shots` says so."""
        return

    def close(self) -> None:
        """Free what was loaded."""
        return


def uniform_bytes(request: Request) -> RollingGeneration:
    """A text under the model that finds every byte equally likely: 8 bits a byte."""
    n_bytes = len(str(request.prompt).encode())
    return RollingGeneration(
        task=request.task,
        id=request.sample_id,
        index=request.index,
        log_likelihoods=(-n_bytes * NATS_PER_BYTE,),
        n_tokens=(n_bytes,),
        n_bytes=(n_bytes,),
        is_greedy=(False,),
    )


def baseline_identity(name: str, version: int) -> tuple[ModelIdentity, BackendIdentity]:
    """Identity of a backend that has no weights: filed as `baseline/<name>`."""
    model = ModelIdentity(id=f"baseline/{name}", source=f"baseline/{name}")
    return model, BackendIdentity(name=name, version=version)
