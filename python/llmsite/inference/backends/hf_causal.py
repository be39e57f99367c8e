"""Causal language models of transformers, on this machine.

Loads weights and tokenizer and says who they are. A work unit is computed by itself, so numbers do
not depend on what else is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

import torch

from llmsite.errors import BackendError, Fault
from llmsite.inference.asking import Engine, ask
from llmsite.inference.backends.base import Backend, Capabilities, Options
from llmsite.inference.causal import CausalModel, context_length
from llmsite.inference.chat import template_of
from llmsite.inference.device import choose_device, choose_dtype, is_out_of_memory, measure
from llmsite.inference.estimates import Estimate
from llmsite.inference.estimation import Speed, estimate, measure_speed
from llmsite.inference.selftest import Reuse, find_reuse
from llmsite.inference.sources import resolve
from llmsite.inference.tokens import Encoder, Tokenizer
from llmsite.inference.weights import (
    AS_THEY_ARE,
    adapt,
    describe,
    explained,
    hash_in_memory,
    quiet,
    read_files,
    tokenizer_sha256,
)
from llmsite.schema.generation import Generation
from llmsite.schema.request import Request
from llmsite.schema.run import Adaptation, BackendIdentity, Measured, ModelIdentity
from llmsite.storage import sha256_bytes

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

_VERSION = 1
_BUDGET_TOKENS = 512
_LEAST_BUDGET = 32
_ROWS = 32
"""Texts generated at once, where memory allows."""


class HfCausal(Backend):
    """A causal model and its tokenizer."""

    def __init__(
        self,
        engine: Engine,
        identity: ModelIdentity,
        adaptation: Adaptation,
        *,
        exact: bool,
        restore: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._identity = identity
        self._adaptation = adaptation
        self._exact = exact
        self._restore = restore
        self._n_halvings = 0
        self._speed: Speed | None = None

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """Hashes of weights, tokenizer and template; versions and numerics."""
        model = self._engine.model
        backend = BackendIdentity(
            name="hf_causal",
            version=_VERSION,
            packages={name: version(name) for name in ("tokenizers", "torch", "transformers")},
            numerics={
                "attention": str(getattr(model.config, "_attn_implementation", None)),
                "budget": str(self._engine.budget),
                "device": model.device.type,
                "dtype": str(model.dtype).removeprefix("torch."),
                "mode": "exact" if self._exact else "fast",
                "prompts": self._engine.reuse,
                "rows": str(self._engine.n_rows),
            },
            method="log-likelihood",
        )
        return self._identity, backend

    def capabilities(self) -> Capabilities:
        """Options, whole texts and generation."""
        return Capabilities(
            frozenset({"choices", "generate", "rolling"}),
            has_chat_template=template_of(self._engine.encoder.tokenizer) is not None,
            is_exact=self._exact,
        )

    def adaptation(self) -> Adaptation:
        """The adapter that was merged in, if there was one."""
        return self._adaptation

    def measured(self) -> Measured:
        """Processor and peak memory."""
        readings = measure(self._engine.model.device)
        return readings.model_copy(update={"n_halvings": self._n_halvings or None})

    def close(self) -> None:
        """Give the model back as it was."""
        self._engine.model.close()
        self._restore()

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:
        """Answer the requests of one unit.

        Raises:
            BackendError: A request cannot be asked, or the engine failed.
        """
        alone = exact or self._exact
        parts = [[each] for each in requests] if alone else [list(requests)]
        try:
            with torch.inference_mode():
                for part in parts:
                    yield from self._answer_part(part, alone=alone)
        except RuntimeError as error:
            reason = str(error).strip().partition("\n")[0]
            fix = "run again; it resumes here"
            raise BackendError(Fault(f"the engine failed: {reason}", fix=fix)) from error

    def _answer_part(self, part: list[Request], *, alone: bool) -> Iterator[Generation]:
        """Answer together; where memory is short, with half as much at once."""
        done: set[tuple[str, str, int]] = set()
        while True:
            engine = replace(self._engine, reuse="repeated") if alone else self._engine
            try:
                for row in ask(engine, part):
                    if (row.task, row.id, row.index) not in done:
                        done.add((row.task, row.id, row.index))
                        yield row
            except RuntimeError as error:
                if not is_out_of_memory(error) or self._engine.budget <= _LEAST_BUDGET:
                    raise
                self._n_halvings += 1
                self._engine = self._engine.halved()
            else:
                return

    def estimate(self, requests: Sequence[Request]) -> Estimate:
        """Tokens, memory and time that requests of one unit would take."""
        with torch.inference_mode():
            if self._speed is None:
                self._speed = measure_speed(self._engine)
            return estimate(self._engine, requests, self._speed)


def load(model: str, options: Options) -> HfCausal:
    """Find, check and load a model.

    Raises:
        BackendError: It cannot be found, trusted or read.
    """
    source = resolve(model, name=options.name, remote_code=options.remote_code)
    device = choose_device(options.device)
    dtype = choose_dtype(options.dtype, device)
    if options.exact:
        torch.use_deterministic_algorithms(mode=True)
    with quiet(), explained(source):
        code = bool(options.remote_code)
        tokenizer, weights = read_files(source, "AutoModelForCausalLM", dtype, code=code)
        adaptation = AS_THEY_ARE
        if options.adapter is not None:
            weights, adaptation = adapt(weights, options.adapter, source)
    weights.to(device).eval()  # type: ignore[arg-type]  # transformers narrows the signature
    return assemble(weights, tokenizer, describe(source, tokenizer, weights), options, adaptation)


def wrap(
    weights: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast", options: Options
) -> HfCausal:
    """A backend of a model in memory, such as one that is being trained.

    Its weights are hashed as they are now; its mode and settings are as before when asking is over.
    """
    template = template_of(cast("Tokenizer", tokenizer))
    identity = ModelIdentity(
        id=options.name or "",
        source=type(weights).__name__,
        weights_sha256=hash_in_memory(weights),
        tokenizer_sha256=tokenizer_sha256(tokenizer),
        chat_template_sha256=sha256_bytes(template.encode()) if template else None,
        architecture=type(weights).__name__,
        n_parameters=sum(each.numel() for each in weights.parameters()),
        context_length=context_length(weights),
    )
    return assemble(weights, tokenizer, identity, options)


def assemble(
    weights: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerFast",
    identity: ModelIdentity,
    options: Options,
    adaptation: Adaptation = AS_THEY_ARE,
) -> HfCausal:
    """A backend from a model and a tokenizer that are loaded already."""
    was_training, defaults = weights.training, weights.generation_config
    ends = _eos_ids(weights, tokenizer)
    weights.eval()  # type: ignore[no-untyped-call]  # transformers
    # Defaults that a model brings (temperature, penalties) would bend what is asked.
    weights.generation_config = import_module("transformers").GenerationConfig()

    def restore() -> None:
        weights.train(was_training)
        weights.generation_config = defaults

    causal = CausalModel(weights)
    encoder = Encoder(cast("Tokenizer", tokenizer))
    with torch.inference_mode():
        reuse: Reuse = "repeated" if options.exact else find_reuse(causal)
    engine = Engine(
        causal,
        encoder,
        ends,
        budget=options.budget or _BUDGET_TOKENS,
        n_rows=_ROWS,
        reuse=reuse,
    )
    return HfCausal(engine, identity, adaptation, exact=options.exact, restore=restore)


def _eos_ids(weights: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast") -> frozenset[int]:
    """Every token that ends a text: those of the generation settings and of the tokenizer."""
    stated = getattr(weights.generation_config, "eos_token_id", None)
    ends = stated if isinstance(stated, list) else [stated]
    return frozenset(each for each in [*ends, tokenizer.eos_token_id] if each is not None)
