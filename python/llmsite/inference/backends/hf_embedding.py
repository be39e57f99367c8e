"""Embedding models: options by the likeness of vectors.

    a text and options         the nearest option; examples of an option move its vector
    a text and documents       documents in the order of their likeness
    two texts and options      what likeness the options stand for is learnt from the examples

Pooling, normalisation and comparison are those that the model's own files name.
"""

from collections.abc import Iterator, Mapping, Sequence

import torch

from llmsite.errors import BackendError, Fault
from llmsite.inference.answering import Load, Read, key_of
from llmsite.inference.backends._local import Loaded, LocalBackend, load_files
from llmsite.inference.backends.base import Capabilities, Options
from llmsite.inference.choosing import architecture, choose_backend
from llmsite.inference.encoder import count_rows, read_of, refuse_requests
from llmsite.inference.pooling import Recipe, pool, read_recipe
from llmsite.inference.reading import TextReader, split_batches
from llmsite.inference.similarity import (
    Relations,
    Vector,
    blend,
    cosine,
    dot,
    learn_relations,
)
from llmsite.inference.sources import resolve
from llmsite.schema.generation import ChoicesGeneration, ClassifyGeneration, Generation
from llmsite.schema.request import Request, Shot

_POOLER = ("pooler",)
"""Part of many encoders that makes a vector of its own; vectors of tokens are pooled instead."""


