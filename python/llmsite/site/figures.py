"""Numbers as readers see them: scores on their scale, intervals, sizes, rank ranges.

One score is written in one way in all languages, so that it can be found and copied. Knows nothing
of pages.
"""

from dataclasses import dataclass

from llmsite.leaderboard.records import RankRange, Value

_PERCENT = 100.0
_RANGE = "\u2013"
"""En dash between the ends of a range."""
_BILLION = 1e9
_MILLION = 1e6
_WHOLE = 10
"""From here on a size is written without decimals."""


_SILENT_UNITS = frozenset({"", "points", "bits/byte"})
"""Units that say nothing beyond the name of their metric."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How values of one metric are written."""

    factor: float
    """A shown number is the value times this."""
    decimals: int
    """Digits after the point."""
    unit: str
    """`%`, or what the metric says."""
    higher_is_better: bool
    """Direction."""
    low: float | None
    """Lower end of the range on the metric's own scale; none if unbounded."""
    high: float | None
    """Upper end."""

    def show(self, value: float) -> str:
        """A value as text. Minus zero is zero."""
        text = f"{value * self.factor:.{self.decimals}f}"
        if text[0] != "-":
            return text
        return text.replace("-", "\u2212") if float(text) else text[1:]

    @property
    def shown_unit(self) -> str:
        """What stands behind a value in a sentence: a thin space and the unit, or nothing."""
        return "" if self.unit in _SILENT_UNITS else f"\u00a0{self.unit}"

    def show_range(self, low: float, high: float) -> str:
        """Both ends of an interval, `68.4–74.1`; `to` stands between negative ends."""
        dash = f" {_RANGE} " if low < 0 else _RANGE
        return f"{self.show(low)}{dash}{self.show(high)}"


def measure_of(
    *, low: float | None, high: float | None, unit: str = "", higher_is_better: bool = True
) -> Measure:
    """How to write a metric with this range.

    Shares become percentages with one decimal, scales up to 100 keep one, all others have three.
    """
    if (low, high) == (0.0, 1.0):
        return Measure(_PERCENT, 1, "%", higher_is_better, low, high)
    decimals = 1 if high == _PERCENT else 3
    unit = "%" if unit == "percent" else unit
    return Measure(1.0, decimals, unit, higher_is_better, low, high)


def show_signed(text: str) -> str:
    """A shown difference with a plus where it is above zero."""
    return text if text.startswith("\u2212") or not text.strip("0.") else f"+{text}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One score as text, with all that makes it honest."""

    text: str
    """The score."""
    interval: str
    """Its interval, `68.4–74.1`; empty where there is none."""
    n: str
    """Samples behind it; empty where not known."""
    note: str
    """Everything in one line, for the pointer and for readers who cannot see."""
    href: str
    """Evidence of the number: the result's page, from the language's root; empty for none."""
    tone: str
    """Trust as a class name: `claimed`, `packed`, `recomputed`, `reproduced`."""


def show_rank(rank: RankRange | None) -> str:
    """`3`, or `3–7`; empty where there is no rank."""
    if rank is None:
        return ""
    return show_range(rank.low, rank.high)


def show_range(low: int, high: int) -> str:
    """A range of places: `3`, or `3–7`."""
    return str(low) if low == high else f"{low}{_RANGE}{high}"


def show_interval(value: Value, measure: Measure) -> str:
    """An interval as text, empty where there is none."""
    if value.low is None or value.high is None:
        return ""
    return measure.show_range(value.low, value.high)


def show_score(value: Value, measure: Measure) -> tuple[str, str]:
    """A score and its interval, as `Measure.show` and `show_interval` write them, in one step."""
    low, high, factor = value.low, value.high, measure.factor
    if measure.decimals == 1 and low is not None and high is not None and low >= 0.0:
        # Nearly all scores; a large site has hundreds of thousands.
        score = f"{value.value * factor:.1f}"
        return score, f"{low * factor:.1f}{_RANGE}{high * factor:.1f}"
    return measure.show(value.value), show_interval(value, measure)


def show_size(n_parameters: int | None) -> str:
    """A number of weights as people say it: `135 M`, `1.7 B`; empty where not known."""
    if n_parameters is None:
        return ""
    for unit, size in (("B", _BILLION), ("M", _MILLION)):
        if n_parameters >= size:
            n = n_parameters / size
            return f"{n:.0f}\u00a0{unit}" if n >= _WHOLE else f"{n:.1f}\u00a0{unit}"
    return f"{n_parameters:,}"


def show_percent(level: float) -> str:
    """A level such as 0.95 as `95 %`."""
    return f"{level * _PERCENT:.4g}\u00a0%"
