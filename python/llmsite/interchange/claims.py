"""What other tools' files say, in one shape for all formats: models, tasks, numbers.

Knows nothing of files, of projects, nor of any one format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum

from llmsite.errors import Fault
from llmsite.schema.record import RequestKind
from llmsite.schema.task import TaskType


@dataclass(frozen=True, slots=True)
class Claim:
    """One number of one task as a tool states it, on that tool's own scale."""

    metric: str
    """Name of the value: `acc`, or `exact_match.strict` where a tool has several of a kind."""
    value: float
    """The number."""
    stderr: float | None = None
    """Its standard error, where the tool states one."""
    low: float | None = None
    """Lower end of a stated 95 % interval."""
    high: float | None = None
    """Upper end of it."""
    n: int | None = None
    """Samples behind it."""
    higher_is_better: bool | None = None
    """Direction; none where the tool does not say it."""
    least: float | None = None
    """Least possible value, where the format says it."""
    most: float | None = None
    """Greatest possible value, where the format says it."""
    stated_as: str = ""
    """The tool's own name of it, such as `acc,none`; empty: the same."""
    scores: tuple[float, ...] | None = None
    """The value of each sample, in the order of the task's `ids`, of which it is the mean."""


def mean_claim(
    metric: str,
    scores: tuple[float, ...],
    *,
    most: float | None = 1.0,
    higher_is_better: bool | None = True,
    stated_as: str = "",
) -> Claim:
    """The mean of a score of every sample, none of them below 0; at least one sample."""
    return Claim(
        metric=metric,
        value=fsum(scores) / len(scores),
        n=len(scores),
        higher_is_better=higher_is_better,
        least=0.0,
        most=most,
        stated_as=stated_as,
        scores=scores,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One task that a tool asked, and what came out."""

    task: str
    """Name there."""
    claims: tuple[Claim, ...]
    """Its numbers, the most telling first."""
    version: str = ""
    """Version there; other versions are other tasks."""
    kind: RequestKind = "generate"
    """What was asked."""
    type: TaskType = "generation"
    """What it is about."""
    language: str = "und"
    """Language; `und` where the file does not say it."""
    shots: int = 0
    """Examples in the prompt; 0 also where the file does not say it."""
    chat: bool = False
    """Whether a chat template wrapped the prompt."""
    n: int = 0
    """Samples behind the numbers; 0 where the file does not say it."""
    ids: tuple[str, ...] = ()
    """Samples in order, where there are per-sample scores; a sample with several is named so often.
    """
    group: str = ""
    """Group of tasks that it is shown under."""
    board: str = ""
    """Suite that it belongs to; empty: that of the format."""
    title: str = ""
    """Title for people; empty: the name."""
    description: str = ""
    """What the file says about it."""
    source_url: str = ""
    """Where the samples come from."""


@dataclass(frozen=True, slots=True)
class Said:
    """Everything one file (or one run's files) says about one model."""

    model: str
    """Name of the model as the file has it."""
    tasks: tuple[Asked, ...]
    """Its tasks."""
    day: str = ""
    """UTC day, `YYYY-MM-DD`; empty where the file does not say it."""
    revision: str | None = None
    """Commit or version of the model."""
    organisation: str = ""
    """Who made it, where the name does not say it."""
    variant: Mapping[str, str] = field(default_factory=dict)
    """`provider`, `quantisation`, `reasoning_effort`."""
    is_system: bool = False
    """Whether a system around a model was measured."""
    n_parameters: int | None = None
    """Weights of the model."""
    chat_template_sha256: str | None = None
    """Hash of the chat template that was used."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Versions of the tool and of what it ran on."""
    source: Mapping[str, str] = field(default_factory=dict)
    """What the file says beside; text or JSON."""


@dataclass(slots=True)
class Reading:
    """What reading one file (or one run's files) gave."""

    files: tuple[str, ...]
    """The files, as messages call them."""
    said: list[Said] = field(default_factory=list)
    """What they say."""
    faults: list[Fault] = field(default_factory=list)
    """What is wrong; a file with errors may still say something."""
    n_fields: int = 0
    """Fields of the files that found a place in a record."""
    n_kept: int = 0
    """Fields that are kept as they are under `source`."""

    def refuse(self, message: str, path: str = "", fix: str = "", line: int = 0) -> None:
        """Note an error."""
        self.faults.append(Fault(message, path or self.files[0], line, fix=fix))

    def warn(self, message: str, path: str = "", fix: str = "") -> None:
        """Note what a person should know; nothing is refused for it."""
        self.faults.append(Fault(message, path or self.files[0], fix=fix, severity="warning"))
