"""What the core says of its metrics, extractors and their options, as frozen records."""

from dataclasses import dataclass
from functools import cache

from llmsite import _core


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """One option of a metric or extractor."""

    name: str
    """Keyword under which it is given; that of the reference implementation."""
    kind: str
    """`flag`, `integer`, `number`, `choice`, `text` or `list`."""
    default: bool | int | float | str | None
    """What holds when it is not given; only an option whose default is `None` may be `None`."""
    choices: tuple[str, ...]
    """Allowed names of a `choice`; empty otherwise."""
    low: float
    """Least value of a number; minus infinity where there is none."""
    high: float
    """Greatest value of a number; infinity where there is none."""
    doc: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """What a metric says of itself."""

    name: str
    """Registered name."""
    version: int
    """Raised whenever any value may change; part of the signature."""
    summary: str
    """One sentence: what it measures."""
    outputs: tuple[str, ...]
    """Names of its values, the primary one first."""
    range: tuple[float, float]
    """Least and greatest value; infinite where unbounded."""
    direction: str
    """`higher` or `lower`: which way is better."""
    unit: str
    """Unit of its values; empty for a share."""
    chance: float | None
    """Value of an answer without knowledge; `None` where the task decides it."""
    options: tuple[OptionSpec, ...]
    """Its options."""
    reads: str
    """Kind of its columns: `texts`, `labels`, `numbers`, `log_likelihoods`, `probabilities`,
    `answers` (lists of texts), `ranked` (lists of scores and of grades), `spans`.
    """
    interval: str
    """`bounded_mean`, `unbounded_mean`, `smooth`, or `own` where it is no function of sums."""
    transform: str | None
    """How it enters an aggregate, where 1 is best: `identity`, `percent` (value / 100),
    `complement` (1 minus value); `None`: it may not.
    """

    @property
    def is_additive(self) -> bool:
        """Whether statistics of samples add up to those of the corpus."""
        return self.interval != "own"


@dataclass(frozen=True, slots=True)
class ExtractorSpec:
    """What an extractor says of itself."""

    name: str
    """Registered name."""
    summary: str
    """One sentence: what it returns."""
    options: tuple[OptionSpec, ...]
    """Its options."""


def _read_options(options: "list[_core.OptionDict]") -> tuple[OptionSpec, ...]:
    return tuple(
        OptionSpec(
            name=option["name"],
            kind=option["kind"],
            default=option["default"],
            choices=tuple(option["choices"]),
            low=option["low"],
            high=option["high"],
            doc=option["doc"],
        )
        for option in options
    )


@cache
def metrics() -> tuple[MetricSpec, ...]:
    """Every metric, in the order of the registry.

    >>> [spec.name for spec in metrics()][:2]
    ['accuracy', 'balanced_accuracy']
    """
    return tuple(
        MetricSpec(
            name=spec["name"],
            version=spec["version"],
            summary=spec["summary"],
            outputs=tuple(spec["outputs"]),
            range=spec["range"],
            direction=spec["direction"],
            unit=spec["unit"],
            chance=spec["chance"],
            options=_read_options(spec["options"]),
            reads=spec["reads"],
            interval=spec["interval"],
            transform=spec["transform"],
        )
        for spec in _core.metrics()
    )


@cache
def extractors() -> tuple[ExtractorSpec, ...]:
    """Every extractor of texts, in the order of the registry.

    >>> "number" in [spec.name for spec in extractors()]
    True
    """
    return tuple(
        ExtractorSpec(spec["name"], spec["summary"], _read_options(spec["options"]))
        for spec in _core.extractors()
    )
