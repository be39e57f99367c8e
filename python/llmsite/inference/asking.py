"""From requests to generations, by a causal model: token ids in between, records at the end.

Knows prompts, context limits and what is counted. Knows nothing of batches; those are made by the
modules that compute.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from llmsite.errors import BackendError, Fault
from llmsite.inference.answering import key_of
from llmsite.inference.causal import CausalModel
from llmsite.inference.chat import render
from llmsite.inference.decoding import Ended, Prompt, Writing
from llmsite.inference.device import cache_bytes, release
from llmsite.inference.generation import generate_rows
from llmsite.inference.likelihoods import OptionScore, score_rows
from llmsite.inference.prefixes import score_from_prefixes
from llmsite.inference.selftest import Reuse
from llmsite.inference.sharing import score_tree
from llmsite.inference.slots import generate_slots
from llmsite.inference.tokens import Encoder, Option, refuse_empty
from llmsite.inference.windows import split_windows
from llmsite.schema.generation import (
    ChoicesGeneration,
    Generation,
    RollingGeneration,
    TextGeneration,
)
from llmsite.schema.request import Decoding, Request
from llmsite.storage import sha256_bytes, shown

_SCORE = {"shared": score_tree, "prefixed": score_from_prefixes, "repeated": score_rows}


@dataclass(frozen=True, slots=True)
class Engine:
    """A loaded model with all that is needed to ask it."""

    model: CausalModel
    """The weights."""
    encoder: Encoder
    """The tokenizer."""
    eos_ids: frozenset[int]
    """Tokens that end a text."""
    budget: int
    """Tokens computed at once."""
    n_rows: int
    """Texts generated at once, where memory allows."""
    reuse: Reuse
    """What prompts share is computed once in this way, as the self-test found."""

    def halved(self) -> "Engine":
        """The same with half as much at once, for when memory is short."""
        release(self.model.device)
        n_rows = max(1, self.n_rows // 2)
        return replace(self, budget=max(1, self.budget // 2), n_rows=n_rows)

    def rows_for(self, prompts: Sequence[Prompt]) -> int:
        """Texts that fit the cache's memory if each grows to its limit."""
        n_columns = max(len(each.ids) + each.limit for each in prompts)
        room = cache_bytes(self.model.device) // (n_columns * self.model.cache_bytes_per_token)
        return max(1, min(self.n_rows, room))

    def write(self, prompt: Prompt) -> Writing:
        """Start the text of a prompt."""
        return Writing(prompt, self.encoder, self.eos_ids)


def ask(engine: Engine, requests: Sequence[Request]) -> Iterator[Generation]:
    """Answer requests of one task and kind together.

    Raises:
        BackendError: The kind, a prompt or a continuation cannot be asked.
    """
    kind = requests[0].kind
    if kind == "choices":
        return _choices(engine, requests)
    if kind == "rolling":
        return _rolling(engine, requests)
    if kind == "generate":
        return _generate(engine, requests)
    raise BackendError(Fault(f"a causal model cannot be asked '{kind}' requests"))


def _choices(engine: Engine, requests: Sequence[Request]) -> Iterator[Generation]:
    for request in requests:
        refuse_empty(request)
    texts = prompt_texts(engine, requests)
    joined = engine.encoder.join(
        [(text, each.continuations) for text, each in zip(texts, requests, strict=True)]
    )
    fitted = [[_fit(option, engine.model.context_length) for option in each] for each in joined]
    askable = [i for i, each in enumerate(fitted) if all(option for option, _ in each)]
    for i in sorted(set(range(len(requests))) - set(askable)):
        yield ChoicesGeneration(**key_of(requests[i]), error="an option is longer than the context")
    grouped = [[option for option, _ in fitted[i] if option] for i in askable]
    for position, scores in _scored(engine, grouped, shares=True):
        i = askable[position]
        yield ChoicesGeneration(
            **key_of(requests[i]),
            prompt_sha256=sha256_bytes(texts[i].encode()),
            n_prompt_tokens=len(joined[i][0].context),
            n_truncated_tokens=max(n for _, n in fitted[i]),
            log_likelihoods=tuple(each.log_likelihood for each in scores),
            n_tokens=tuple(each.n_tokens for each in scores),
            n_bytes=tuple(len(each.encode()) for each in requests[i].continuations),
            is_greedy=tuple(each.is_greedy for each in scores),
            n_merged=sum(each.is_merged for each in joined[i]),
        )


