"""Prose of a host or contributor: Markdown to HTML that is always cleaned, and addresses.

Knows nothing of pages.
"""

import re
from functools import cache
from urllib.parse import urlsplit

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_MAX_URL_CHARACTERS = 2000
_REFUSED = re.compile(r"[\x00-\x20\x7f\\]")


def is_safe_url(url: str) -> bool:
    """Whether an address may be linked: http(s), a plain host, nothing that hides where it leads.

    The raw text is tested first, because parsers drop tabs and newlines.
    """
    if len(url) > _MAX_URL_CHARACTERS or _REFUSED.search(url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    plain = bool(host) and url.isascii() and "@" not in parts.netloc
    return parts.scheme in ("https", "http") and plain


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "a" and name == "href":
        is_local = re.fullmatch(r"[A-Za-z0-9._#?=&/-]*", value) and not value.startswith("//")
        return value if is_local or is_safe_url(value) else None
    return value


@cache
def markdown_to_html(text: str) -> str:
    """Markdown as HTML with a short list of tags, and links that lead only where they say.

    Pictures, scripts, styles, handlers and forms are dropped whatever the text says.
    """
    import markdown
    import nh3

    html = markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists"])
    # Headings of prose stand below the page's own.
    html = re.sub(r"<(/?)h1>", r"<\1h2>", html)
    cleaned: str = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href", "title"}, "th": {"scope"}},
        attribute_filter=_attribute,
        url_schemes={"https", "http"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return cleaned
