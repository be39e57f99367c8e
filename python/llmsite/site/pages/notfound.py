"""The page for addresses that lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from llmsite.site.edition import Edition
from llmsite.site.page import Page


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """What `pages/notfound.html` may name: nothing of its own."""


def build(edition: Edition) -> Iterator[Page]:
    """`404.html`, which a host serves from the site's root only."""
    if not edition.language.prefix:
        say = edition.language.say
        yield Page(
            path="404.html",
            template="pages/notfound.html",
            title=say("No such page"),
            description=say("There is no page at this address."),
            view=NotFoundView(),
            indexed=False,
        )
