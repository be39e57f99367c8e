"""What the site's phases hand to each other: pages with typed views, and plain documents.

Knows nothing of templates' text, of bytes on disk, or of what a leaderboard holds.
"""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to a page."""

    title: str
    """What is read."""
    href: str
    """Where it leads, from the language's root."""


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML page before it is rendered: its place, its template, and all that it shows.

    The fields of `view` are the template's variables; `page` is this record and `site` the frame.
    """

    path: str
    """File from the language's root, such as `m/acme/small/index.html`."""
    template: str
    """Template that renders it, such as `pages/model.html`."""
    title: str
    """Title without the site's name."""
    description: str
    """One quotable sentence: the page's first words, its description in search results."""
    view: object
    """Frozen dataclass with everything the template may name."""
    section: str = ""
    """Entry of the navigation that is marked as current."""
    crumbs: tuple[Crumb, ...] = ()
    """Way from the home page, without the page itself."""
    scripts: tuple[str, ...] = ()
    """Scripts beyond the frame's, by their file's stem in `static/`."""
    structured: Markup = _NOTHING
    """JSON-LD, empty where there is none."""
    card: str = ""
    """Sharing picture from the site's root; empty: the site's own."""
    indexed: bool = True
    """Whether search engines are told of it."""
    is_twinned: bool = True
    """Whether it stands in the site's other languages too."""

    @property
    def address(self) -> str:
        """The page's path as a canonical address: without `index.html`."""
        return self.path.removesuffix("index.html")


@dataclass(frozen=True, slots=True)
class Planned:
    """A page that is made when it is called for, by whoever needs it."""

    path: str
    """Its file from the language's root."""
    make: Callable[[], Page]
    """Makes it; pure."""


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """A file that is not rendered, made when it is called for."""

    path: str
    """File from the site's root."""
    make: Callable[[], bytes]
    """Makes its bytes; pure."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is not rendered: JSON, CSV, XML, a picture."""

    path: str
    """File from the site's root."""
    content: bytes
    """Its bytes."""


def depth_prefix(path: str) -> str:
    """What leads from a file back to the folder that its path starts from (`../../`)."""
    return "../" * path.count("/")
