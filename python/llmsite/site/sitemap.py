"""`sitemap.xml` and `robots.txt`: what search engines are told. Needs the site's address."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from llmsite.leaderboard.records import Leaderboard
from llmsite.site.page import Document

_MOST_URLS = 50_000


def sitemap_documents(
    paths: Iterable[tuple[str, bool]], base_url: str, leaderboard: Leaderboard
) -> Iterator[Document]:
    """Sitemap (split at 50,000 addresses) and robots.txt; nothing without an address.

    Args:
        paths: Files with whether search engines are told of them.
        base_url: Address of the site with a final slash; empty where it is not known.
        leaderboard: Whose days of results are the days of change.
    """
    robots = "User-agent: *\nAllow: /\n"
    if base_url:
        pages = sorted(path for path, indexed in paths if indexed and path.endswith(".html"))
        parts = [pages[i : i + _MOST_URLS] for i in range(0, len(pages), _MOST_URLS)]
        names = (
            ["sitemap.xml"] if len(parts) <= 1 else [f"sitemap-{i}.xml" for i in range(len(parts))]
        )
        day = max((result.record.date for result in leaderboard.results), default="")
        for name, part in zip(names, parts, strict=True):
            yield Document(name, _urls(part, base_url, day))
        if len(parts) > 1:
            yield Document("sitemap.xml", _index(names, base_url))
        robots += f"Sitemap: {base_url}sitemap.xml\n"
    yield Document("robots.txt", robots.encode())


def _urls(paths: Iterable[str], base_url: str, day: str) -> bytes:
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    lines = [
        f"<url><loc>{escape(base_url + path.removesuffix('index.html'))}</loc>{changed}</url>"
        for path in paths
    ]
    return _xml("urlset", lines)


def _index(names: Iterable[str], base_url: str) -> bytes:
    lines = [f"<sitemap><loc>{escape(base_url + name)}</loc></sitemap>" for name in names]
    return _xml("sitemapindex", lines)


def _xml(name: str, lines: list[str]) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = "\n".join(lines)
    return f'{head}<{name} xmlns="{space}">\n{body}\n</{name}>\n'.encode()
