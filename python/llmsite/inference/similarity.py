"""What the likeness of vectors says of options.

Options that are texts are candidates: the nearest is the answer, and examples of an option move its
vector. Options that say how two texts relate have no text to be near to: what likeness they stand
for is learnt from the examples. Knows nothing of models.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from llmsite.schema.request import Shot

Vector = npt.NDArray[np.float64]
"""The vector of a text."""
Compare = Callable[[Vector, Vector], float]
"""Likeness of two vectors."""

_UNSEEN = -3.0
"""Score of a relation without examples: below that of every distance of two cosines. Products of
vectors may lie further apart; it is then one less than the lowest of the others."""


def cosine(one: Vector, other: Vector) -> float:
    """Cosine of the angle between two vectors; 0 where one has no length."""
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length else 0.0


def dot(one: Vector, other: Vector) -> float:
    """Product of two vectors."""
    return float(one @ other)


def blend(vectors: Sequence[Vector]) -> Vector:
    """The middle of the directions of several vectors."""
    units = [each / (float(np.linalg.norm(each)) or 1.0) for each in vectors]
    middle: Vector = np.mean(np.array(units), axis=0)
    return middle


@dataclass(frozen=True, slots=True)
class Relations:
    """What likeness of a pair stands for which option, learnt from examples."""

    likeness: dict[str, float] = field(default_factory=dict)
    """Mean likeness of the examples of each option."""
    slope: float = 0.0
    """Options that are numbers: how much the number grows with the likeness."""
    offset: float = 0.0
    """The number at likeness 0."""
    is_number: bool = False
    """Whether options are numbers."""

    def score(self, likeness: float, options: Sequence[str]) -> list[float]:
        """Minus the distance of each option from the likeness of a pair."""
        if self.is_number and all(map(_is_number, options)):
            number = self.offset + self.slope * likeness
            return [-abs(float(each) - number) for each in options]
        seen = {
            each: -abs(self.likeness[each] - likeness) for each in options if each in self.likeness
        }
        unseen = min((_UNSEEN, *(each - 1.0 for each in seen.values())))
        return [seen.get(each, unseen) for each in options]


def learn_relations(shots: Sequence[Shot], likeness: Sequence[float]) -> Relations:
    """Fit what examples of pairs show.

    Args:
        shots: Examples, each with a pair and an answer out of its options.
        likeness: Likeness of each pair.
    """
    names = {option for shot in shots for option in shot.inputs.choices}
    by_answer: dict[str, list[float]] = {}
    for shot, each in zip(shots, likeness, strict=True):
        by_answer.setdefault(shot.answer, []).append(each)
    means = {name: float(np.mean(each)) for name, each in by_answer.items()}
    if not all(map(_is_number, names)):
        return Relations(means)
    x = np.array(likeness)
    y = np.array([float(shot.answer) for shot in shots])
    spread = float(((x - x.mean()) ** 2).sum())
    slope = float(((x - x.mean()) * (y - y.mean())).sum()) / spread if spread else 0.0
    return Relations(means, slope, float(y.mean()) - slope * float(x.mean()), is_number=True)


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
