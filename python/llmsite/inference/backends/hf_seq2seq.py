"""Encoder-decoders such as T5 and mT5: options by log-likelihood, and greedy or sampled text.

The encoder reads each prompt once; every option is then a row of the decoder, beginning with the
model's start token. What ends a text is no part of an option.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module

import torch

from llmsite.errors import BackendError, Fault
from llmsite.inference.answering import Load, key_of
from llmsite.inference.backends._local import Loaded, LocalBackend, load_files
from llmsite.inference.backends.base import Capabilities, Options
from llmsite.inference.causal import score_logits
from llmsite.inference.choosing import require_backend
from llmsite.inference.decoding import Prompt, Writing
from llmsite.inference.generation import Steering
from llmsite.inference.likelihoods import OptionScore
from llmsite.inference.reading import ReadText, TextReader, split_batches
from llmsite.inference.sources import resolve
from llmsite.inference.tokens import Encoder, refuse_empty
from llmsite.schema.generation import ChoicesGeneration, Generation, TextGeneration
from llmsite.schema.request import Decoding, Request
from llmsite.storage import sha256_bytes

_ROWS = 32
"""Texts generated at once."""
_DEFAULT = Decoding(max_new_tokens=128)


class HfSeq2seq(LocalBackend):
    """An encoder and a decoder."""

    name = "hf_seq2seq"
    method = "log-likelihood"

    def __init__(self, loaded: Loaded, options: Options) -> None:
        super().__init__(loaded, options)
        self._reader = TextReader(self.tokenizer, self.model)
        self._decoder = Encoder(self.tokenizer)  # type: ignore[arg-type]  # what is used of it fits
        stated = self.model.generation_config
        self._start_id = _first(
            getattr(stated, "decoder_start_token_id", None),
            getattr(self.model.config, "decoder_start_token_id", None),
        )
        ends = getattr(stated, "eos_token_id", None)
        listed = [*(ends if isinstance(ends, list) else [ends]), self.tokenizer.eos_token_id]
        self._eos_ids = frozenset(int(each) for each in listed if each is not None)
        # Defaults that a model brings (beams, penalties) would bend what is asked.
        self.model.generation_config = import_module("transformers").GenerationConfig()

    def settings(self) -> dict[str, str]:
        """How much of a prompt is read, and how many texts grow at once."""
        return {"length": str(self._reader.length), "rows": str(_ROWS)}

    def capabilities(self) -> Capabilities:
        """Options and generation."""
        return Capabilities(frozenset({"choices", "generate"}), is_exact=self.exact)

    def count(self, requests: Sequence[Request]) -> Load:
        """Prompts once each, and every option after its prompt."""
        n_prompt = sum(len(self._read(each).ids) for each in requests)
        if requests[0].kind == "generate":
            return Load(n_prompt, n_prompt, sum(self._limit(each) for each in requests))
        n_options = sum(len(ids) for each in requests for ids in self._options(each))
        return Load(n_prompt + n_options, n_prompt + n_options)

    def try_row(self, ids: torch.Tensor) -> None:
        """One row of the encoder and one step of the decoder."""
        self.model(input_ids=ids, decoder_input_ids=ids[:, :1])

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """One generation a request."""
        if requests[0].kind == "generate":
            yield from self._generate(requests)
            return
        for request in requests:
            refuse_empty(request)
        askable = []
        for request in requests:
            if all(self._options(request)):
                askable.append(request)
            else:
                yield ChoicesGeneration(**key_of(request), error="an option has no tokens")
        rows = [self._read(each) for each in askable]
        for batch in split_batches([len(each.ids) for each in rows], budget=budget):
            yield from self._score_batch(
                [askable[i] for i in batch], [rows[i] for i in batch], budget=budget
            )

    def _score_batch(
        self, requests: Sequence[Request], rows: Sequence[ReadText], *, budget: int
    ) -> Iterator[Generation]:
        """Read prompts together, then score all of their options."""
        given = self._reader.collate(rows)
        mask = given["attention_mask"]
        hidden = self.model.get_encoder()(**given).last_hidden_state
        options = [(i, ids) for i, each in enumerate(requests) for ids in self._options(each)]
        scores: list[OptionScore | None] = [None] * len(options)
        costs = [len(ids) + hidden.shape[1] for _, ids in options]
        for batch in split_batches(costs, budget=budget):
            of = torch.tensor([options[n][0] for n in batch], device=self.device)
            texts = [options[n][1] for n in batch]
            for n, score in zip(batch, self._score(hidden[of], mask[of], texts), strict=True):
                scores[n] = score
        for i, request in enumerate(requests):
            own = [s for (owner, _), s in zip(options, scores, strict=True) if owner == i and s]
            yield _scored(request, rows[i], own)

    def _score(
        self, hidden: torch.Tensor, mask: torch.Tensor, texts: Sequence[list[int]]
    ) -> list[OptionScore]:
        """Scores of one text a row, after what the encoder gave for its prompt."""
        width = max(map(len, texts))
        ids = torch.full((len(texts), width), self._start_id, dtype=torch.long)
        for row, text in enumerate(texts):
            ids[row, 1 : len(text)] = torch.tensor(text[:-1], dtype=torch.long)
        output = import_module("transformers.modeling_outputs").BaseModelOutput
        logits = self.model(
            encoder_outputs=output(last_hidden_state=hidden),
            attention_mask=mask,
            decoder_input_ids=ids.to(self.device),
            use_cache=False,
        ).logits.float()
        places = [row * width + n for row, text in enumerate(texts) for n in range(len(text))]
        tokens = [each for text in texts for each in text]
        flat = logits.reshape(-1, logits.shape[-1])
        found, greedy = score_logits(flat, torch.tensor(places), tokens)
        scores, at = [], 0
        for text in texts:
            stop = at + len(text)
            scores.append(OptionScore(sum(found[at:stop]), len(text), all(greedy[at:stop])))
            at = stop
        return scores

    def _generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        """Texts in batches, the longest prompts first."""
        rows = [self._read(each) for each in requests]
        order = sorted(range(len(rows)), key=lambda i: (-len(rows[i].ids), i))
        n_rows = max(1, _ROWS >> self.n_halvings)
        for start in range(0, len(order), n_rows):
            batch = order[start : start + n_rows]
            writings = [self._write(requests[i], rows[i]) for i in batch]
            self._grow(writings, [rows[i] for i in batch])
            for i, writing in zip(batch, writings, strict=True):
                yield _written(requests[i], rows[i], writing)

    def _write(self, request: Request, row: ReadText) -> Writing:
        decoding = request.decoding or _DEFAULT
        draw_key = "\x1f".join([str(decoding.seed), *map(str, request.key)])
        prompt = Prompt(row.ids, decoding, self._limit(request), draw_key)
        return Writing(prompt, self._decoder, self._eos_ids)

    def _grow(self, writings: Sequence[Writing], rows: Sequence[ReadText]) -> None:
        """Add tokens until every text is over."""
        steering = Steering(writings)
        self.model.generate(  # type: ignore[operator]  # a method, whatever the stubs say
            **self._reader.collate(rows),
            max_new_tokens=max(each.prompt.limit for each in writings),
            do_sample=False,
            decoder_start_token_id=self._start_id,
            pad_token_id=self._start_id,
            eos_token_id=None,
            logits_processor=[steering.pick],
            stopping_criteria=[steering.stop],
        )

    def _read(self, request: Request) -> ReadText:
        """A prompt as the encoder reads it; what is too long loses its start."""
        ids = self._reader.plain_ids(str(request.prompt))
        head, tail = self._reader.frame()
        room = self._reader.length - len(head) - len(tail)
        kept = ids[max(0, len(ids) - room) :]
        whole = [*head, *kept, *tail]
        return ReadText(whole, [0] * len(whole), [], [], len(ids) - len(kept))

    def _options(self, request: Request) -> list[list[int]]:
        """Token ids of a request's options, without the space that would follow a prompt."""
        return [self._reader.plain_ids(each.lstrip()) for each in request.continuations]

    def _limit(self, request: Request) -> int:
        return min((request.decoding or _DEFAULT).max_new_tokens, self._reader.length)


