"""Interval dot plot: one row a model, its value as a dot, its interval as a line.

The default picture of a board, a task and a model's results.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from llmsite.site.charts.axis import WIDTH, Scale, scale_around, tick_labels

_ROW = 34
_TOP = 4
_AXIS = 24
_NOTE = 16
"""Room below the last row for what the reference line is."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One row."""

    name: str
    """What stands above the line."""
    href: str
    """Where the name leads, from the page; empty for nowhere."""
    value: float
    """The value."""
    low: float | None
    """Lower end of its interval; none where there is none."""
    high: float | None
    """Upper end."""
    text: str
    """The value as text."""
    band: bool = False
    """Whether the row is shaded."""
    muted: bool = False
    """Whether it is drawn in grey: baselines."""


def draw_dots(  # noqa: PLR0913 - one picture, all by keyword
    dots: Sequence[Dot],
    *,
    id: str,  # noqa: A002 - the attribute's name
    title: str,
    description: str,
    show: Callable[[float], str],
    low: float | None = None,
    high: float | None = None,
    reference: float | None = None,
    reference_text: str = "",
) -> Markup:
    """Rows from top to bottom, in the given order.

    Args:
        dots: The rows.
        id: Prefix of the ids, unique on the page.
        title: Name of the picture.
        description: What it shows, for those who cannot see it.
        show: Writes a value on the axis.
        low: Lower end of the values' range; the axis does not go below.
        high: Upper end of the range.
        reference: A value to draw as a vertical line, such as chance, unless it is far away.
        reference_text: What that line is.
    """
    ends = [v for d in dots for v in (d.low, d.value, d.high) if v is not None]
    spread = max(ends) - min(ends)
    if reference is not None and not min(ends) - spread <= reference <= max(ends) + spread:
        reference = None  # too far away: drawn, it would press all rows into a corner
    scale = scale_around([*ends, *([] if reference is None else [reference])], low=low, high=high)
    is_named = reference is not None and bool(reference_text)
    height = _TOP + _ROW * len(dots) + (_NOTE if is_named else 0)
    return Markup("").join(
        (
            Markup(
                f'<svg class="chart" width="100%" height="{height + _AXIS}" role="group" '
                f'aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{escape(title)}</title>'
                f'<desc id="{id}-d">{escape(description)}</desc>'
                f'<svg width="100%" height="{height}" viewBox="0 0 {WIDTH} {height}" '
                'preserveAspectRatio="none">'
            ),
            _geometry(dots, scale, height, reference),
            Markup("</svg>"),
            _labels(dots, scale, height, show, reference, reference_text),
            Markup("</svg>"),
        )
    )


def _geometry(dots: Sequence[Dot], scale: Scale, height: int, reference: float | None) -> Markup:
    bands = "".join(
        f'<path class="band" d="M0 {_TOP + _ROW * i}H{WIDTH}v{_ROW}H0z"/>'
        for i, dot in enumerate(dots)
        if dot.band
    )
    grid = "".join(f"M{scale.x(t)} {_TOP}V{height}" for t in scale.ticks())
    parts = [bands, f'<path class="grid" d="{grid}"/>']
    if reference is not None:
        parts.append(f'<path class="ref" d="M{scale.x(reference)} {_TOP}V{height}"/>')
    for tone, muted in (("", False), (" muted", True)):
        rows = [(i, d) for i, d in enumerate(dots) if d.muted is muted]
        lines = "".join(
            f"M{scale.x(d.low)} {_y(i)}H{scale.x(d.high)}"
            for i, d in rows
            if d.low is not None and d.high is not None
        )
        points = "".join(f"M{scale.x(d.value)} {_y(i)}h0" for i, d in rows)
        if lines:
            parts.append(f'<path class="ci{tone}" d="{lines}"/>')
        if points:
            parts.append(f'<path class="dot{tone}" d="{points}"/>')
    return Markup("".join(parts))


def _y(row: int) -> int:
    return _TOP + _ROW * row + 25


def _labels(
    dots: Sequence[Dot],
    scale: Scale,
    height: int,
    show: Callable[[float], str],
    reference: float | None,
    reference_text: str,
) -> Markup:
    parts = []
    for i, dot in enumerate(dots):
        y = _TOP + _ROW * i + 15
        name = f'<text x="4" y="{y}" class="name">{escape(dot.name)}</text>'
        if dot.href:
            name = f'<a href="{escape(dot.href)}">{name}</a>'
        parts.append(f'{name}<text x="100%" y="{y}" class="end">{escape(dot.text)}</text>')
    ticks = scale.ticks()
    for tick, label in zip(ticks, tick_labels(ticks, show), strict=True):
        share = scale.share(tick)
        anchor = ' class="start"' if share < 0.04 else ' class="end"' if share > 0.96 else ""
        parts.append(
            f'<text x="{scale.percent(tick)}" y="{height + 16}"{anchor}>{escape(label)}</text>'
        )
    if reference is not None and reference_text:
        share = scale.share(reference)
        side = "end" if share > 0.5 else "start"
        parts.append(
            f'<text x="{scale.percent(reference)}" y="{height - 2}" '
            f'dx="{4 if share <= 0.5 else -4}" class="{side} quiet">{escape(reference_text)}</text>'
        )
    return Markup("".join(parts))
