"""Prompt styles: every way from a sample to a prompt, by name, in one place.

A style says how options are listed and what an answer looks like; the words come from the task's
`[prompt]`. Placeholders in those words are replaced once, and what they bring in is never read
again. Knows nothing of files, requests or models.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from llmsite.errors import TaskError
from llmsite.schema.record import Message, RequestKind
from llmsite.schema.task import PromptDefinition, Sample

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPEAKERS = {"system": "System", "user": "User", "assistant": "Assistant"}


@dataclass(frozen=True, slots=True)
class Style:
    """A named way from a sample to a prompt."""

    summary: str
    """What it does, one line."""
    form: Literal["text", "letter", "option", "chain", "none"]
    """What an answer looks like: the reference, the letter of an option, the text of an option,
    reasoning that ends in a marked answer, or no answer at all."""
    listing: Literal["letters", "lines", "none"]
    """How options are listed in the prompt."""
    kinds: tuple[RequestKind, ...]
    """Request kinds that it fits."""


STYLES: Mapping[str, Style] = {
    "plain": Style(
        "instruction, input and cue; the reference follows",
        "text",
        "none",
        ("generate", "choices", "classify", "embed"),
    ),
    "letters": Style(
        "options listed as A. B. C.; the letter follows",
        "letter",
        "letters",
        ("choices", "generate"),
    ),
    "options": Style(
        "options listed one a line; the option's text follows",
        "option",
        "lines",
        ("choices", "generate"),
    ),
    "cloze": Style(
        "options not listed; the option's text continues the prompt",
        "option",
        "none",
        ("choices", "generate"),
    ),
    "chain-of-thought": Style(
        "reasoning first, then the answer after a marker",
        "chain",
        "letters",
        ("generate",),
    ),
    "dialogue": Style(
        "the turns of a conversation; the next turn follows",
        "text",
        "none",
        ("generate", "choices"),
    ),
    "rolling": Style("the text itself", "none", "none", ("rolling",)),
}
"""Name → style, in the order in which they are listed."""

ELSEWHERE = "elsewhere"
"""Style and extractor of a task that another tool asked: what it did is not known here."""

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
"""`{{`, `}}`, a placeholder, or a brace that is none of these."""

INPUT_PLACEHOLDERS = ("input", "pair", "options", "choices", "group")
"""Placeholders of `[prompt] input`, beside `attributes.<name>`."""
ANSWER_PLACEHOLDERS = (*INPUT_PLACEHOLDERS, "reference", "rationale", "marker")
"""Placeholders of `[prompt] answer`, beside `attributes.<name>`."""


def placeholders(template: str) -> list[str]:
    """Names in braces, in order; a stray brace counts as the name ``{`` or ``}``."""
    return [
        found[1] if found[1] is not None else found[0]
        for found in PLACEHOLDER.finditer(template)
        if found[0] not in ("{{", "}}")
    ]


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replace placeholders, in one pass.

    Raises:
        TaskError: A placeholder has no value.
    """

    def replace(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        name = found[1]
        if name is None or name not in values:
            raise TaskError(f"the placeholder {found[0]} has no value")
        return values[name]

    return PLACEHOLDER.sub(replace, template)


def text_of(sample: Sample) -> str:
    """The input as plain text; the messages of a conversation stand one a line."""
    if isinstance(sample.input, str):
        return sample.input
    return "\n".join(f"{_SPEAKERS[turn.role]}: {turn.content}" for turn in sample.input)


def turns_of(sample: Sample, prompt: PromptDefinition) -> tuple[Message, ...]:
    """A sample as a conversation: its messages, or one turn of the user."""
    if prompt.style == "dialogue" and not isinstance(sample.input, str):
        return sample.input
    if prompt.style == "dialogue":
        return (Message(role="user", content=fill(prompt.input, _values(sample))),)
    return (Message(role="user", content=question(sample, prompt)),)


def question(sample: Sample, prompt: PromptDefinition) -> str:
    """A sample as the prompt shows it, with its options and the cue, without its answer."""
    style = STYLES[prompt.style]
    if prompt.style == "rolling":
        return text_of(sample)
    text = fill(prompt.input, _values(sample))
    if prompt.style == "dialogue":
        lead = text if isinstance(sample.input, tuple) else f"{_SPEAKERS['user']}: {text}"
        return f"{lead}\n{_SPEAKERS['assistant']}:"
    if sample.choices and not _lists_options(prompt.input):
        listed = _listed(sample, style)
        text = f"{text}\n{listed}" if listed else text
    text = f"{text}\n{prompt.cue}" if prompt.cue else text
    # A trailing space would be a token of its own, and belongs to the answer.
    return text.rstrip()


def answer(sample: Sample, prompt: PromptDefinition) -> str:
    """A sample's first reference as the style writes it, without the delimiter."""
    values = {
        **_values(sample),
        "reference": written_reference(sample, STYLES[prompt.style]),
        "rationale": sample.rationale or "",
        "marker": prompt.marker,
    }
    # An example without reasoning begins with the marker.
    return fill(prompt.answer, values).lstrip()


def continuations(sample: Sample, prompt: PromptDefinition, *, delimiter: str) -> tuple[str, ...]:
    """What may follow the prompt, one text an option, in option order."""
    if STYLES[prompt.style].form == "letter":
        return tuple(delimiter + letter_of(n) for n in range(len(sample.choices)))
    return tuple(delimiter + choice for choice in sample.choices)


def letter_of(position: int) -> str:
    """Letter of an option.

    Raises:
        TaskError: There are more options than letters.
    """
    if position >= len(LETTERS):
        raise TaskError(
            f"option {position + 1} has no letter; use the style 'options' or 'cloze' "
            f"for more than {len(LETTERS)} options"
        )
    return LETTERS[position]


def written_reference(sample: Sample, style: Style) -> str:
    """The first reference as text, or its letter where the style answers by letter."""
    if not sample.references:
        return ""
    first = sample.references[0]
    if sample.choices and style.listing == "letters":
        position = sample.choices.index(first) if isinstance(first, str) else int(str(first))
        return letter_of(position)
    if not isinstance(first, str | int | float):
        return _written_spans(sample)
    return str(first)


def _written_spans(sample: Sample) -> str:
    """Entities as `label: text`, separated by semicolons."""
    text = text_of(sample)
    return "; ".join(
        f"{span.label}: {text[span.start : span.end]}"
        for span in sample.references
        if not isinstance(span, str | int | float)
    )


def _values(sample: Sample) -> dict[str, str]:
    values = {
        "input": text_of(sample),
        "pair": sample.pair or "",
        "group": sample.group or "",
        "choices": ", ".join(sample.choices),
        "options": _lettered(sample) if len(sample.choices) <= len(LETTERS) else "",
    }
    values.update((f"attributes.{k}", v) for k, v in (sample.attributes or {}).items())
    return values


def _lists_options(template: str) -> bool:
    return not {"options", "choices"}.isdisjoint(placeholders(template))


def _listed(sample: Sample, style: Style) -> str:
    if style.listing == "letters":
        return _lettered(sample)
    if style.listing == "lines":
        return "\n".join(f"- {choice}" for choice in sample.choices)
    return ""


def _lettered(sample: Sample) -> str:
    return "\n".join(f"{letter_of(n)}. {choice}" for n, choice in enumerate(sample.choices))
