"""The kinds of pages, one module each: a frozen view model and `build(edition)`, which plans pages.

A module here and a template of the same name in `site_templates/pages/` are a page; nothing else
has to be told of it. Pages do not know each other.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

from llmsite.site.edition import Edition
from llmsite.site.page import Planned

Builder = Callable[[Edition], Iterator[Planned]]


def page_builders() -> dict[str, Builder]:
    """Builders of all kinds of pages, by name."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").build for name in names}
