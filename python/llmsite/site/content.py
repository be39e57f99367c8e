"""The host's own pages: `content/<slug>.md`; translations are `content/<slug>.<language>.md`."""

import re
from pathlib import Path

from llmsite.errors import Fault, ProjectError
from llmsite.site.edition import ContentPage

RESERVED = frozenset(
    [
        "a",
        "api",
        "b",
        "badge",
        "card",
        "cite",
        "compare",
        "data",
        "embed",
        "feed",
        "glossary",
        "m",
        "method",
        "o",
        "r",
        "status",
        "submit",
        "t",
    ]
)
"""Addresses of the site itself."""
_NAME = re.compile(r"([a-z0-9][a-z0-9-]{0,63})(?:\.([a-z]{2}))?\.md")
_MAX_BYTES = 200_000
_LANGUAGE_LETTERS = 2


def load_content(folder: Path, language: str, source: str) -> tuple[ContentPage, ...]:
    """The pages of one language, those without a translation in the site's first language.

    Args:
        folder: The project's `content`.
        language: Code of the language.
        source: Code of the site's first language, in which files without a code are written.

    Raises:
        ProjectError: A file's name is no address, or its text cannot be read.
    """
    if not folder.is_dir():
        return ()
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix != ".md":
            continue
        found = _NAME.fullmatch(path.name)
        if not found:
            fix = "use lower-case letters, digits and hyphens"
            raise ProjectError(Fault("cannot be an address", f"content/{path.name}", fix=fix))
        if found[1] in RESERVED or len(found[1]) == _LANGUAGE_LETTERS:
            fix = "choose another name, of three letters or more"
            raise ProjectError(
                Fault("is an address of the site itself", f"content/{path.name}", fix=fix)
            )
        if path.stat().st_size > _MAX_BYTES:
            raise ProjectError(Fault("larger than 200 kB", f"content/{path.name}"))
        try:
            texts.setdefault(found[1], {})[found[2] or source] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ProjectError(
                Fault("is not UTF-8", f"content/{path.name}", fix="save the file as UTF-8")
            ) from error
    return tuple(
        _page(slug, versions.get(language) or versions.get(source) or next(iter(versions.values())))
        for slug, versions in sorted(texts.items())
    )


def _page(slug: str, text: str) -> ContentPage:
    first = re.match(r"\s*#\s+(.+)\n?", text)
    if first:
        return ContentPage(slug, first[1].strip(), text[first.end() :])
    return ContentPage(slug, slug.replace("-", " ").capitalize(), text)
