"""What asking would take, before it is done: tokens by planning, time by a short trial."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from llmsite.inference.asking import Engine, fit_prompt, prompt_texts
from llmsite.inference.estimates import Estimate
from llmsite.inference.prefixes import count_tokens
from llmsite.inference.trie import ROOT, build_trie
from llmsite.schema.request import Request

_TRIAL_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a model computes on this machine."""

    prompt_tokens_per_s: float
    """Tokens of a packed row."""
    steps_per_s: float
    """Steps in which every growing text gets one token."""


def measure_speed(engine: Engine) -> Speed:
    """Time one row of tokens and one step of growing texts, without a cache."""
    length = min(_TRIAL_TOKENS, engine.model.context_length)
    row = _time(engine, torch.zeros(1, length, dtype=torch.long))
    step = _time(engine, torch.zeros(engine.n_rows, 1, dtype=torch.long))
    return Speed(length / row, 1 / step)


def _time(engine: Engine, ids: torch.Tensor) -> float:
    wanted = torch.tensor([ids.numel() - 1])
    engine.model.forward(ids, wanted, use_cache=False).tolist()
    began = time.perf_counter()
    engine.model.forward(ids, wanted, use_cache=False).tolist()
    return max(time.perf_counter() - began, 1e-9)


def estimate(engine: Engine, requests: Sequence[Request], speed: Speed) -> Estimate:
    """Tokens, memory and time of the requests of one unit."""
    kind = requests[0].kind
    n_new = n_columns = n_steps = 0
    n_rows = 1
    if kind == "choices":
        n_prompt, n_computed = _choices(engine, requests)
    elif kind == "generate":
        texts = prompt_texts(engine, requests)
        ids = engine.encoder.encode(texts)
        prompts = [fit_prompt(engine, r, ids[t]) for r, t in zip(requests, texts, strict=True)]
        n_prompt = sum(len(each.ids) for each in prompts)
        n_computed = _count_computed(engine, [each.ids for each in prompts])
        n_new = sum(each.limit for each in prompts)
        n_rows = engine.rows_for(prompts)
        n_columns = max(len(each.ids) + each.limit for each in prompts)
        n_steps = -(-n_new // n_rows)
    else:
        texts = prompt_texts(engine, requests)
        n_prompt = n_computed = sum(map(len, engine.encoder.encode_bare(texts).values()))
    weights = sum(each.numel() * each.element_size() for each in engine.model.model.parameters())
    return Estimate(
        n_prompt_tokens=n_prompt,
        n_computed_tokens=n_computed,
        n_new_tokens=n_new,
        memory_bytes=weights + n_rows * n_columns * engine.model.cache_bytes_per_token,
        seconds=n_computed / speed.prompt_tokens_per_s + n_steps / speed.steps_per_s,
    )


def _choices(engine: Engine, requests: Sequence[Request]) -> tuple[int, int]:
    texts = prompt_texts(engine, requests)
    pairs = [(text, each.continuations) for text, each in zip(texts, requests, strict=True)]
    options = [option for each in engine.encoder.join(pairs) for option in each]
    rows = [[*each.context, *each.continuation[:-1]] for each in options]
    if engine.reuse == "prefixed":
        return sum(map(len, rows)), count_tokens(options)
    return sum(map(len, rows)), _count_computed(engine, rows)


def _count_computed(engine: Engine, rows: list[list[int]]) -> int:
    """Tokens that remain where shared ones count once."""
    if engine.reuse != "shared":
        return sum(map(len, rows))
    return build_trie(rows).nodes[ROOT].n_below