def _first(*numbers: int | None) -> int:
    """The first number that is stated.

    Raises:
        BackendError: None is.
    """
    stated = [each for each in numbers if each is not None]
    if not stated:
        fix = "add decoder_start_token_id to its config.json"
        raise BackendError(Fault("the model does not say how a text begins", fix=fix))
    return stated[0]


def _scored(request: Request, row: ReadText, scores: Sequence[OptionScore]) -> ChoicesGeneration:
    return ChoicesGeneration(
        **key_of(request),
        prompt_sha256=sha256_bytes(str(request.prompt).encode()),
        n_prompt_tokens=len(row.ids) + row.n_truncated,
        n_truncated_tokens=row.n_truncated,
        log_likelihoods=tuple(each.log_likelihood for each in scores),
        n_tokens=tuple(each.n_tokens for each in scores),
        n_bytes=tuple(len(each.encode()) for each in request.continuations),
        is_greedy=tuple(each.is_greedy for each in scores),
    )


def _written(request: Request, row: ReadText, writing: Writing) -> TextGeneration:
    end = writing.end()
    return TextGeneration(
        **key_of(request),
        prompt_sha256=sha256_bytes(str(request.prompt).encode()),
        n_prompt_tokens=len(row.ids) + row.n_truncated,
        n_truncated_tokens=row.n_truncated,
        text=end.text,
        raw_text=end.raw_text,
        token_ids=end.token_ids,
        n_tokens=len(end.token_ids),
        n_thinking_tokens=end.n_thinking_tokens,
        finish_reason=end.finish_reason,
    )


def load(model: str, options: Options) -> HfSeq2seq:
    """Find, check and load a model.

    Raises:
        BackendError: It cannot be found, trusted or read, or has no encoder and decoder.
    """
    source = resolve(model, name=options.name, remote_code=options.remote_code)
    require_backend(source, HfSeq2seq.name)
    return HfSeq2seq(load_files(source, "AutoModelForSeq2SeqLM", options), options)