def _rolling(engine: Engine, requests: Sequence[Request]) -> Iterator[Generation]:
    texts = [_plain(request) for request in requests]
    ids = engine.encoder.encode_bare(texts)
    prefix = engine.encoder.prefix()
    grouped = [
        split_windows(ids[text], prefix=prefix, context_length=engine.model.context_length)
        for text in texts
    ]
    for i, scores in _scored(engine, grouped, shares=False):
        yield RollingGeneration(
            **key_of(requests[i]),
            prompt_sha256=sha256_bytes(texts[i].encode()),
            n_prompt_tokens=len(ids[texts[i]]),
            log_likelihoods=(sum(each.log_likelihood for each in scores),),
            n_tokens=(sum(each.n_tokens for each in scores),),
            n_bytes=(len(texts[i].encode()),),
            is_greedy=(all(each.is_greedy for each in scores),),
        )


def _scored(
    engine: Engine, grouped: Sequence[Sequence[Option]], *, shares: bool
) -> Iterator[tuple[int, list[OptionScore]]]:
    """Scores of groups of options, each group as soon as it is complete."""
    options = [option for each in grouped for option in each]
    owners = [(i, n) for i, each in enumerate(grouped) for n in range(len(each))]
    found: list[dict[int, OptionScore]] = [{} for _ in grouped]
    for i, group in enumerate(grouped):
        if not group:
            yield i, []
    # Long windows have nothing to share; short rows of similar length pad little.
    score = _SCORE[engine.reuse if shares else "repeated"]
    for position, one in score(engine.model, options, budget=engine.budget):
        i, n = owners[position]
        found[i][n] = one
        if len(found[i]) == len(grouped[i]):
            yield i, [found[i][n] for n in range(len(grouped[i]))]


def _generate(engine: Engine, requests: Sequence[Request]) -> Iterator[Generation]:
    texts = prompt_texts(engine, requests)
    ids = engine.encoder.encode(texts)
    prompts = [
        fit_prompt(engine, request, ids[text])
        for text, request in zip(texts, requests, strict=True)
    ]
    n_rows = engine.rows_for(prompts)
    if engine.reuse == "shared":
        ended = generate_slots(
            engine.model, prompts, engine.write, n_rows=n_rows, budget=engine.budget
        )
    else:
        ended = generate_rows(engine.model, prompts, engine.write, n_rows=n_rows)
    for i, end in ended:
        yield _text_generation(requests[i], texts[i], len(ids[texts[i]]), prompts[i], end)


def _text_generation(
    request: Request, text: str, n_tokens: int, prompt: Prompt, end: Ended
) -> TextGeneration:
    return TextGeneration(
        **key_of(request),
        prompt_sha256=sha256_bytes(text.encode()),
        n_prompt_tokens=n_tokens,
        n_truncated_tokens=n_tokens - len(prompt.ids),
        text=end.text,
        raw_text=end.raw_text,
        token_ids=end.token_ids,
        n_tokens=len(end.token_ids),
        n_thinking_tokens=end.n_thinking_tokens,
        finish_reason=end.finish_reason,
    )


def fit_prompt(engine: Engine, request: Request, ids: list[int]) -> Prompt:
    """The prompt with room for its answer: what does not fit is dropped from its start."""
    decoding = request.decoding or Decoding(max_new_tokens=128)
    length = engine.model.context_length
    room = min(decoding.max_new_tokens, length // 2)
    kept = (ids or [engine.encoder.prefix()])[-(length - room) :]
    return Prompt(
        ids=kept,
        decoding=decoding,
        limit=min(decoding.max_new_tokens, length - len(kept)),
        draw_key="\x1f".join([str(decoding.seed), *map(str, request.key)]),
    )


def prompt_texts(engine: Engine, requests: Sequence[Request]) -> list[str]:
    """Prompts as the model receives them: conversations through its template, texts as they are."""
    conversations = [each.prompt for each in requests if not isinstance(each.prompt, str)]
    if not conversations:
        return [str(each.prompt) for each in requests]
    rendered = iter(render(engine.encoder.tokenizer, conversations))
    return [each.prompt if isinstance(each.prompt, str) else next(rendered) for each in requests]


def _fit(option: Option, length: int) -> tuple[Option | None, int]:
    """An option whose input fits the context, and how many prompt tokens that cost."""
    excess = len(option.context) + len(option.continuation) - 1 - length
    if excess <= 0:
        return option, 0
    if excess >= len(option.context):
        return None, 0
    kept = Option(option.context[excess:], option.continuation, option.is_merged)
    return kept, excess


def _plain(request: Request) -> str:
    if not isinstance(request.prompt, str) or not request.prompt:
        which = shown(request.sample_id)
        raise BackendError(Fault(f"task {request.task}, sample {which}: no text to read"))
    return request.prompt
