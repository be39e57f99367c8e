"""Histogram: how many scores lie where, with chance and median as upright lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from markupsafe import Markup, escape

from llmsite.site.charts.axis import WIDTH, Scale, scale_around, tick_labels

_HEIGHT = 160
_TOP = 20
_BOTTOM = 24
_STEPS = 24
"""Bars of a picture, about."""
_ROUNDING = 1e-9
"""Share of a bin by which a value may miss its lower end and still be in it."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores between two values."""

    low: float
    """Lower end, included."""
    high: float
    """Upper end, excluded but for the last one."""
    n: int
    """How many scores."""


def fill_bins(values: Sequence[float], *, low: float | None, high: float | None) -> list[Bin]:
    """Counts in bins of equal width over the values' range, whole steps of a round width.

    Args:
        values: At least one.
        low: Lower end of the metric's range; no bin begins below.
        high: Upper end.
    """
    scale = scale_around(values, low=low, high=high)
    ticks = scale.ticks()
    step = (ticks[1] - ticks[0]) / 4 if len(ticks) > 1 else (scale.high - scale.low) / _STEPS
    first = floor(min(values) / step + _ROUNDING)
    n_bins = max(ceil(max(values) / step - _ROUNDING) - first, 1)
    counts = [0] * n_bins
    for value in values:
        counts[min(floor(value / step + _ROUNDING) - first, n_bins - 1)] += 1
    return [Bin((first + i) * step, (first + i + 1) * step, n) for i, n in enumerate(counts)]


def draw_histogram(
    bins: Sequence[Bin],
    *,
    id: str,  # noqa: A002 - the attribute's name
    title: str,
    description: str,
    show: Callable[[float], str],
    marks: Sequence[tuple[float, str]],
) -> Markup:
    """One bar a bin.

    Args:
        bins: The bins, from left to right, without gaps.
        id: Prefix of the ids, unique on the page.
        title: Name of the picture.
        description: What it shows, for those who cannot see it.
        show: Writes a value on the axis.
        marks: Values to draw as upright lines, with what they are.
    """
    scale = Scale(bins[0].low, bins[-1].high)
    most = max(each.n for each in bins)
    bars = "".join(
        f"M{scale.x(each.low)} {_HEIGHT}V{_y(each.n, most)}H{scale.x(each.high)}V{_HEIGHT}z"
        for each in bins
        if each.n
    )
    inside = [(value, text) for value, text in marks if scale.low <= value <= scale.high]
    lines = "".join(f"M{scale.x(value)} {_TOP}V{_HEIGHT}" for value, _ in inside)
    return Markup("").join(
        (
            Markup(
                f'<svg class="chart" width="100%" height="{_HEIGHT + _BOTTOM}" role="img" '
                f'aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{escape(title)}</title>'
                f'<desc id="{id}-d">{escape(description)}</desc>'
                f'<svg width="100%" height="{_HEIGHT}" viewBox="0 0 {WIDTH} {_HEIGHT}" '
                f'preserveAspectRatio="none"><path class="bars" d="{bars}"/>'
                f'<path class="grid" d="M0 {_HEIGHT}H{WIDTH}"/>'
                f'<path class="ref" d="{lines}"/></svg>'
            ),
            _labels(scale, inside, show),
            Markup("</svg>"),
        )
    )


def _y(n: int, most: int) -> int:
    return round(_HEIGHT - n / most * (_HEIGHT - _TOP))


def _labels(
    scale: Scale, marks: Sequence[tuple[float, str]], show: Callable[[float], str]
) -> Markup:
    parts = []
    ticks = scale.ticks()
    for tick, label in zip(ticks, tick_labels(ticks, show), strict=True):
        share = scale.share(tick)
        side = ' class="start"' if share < 0.04 else ' class="end"' if share > 0.96 else ""
        parts.append(
            f'<text x="{scale.percent(tick)}" y="{_HEIGHT + 16}"{side}>{escape(label)}</text>'
        )
    # Labels of close lines would lie on each other: the left one reads leftward.
    ordered = sorted(marks)
    for i, (value, text) in enumerate(ordered):
        share = scale.share(value)
        leftward = share > 0.85 or (share > 0.15 and i == 0 and len(ordered) > 1)
        side, gap = ("end", -4) if leftward else ("start", 4)
        place = f'x="{scale.percent(value)}" y="12" dx="{gap}"'
        parts.append(f'<text {place} class="{side}">{escape(text)}</text>')
    return Markup("".join(parts))
