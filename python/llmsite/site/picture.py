"""A picture as pages show it: drawing, finding in words, the numbers as a table.

What chart modules draw becomes a figure here; a page never shows a drawing without the other two.
"""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Picture:
    """One figure: the template variable of `parts/_picture.html`."""

    title: str
    """Name of the picture."""
    drawing: Markup
    """The SVG."""
    caption: str
    """What it shows, in words."""
    head: tuple[str, ...] = ()
    """Heads of its table; empty where the table beside it on the page holds its numbers."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Its numbers as readers see them, names first."""
