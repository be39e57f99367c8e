"""Profile of one model: a drawing as tall as the rows of its table, one line a task.

Stands in the table beside the numbers, so it needs no labels of its own.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from llmsite.leaderboard.records import Value
from llmsite.site.charts.axis import WIDTH

ROW = 36
"""Height of a row of the table in pixels; the style sheet says the same."""


class Line(NamedTuple):
    """The line of one task."""

    worst: float
    """Worst value of the metric, at the left."""
    width: float
    """From there to the best value; negative where lower is better."""
    middle: float | None
    """Median of the board; none where there is none."""


class Profile:
    """Draws the models of one board; what their drawings share is made once."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._height = ROW * len(lines)
        self._lines = [
            (line.worst, WIDTH / (line.width or 1.0), ROW * i + ROW // 2)
            for i, line in enumerate(lines)
        ]
        middles = "".join(
            f"M{_place(line.middle, worst, per_unit)} {y - 7}v14"
            for line, (worst, per_unit, y) in zip(lines, self._lines, strict=True)
            if line.middle is not None
        )
        # All tracks are one dashed line, as wide as the picture.
        self._ground = (
            f'<path class="tracks" d="M{WIDTH // 2} {ROW // 2}V{self._height}" '
            f'stroke-width="{WIDTH}" stroke-dasharray="1 {ROW - 1}"/>'
            f'<path class="mid" d="{middles}"/>'
        )

    def draw(self, scores: Sequence[Value | None], *, id: str, title: str) -> Markup:  # noqa: A002 - as HTML
        """Intervals as lines, scores as dots, the board's medians as upright marks.

        Args:
            scores: One a task; none where it is missing.
            id: Id of the title.
            title: What is drawn.
        """
        intervals, points = [], []
        for score, (worst, per_unit, y) in zip(scores, self._lines, strict=True):
            if score is None:
                continue
            low, high = score.low, score.high
            if low is not None and high is not None:
                start, end = _place(low, worst, per_unit), _place(high, worst, per_unit)
                intervals.append(f"M{start} {y}H{end}")
            points.append(f"M{_place(score.value, worst, per_unit)} {y}h0")
        return Markup(
            f'<svg class="profile" role="img" aria-labelledby="{id}" viewBox="0 0 {WIDTH} '
            f'{self._height}" height="{self._height}" preserveAspectRatio="none">'
            f'<title id="{id}">{escape(title)}</title>{self._ground}'
            f'<path class="ci" d="{"".join(intervals)}"/>'
            f'<path class="dot" d="{"".join(points)}"/></svg>'
        )


def _place(value: float, worst: float, per_unit: float) -> int:
    x = (value - worst) * per_unit
    return 0 if x <= 0.0 else WIDTH if x >= WIDTH else round(x)
