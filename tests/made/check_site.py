"""Reads a built site and lists what is wrong with it. Uses nothing of llmsite."""

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

_DATA = {"application/json", "application/ld+json"}
_LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "object": "data"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.faults: list[str] = []
        self.found: Counter[str] = Counter()
        self.policy = ""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._count(tag, attributes)
        self._collect(tag, attributes)
        self._judge(tag, attributes)

    def _count(self, tag, attributes):
        if tag != "title" or not self.found["body"]:  # pictures have titles of their own
            self.found[tag] += 1
        if tag == "meta" and attributes.get("name") == "description":
            self.found["description"] += bool(attributes["content"])
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]

    def _collect(self, tag, attributes):
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "link" and attributes.get("rel") in ("stylesheet", "icon"):
            self.loaded.append(attributes["href"])
        if tag in _LOADED and attributes.get(_LOADED[tag]):
            self.loaded.append(attributes[_LOADED[tag]])

    def _judge(self, tag, attributes):
        self.faults += [f"{n} on <{tag}>" for n in attributes if n.startswith("on") or n == "style"]
        if tag == "html" and not attributes.get("lang"):
            self.faults.append("no lang")
        if tag == "img" and "alt" not in attributes:
            self.faults.append("img without alt")
        if tag == "script" and "src" not in attributes and attributes.get("type") not in _DATA:
            self.faults.append("inline script")
        if tag == "style":
            self.faults.append("inline style")


def faults_of(site: Path) -> list[str]:
    """Everything that is wrong: links, fragments, ids, inline code, third parties, headings."""
    faults = []
    pages: dict[str, _Page] = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        page = pages[name] = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        page.close()
        faults += [f"{name}: {fault}" for fault in page.faults]
        for tag, wanted in (("h1", 1), ("title", 1), ("main", 1), ("description", 1)):
            if page.found[tag] != wanted:
                faults.append(f"{name}: {page.found[tag]} {tag}")
        faults += [f"{name}: id {i} twice" for i, n in Counter(page.ids).items() if n > 1]
        if "default-src 'none'" not in page.policy or "unsafe" in page.policy:
            faults.append(f"{name}: weak policy")
    for name, page in pages.items():
        for link in (*page.links, *page.loaded):
            faults += [f"{name}: {fault}" for fault in _link_faults(site, pages, name, link)]
        faults += [f"{name}: loads {link}" for link in page.loaded if urlsplit(link).netloc]
    return faults


def _link_faults(site: Path, pages: dict[str, _Page], name: str, link: str):
    address, fragment = urldefrag(link)
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        if parts.scheme not in ("https", "http"):
            yield f"scheme of {link}"
        return
    path = unquote(parts.path)
    if path.startswith("/"):
        if name != "404.html":
            yield f"absolute link {link}"
        return
    target = (site / name).parent / path if path else site / name
    if not target.is_file():
        yield f"broken link {link}"
        return
    inside = target.resolve().relative_to(site.resolve()).as_posix()
    if fragment and inside in pages and unquote(fragment) not in pages[inside].ids:
        yield f"no #{fragment} in {inside}"
