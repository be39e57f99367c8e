"""Profile of one model: a drawing as tall as the rows of its table, one line a task.

Stands in the table beside the numbers, so it needs no labels of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from llmsite.site.charts.axis import WIDTH

ROW = 36
"""Height of a row of the table in pixels; the style sheet says the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """One task, positions from 0 (lowest value of the metric) to 1 (highest)."""

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
    intervals = points = middles = ""
    for i, line in enumerate(lines):
        y = ROW * i + ROW // 2
        if line.low is not None and line.high is not None:
            intervals += f"M{_x(line.low)} {y}H{_x(line.high)}"
        if line.value is not None:
            points += f"M{_x(line.value)} {y}h0"
        if line.middle is not None:
            middles += f"M{_x(line.middle)} {y - 7}v14"
    return Markup(
        f'<svg class="profile" role="img" aria-labelledby="{id}" viewBox="0 0 {WIDTH} {height}" '
        f'height="{height}" preserveAspectRatio="none"><title id="{id}">{escape(title)}</title>'
        # All tracks are one dashed line, as wide as the picture.
        f'<path class="tracks" d="M{WIDTH // 2} {ROW // 2}V{height}" stroke-width="{WIDTH}" '
        f'stroke-dasharray="1 {ROW - 1}"/><path class="mid" d="{middles}"/>'
        f'<path class="ci" d="{intervals}"/><path class="dot" d="{points}"/></svg>'
    )


def _x(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * WIDTH:.0f}"