class HfEmbedding(LocalBackend):
    """A model that gives each text a vector."""

    name = "hf_embedding"
    method = "similarity"

    def __init__(self, loaded: Loaded, options: Options, recipe: Recipe) -> None:
        super().__init__(loaded, options)
        self._recipe = recipe
        self._reader = TextReader(self.tokenizer, self.model, limit=recipe.length)
        self._compare = cosine if recipe.similarity == "cosine" else dot
        self._shots: dict[str, list[Shot]] = {}

    def settings(self) -> dict[str, str]:
        """The recipe."""
        recipe = self._recipe
        said = {
            "length": str(self._reader.length),
            "normalised": "yes" if recipe.is_normalised else "no",
            "options": "text and examples",
            "pooling": recipe.pooling,
            "similarity": recipe.similarity,
        }
        before = {"before_text": recipe.before_text(), "before_option": recipe.before_candidate()}
        return said | {name: text for name, text in before.items() if text}

    def capabilities(self) -> Capabilities:
        """Options, which examples explain."""
        kinds = frozenset({"choices", "classify"})
        return Capabilities(kinds, reads_shots=True, is_exact=self.exact)  # type: ignore[arg-type]  # literals

    def check(self, requests: Sequence[Request]) -> None:
        """Every request needs options.

        Raises:
            BackendError: One has none.
        """
        ok = [bool(each.inputs.choices) for each in requests]
        refuse_requests(requests, ok=ok, words="have no options to compare with")

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """Keep the examples whose answer is one of their options."""
        self._shots[task] = [each for each in shots if each.answer in each.inputs.choices]

    def count(self, requests: Sequence[Request]) -> Load:
        """Tokens of all texts and options, each once."""
        return count_rows(self._reader.read([(text, "") for text in self._texts(requests)]))

    def ask(self, requests: Sequence[Request], *, budget: int) -> Iterator[Generation]:
        """Scores of options, one request after the other."""
        shots = self._shots.get(requests[0].task, [])
        vectors, read = self._embed(self._texts(requests), budget=budget)
        relations = self._relations(requests, shots, vectors)
        options = self._options(requests, shots, vectors)
        for request in requests:
            text = vectors[self._as_text(request.inputs.text)]
            if relations is not None:
                second = self._as_text(request.inputs.pair)
                likeness = self._compare(text, vectors[second])
                scores = relations.score(likeness, request.inputs.choices)
            else:
                scores = [self._compare(text, options[each]) for each in request.inputs.choices]
            yield _scored(request, scores, read[self._as_text(request.inputs.text)])

    def _relations(
        self, requests: Sequence[Request], shots: Sequence[Shot], vectors: Mapping[str, Vector]
    ) -> Relations | None:
        """What options say of pairs; none where requests are no pairs."""
        if not any(each.inputs.pair for each in requests):
            return None
        pairs = [each for each in shots if each.inputs.pair]
        if not pairs:
            message = f"task {requests[0].task} compares two texts, and has no examples"
            fix = "leave it out: nothing says what likeness its options stand for"
            raise BackendError(Fault(message, fix=fix))
        likeness = [
            self._compare(
                vectors[self._as_text(each.inputs.text)], vectors[self._as_text(each.inputs.pair)]
            )
            for each in pairs
        ]
        return learn_relations(pairs, likeness)

    def _options(
        self, requests: Sequence[Request], shots: Sequence[Shot], vectors: Mapping[str, Vector]
    ) -> dict[str, Vector]:
        """The vector of each option: of its text, moved to its examples."""
        names = dict.fromkeys(each for request in requests for each in request.inputs.choices)
        examples: dict[str, list[Vector]] = {}
        for shot in shots:
            vector = vectors[self._as_text(shot.inputs.text)]
            examples.setdefault(shot.answer, []).append(vector)
        own = {name: vectors[self._as_option(name)] for name in names}
        return {
            name: blend([own[name], *examples[name]]) if name in examples else own[name]
            for name in names
        }

    def _texts(self, requests: Sequence[Request]) -> list[str]:
        """Everything that needs a vector, once."""
        inputs = [each.inputs for each in requests]
        inputs += [each.inputs for each in self._shots.get(requests[0].task, [])]
        texts = [self._as_text(each) for i in inputs for each in (i.text, i.pair) if each]
        options = [self._as_option(each) for i in requests for each in i.inputs.choices]
        return list(dict.fromkeys([*texts, *options]))

    def _as_text(self, text: str) -> str:
        return self._cased(self._recipe.before_text() + text)

    def _as_option(self, text: str) -> str:
        return self._cased(self._recipe.before_candidate() + text)

    def _cased(self, text: str) -> str:
        return text.lower() if self._recipe.is_lower_case else text

    def _embed(
        self, texts: Sequence[str], *, budget: int
    ) -> tuple[dict[str, Vector], dict[str, Read]]:
        """Vector of each text, and how much of it was read."""
        rows = self._reader.read([(each, "") for each in texts])
        found: dict[str, Vector] = {}
        for batch in split_batches([len(each.ids) for each in rows], budget=budget):
            given = self._reader.collate([rows[i] for i in batch])
            hidden = self.model(**given).last_hidden_state.float()
            pooled = pool(hidden, given["attention_mask"], self._recipe.pooling)
            if self._recipe.is_normalised:
                pooled = torch.nn.functional.normalize(pooled, dim=-1)
            for i, vector in zip(batch, pooled.double().cpu().numpy(), strict=True):
                found[texts[i]] = vector
        return found, {text: read_of([row]) for text, row in zip(texts, rows, strict=True)}


def _scored(request: Request, scores: Sequence[float], read: Read) -> Generation:
    if request.kind == "classify":
        return ClassifyGeneration(**key_of(request), **read, logits=tuple(scores))
    return ChoicesGeneration(**key_of(request), **read, log_likelihoods=tuple(scores))


def load(model: str, options: Options) -> HfEmbedding:
    """Find, check and load a model.

    Raises:
        BackendError: It cannot be found, trusted or read, or nothing says how it pools.
    """
    source = resolve(model, name=options.name, remote_code=options.remote_code)
    if source.gguf or choose_backend(source) in ("hf_seq2seq", "lstm"):
        what = "a GGUF file" if source.gguf else architecture(source)
        message = f"{source.source} is {what}, which the backend {HfEmbedding.name} cannot ask"
        raise BackendError(Fault(message, fix="leave --backend out"))
    recipe = read_recipe(source, options.pooling)
    return HfEmbedding(load_files(source, "AutoModel", options, unused=_POOLER), options, recipe)
