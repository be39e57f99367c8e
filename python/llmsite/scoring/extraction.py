"""From what a model answered to the prediction that is scored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite import _core
from llmsite.errors import Fault, ScoringError
from llmsite.scoring.specs import extractors
from llmsite.statistics.options import OptionValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Pick", "extract", "extract_choices", "extractors", "pick"]


def extract(extractor: str, texts: Iterable[str], **options: OptionValue) -> list[str | None]:
    r"""Find the answer in each text.

    Args:
        extractor: A name from `extractors()`.
        texts: What a model wrote, one text a sample.
        options: Options of the extractor.

    Returns:
        One answer a sample, `None` where there is none.

    Raises:
        ScoringError: There is no such extractor, an option is wrong, or an entry is no text.

    >>> extract("first_line", ["  Paris\nis the capital", " "])
    ['Paris', None]
    >>> extract("number", ["It costs $1,080.00.", "三百二十一", "none"])
    ['1080', '321', None]
    """
    return _core.extract(extractor, texts, options)


def extract_choices(
    texts: Iterable[str], choices: Iterable[Sequence[str]], **options: OptionValue
) -> list[str | None]:
    """Find which of its own choices each text names: `choice` with other choices a sample.

    Args:
        texts: What a model wrote, one text a sample.
        choices: The choices of each sample.
        options: Options of the extractor `choice`, without `choices`.

    Returns:
        One choice a sample, as it was given; `None` where none is named.

    Raises:
        ScoringError: As for `extract`; or the columns differ in length.

    >>> extract_choices(["It is paris", "no idea"], [["Paris", "Rome"], ["yes", "no"]])
    ['Paris', 'no']
    """
    rows, listed = list(texts), [tuple(each) for each in choices]
    if len(rows) != len(listed):
        message = f"texts has {len(rows)} entries and choices has {len(listed)}"
        raise ScoringError(Fault(message, fix="give one entry a sample in both"))
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, each in enumerate(listed):
        groups.setdefault(each, []).append(place)
    found: list[str | None] = [None] * len(rows)
    for each, places in groups.items():
        answers = extract(
            "choice", [rows[place] for place in places], choices=list(each), **options
        )
        for place, answer in zip(places, answers, strict=True):
            found[place] = answer
    return found


@dataclass(frozen=True, slots=True)
class Pick:
    """The choices that a model finds most likely."""

    choices: "NDArray[np.int64]"
    """int64 [n_samples]: index of the choice, the lowest of equals."""
    n_ties: int
    """Samples in which several choices were equally likely."""


def pick(
    log_likelihoods: Iterable[Iterable[float]],
    *,
    normalization: str = "none",
    n_tokens: Iterable[Iterable[float]] | None = None,
    n_bytes: Iterable[Iterable[float]] | None = None,
) -> Pick:
    """Pick the most likely choice of each sample.

    Args:
        log_likelihoods: For each sample the log-likelihood of each choice, in nats.
        normalization: What it is divided by: `none`, `tokens` or `bytes`.
        n_tokens: Tokens of each choice, needed for `tokens`.
        n_bytes: UTF-8 bytes of each choice, needed for `bytes`.

    Returns:
        One index a sample.

    Raises:
        ScoringError: A sample has no choice, a number is not finite, or lengths differ.

    >>> pick([[-2.0, -3.0]], normalization="tokens", n_tokens=[[1, 3]]).choices
    array([1])
    """
    units = {"tokens": n_tokens, "bytes": n_bytes}.get(normalization)
    choices, n_ties = _core.pick(log_likelihoods, units, normalization)
    return Pick(choices, n_ties)


def softmax(
    log_likelihoods: Iterable[Iterable[float]],
    *,
    normalization: str = "none",
    n_tokens: Iterable[Iterable[float]] | None = None,
    n_bytes: Iterable[Iterable[float]] | None = None,
) -> list[list[float]]:
    """How probable a model finds each choice of each sample, if one of them is chosen.

    Args:
        log_likelihoods: For each sample the log-likelihood of each choice, in nats, or any other
            score whose exponential is a weight.
        normalization: What it is divided by: `none`, `tokens` or `bytes`.
        n_tokens: Tokens of each choice, needed for `tokens`.
        n_bytes: UTF-8 bytes of each choice, needed for `bytes`.

    Returns:
        One row a sample, as long as its choices; each adds up to 1.

    Raises:
        ScoringError: As for `pick`.

    >>> softmax([[-5.0, -5.0]])
    [[0.5, 0.5]]
    """
    units = {"tokens": n_tokens, "bytes": n_bytes}.get(normalization)
    return _core.softmax(log_likelihoods, units, normalization)
