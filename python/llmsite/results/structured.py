"""Columns of what is neither a text nor a label: marked stretches, and ranked candidates.

Knows nothing of metrics but what they read.
"""

from typing import TypeAlias

from llmsite.errors import Fault, ResultError
from llmsite.results.columns import Answered
from llmsite.schema.generation import (
    ChoicesGeneration,
    ClassifyGeneration,
    Generation,
    Span,
    TextGeneration,
)
from llmsite.schema.task import Sample
from llmsite.storage import shown

ENTITIES = "entities"
"""Extractor of tasks whose answer lists entities as `label: text; label: text`."""

_ASCII_MARKS = str.maketrans({"\uff1a": ":", "\uff1b": ";"})

Mark: TypeAlias = tuple[int, int, str] | tuple[str, str]
"""(start, end, label), or (label, text) where an answer names no places."""


def spans(answered: Answered) -> tuple[list[list[Mark]], list[list[Mark]]]:
    """Found and true stretches of each row: by place where the model marks places, else by text.

    Raises:
        ResultError: A generation is neither text nor marked stretches.
    """
    found: list[list[Mark]] = []
    true: list[list[Mark]] = []
    for sample, each in zip(answered.samples, answered.generations, strict=True):
        marks = [span for span in sample.references if isinstance(span, Span)]
        if isinstance(each, ClassifyGeneration) and each.spans is not None:
            found.append([(span.start, span.end, span.label) for span in each.spans])
            true.append([(span.start, span.end, span.label) for span in marks])
        elif isinstance(each, TextGeneration):
            found.append(list(parse_entities(each.text)))
            source = sample.input if isinstance(sample.input, str) else ""
            true.append([(span.label, source[span.start : span.end]) for span in marks])
        else:
            raise _wrong(each, "holds no marked stretches")
    return found, true


def parse_entities(text: str) -> tuple[tuple[str, str], ...]:
    """(label, text) pairs from `label: text; label: text` on the first line; the rest is ignored.

    Colons and semicolons of Chinese type count too. A pair that stands twice counts twice.
    """
    line = next((each for each in text.splitlines() if each.strip()), "").translate(_ASCII_MARKS)
    pairs = (part.partition(":") for part in line.split(";"))
    return tuple(
        (label.strip(), value.strip()) for label, colon, value in pairs if colon and value.strip()
    )


def ranked(answered: Answered) -> tuple[list[list[float]], list[list[float]]]:
    """Scores and grades of each row's candidates, in the order of its choices.

    References are one grade a choice, or the texts of the choices that are right.

    Raises:
        ResultError: A generation does not score every choice.
    """
    scores: list[list[float]] = []
    grades: list[list[float]] = []
    for sample, each in zip(answered.samples, answered.generations, strict=True):
        given = _scores(each)
        if len(given) != len(sample.choices):
            raise _wrong(each, f"{len(given)} scores for {len(sample.choices)} choices")
        scores.append(given)
        grades.append(grades_of(sample))
    return scores, grades


def _scores(each: Generation) -> list[float]:
    if isinstance(each, ChoicesGeneration):
        return list(each.log_likelihoods)
    if isinstance(each, ClassifyGeneration) and each.logits is not None:
        return list(each.logits)
    raise _wrong(each, "holds no scores of choices")


def grades_of(sample: Sample) -> list[float]:
    """A grade for each choice: as the references give them, or 1 for those that are right."""
    if all(isinstance(each, int | float) for each in sample.references):
        return [float(str(each)) for each in sample.references]
    accepted = set(map(str, sample.references))
    return [1.0 if choice in accepted else 0.0 for choice in sample.choices]


def _wrong(each: Generation, words: str) -> ResultError:
    return ResultError(Fault(f"generation {shown(each.id)}: {words}", code="LS505"))
