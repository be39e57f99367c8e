"""A recurrent language model: long short-term memory over the tokens of a folder of its own.

    config.json         {"architecture": "Lstm", "vocabulary": 2048, "width": 384, "layers": 1}
    tokenizer.json      of the package tokenizers; the token `<|endoftext|>` stands before a text
    model.safetensors   the weights of `Lstm`

`benchmarks/train_language_models.py` writes such a folder. A state has no length limit, so nothing
is ever cut. Scores options and whole texts; generates nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from itertools import takewhile
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from llmsite.errors import BackendError, Fault, LlmsiteError
from llmsite.inference.answering import key_of
from llmsite.inference.backends.base import Backend, Capabilities, Options
from llmsite.inference.device import choose_device, measure
from llmsite.inference.sources import ModelSource, resolve
from llmsite.inference.tokens import Encoder, Option
from llmsite.schema.generation import ChoicesGeneration, Generation, RollingGeneration
from llmsite.schema.request import Request
from llmsite.schema.run import BackendIdentity, Measured, ModelIdentity
from llmsite.storage import Json, parse_json, read_bytes, sha256_bytes, shown

if TYPE_CHECKING:
    import tokenizers

_VERSION = 1
_START = "<|endoftext|>"
_ROWS = 32
"""Rows computed at once."""
_CHUNK = 64
"""Tokens of a continuation scored at once; the state is carried on."""
_MOST = {"vocabulary": 1 << 20, "width": 1 << 14, "layers": 64}
"""Bounds of a configuration."""
_MOST_WORDS = 200
"""Characters of another package's error."""

State = tuple[torch.Tensor, torch.Tensor]
"""Output and memory of each layer [layers, rows, width]."""


class Lstm(nn.Module):
    """Embedding, layers of long short-term memory, and a head with the embedding's weights."""

    def __init__(self, *, vocabulary: int, width: int, layers: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.lstm = nn.LSTM(width, width, layers, batch_first=True)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, ids: torch.Tensor, state: State | None = None) -> tuple[torch.Tensor, State]:
        """Hidden rows [rows, columns, width] of token ids [rows, columns], and the state after."""
        hidden, after = self.lstm(self.embedding(ids), state)
        return hidden, after

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """Unnormalised log-probabilities of the next token [..., vocabulary]."""
        return nn.functional.linear(hidden, self.embedding.weight, self.bias)


