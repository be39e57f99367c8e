"""Records of a suite file: which tasks one leaderboard shows and how each is asked."""

from typing import Annotated, Literal

from pydantic import Field

from llmsite.schema.record import Count, Localised, Record, Slug


class SuiteTask(Record):
    """A task's place in a suite: how it is asked there and what ranks."""

    task: Slug
    """Name of the task."""
    group: str = ""
    """Group of tasks that it is shown under."""
    weight: Annotated[float, Field(ge=0)] = 1.0
    """Weight in the suite's aggregate; 0 leaves it out."""
    primary: str
    """The metric that ranks on this task."""
    style: Slug
    """Prompt style that a ranked run follows."""
    shots: Count
    """Examples in the prompt of a ranked run."""


class Suite(Record):
    """An ordered set of tasks that one leaderboard shows."""

    name: Slug
    """Name of the suite and stem of its file."""
    version: Annotated[int, Field(ge=1)]
    """Raised by every change that could change a rank."""
    title: Localised
    """Title for people."""
    description: Localised = ""
    """What the suite measures."""
    chat: Literal["never", "always", "if-instruct"] = "if-instruct"
    """Whether a ranked run wraps prompts in the model's chat template; `if-instruct`: where the
    tokenizer has one."""
    groups: dict[str, Localised] = Field(default_factory=dict)
    """Titles of the groups; a group without one is shown by its name."""
    tasks: Annotated[tuple[SuiteTask, ...], Field(min_length=1)]
    """Tasks in order."""
