"""The page for addresses that lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.site.edition import Edition
from llmsite.site.page import Page, Planned

_PATH = "404.html"


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """What `pages/notfound.html` may name: nothing of its own."""


def build(edition: Edition) -> Iterator[Planned]:
    """`404.html`, which a host serves from the site's root only."""
    if not edition.language.prefix:
        yield Planned(_PATH, partial(_page, edition))


def _page(edition: Edition) -> Page:
    say = edition.language.say
    return Page(
        path=_PATH,
        template="pages/notfound.html",
        title=say("No such page"),
        description=say("There is no page at this address."),
        view=NotFoundView(),
        indexed=False,
    )