class LstmBackend(Backend):
    """An `Lstm` with its tokenizer."""

    def __init__(self, model: Lstm, encoder: Encoder, identity: ModelIdentity) -> None:
        self._model = model
        self._encoder = encoder
        self._identity = identity
        self._device = model.bias.device

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """Hashes of weights and tokenizer; versions and numerics."""
        backend = BackendIdentity(
            name="lstm",
            version=_VERSION,
            packages={name: version(name) for name in ("tokenizers", "torch")},
            numerics={"device": self._device.type, "dtype": "float32"},
            method="log-likelihood",
        )
        return self._identity, backend

    def capabilities(self) -> Capabilities:
        """Options and whole texts."""
        return Capabilities(frozenset({"choices", "rolling"}), is_exact=False)

    def measured(self) -> Measured:
        """Processor and peak memory."""
        return measure(self._device)

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:
        """Score the requests of one unit; rows of similar length together unless `exact`.

        Raises:
            BackendError: A request is a conversation, or one of its texts is empty.
        """
        for request in requests:
            _refuse(request)
        n = 1 if exact else _ROWS
        with torch.inference_mode():
            if requests[0].kind == "choices":
                yield from self._choices(requests, n)
            else:
                yield from self._rolling(requests, n)

    def _choices(self, requests: Sequence[Request], n: int) -> Iterator[Generation]:
        pairs = [(str(each.prompt), each.continuations) for each in requests]
        joined = self._encoder.join(pairs)
        scores = iter(self._score([option for each in joined for option in each], n))
        for request, options in zip(requests, joined, strict=True):
            found = [next(scores) for _ in options]
            yield ChoicesGeneration(
                **key_of(request),
                prompt_sha256=sha256_bytes(str(request.prompt).encode()),
                n_prompt_tokens=len(options[0].context),
                log_likelihoods=tuple(total for total, _ in found),
                n_tokens=tuple(len(each.continuation) for each in options),
                n_bytes=tuple(len(each.encode()) for each in request.continuations),
                is_greedy=tuple(greedy for _, greedy in found),
                n_merged=sum(each.is_merged for each in options),
            )

    def _rolling(self, requests: Sequence[Request], n: int) -> Iterator[Generation]:
        texts = [str(each.prompt) for each in requests]
        ids = self._encoder.encode_bare(texts)
        rows = [Option([self._encoder.prefix()], ids[text]) for text in texts]
        found = self._score(rows, n)
        for request, row, text, (total, greedy) in zip(requests, rows, texts, found, strict=True):
            yield RollingGeneration(
                **key_of(request),
                prompt_sha256=sha256_bytes(str(request.prompt).encode()),
                n_prompt_tokens=len(row.continuation),
                log_likelihoods=(total,),
                n_tokens=(len(row.continuation),),
                n_bytes=(len(text.encode()),),
                is_greedy=(greedy,),
            )

    def _score(self, options: Sequence[Option], n: int) -> list[tuple[float, bool]]:
        """Log-likelihood of each option, and whether it is greedy, in order."""
        owners: dict[tuple[int, ...], list[int]] = {}
        for i, each in enumerate(options):
            owners.setdefault(tuple(each.context), []).append(i)
        contexts = sorted(owners, key=lambda context: (-len(context), context))
        shared = _shared(contexts)
        state = self._start(shared)
        found: dict[int, tuple[float, bool]] = {}
        for first in range(0, len(contexts), n):
            part = contexts[first : first + n]
            ends = self._read([each[len(shared) :] for each in part], state)
            rows = [row for row, each in enumerate(part) for _ in owners[each]]
            asked = [i for each in part for i in owners[each]]
            after = (ends[0][:, rows], ends[1][:, rows])
            scores = self._continue([options[i].continuation for i in asked], after)
            found.update(zip(asked, scores, strict=True))
        return [found[i] for i in range(len(options))]

    def _start(self, ids: Sequence[int]) -> State | None:
        """State of one row after what all contexts begin with; none where that is nothing."""
        if not ids:
            return None
        state: State = self._model(torch.tensor([ids], device=self._device))[1]
        return state

    def _read(self, rows: Sequence[tuple[int, ...]], state: State | None) -> State:
        """States after rows of token ids, the longest first, which all go on from one state."""
        padded = pad_sequence([torch.tensor(each) for each in rows], batch_first=True)
        lengths = torch.tensor([len(each) for each in rows])
        embedded = self._model.embedding(padded.to(self._device))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True)
        if state is not None:
            output, memory = (each.expand(-1, len(rows), -1).contiguous() for each in state)
            state = (output, memory)
        after: State = self._model.lstm(packed, state)[1]
        return after

    def _continue(
        self, rows: Sequence[Sequence[int]], state: State
    ) -> Iterator[tuple[float, bool]]:
        """Scores of continuations, each from its own state: padded where nothing is read."""
        tokens = pad_sequence([torch.tensor(each) for each in rows], batch_first=True)
        lengths = torch.tensor([len(each) for each in rows])
        places = torch.arange(tokens.shape[1])[None, :] < lengths[:, None]
        totals = torch.zeros(len(rows), dtype=torch.float64)
        greedy = torch.ones(len(rows), dtype=torch.bool)
        hidden = state[0][-1][:, None]
        for start in range(0, tokens.shape[1], _CHUNK):
            part, here = tokens[:, start : start + _CHUNK], places[:, start : start + _CHUNK]
            # The last hidden row of a chunk predicts the first token of the next one.
            read, after = self._model(part.to(self._device), state)
            seen = torch.cat([hidden, read[:, :-1]], 1)
            hidden, state = read[:, -1:], after
            logits = self._model.logits(seen[here.to(self._device)]).cpu().double()
            wanted, owner = part[here], here.nonzero()[:, 0]
            scores = torch.log_softmax(logits, -1).gather(1, wanted[:, None])[:, 0]
            totals.index_add_(0, owner, scores)
            greedy[owner[logits.argmax(-1) != wanted]] = False
        return zip(totals.tolist(), greedy.tolist(), strict=True)


