"""The host's own pages, from `content/*.md`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from llmsite.site.edition import ContentPage, Edition
from llmsite.site.page import Page, Planned
from llmsite.site.prose import markdown_to_html

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ContentView:
    """What `pages/content.html` may name."""

    html: Markup
    """The page's text, cleaned."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a file."""
    for page in edition.content:
        yield Planned(f"{page.slug}/index.html", partial(_page, page))


def _page(page: ContentPage) -> Page:
    html = markdown_to_html(page.text)
    return Page(
        path=f"{page.slug}/index.html",
        template="pages/content.html",
        title=page.title,
        description=_first_sentence(html) or page.title,
        view=ContentView(Markup(html)),  # noqa: S704 - cleaned by nh3
        section=page.slug,
    )


def _first_sentence(html: str) -> str:
    """The first paragraph without markup, cut at a word after 200 characters."""
    found = re.search(r"<p>(.*?)</p>", html, re.DOTALL)
    text = str(Markup(found[1]).striptags()) if found else ""  # noqa: S704 - only to strip it
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
