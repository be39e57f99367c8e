"""The comparison key: what must be equal for two scores to be ranked together.

Knows nothing of scores; the metric's own signature is one part of the key.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from llmsite.schema.result import TaskResult

_KEY_DIGITS = 12


@dataclass(frozen=True, slots=True, order=True)
class ComparisonKey:
    """How a task was asked and scored. Two scores with equal keys measure the same thing."""

    task: str
    """Name of the task."""
    version: int
    """Version of the task."""
    sha256: str
    """Hash of the task's definition and data."""
    kind: str
    """What is asked: `choices`, `generate`, …"""
    style: str
    """Name of the prompt style."""
    shots: int
    """Examples in the prompt."""
    chat: bool
    """Whether the chat template wraps the prompt."""
    decoding: tuple[tuple[str, str], ...]
    """How text is generated, sorted by name; empty for other kinds."""
    extractor: str
    """Extractor and its options."""
    metric: str
    """The metric's own signature."""

    def __str__(self) -> str:
        """One line, for people: `task:v1|kind:generate|style:plain|shots:0|…|metric:…`."""
        parts = [
            f"{self.task}:v{self.version}",
            f"sha256:{self.sha256[:_KEY_DIGITS]}",
            f"kind:{self.kind}",
            f"style:{self.style}",
            f"shots:{self.shots}",
            f"chat:{'yes' if self.chat else 'no'}",
            *(f"{name}:{value}" for name, value in self.decoding),
            f"extractor:{self.extractor}",
            f"metric:{self.metric}",
        ]
        return "|".join(parts)

    @property
    def digest(self) -> str:
        """A short name of the key, for addresses: 12 hexadecimal digits."""
        return sha256(str(self).encode()).hexdigest()[:_KEY_DIGITS]

    def without_chat(self) -> "ComparisonKey":
        """The key as a suite sees it whose rule lets the model decide about its chat template."""
        return replace(self, chat=False)


def key_of(task: TaskResult, metric_signature: str) -> ComparisonKey:
    """The key of one score of a result.

    Args:
        task: The task's part of a result.
        metric_signature: Signature of the score.
    """
    return ComparisonKey(
        task=task.task,
        version=task.version,
        sha256=task.sha256,
        kind=task.kind,
        style=task.style,
        shots=task.shots,
        chat=task.chat,
        decoding=tuple(sorted(task.decoding.items())),
        extractor=task.extractor,
        metric=metric_signature,
    )
