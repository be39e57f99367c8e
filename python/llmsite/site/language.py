"""One language of the site: messages, dates, counts and texts that come in several languages.

Owns the reading of `locale/<code>.po`. Knows nothing of pages.
"""

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from llmsite.errors import Fault, TemplateError

_IDEOGRAPH = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_BETWEEN = re.compile(f"(?<={_IDEOGRAPH}) (?={_IDEOGRAPH})")
"""A space between two Chinese characters, which messages have around names in other letters."""
_TAGS = {"zh": "zh-Hans"}
_NAMES = {"en": "English", "zh": "中文"}
SOURCE = "en"
"""Language in which messages are written in code and templates."""


@dataclass(frozen=True)
class Language:
    """How one language says things."""

    code: str
    """Code in `site.toml`, such as `zh`."""
    prefix: str
    """Folder of its pages from the site's root: empty, or `zh/`."""
    translations: gettext.NullTranslations
    """Its catalog."""

    @property
    def tag(self) -> str:
        """BCP 47 tag for `lang` and `hreflang`."""
        return _TAGS.get(self.code, self.code)

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return _NAMES.get(self.code, self.code)

    @property
    def space(self) -> str:
        """What stands between two sentences."""
        return "" if self.code == "zh" else " "

    @property
    def comma(self) -> str:
        """What stands between entries of a list that is no sentence."""
        return "、" if self.code == "zh" else ", "

    def say(self, message: str, **values: str | int) -> str:
        """A message in this language, its `%(name)s` filled in."""
        translated = self.translations.gettext(message)
        return self._joined(translated % values) if values else translated

    def say_n(self, one: str, many: str, n: int, **values: str | int) -> str:
        """A message that depends on a count; `%(n)s` is the count, grouped in thousands."""
        return self._joined(self.translations.ngettext(one, many, n) % {"n": f"{n:,}", **values})

    def _joined(self, text: str) -> str:
        """A text without spaces where a Chinese name was filled in."""
        return _BETWEEN.sub("", text) if self.code == "zh" else text

    def tongue(self, code: str) -> str:
        """What this language calls a language; its code where it has no name for it."""
        return _show_tongue(self.tag.replace("-", "_"), code)

    def date(self, day: str) -> str:
        """A day `YYYY-MM-DD` as people write it."""
        return _show_date(self.tag.replace("-", "_"), day)

    def pick(self, text: str | Mapping[str, str]) -> str:
        """The best version of a text that may come in several languages."""
        if isinstance(text, str):
            return text
        return text.get(self.code) or text.get(SOURCE) or next(iter(text.values()), "")

    def join(self, names: list[str]) -> str:
        """Names as a list in a sentence."""
        from babel.lists import format_list

        shown: str = format_list(names, style="standard", locale=self.tag.replace("-", "_"))
        return shown


@cache
def _show_date(locale: str, day: str) -> str:
    from babel.dates import format_date

    shown: str = format_date(date.fromisoformat(day), format="long", locale=locale)
    return shown


@cache
def _show_tongue(locale: str, code: str) -> str:
    from babel import Locale

    shown: str = Locale.parse(locale).languages.get(code.replace("-", "_"), code)
    return shown


def load_languages(codes: tuple[str, ...], folders: tuple[Path, ...]) -> tuple[Language, ...]:
    """The languages of a site, the first without a prefix.

    Args:
        codes: Codes in `site.toml`.
        folders: Template folders, the first that has `locale/<code>.po` wins.

    Raises:
        TemplateError: A language has no catalog, or its catalog cannot be read.
    """
    return tuple(
        Language(code, "" if i == 0 else f"{code}/", _catalog(code, folders))
        for i, code in enumerate(codes)
    )


def _catalog(code: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    if code == SOURCE:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    for folder in folders:
        path = folder / "locale" / f"{code}.po"
        if path.is_file():
            try:
                with path.open("rb") as file:
                    catalog = read_po(file, locale=code, abort_invalid=True)
            except (PoFileError, ValueError) as error:
                raise TemplateError(Fault(f"cannot be read: {error}", str(path))) from error
            compiled = BytesIO()
            write_mo(compiled, catalog)
            compiled.seek(0)
            return gettext.GNUTranslations(compiled)
    fix = f"add locale/{code}.po to site_templates, or take '{code}' out of languages"
    raise TemplateError(
        Fault(f"there is no catalog for the language '{code}'", "site.toml", fix=fix)
    )