def _shared(contexts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """What all contexts begin with, without the last token of any of them."""
    shortest = min(map(len, contexts)) - 1
    columns = zip(*(each[:shortest] for each in contexts), strict=True)
    n = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    return contexts[0][:n]


def _refuse(request: Request) -> None:
    where = f"task {request.task}, sample {shown(request.sample_id)}"
    if not isinstance(request.prompt, str):
        raise BackendError(Fault(f"{where}: this model takes no conversations"))
    if request.kind == "choices" and not (request.continuations and all(request.continuations)):
        raise BackendError(Fault(f"{where}: an option is empty", fix="give every option a text"))
    if request.kind == "rolling" and not request.prompt:
        raise BackendError(Fault(f"{where}: no text to read"))


def load(model: str, options: Options) -> LstmBackend:
    """Find, check and load a folder.

    Raises:
        BackendError: It cannot be found or read.
    """
    source = resolve(model, name=options.name)
    device = choose_device(options.device)
    # Without memory of its own: only the weights that are there take any, whatever sizes are said.
    with torch.device("meta"):
        module = Lstm(**_config(source))
    try:
        read = import_module("safetensors.torch").load_file
        weights: dict[str, torch.Tensor] = read(str(source.folder / "model.safetensors"))
        weights = {name: each.float() for name, each in weights.items()}
        module.load_state_dict(weights, assign=True)
        tokenizer: tokenizers.Tokenizer = import_module("tokenizers").Tokenizer.from_file(
            str(source.folder / "tokenizer.json")
        )
    except Exception as error:  # the tokenizer's package raises nothing narrower
        reason = " ".join(str(error).split())[:_MOST_WORDS]
        fix = "check that configuration, tokenizer and weights belong together and are complete"
        raise BackendError(Fault(f"cannot be loaded: {reason}", source.source, fix=fix)) from error
    _refuse_strangers(tokenizer.get_vocab(), module, source)
    sha256 = sha256_bytes(tokenizer.to_str().encode())
    wrapped = import_module("transformers").PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=_START
    )
    identity = ModelIdentity(
        id=source.id,
        source=source.source,
        revision=source.revision,
        weights_sha256=source.weights_sha256(),
        tokenizer_sha256=sha256,
        architecture="Lstm",
        n_parameters=sum(each.numel() for each in module.parameters()),
    )
    return LstmBackend(module.to(device).eval(), Encoder(wrapped), identity)


def _refuse_strangers(ids: Mapping[str, int], module: Lstm, source: ModelSource) -> None:
    """A tokenizer without a start token, or with tokens for which there are no weights."""
    n_rows = module.bias.numel()
    fix = "give the tokenizer that belongs to these weights"
    if _START not in ids:
        raise BackendError(Fault(f"the tokenizer has no token {_START}", source.source, fix=fix))
    if (n_tokens := max(ids.values()) + 1) > n_rows:
        message = f"the tokenizer has {n_tokens} tokens, the weights {n_rows}"
        raise BackendError(Fault(message, source.source, fix=fix))


def _config(source: ModelSource) -> dict[str, int]:
    """The sizes in `config.json`.

    Raises:
        BackendError: It is no configuration of this backend.
    """
    name = f"{source.source}/config.json"
    try:
        found = parse_json(read_bytes(source.folder / "config.json", name=name), name=name)
    except LlmsiteError as error:
        raise BackendError(*error.faults) from error
    given: dict[str, Json] = found if isinstance(found, dict) else {}
    sizes = {key: value for key in _MOST if isinstance(value := given.get(key), int)}
    if given.get("architecture") != "Lstm" or sizes.keys() != _MOST.keys():
        fix = "give a folder that benchmarks/train_language_models.py wrote"
        raise BackendError(Fault("is no configuration of an Lstm", name, fix=fix))
    wrong = [f"{key} {size}" for key, size in sizes.items() if not 1 <= size <= _MOST[key]]
    if wrong:
        bounds = ", ".join(f"{key} up to {most}" for key, most in _MOST.items())
        raise BackendError(Fault(f"sizes out of bounds: {', '.join(wrong)}", name, fix=bounds))
    return sizes
