"""Causal models by vLLM, in this process. Experimental: it has not run on a device yet.

Written to the documented interface; options are scored by the log-likelihoods of prompt tokens.
"""

import math
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from llmsite.errors import BackendError, Fault
from llmsite.inference.answering import key_of
from llmsite.inference.backends.base import Backend, Capabilities, Options
from llmsite.inference.chat import render, template_of
from llmsite.inference.sources import resolve
from llmsite.inference.stops import cut
from llmsite.inference.tokens import Encoder, Option
from llmsite.schema.generation import ChoicesGeneration, Generation, TextGeneration
from llmsite.schema.request import Decoding, Request
from llmsite.schema.run import BackendIdentity, ModelIdentity
from llmsite.storage import sha256_bytes

_VERSION = 1


class Vllm(Backend):
    """A model in vLLM's engine."""

    def __init__(self, vllm: ModuleType, llm: Any, identity: ModelIdentity, dtype: str) -> None:
        self._vllm, self._llm, self._identity, self._dtype = vllm, llm, identity, dtype
        self._encoder = Encoder(llm.get_tokenizer())

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """Hash of the weights; versions and dtype."""
        return self._identity, BackendIdentity(
            name="vllm",
            version=_VERSION,
            packages={name: version(name) for name in ("torch", "vllm")},
            numerics={"device": "cuda", "dtype": self._dtype},
            method="log-likelihood",
        )

    def capabilities(self) -> Capabilities:
        """Options and text; batches change the last bits."""
        chat = template_of(self._encoder.tokenizer) is not None
        return Capabilities(frozenset({"choices", "generate"}), False, chat, is_exact=False)

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:
        """Answer the requests of one unit.

        Raises:
            BackendError: The engine failed.
        """
        parts = [[each] for each in requests] if exact else [list(requests)]
        try:
            for part in parts:
                ask = self._choices if part[0].kind == "choices" else self._texts
                yield from ask(part)
        except (RuntimeError, ValueError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise BackendError(Fault(f"the engine failed: {reason}")) from error

    def _choices(self, requests: list[Request]) -> Iterator[Generation]:
        prompts = self._prompts(requests)
        pairs = [(p, each.continuations) for p, each in zip(prompts, requests, strict=True)]
        joined = self._encoder.join(pairs)
        ids = [[*o.context, *o.continuation] for each in joined for o in each]
        given = [{"prompt_token_ids": each} for each in ids]
        params = self._vllm.SamplingParams(max_tokens=1, temperature=0.0, prompt_logprobs=0)
        outputs = iter(self._llm.generate(given, params, use_tqdm=False))
        for request, prompt, options in zip(requests, prompts, joined, strict=True):
            scored = [_score(option, next(outputs)) for option in options]
            yield ChoicesGeneration(
                **key_of(request),
                prompt_sha256=sha256_bytes(prompt.encode()),
                n_prompt_tokens=len(options[0].context),
                log_likelihoods=tuple(each for each, _ in scored),
                n_tokens=tuple(len(each.continuation) for each in options),
                n_bytes=tuple(len(each.encode()) for each in request.continuations),
                is_greedy=tuple(each for _, each in scored),
                n_merged=sum(each.is_merged for each in options),
            )

    def _texts(self, requests: list[Request]) -> Iterator[Generation]:
        prompts = self._prompts(requests)
        encoded = self._encoder.encode(prompts)
        given = [{"prompt_token_ids": encoded[prompt]} for prompt in prompts]
        params = [self._sampling(each) for each in requests]
        outputs = self._llm.generate(given, params, use_tqdm=False)
        for request, prompt, output in zip(requests, prompts, outputs, strict=True):
            raw, stop = output.outputs[0], request.decoding.stop if request.decoding else ()
            text, found = cut(raw.text, stop)
            reason = "eos" if raw.finish_reason == "stop" else raw.finish_reason
            yield TextGeneration(
                **key_of(request),
                prompt_sha256=sha256_bytes(prompt.encode()),
                n_prompt_tokens=len(encoded[prompt]),
                text=text,
                raw_text=raw.text,
                token_ids=tuple(raw.token_ids),
                n_tokens=len(raw.token_ids),
                finish_reason=f"stop:{found}" if found else reason,
            )

    def _sampling(self, request: Request) -> object:
        asked = request.decoding or Decoding(max_new_tokens=128)
        key = "\x1f".join([str(asked.seed), *map(str, request.key)]).encode()
        return self._vllm.SamplingParams(
            max_tokens=asked.max_new_tokens,
            temperature=asked.temperature,
            top_p=asked.top_p,
            seed=int(sha256_bytes(key)[:7], 16),
            stop=list(asked.stop),
            include_stop_str_in_output=True,
        )

    def _prompts(self, requests: Sequence[Request]) -> list[str]:
        turns = [each.prompt for each in requests if not isinstance(each.prompt, str)]
        rendered = iter(render(self._encoder.tokenizer, turns) if turns else ())
        return [p.prompt if isinstance(p.prompt, str) else next(rendered) for p in requests]


def _score(option: Option, output: Any) -> tuple[float, bool]:
    """Log-likelihood of a continuation, and whether each of its tokens was the most probable."""
    rows = (output.prompt_logprobs or ())[len(option.context) :]
    found = [(row or {})[token] for row, token in zip(rows, option.continuation, strict=True)]
    return math.fsum(each.logprob for each in found), all(each.rank == 1 for each in found)


def load(model: str, options: Options) -> Vllm:
    """Load a model into vLLM's engine.

    Raises:
        BackendError: vLLM is not installed, or the model cannot be found or read.
    """
    if find_spec("vllm") is None:
        fix = "pip install vllm, or leave --backend out"
        raise BackendError(Fault("vLLM is not installed", fix=fix))
    vllm = import_module("vllm")
    source = resolve(model, name=options.name, remote_code=options.remote_code)
    dtype = options.dtype or "auto"
    path = str(source.folder / (source.gguf or ""))
    sha256, revision = source.weights_sha256(), source.revision
    identity = ModelIdentity(
        id=source.id, source=source.source, revision=revision, weights_sha256=sha256
    )
    return Vllm(vllm, vllm.LLM(model=path, dtype=dtype, seed=0), identity, dtype)
