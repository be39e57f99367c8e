"""Static files: style sheet with the host's colours, scripts, icon, logo; named by their content.

A name that changes with the content lets browsers keep a file for ever and never mix two builds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from llmsite.errors import Fault, ProjectError, TemplateError
from llmsite.schema.site import SiteConfig
from llmsite.site.page import Document

_FOLDER = "static"
_MAX_LOGO_BYTES = 100_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Assets:
    """Where the static files are, and their content."""

    style: str
    """The style sheet."""
    theme: str
    """The script that applies the chosen colours."""
    scripts: dict[str, str]
    """Other scripts by stem."""
    icon: str
    """The icon."""
    logo: str
    """The host's logo; empty where there is none."""
    documents: tuple[Document, ...]
    """All of them."""


def load_assets(folders: Sequence[Path], config: SiteConfig, project_root: Path) -> Assets:
    """The static files of all template folders, the first that has a file wins.

    Raises:
        TemplateError: A file that pages name is missing.
        ProjectError: The logo is missing, too large or no picture.
    """
    found: dict[str, bytes] = {}
    for folder in folders:
        if (folder / _FOLDER).is_dir():
            for path in sorted((folder / _FOLDER).iterdir()):
                if path.is_file() and not path.name.startswith("."):
                    found.setdefault(path.name, path.read_bytes())
    for name in ("site.css", "theme.js", "icon.svg"):
        if name not in found:
            raise TemplateError(Fault("no such file", f"{_FOLDER}/{name}", fix="restore the file"))
    colours = f":root{{--accent:{config.accent};--accent-dark:{config.accent_dark}}}\n"
    found["site.css"] = (colours + _shorten(found["site.css"].decode())).encode()
    documents = {name: _hashed(name, content) for name, content in sorted(found.items())}
    logo = _logo(config.logo, project_root) if config.logo else None
    return Assets(
        style=documents["site.css"].path,
        theme=documents["theme.js"].path,
        scripts={
            name.removesuffix(".js"): document.path
            for name, document in documents.items()
            if name.endswith(".js")
        },
        icon=documents["icon.svg"].path,
        logo=logo.path if logo else "",
        documents=(*documents.values(), *((logo,) if logo else ())),
    )


def _hashed(name: str, content: bytes) -> Document:
    stem, _, ending = name.rpartition(".")
    return Document(f"a/{stem}.{blake2b(content, digest_size=5).hexdigest()}.{ending}", content)


def _shorten(css: str) -> str:
    """A style sheet without comments and indentation."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", re.sub(r"[ \t]+", " ", css)).strip() + "\n"


def _logo(name: str, project_root: Path) -> Document:
    path = (project_root / name).resolve()
    fix = "name an SVG or PNG file of at most 100 kB in the project, or remove logo"
    if not path.is_relative_to(project_root.resolve()) or not path.is_file():
        raise ProjectError(Fault(f"logo: no file {name!r} in the project", "site.toml", fix=fix))
    content = path.read_bytes()
    is_svg = path.suffix == ".svg" and b"<svg" in content[:1000]
    is_png = path.suffix == ".png" and content.startswith(_PNG)
    if len(content) > _MAX_LOGO_BYTES or not (is_svg or is_png):
        raise ProjectError(
            Fault(f"logo: {name!r} is too large or no picture", "site.toml", fix=fix)
        )
    if is_svg and re.search(
        rb"<script|<foreignObject|<style|\son\w+\s*=|href\s*=\s*[\"']?\s*(?!#)[^\s\"'#]",
        content,
        re.IGNORECASE,
    ):
        raise ProjectError(
            Fault(
                f"logo: {name!r} has scripts, styles or links",
                "site.toml",
                fix="save it as plain SVG",
            )
        )
    return _hashed(f"logo{path.suffix}", content)
