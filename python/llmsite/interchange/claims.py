"""What other tools' files say, in one shape for all formats: models, tasks, numbers.

Knows nothing of files, of projects, nor of any one format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum, isclose

from llmsite.errors import Fault
from llmsite.schema.record import RequestKind
from llmsite.schema.task import TaskType

_EQUAL = 1e-9


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
    found: float | None = None
    """What the file's own samples give; none where it has none, or states no number beside them."""
    rule: str = ""
    """The rule by which the answers in the file were scored again; empty where there are no answers
    and references, or their rule is not known: then `found` is the mean of the scores there."""

    n_differ: int = 0
    """Samples to whose answers the file gives another score than the rule."""

    @property
    def agrees(self) -> bool:
        """Whether the file's samples give the number that it states, each by itself."""
        return self.found is not None and not self.n_differ and near(self.found, self.value)

    @property
    def is_possible(self) -> bool:
        """Whether the number and the scores of its samples are within its limits."""
        values = (self.value, *((min(self.scores), max(self.scores)) if self.scores else ()))
        return all(within(each, self.least, self.most) for each in values)


def within(value: float, least: float | None, most: float | None) -> bool:
    """Whether a number is between its limits, but for rounding: a sum of shares may pass 1."""
    slack = _EQUAL * max(abs(value), 1.0)
    return (least is None or value >= least - slack) and (most is None or value <= most + slack)


def near(a: float, b: float) -> bool:
    """Whether two numbers are the same to nine digits."""
    return isclose(a, b, rel_tol=_EQUAL, abs_tol=_EQUAL)


def mean_of(scores: Sequence[float]) -> float:
    """Their mean, rounded once."""
    return fsum(scores) / len(scores)


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
        value=mean_of(scores),
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
    partial: bool = False
    """Whether the file says that samples are missing."""
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


def confirm(
    claim: Claim,
    again: Sequence[float] | None,
    rule: str,
    reading: Reading,
    name: str,
) -> Claim:
    """A claim beside what the answers of its file give, scored again by the tool's own rule.

    Args:
        claim: The number, with the scores of samples that the file states, if it does.
        again: The score of each answer; none where they cannot be scored here.
        rule: The rule.
        reading: Where a contradiction is noted.
        name: The file with the answers.

    Returns:
        The claim with these scores where they say the same; else without any, so that the number
        stays as stated.
    """
    if again is None:
        return claim
    found = mean_of(again)
    stated = claim.scores
    n_differ = 0
    if stated is not None:
        n_differ = sum(not near(a, b) for a, b in zip(stated, again, strict=True))
    if n_differ or not near(found, claim.value):
        told = f"{n_differ:,} of {len(again):,} samples differ; " if n_differ else ""
        message = f"{claim.stated_as or claim.metric} is {claim.value!r} in the file, "
        message += f"its answers give {found!r} ({told}scored as {rule})"
        reading.refuse(message, name, "bring the files as the tool wrote them")
        return replace(claim, scores=None, found=found, rule=rule, n_differ=n_differ)
    return replace(claim, scores=tuple(again), found=found, rule=rule)


def possible_of(reading: Reading) -> Reading:
    """What was read without the numbers outside of their own limits; each of those is an error."""
    said = [
        replace(each, tasks=tasks) for each in reading.said if (tasks := _possible(each, reading))
    ]
    return replace(reading, said=said)


def _possible(said: Said, reading: Reading) -> tuple[Asked, ...]:
    found = []
    for asked in said.tasks:
        claims = tuple(each for each in asked.claims if each.is_possible)
        for each in asked.claims:
            if not each.is_possible:
                limits = f"[{each.least}, {each.most}]"
                message = f"{each.stated_as or each.metric} {each.value!r} is outside of {limits}"
                reading.refuse(f"task {ascii(asked.task)[1:-1][:60]}: {message}; left out")
        if claims:
            found.append(replace(asked, claims=claims))
    return tuple(found)
