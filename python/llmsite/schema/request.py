"""What a model is asked; lives in memory only.

Plain frozen dataclasses: a run makes many thousands, from records that were checked already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from llmsite.schema.record import RequestKind


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One turn of a conversation."""

    role: str
    """`system`, `user` or `assistant`."""
    content: str
    """What is said."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How text is generated. Temperature 0 means greedy, with no random draw at all."""

    max_new_tokens: int
    """Upper bound of generated tokens, thinking included."""
    stop: tuple[str, ...] = ()
    """Strings that end the text; looked for in decoded text, and cut off."""
    n: int = 1
    """Generations a sample."""
    temperature: float = 0.0
    """0 is greedy; otherwise the softmax temperature."""
    top_p: float = 1.0
    """Share of probability mass kept when sampling."""
    seed: int = 0
    """Seed of sampling; the draw of one sample depends on (seed, sample, index) only."""
    thinking_end: str = ""
    """Delimiter that ends the thinking block (`</think>`); stops apply after it. Empty: none."""
    thinking_budget: int | None = None
    """Tokens after which an unfinished thinking block is ended by its delimiter; none: no bound
    but `max_new_tokens`."""


@dataclass(frozen=True, slots=True)
class SampleInputs:
    """What a backend that reads structure instead of a prompt may see: never a reference."""

    text: str
    """The sample's input as plain text (messages joined by newlines)."""
    pair: str = ""
    """Second text of a pair, empty where there is none."""
    choices: tuple[str, ...] = ()
    """Options as text."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """The sample's attributes, such as its language."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One example of a task's pool, with its answer, as backends that read examples see it."""

    inputs: SampleInputs
    """The example without its references."""
    answer: str
    """The answer as text: the right option's text where there are options."""
    choice: int | None = None
    """Position of the right option, from 0; none where there are no options."""


@dataclass(frozen=True, slots=True)
class Request:
    """One sample asked in one way. A multiple-choice sample is one request with N continuations."""

    task: str
    """Name of the task."""
    sample_id: str
    """Id of the sample within the task."""
    index: int
    """Which of the sample's generations this is, from 0; always 0 but for `Decoding.n` > 1."""
    kind: RequestKind
    """What is asked."""
    prompt: str | tuple[ChatTurn, ...]
    """Text to continue, or a conversation for the model's chat template; the text itself for
    `rolling` and `embed`."""
    inputs: SampleInputs
    """The sample without its references."""
    continuations: tuple[str, ...] = ()
    """For `choices`: the texts whose log-likelihood after `prompt` is wanted, in option order."""
    decoding: Decoding | None = None
    """For `generate`: how."""

    @property
    def key(self) -> tuple[str, str, int]:
        """(task, sample id, index): unique in a run and stable on every machine."""
        return (self.task, self.sample_id, self.index)
