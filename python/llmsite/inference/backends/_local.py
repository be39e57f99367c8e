"""What backends of transformers share that answer a request by few forward passes.

Loads the model, says who it is, and asks again with half as much at once where memory is short.
Knows nothing of what is computed.
"""

import time
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, ClassVar

import torch

from llmsite.errors import BackendError, Fault
from llmsite.inference.answering import Load
from llmsite.inference.backends.base import Backend, Options
from llmsite.inference.causal import context_length
from llmsite.inference.device import (
    choose_device,
    choose_dtype,
    is_out_of_memory,
    measure,
    release,
)
from llmsite.inference.estimates import Estimate
from llmsite.inference.sources import ModelSource
from llmsite.inference.weights import (
    AS_THEY_ARE,
    adapt,
    describe,
    explained,
    quiet,
    read_files,
)
from llmsite.schema.generation import Generation
from llmsite.schema.request import Request
from llmsite.schema.run import Adaptation, BackendIdentity, Measured, ModelIdentity

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

_BUDGET_TOKENS = {"cpu": 1024, "cuda": 16384}
_LEAST_BUDGET = 32
_TRIAL_TOKENS = 128
_MARGIN_TOKENS = 8
"""Positions that a model may count but not use."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model on its device, with its tokenizer."""

    model: "PreTrainedModel"
    """The weights."""
    tokenizer: "PreTrainedTokenizerFast"
    """Its tokenizer."""
    identity: ModelIdentity
    """Who it is."""
    adaptation: Adaptation
    """The adapter that was merged in, if there was one."""


def load_files(
    source: ModelSource, auto_class: str, options: Options, *, unused: Sequence[str] = ()
) -> Loaded:
    """Read a model and its tokenizer, and put it where it computes.

    Args:
        source: Where it is.
        auto_class: Class of transformers that knows the kind of model.
        options: Device, dtype, adapter.
        unused: Parts of the model whose weights nobody needs.

    Raises:
        BackendError: It cannot be read, or misses weights.
    """
    device = choose_device(options.device)
    dtype = choose_dtype(options.dtype, device)
    if options.exact:
        torch.use_deterministic_algorithms(mode=True)
    adaptation = AS_THEY_ARE
    with quiet(), explained(source):
        code = bool(options.remote_code)
        tokenizer, weights = read_files(source, auto_class, dtype, code=code, unused=unused)
        if options.adapter is not None:
            weights, adaptation = adapt(weights, options.adapter, source)
    weights.to(device).eval()  # type: ignore[arg-type]  # transformers narrows the signature
    return Loaded(weights, tokenizer, describe(source, tokenizer, weights), adaptation)


class LocalBackend(Backend):
    """A loaded model that is asked in batches of a bounded number of tokens."""

    name: ClassVar[str]
    """Name of the backend."""
    version: ClassVar[int] = 1
    """Raised whenever its numbers could change."""

    def __init__(self, loaded: Loaded, options: Options) -> None:
        self.model = loaded.model
        self.tokenizer = loaded.tokenizer
        self._loaded = loaded
        self.device: torch.device = next(self.model.parameters()).device
        self.exact = options.exact
        self.budget = options.budget or _BUDGET_TOKENS[self.device.type]
        self.n_halvings = 0
        self._tokens_per_s = 0.0

    @property
    @abstractmethod
    def method(self) -> str:
        """How options are scored."""

    @abstractmethod
    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """Answer requests of one task and kind together, at most `budget` tokens at once."""

    @abstractmethod
    def count(self, requests: Sequence[Request]) -> Load:
        """How much requests of one task and kind ask for."""

    def settings(self) -> dict[str, str]:
        """What else could change a number."""
        return {}

    def try_row(self, ids: torch.Tensor) -> None:
        """Compute one row of token ids [1, columns], to see how long it takes."""
        self.model(input_ids=ids)

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """Hashes of weights and tokenizer; versions and numerics."""
        backend = BackendIdentity(
            name=self.name,
            version=self.version,
            packages={each: version(each) for each in ("tokenizers", "torch", "transformers")},
            numerics={
                "attention": str(getattr(self.model.config, "_attn_implementation", None)),
                "budget": str(self.budget),
                "device": self.device.type,
                "dtype": str(self.model.dtype).removeprefix("torch."),
                "mode": "exact" if self.exact else "fast",
            }
            | self.settings(),
            method=self.method,
        )
        return self._loaded.identity, backend

    def adaptation(self) -> Adaptation:
        """The adapter that was merged in, if there was one."""
        return self._loaded.adaptation

    def measured(self) -> Measured:
        """Processor and peak memory."""
        readings = measure(self.device)
        return readings.model_copy(update={"n_halvings": self.n_halvings or None})

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:
        """Answer the requests of one unit.

        Raises:
            BackendError: A request cannot be asked, or the engine failed.
        """
        parts = [[each] for each in requests] if exact or self.exact else [list(requests)]
        try:
            with torch.inference_mode():
                for part in parts:
                    yield from self._answer_part(part)
        except RuntimeError as error:
            reason = str(error).strip().partition("\n")[0]
            fix = "run again; it resumes here"
            raise BackendError(Fault(f"the engine failed: {reason}", fix=fix)) from error

    def _answer_part(self, part: list[Request]) -> Iterator[Generation]:
        """Answer together; where memory is short, with half as much at once."""
        done: set[tuple[str, str, int]] = set()
        budget = self.budget >> self.n_halvings
        while True:
            try:
                for row in self.ask(part, budget=budget):
                    if (row.task, row.id, row.index) not in done:
                        done.add((row.task, row.id, row.index))
                        yield row
            except RuntimeError as error:
                if not is_out_of_memory(error) or budget <= _LEAST_BUDGET:
                    raise
                release(self.device)
                self.n_halvings += 1
                budget //= 2
            else:
                return

    def estimate(self, requests: Sequence[Request]) -> Estimate:
        """Tokens, memory and time that requests of one unit would take."""
        with torch.inference_mode():
            asked = self.count(requests)
            if not self._tokens_per_s:
                self._tokens_per_s = self._measure_speed()
        n_tokens = asked.n_computed_tokens + asked.n_new_tokens
        weights = sum(each.numel() * each.element_size() for each in self.model.parameters())
        return Estimate(
            n_prompt_tokens=asked.n_prompt_tokens,
            n_computed_tokens=asked.n_computed_tokens,
            n_new_tokens=asked.n_new_tokens,
            memory_bytes=weights,
            seconds=n_tokens / self._tokens_per_s,
        )

    def _measure_speed(self) -> float:
        """Tokens a second of one short row."""
        length = max(1, min(_TRIAL_TOKENS, context_length(self.model) - _MARGIN_TOKENS))
        ids = torch.ones(1, length, dtype=torch.long, device=self.device)
        self.try_row(ids)
        began = time.perf_counter()
        self.try_row(ids)
        return length / max(time.perf_counter() - began, 1e-9)
