"""How a leaderboard is cited: BibTeX and CSL-JSON, of today or of a day that was kept.

Knows nothing of pages.
"""

from dataclasses import dataclass

from llmsite.site.edition import Edition
from llmsite.storage import compact_json

_SPECIAL = frozenset("{}\\%$#&_^~")


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited."""

    key: str
    """Key of the entry."""
    title: str
    """Title of the leaderboard."""
    author: str
    """Who hosts it; empty where that is not known."""
    day: str
    """Day of its numbers, `YYYY-MM-DD`; empty for none."""
    url: str
    """Where it is; empty where that is not known."""
    version: str = ""
    """Version of the suite; empty for a whole site."""

    @property
    def bibtex(self) -> str:
        """As a BibTeX entry."""
        lines = [f"  title = {{{{{_plain(self.title)}}}}},"]
        if self.author:
            lines.append(f"  author = {{{{{_plain(self.author)}}}}},")
        if self.day:
            lines += [f"  year = {{{self.day[:4]}}},", f"  note = {{Results of {self.day}}},"]
        if self.version:
            lines.append(f"  version = {{{self.version}}},")
        if self.url:
            lines.append(f"  url = {{{self.url}}},")
        return "\n".join([f"@misc{{{self.key},", *lines, "}"])

    @property
    def csl(self) -> bytes:
        """As CSL-JSON, a list of one item."""
        item = {"id": self.key, "type": "dataset", "title": self.title}
        optional = {
            "author": [{"literal": self.author}] if self.author else None,
            "issued": {"date-parts": [[int(part) for part in self.day.split("-")]]}
            if self.day
            else None,
            "URL": self.url,
            "version": self.version,
        }
        return compact_json([item | {k: v for k, v in optional.items() if v}]) + b"\n"


def _plain(text: str) -> str:
    return "".join(character for character in text if character not in _SPECIAL)


def cite(
    edition: Edition,
    *,
    title: str = "",
    suite: str = "",
    day: str = "",
    href: str = "",
    version: int = 0,
) -> Citation:
    """How to cite a leaderboard, or the whole site.

    Args:
        edition: In which language.
        title: Title of the leaderboard; empty for the whole site.
        suite: Its suite; empty as above.
        day: Day of its numbers; empty: that of the newest result.
        href: Its page from the language's root; empty for the home page.
        version: Version of the suite; 0 for none.
    """
    config = edition.config
    day = day or edition.data_day
    base = config.base_url.rstrip("/")
    address = href.removesuffix("index.html")
    return Citation(
        key="-".join(part for part in ("leaderboard", suite, day.replace("-", "")) if part),
        title=f"{edition.title}: {title}" if title else edition.title,
        author=config.organisation,
        day=day,
        url=f"{base}/{edition.language.prefix}{address}" if base else "",
        version=str(version) if version else "",
    )
