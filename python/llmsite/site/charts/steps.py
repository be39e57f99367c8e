"""A value over time as a step line: it holds from its day until the next one; intervals as bars."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from llmsite.site.charts.axis import WIDTH, Scale, scale_around, tick_labels

_HEIGHT = 200
_BOTTOM = 24
_MOST_DAYS = 4
"""Days that are written below the line."""


@dataclass(frozen=True, slots=True)
class Step:
    """One day on which the value changed."""

    day: str
    """The day, `YYYY-MM-DD`."""
    value: float
    """The value from that day on."""
    low: float
    """Lower end of its range."""
    high: float
    """Upper end."""
    text: str
    """What is read at the point."""


def draw_steps(
    steps: Sequence[Step],
    *,
    id: str,  # noqa: A002 - the attribute's name
    title: str,
    description: str,
    show: Callable[[float], str],
    is_rank: bool = False,
) -> Markup:
    """A step line from the first to the last day.

    Args:
        steps: At least one, oldest first.
        id: Prefix of the ids, unique on the page.
        title: Name of the picture.
        description: What it shows, for those who cannot see it.
        show: Writes a value on the axis.
        is_rank: Whether 1 is at the top and only whole numbers are marked.
    """
    days = [_ordinal(step.day) for step in steps]
    across = Scale(days[0] - 0.5, max(days[-1], days[0] + 1) + 0.5)
    ends = [v for step in steps for v in (step.low, step.value, step.high)]
    up = (
        Scale(min(ends) - 0.5, max(ends) + 0.5)
        if is_rank
        else scale_around(ends, low=None, high=None)
    )
    ticks = [tick for tick in up.ticks() if not is_rank or tick == int(tick)]

    def y(value: float) -> int:
        share = up.share(value)
        return round((share if is_rank else 1 - share) * _HEIGHT)

    grid = "".join(f"M0 {y(tick)}H{WIDTH}" for tick in ticks)
    line = f"M{across.x(days[0])} {y(steps[0].value)}"
    line += "".join(
        f"H{across.x(day)}V{y(step.value)}" for day, step in zip(days, steps, strict=True)
    )
    line += f"H{WIDTH}"
    bars = "".join(
        f"M{across.x(day)} {y(step.low)}V{y(step.high)}"
        for day, step in zip(days, steps, strict=True)
    )
    dots = "".join(
        f"M{across.x(day)} {y(step.value)}h0" for day, step in zip(days, steps, strict=True)
    )
    texts = [
        f'<circle class="hit" cx="{across.percent(day)}" cy="{y(step.value)}" r="12">'
        f"<title>{escape(step.text)}</title></circle>"
        for day, step in zip(days, steps, strict=True)
    ]
    texts += [
        f'<text x="2" y="{max(y(tick) - 3, 10)}" class="start">{escape(label)}</text>'
        for tick, label in zip(ticks, tick_labels(ticks, show), strict=True)
    ]
    texts += list(_days(steps, days, across))
    return Markup(
        f'<svg class="chart" width="100%" height="{_HEIGHT + _BOTTOM}" role="group" '
        f'aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{escape(title)}</title>'
        f'<desc id="{id}-d">{escape(description)}</desc>'
        f'<svg width="100%" height="{_HEIGHT}" viewBox="0 0 {WIDTH} {_HEIGHT}" '
        f'preserveAspectRatio="none"><path class="grid" d="{grid}"/><path class="step" d="{line}"/>'
        f'<path class="ci" d="{bars}"/><path class="dot" d="{dots}"/></svg>{"".join(texts)}</svg>'
    )


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _days(steps: Sequence[Step], days: Sequence[int], across: Scale) -> list[str]:
    """The first and the last day, and some between that leave room."""
    found: list[tuple[float, str]] = []
    order = [0, len(steps) - 1, *range(1, len(steps) - 1)]
    for n in order:
        share = across.share(days[n])
        if len(found) < _MOST_DAYS and all(abs(share - other) > 0.3 for other, _ in found):
            anchor = ' class="start"' if share < 0.1 else ' class="end"' if share > 0.9 else ""
            x = across.percent(days[n])
            text = f'<text x="{x}" y="{_HEIGHT + 16}"{anchor}>{steps[n].day}</text>'
            found.append((share, text))
    return [text for _, text in found]
