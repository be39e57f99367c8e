"""What answers are worth by the rules that other tools state, computed by the compiled core.

A rule that is not known to the letter is left alone: such numbers rest on the file's own scores.
Knows nothing of any format.
"""

from collections.abc import Sequence

from llmsite import scoring
from llmsite.errors import ScoringError


def equal_texts(predictions: Sequence[str], references: Sequence[Sequence[str]]) -> list[float]:
    """1 where an answer is one of its references, character by character."""
    return _scores("exact_match", predictions, references, normalize="none")


def starts(predictions: Sequence[str], references: Sequence[Sequence[str]]) -> list[float]:
    """1 where an answer begins with one of its references."""
    rows = zip(predictions, references, strict=True)
    return [float(any(said.startswith(each) for each in row)) for said, row in rows]


def equal_words(predictions: Sequence[str], references: Sequence[Sequence[str]]) -> list[float]:
    """1 where an answer is a reference without case, punctuation, articles and spare blanks."""
    return _scores("exact_match", predictions, references, normalize="squad", rules="v1")


def sentence_bleus(
    predictions: Sequence[str], references: Sequence[str], tokenize: str
) -> list[float]:
    """BLEU of each answer alone, in percent, smoothed and over all four orders."""
    rows = [[each] for each in references]
    return _scores("sentence_bleu", predictions, rows, tokenize=tokenize, effective_order=False)


def best_subsequences(
    predictions: Sequence[str], references: Sequence[Sequence[str]]
) -> list[float]:
    """ROUGE-L of each answer with the reference that it is nearest to; words are stemmed."""
    flat = [(text, each) for text, row in zip(predictions, references, strict=True) for each in row]
    texts, targets = [text for text, _ in flat], [[each] for _, each in flat]
    scores = iter(_scores("rouge_l", texts, targets, use_stemmer=True))
    return [max((next(scores) for _ in row), default=0.0) for row in references]


def picked(
    likelihoods: Sequence[Sequence[float]], units: Sequence[Sequence[int]] | None = None
) -> list[int] | None:
    """Most probable choice of each sample, divided by its units; none where a number is missing."""
    try:
        if units is None:
            found = scoring.pick(likelihoods)
        else:
            found = scoring.pick(likelihoods, normalization="bytes", n_bytes=units)
    except ScoringError:
        return None
    return [int(each) for each in found.choices]


def matched(texts: Sequence[str], pattern: str, *, which: str = "last") -> list[str | None]:
    """First group of the last, or first, match of a pattern in each text, in linear time.

    Raises:
        ScoringError: The pattern is wrong, or needs look-around or back-references.
    """
    return scoring.extract("regex", texts, pattern=pattern, which=which, thinking_end="")


def _scores(
    metric: str,
    predictions: Sequence[str],
    references: Sequence[Sequence[str]],
    **options: bool | str,
) -> list[float]:
    if not predictions:
        return []
    found = scoring.sample_scores(metric, predictions, references, threads=1, **options)
    first = next(iter(found.values())) if isinstance(found, dict) else found
    return [float(each) for each in first]
