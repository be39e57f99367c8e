"""Profile of one model: a drawing as tall as the rows of its table, one line a task.

Stands in the table beside the numbers, so it needs no labels of its own.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from llmsite.site.charts.axis import WIDTH

ROW = 36
"""Height of a row of the table in pixels; the style sheet says the same."""


class Line(NamedTuple):
    """One task, positions from 0 (worst value of the metric) to 1 (best)."""

    value: float | None
    """The score; none where it is missing."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end."""
    middle: float | None
    """Median of the board; none where there is none."""


def draw_profile(lines: Sequence[Line], *, id: str, title: str) -> Markup:  # noqa: A002 - as HTML
    """Intervals as lines, scores as dots, the board's medians as upright marks."""
    height = ROW * len(lines)
    intervals, points, middles = [], [], []
    y = ROW // 2
    for value, low, high, middle in lines:
        if low is not None and high is not None:
            intervals.append(f"M{_x(low)} {y}H{_x(high)}")
        if value is not None:
            points.append(f"M{_x(value)} {y}h0")
        if middle is not None:
            middles.append(f"M{_x(middle)} {y - 7}v14")
        y += ROW
    return Markup(
        f'<svg class="profile" role="img" aria-labelledby="{id}" viewBox="0 0 {WIDTH} {height}" '
        f'height="{height}" preserveAspectRatio="none"><title id="{id}">{escape(title)}</title>'
        # All tracks are one dashed line, as wide as the picture.
        f'<path class="tracks" d="M{WIDTH // 2} {ROW // 2}V{height}" stroke-width="{WIDTH}" '
        f'stroke-dasharray="1 {ROW - 1}"/><path class="mid" d="{"".join(middles)}"/>'
        f'<path class="ci" d="{"".join(intervals)}"/>'
        f'<path class="dot" d="{"".join(points)}"/></svg>'
    )


def _x(share: float) -> int:
    return 0 if share <= 0.0 else WIDTH if share >= 1.0 else round(share * WIDTH)
