"""Scales and ticks of charts."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

WIDTH = 1000
"""Horizontal units of the stretched drawing."""
_STEPS = (1, 2, 2.5, 5, 10)
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """A mapping from values to positions."""

    low: float
    """Value at the start."""
    high: float
    """Value at the end, greater than `low`."""
    is_log: bool = False
    """Whether equal distances are equal ratios."""

    def share(self, value: float) -> float:
        """Position of a value, 0 at the start and 1 at the end, values outside at the ends."""
        low, high, at = self.low, self.high, value
        if self.is_log:
            low, high, at = math.log10(low), math.log10(high), math.log10(value)
        return min(max((at - low) / (high - low), 0.0), 1.0)

    def x(self, value: float) -> str:
        """Position in the stretched drawing."""
        return f"{self.share(value) * WIDTH:.0f}"

    def percent(self, value: float) -> str:
        """Position of a text."""
        return f"{self.share(value) * 100:.1f}%"

    def ticks(self) -> list[float]:
        """Round values inside the scale, at most six."""
        return _log_ticks(self.low, self.high) if self.is_log else _ticks(self.low, self.high)


def tick_labels(ticks: Sequence[float], show: Callable[[float], str]) -> list[str]:
    """Ticks as text, without the digits that all of them do not need."""
    labels = [show(tick) for tick in ticks]
    # Digits that are zero on every tick are taken off, and then the point.
    while labels and all("." in label and label[-1] in "0." for label in labels):
        labels = [label[:-1] for label in labels]
    return labels


def scale_around(values: Iterable[float], *, low: float | None, high: float | None) -> Scale:
    """A linear scale that holds all values with a little room, kept inside a range."""
    known = list(values)
    first, last = min(known, default=0.0), max(known, default=1.0)
    room = (last - first) * 0.05 or max(abs(last) * 0.05, 0.05)
    first, last = first - room, last + room
    if low is not None:
        first = max(first, low)
    if high is not None:
        last = min(last, high)
    return Scale(first, last if last > first else first + 1.0)


def _ticks(low: float, high: float) -> list[float]:
    power = 10.0 ** math.floor(math.log10((high - low) / _MOST_TICKS))
    step = next(s * power for s in _STEPS if (high - low) / (s * power) <= _MOST_TICKS)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for marks in ((1, 2, 5), (1, 3), (1,)):
        ticks = [m * 10.0**p for p in range(first, last + 1) for m in marks]
        inside = [t for t in ticks if low <= t <= high]
        if len(inside) <= _MOST_TICKS:
            return inside
    return inside[:: math.ceil(len(inside) / _MOST_TICKS)]
