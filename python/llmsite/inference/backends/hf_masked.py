"""Masked language models: options by pseudo-log-likelihood.

Each token of an option is masked once, the prompt and the rest of the option being there; the
log-probabilities of the true tokens are added up (Salazar et al. 2020, "Masked Language Model
Scoring"). One row a token, in batches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

from llmsite.errors import BackendError, Fault
from llmsite.inference.answering import Load, key_of
from llmsite.inference.backends._local import Loaded, LocalBackend, load_files
from llmsite.inference.backends.base import Capabilities, Options
from llmsite.inference.causal import score_logits
from llmsite.inference.choosing import require_backend
from llmsite.inference.likelihoods import OptionScore
from llmsite.inference.reading import ReadText, TextReader, split_batches
from llmsite.inference.sources import resolve
from llmsite.inference.tokens import refuse_empty
from llmsite.schema.generation import ChoicesGeneration, Generation
from llmsite.schema.request import Request
from llmsite.storage import sha256_bytes


@dataclass(frozen=True, slots=True)
class _Option:
    """A prompt with one of its options as token ids."""

    row: ReadText
    """The whole, special tokens included."""
    first: int
    """Position of the first token of the option."""
    last: int
    """Position after its last token."""
    n_dropped: int
    """Tokens that were dropped from the start of the prompt."""
    is_merged: bool
    """Whether the first token also holds the end of the prompt."""


class HfMasked(LocalBackend):
    """A model that fills gaps."""

    name = "hf_masked"
    method = "pseudo-log-likelihood"

    def __init__(self, loaded: Loaded, options: Options) -> None:
        super().__init__(loaded, options)
        self._reader = TextReader(self.tokenizer, self.model)
        if self.tokenizer.mask_token_id is None:
            fix = "use the tokenizer that the model was trained with"
            raise BackendError(Fault("the tokenizer has no token that stands for a gap", fix=fix))
        self._mask_id = int(self.tokenizer.mask_token_id)
        self._wanted: torch.Tensor | None = None
        head: torch.nn.Module = self.model.get_output_embeddings()  # type: ignore[no-untyped-call]  # transformers
        self._hook = head.register_forward_pre_hook(self._keep_wanted)

    def _keep_wanted(
        self, _: torch.nn.Module, given: tuple[torch.Tensor, ...]
    ) -> tuple[torch.Tensor, ...] | None:
        """Only gaps go through the head, which is most of the work of a short row."""
        if self._wanted is None:
            return None
        hidden = given[0]
        rows = torch.arange(len(self._wanted), device=hidden.device)
        return (hidden[rows, self._wanted][:, None],)

    def settings(self) -> dict[str, str]:
        """How much of a prompt is read."""
        return {"length": str(self._reader.length)}

    def capabilities(self) -> Capabilities:
        """Options."""
        return Capabilities(frozenset({"choices"}), is_exact=self.exact)

    def close(self) -> None:
        """Take the hook off."""
        self._hook.remove()

    def count(self, requests: Sequence[Request]) -> Load:
        """Tokens of all options, once for each token that is masked."""
        options = [option for each in requests for option in self._options(each)]
        n_tokens = sum(len(each.row.ids) for each in options)
        return Load(n_tokens, sum(len(o.row.ids) * (o.last - o.first) for o in options))

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """The score of each option."""
        for request in requests:
            refuse_empty(request)
        grouped = [self._options(each) for each in requests]
        for request, group in zip(requests, grouped, strict=True):
            if not group:
                error = "an option is longer than the context, or has no tokens"
                yield ChoicesGeneration(**key_of(request), error=error)
        options = [option for each in grouped for option in each]
        owners = [i for i, each in enumerate(grouped) for _ in each]
        found: list[dict[int, OptionScore]] = [{} for _ in grouped]
        for position, score in self._scores(options, budget=budget):
            i = owners[position]
            found[i][position] = score
            if len(found[i]) == len(grouped[i]):
                scores = [found[i][each] for each in sorted(found[i])]
                yield _answered(requests[i], grouped[i], scores)

    def _scores(
        self, options: Sequence[_Option], *, budget: int
    ) -> Iterator[tuple[int, OptionScore]]:
        """Score of each option as soon as all of its gaps are filled."""
        gaps = [(n, at) for n, each in enumerate(options) for at in range(each.first, each.last)]
        lengths = [len(options[n].row.ids) for n, _ in gaps]
        parts: list[list[tuple[float, bool]]] = [[] for _ in options]
        for batch in split_batches(lengths, budget=budget):
            for gap, score in zip(
                batch, self._fill(options, [gaps[i] for i in batch]), strict=True
            ):
                n = gaps[gap][0]
                parts[n].append(score)
                if len(parts[n]) == options[n].last - options[n].first:
                    total = sum(one for one, _ in sorted(parts[n]))
                    is_greedy = all(each for _, each in parts[n])
                    yield n, OptionScore(total, len(parts[n]), is_greedy)

    def _fill(
        self, options: Sequence[_Option], gaps: Sequence[tuple[int, int]]
    ) -> list[tuple[float, bool]]:
        """Log-probability of the true token of each gap, and whether it is the best one."""
        given = self._reader.collate([options[n].row for n, _ in gaps])
        places = torch.tensor([at for _, at in gaps], device=self.device)
        rows = torch.arange(len(gaps), device=self.device)
        given["input_ids"][rows, places] = self._mask_id
        self._wanted = places
        try:
            logits = self.model(**given).logits[:, 0].float()
        finally:
            self._wanted = None
        tokens = [options[n].row.ids[at] for n, at in gaps]
        scores, greedy = score_logits(logits, torch.arange(len(gaps)), tokens)
        return list(zip(scores, greedy, strict=True))

    def _options(self, request: Request) -> list[_Option]:
        """A request's options; none where one of them cannot be scored."""
        prompt = str(request.prompt)
        found = [self._join(prompt, each) for each in request.continuations]
        return [each for each in found if each] if all(found) else []

    def _join(self, prompt: str, continuation: str) -> _Option | None:
        """A prompt and an option as one row; what is too long loses the start of the prompt."""
        prompt_ids = self._reader.plain_ids(prompt.rstrip())
        whole = self._reader.plain_ids(prompt + continuation)
        first = next(
            (i for i, (a, b) in enumerate(zip(prompt_ids, whole, strict=False)) if a != b),
            min(len(prompt_ids), len(whole) - 1),
        )
        head, tail = self._reader.frame()
        n_dropped = max(0, len(head) + len(whole) + len(tail) - self._reader.length)
        if not whole or n_dropped > first:
            return None
        ids = [*head, *whole[n_dropped:], *tail]
        at = len(head) + first - n_dropped
        row = ReadText(ids, [0] * len(ids), [], [])
        return _Option(row, at, len(ids) - len(tail), n_dropped, first < len(prompt_ids))


def _answered(
    request: Request, options: Sequence[_Option], scores: Sequence[OptionScore]
) -> ChoicesGeneration:
    first = options[0]
    return ChoicesGeneration(
        **key_of(request),
        prompt_sha256=sha256_bytes(str(request.prompt).encode()),
        n_prompt_tokens=len(first.row.ids) - (first.last - first.first) + first.n_dropped,
        n_truncated_tokens=max(each.n_dropped for each in options),
        log_likelihoods=tuple(each.log_likelihood for each in scores),
        n_tokens=tuple(each.n_tokens for each in scores),
        n_bytes=tuple(len(each.encode()) for each in request.continuations),
        is_greedy=tuple(each.is_greedy for each in scores),
        n_merged=sum(each.is_merged for each in options),
    )


def load(model: str, options: Options) -> HfMasked:
    """Find, check and load a model.

    Raises:
        BackendError: It cannot be found, trusted or read, or fills no gaps.
    """
    source = resolve(model, name=options.name, remote_code=options.remote_code)
    require_backend(source, HfMasked.name)
    return HfMasked(load_files(source, "AutoModelForMaskedLM", options), options)
