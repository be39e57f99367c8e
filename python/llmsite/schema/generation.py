"""A model's raw answer to one request, as it stands in run folders and samples files."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from llmsite.schema.record import Count, Record, Sha256


class Answer(Record):
    """What all kinds of generations have in common; one line of JSON each."""

    task: str
    """Name of the task."""
    id: str
    """Id of the sample within the task."""
    index: Count = 0
    """Which of the sample's generations this is."""
    prompt_sha256: Sha256 | None = None
    """Hash of the prompt as the model received it (after its chat template); none where the model
    saw no prompt (baselines) or it is not known (generations made elsewhere)."""
    n_prompt_tokens: Count | None = None
    """Tokens of the prompt as the model received them; none where it has no tokenizer."""
    n_truncated_tokens: Count = 0
    """Prompt tokens that were dropped because the context was full."""
    error: str | None = None
    """Why there is no answer. A generation with an error is a state, asked again on resume, and
    never scored as an empty answer."""


class ChoicesGeneration(Answer):
    """Log-likelihoods of a sample's options, in option order."""

    kind: Literal["choices"] = "choices"
    """Tag."""
    log_likelihoods: tuple[float, ...] = ()
    """Natural log of the probability of each continuation after the prompt (or another score that
    orders the options; the result's `method` says which)."""
    n_tokens: tuple[Count, ...] = ()
    """Tokens of each continuation."""
    n_bytes: tuple[Count, ...] = ()
    """UTF-8 bytes of each continuation."""
    is_greedy: tuple[bool, ...] = ()
    """Whether greedy decoding would have produced the continuation."""
    n_merged: Count = 0
    """Continuations whose first token spans the join with the prompt."""


class RollingGeneration(Answer):
    """Log-likelihood of a whole text; lists of one entry, so that rows look like choices."""

    kind: Literal["rolling"] = "rolling"
    """Tag."""
    log_likelihoods: tuple[float, ...] = ()
    """Natural log of the probability of the text."""
    n_tokens: tuple[Count, ...] = ()
    """Tokens that were predicted."""
    n_bytes: tuple[Count, ...] = ()
    """UTF-8 bytes of the text."""
    is_greedy: tuple[bool, ...] = ()
    """Whether every token was the most probable one."""


class TextGeneration(Answer):
    """Generated text."""

    kind: Literal["generate"] = "generate"
    """Tag."""
    text: str = ""
    """The text up to the first stop string, after the thinking block."""
    raw_text: str = ""
    """Everything that was decoded, so that stops and extraction can change without the model."""
    token_ids: tuple[Count, ...] | None = None
    """Ids of the generated tokens; kept in run folders, left out of committed samples files."""
    n_tokens: Count | None = None
    """Generated tokens, thinking included."""
    n_thinking_tokens: Count = 0
    """Tokens of the thinking block."""
    finish_reason: str | None = None
    """`stop:<string>`, `eos`, `length` (limit reached), `context` (full); none if unknown."""
    verdict: bool | None = None
    """Given outcome of a check made elsewhere (a unit test that ran), for pass@k."""


class Span(Record):
    """A labelled stretch of a text."""

    start: Count
    """First character, 0-based, in code points."""
    end: Count
    """Character after the last one."""
    label: str
    """Kind of the span."""


class ClassifyGeneration(Answer):
    """Output of a classification head."""

    kind: Literal["classify"] = "classify"
    """Tag."""
    logits: tuple[float, ...] | None = None
    """One score an option, in option order; one number for a regression head."""
    spans: tuple[Span, ...] | None = None
    """Labelled stretches, from token classification or extractive question answering."""


class EmbedGeneration(Answer):
    """An embedding."""

    kind: Literal["embed"] = "embed"
    """Tag."""
    vector: tuple[float, ...] = ()
    """The embedding, as the model gives it."""


Generation = Annotated[
    ChoicesGeneration | RollingGeneration | TextGeneration | ClassifyGeneration | EmbedGeneration,
    Field(discriminator="kind"),
]
"""One line of a unit file or a samples file."""

GENERATION_ROWS: TypeAdapter[Generation] = TypeAdapter(
    Generation, config=ConfigDict(defer_build=True)
)
"""Reads one line of a unit file or a samples file."""
