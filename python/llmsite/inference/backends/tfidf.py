"""A linear classifier on TF-IDF features, fitted on a task's pool of examples.

It knows nothing but the pool, so it says how far the letters of an input lead without a language
model. Answers tasks whose samples share their options; logistic regression on counts of one to four
characters, which need no word boundaries. Computed by scikit-learn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

import numpy as np

from llmsite.errors import BackendError, Fault
from llmsite.inference.backends.base import Backend, Capabilities, Options, baseline_identity
from llmsite.schema.generation import ChoicesGeneration, Generation
from llmsite.schema.request import Request, SampleInputs, Shot
from llmsite.schema.run import BackendIdentity, ModelIdentity

if TYPE_CHECKING:
    from numpy.typing import NDArray

_VERSION = 1
_UNSEEN = -50.0
"""Logarithm of the probability of an option that no example has: below any that one has."""
_FEATURES = {"analyzer": "char_wb", "ngram_range": (1, 4), "sublinear_tf": True}
_INVERSE_PENALTY = 10.0


class _Vectorizer(Protocol):
    """What is used of `sklearn.feature_extraction.text.TfidfVectorizer`."""

    def fit(self, texts: Sequence[str]) -> object: ...
    def transform(self, texts: Sequence[str]) -> "_Sparse": ...


class _Sparse(Protocol):
    """What is used of a sparse matrix."""

    def toarray(self) -> "NDArray[np.float64]": ...


class _Linear(Protocol):
    """What is used of `sklearn.linear_model.LogisticRegression`."""

    classes_: "NDArray[np.str_]"

    def fit(self, rows: "NDArray[np.float64]", labels: Sequence[str]) -> object: ...
    def predict_log_proba(self, rows: "NDArray[np.float64]") -> "NDArray[np.float64]": ...


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What was learned from one pool."""

    vectorizer: _Vectorizer
    """Text to features."""
    linear: _Linear
    """Features to probabilities of options."""


class Tfidf(Backend):
    """Scores a sample's options by a classifier of its own for each task."""

    def __init__(self) -> None:
        text = import_module("sklearn.feature_extraction.text")
        self._make_vectorizer = text.TfidfVectorizer
        self._make_linear = import_module("sklearn.linear_model").LogisticRegression
        self._fitted: dict[str, _Fitted] = {}

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """`baseline/tfidf`, with the version of scikit-learn."""
        model, backend = baseline_identity("tfidf", _VERSION)
        packages = {"scikit-learn": version("scikit-learn")}
        update = {"packages": packages, "method": "linear-classifier"}
        return model, backend.model_copy(update=update)

    def capabilities(self) -> Capabilities:
        """Options, from the pool of examples."""
        return Capabilities(frozenset({"choices"}), reads_shots=True)

    def read_shots(self, task: str, shots: Sequence[Shot]) -> None:
        """Fit the task's classifier."""
        labels = [_label(shot) for shot in shots]
        if len(set(labels)) < 2:  # noqa: PLR2004 - one answer separates nothing
            return
        vectorizer: _Vectorizer = self._make_vectorizer(**_FEATURES)
        vectorizer.fit([text for shot in shots for text in _texts(shot.inputs)])
        linear: _Linear = self._make_linear(C=_INVERSE_PENALTY, max_iter=1000)
        linear.fit(_rows(vectorizer, [shot.inputs for shot in shots]), labels)
        self._fitted[task] = _Fitted(vectorizer, linear)

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:  # noqa: ARG002 - always exact
        """Log-probabilities of each sample's options.

        Raises:
            BackendError: The task has no pool to learn from.
        """
        for request in requests:
            fitted = self._fitted.get(request.task)
            if fitted is None:
                message = (
                    f"task {request.task} has no examples with different answers to learn from"
                )
                fix = "leave the task out, or ask baseline/majority"
                raise BackendError(Fault(message, fix=fix))
            yield _scored(request, fitted)


def _scored(request: Request, fitted: _Fitted) -> ChoicesGeneration:
    task, sample, index = request.key
    (row,) = fitted.linear.predict_log_proba(_rows(fitted.vectorizer, [request.inputs]))
    known = dict(zip(map(str, fitted.linear.classes_), map(float, row), strict=True))
    options = request.inputs.choices
    if known.keys().isdisjoint(options):
        error = "no example has one of the options; the backend needs options that samples share"
        return ChoicesGeneration(task=task, id=sample, index=index, error=error)
    scores = tuple(max(known.get(each, _UNSEEN), _UNSEEN) for each in options)
    return ChoicesGeneration(task=task, id=sample, index=index, log_likelihoods=scores)


def _label(shot: Shot) -> str:
    """The right option's text, however the prompt style writes it."""
    return shot.answer if shot.choice is None else shot.inputs.choices[shot.choice]


def _texts(inputs: SampleInputs) -> tuple[str, ...]:
    return (inputs.text, inputs.pair) if inputs.pair else (inputs.text,)


def _rows(vectorizer: _Vectorizer, samples: Sequence[SampleInputs]) -> "NDArray[np.float64]":
    """Features [n_samples, n_features]; of a pair both texts, and how alike they are."""
    first = vectorizer.transform([each.text for each in samples]).toarray()
    if not any(each.pair for each in samples):
        return first
    second = vectorizer.transform([each.pair for each in samples]).toarray()
    alike = np.sum(first * second, axis=1, keepdims=True)
    return np.hstack([first, second, alike])


def load(model: str, options: Options) -> Tfidf:  # noqa: ARG001 - the signature of all backends
    """Nothing to load but scikit-learn."""
    return Tfidf()
