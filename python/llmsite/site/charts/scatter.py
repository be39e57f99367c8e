"""Score against size, cost or date, with the frontier of what nothing smaller clearly beats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from llmsite.site.charts.axis import WIDTH, Scale, scale_around, tick_labels

_HEIGHT = 300
_BOTTOM = 24
_MANY = 400
"""Beyond so many points, those off the frontier become one path without names."""

_LABEL = 0.35
"""Share of the width that a name takes at most; closer points of one height would overlap."""
_LINE = 16
"""Height of a name."""


@dataclass(frozen=True, slots=True)
class Point:
    """One model."""

    name: str
    """What is read."""
    href: str
    """Where it leads, from the page."""
    x: float
    """Size, cost or date; positive on a log scale."""
    y: float
    """Score."""
    low: float | None
    """Lower end of the score's interval."""
    high: float | None
    """Upper end."""
    text: str
    """Both values as text."""
    on_frontier: bool
    """Whether no point further left is shown to be at least as good."""


def draw_scatter(
    points: Sequence[Point],
    *,
    id: str,  # noqa: A002 - the attribute's name
    title: str,
    description: str,
    show_x: Callable[[float], str],
    show_y: Callable[[float], str],
    is_log: bool,
) -> Markup:
    """Points with the frontier as a step line; frontier points are labelled and carry intervals."""
    xs = [p.x for p in points]
    across = (
        Scale(min(xs) / 1.5, max(xs) * 1.5, is_log=True)
        if is_log
        else scale_around(xs, low=None, high=None)
    )
    ends = [v for p in points for v in (p.y, *((p.low, p.high) if p.on_frontier else ()))]
    up = scale_around([v for v in ends if v is not None], low=None, high=None)
    height = _HEIGHT + _BOTTOM
    return Markup("").join(
        (
            Markup(
                f'<svg class="chart" width="100%" height="{height}" role="group" '
                f'aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{escape(title)}</title>'
                f'<desc id="{id}-d">{escape(description)}</desc>'
                f'<svg width="100%" height="{_HEIGHT}" viewBox="0 0 {WIDTH} {_HEIGHT}" '
                'preserveAspectRatio="none">'
            ),
            _geometry(points, across, up),
            Markup("</svg>"),
            _labels(points, across, up, show_x, show_y),
            Markup("</svg>"),
        )
    )


def _y(up: Scale, value: float) -> int:
    return round((1 - up.share(value)) * _HEIGHT)


def _geometry(points: Sequence[Point], across: Scale, up: Scale) -> Markup:
    grid = "".join(f"M{across.x(t)} 0V{_HEIGHT}" for t in across.ticks())
    grid += "".join(f"M0 {_y(up, t)}H{WIDTH}" for t in up.ticks())
    frontier = sorted((p for p in points if p.on_frontier), key=lambda p: (p.x, -p.y))
    # The line climbs where a larger model is ahead, and never falls.
    step, best = "", None
    for point in frontier:
        if best is None:
            step, best = f"M{across.x(point.x)} {_y(up, point.y)}", point.y
        elif point.y > best:
            step, best = f"{step}H{across.x(point.x)}V{_y(up, point.y)}", point.y
    if step:
        step += f"H{WIDTH}"
    rest = "".join(f"M{across.x(p.x)} {_y(up, p.y)}h0" for p in points if not p.on_frontier)
    dots = "".join(f"M{across.x(p.x)} {_y(up, p.y)}h0" for p in frontier)
    lines = "".join(
        f"M{across.x(p.x)} {_y(up, p.low)}V{_y(up, p.high)}"
        for p in frontier
        if p.low is not None and p.high is not None
    )
    shapes = (
        ("grid", grid),
        ("step", step),
        ("dot muted", rest),
        ("ci", lines),
        ("dot", dots),
    )
    return Markup("".join(f'<path class="{name}" d="{d}"/>' for name, d in shapes if d))


def _labels(
    points: Sequence[Point],
    across: Scale,
    up: Scale,
    show_x: Callable[[float], str],
    show_y: Callable[[float], str],
) -> Markup:
    parts = []
    few = len(points) <= _MANY
    named: list[tuple[float, int]] = []
    for point in sorted(points, key=lambda p: (p.x, -p.y, p.name)):
        share, y = across.share(point.x), _y(up, point.y)
        x = across.percent(point.x)
        is_free = all(abs(share - s) > _LABEL or abs(y - t) > _LINE for s, t in named)
        if point.on_frontier and is_free:
            named.append((share, y))
            side = ("end", -8) if share > 0.6 else ("start", 8)
            parts.append(
                f'<a href="{escape(point.href)}"><text x="{x}" y="{max(y - 7, 11)}" dx="{side[1]}" '
                f'class="name {side[0]}">{escape(point.name)}<title>{escape(point.text)}</title>'
                "</text></a>"
            )
        elif few:
            parts.append(
                f'<a href="{escape(point.href)}"><circle class="hit" cx="{x}" cy="{y}" r="12">'
                f"<title>{escape(f'{point.name}: {point.text}')}</title></circle></a>"
            )
    for tick in across.ticks():
        share = across.share(tick)
        anchor = ' class="start"' if share < 0.04 else ' class="end"' if share > 0.96 else ""
        parts.append(
            f'<text x="{across.percent(tick)}" y="{_HEIGHT + 16}"{anchor}>'
            f"{escape(show_x(tick))}</text>"
        )
    parts.extend(
        f'<text x="2" y="{max(_y(up, tick) - 3, 10)}" class="start">{escape(label)}</text>'
        for tick, label in zip(up.ticks(), tick_labels(up.ticks(), show_y), strict=True)
    )
    return Markup("".join(parts))
