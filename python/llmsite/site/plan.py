"""Everything that a build produces: pages of all languages with their renderers, and documents.

Pages are planned with their paths and made when they are called for, so that a large site never
stands in memory as a whole and whoever needs one page makes one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from gettext import NullTranslations
from itertools import zip_longest
from pathlib import Path

from llmsite.leaderboard.answers import AnswerBook
from llmsite.leaderboard.records import Leaderboard
from llmsite.project import Project
from llmsite.site.api import api_documents
from llmsite.site.assets import Assets, load_assets
from llmsite.site.badges import badge_documents
from llmsite.site.cards import board_card
from llmsite.site.content import load_content
from llmsite.site.edition import Edition
from llmsite.site.feeds import dated_documents, feed_documents
from llmsite.site.language import SOURCE, Language, load_languages
from llmsite.site.links import CHANGES, FEED, HOME, card_path, is_shared
from llmsite.site.page import Document, Page, Planned, PlannedDocument
from llmsite.site.pages import page_builders
from llmsite.site.prose import is_safe_url
from llmsite.site.render import Frame, Link, Renderer, Twin

RESULTS_LICENCE = "CC BY 4.0"
_MANY_PAGES = 10_000
"""A site of more pages has those of models and results in its first language only: a host of static
pages takes so many files and no more."""


@dataclass(frozen=True)
class Plan:
    """What is to be built from a leaderboard."""

    project: Project
    """Whose site."""
    leaderboard: Leaderboard
    """What is shown."""
    folders: tuple[Path, ...]
    """Template folders in the order in which they are looked up."""
    base_url: str
    """Address of the published site with a final slash; empty where it is not known."""
    assets: Assets
    """Static files."""
    editions: tuple[tuple[Edition, Renderer], ...] = field(repr=False)
    """One a language."""

    @cached_property
    def english(self) -> Edition:
        """The edition in which messages are written, whether or not the site has it."""
        source = next((e for e, _ in self.editions if e.language.code == SOURCE), None)
        if source is not None:
            return source
        first = self.editions[0][0]
        return replace(first, language=Language(SOURCE, "", NullTranslations()))

    def pages(self) -> Iterator[tuple[Renderer, Planned]]:
        """All pages; one in all languages follows the other, which then share what they read."""
        for build in page_builders().values():
            for twins in zip_longest(*(build(edition) for edition, _ in self.editions)):
                for n, page in enumerate(twins):
                    edition, renderer = self.editions[n]
                    if page is None:
                        continue
                    if not (edition.is_sharing and is_shared(page.path)):
                        yield renderer, page
                    elif n == 0:
                        yield renderer, Planned(page.path, partial(_alone, page))

    def documents(self) -> Iterator[PlannedDocument]:
        """All files that are not rendered."""
        edition = self.editions[0][0]
        if self.base_url:  # a card is found by its whole address only
            for board in self.leaderboard.boards:
                yield PlannedDocument(
                    card_path(board.suite), partial(board_card, self.english, board)
                )
        yield from api_documents(edition)
        yield from dated_documents(edition)
        for each, _ in self.editions:
            yield from feed_documents(each)
        for files in edition.column_files.values():
            yield from files.documents
        yield from badge_documents(self.english)
        for data in edition.own_data.values():
            yield data.document
        for document in self.assets.documents:
            yield PlannedDocument(document.path, partial(_content, document))


def _alone(planned: Planned) -> Page:
    return replace(planned.make(), is_twinned=False)


def _content(document: Document) -> bytes:
    return document.content


def make_plan(
    project: Project, leaderboard: Leaderboard, folders: tuple[Path, ...], base_url: str = ""
) -> Plan:
    """What is to be built.

    Args:
        project: Whose site.
        leaderboard: What is shown.
        folders: Template folders in order.
        base_url: Address of the published site; empty: that of `site.toml`.

    Raises:
        TemplateError: A catalog or a static file is missing or wrong.
        ProjectError: A page of the host or the logo is wrong.
    """
    address = base_url or project.config.base_url
    address = address.rstrip("/") + "/" if address else ""
    config = project.config.model_copy(update={"base_url": address.rstrip("/")})
    languages = load_languages(config.languages, folders)
    assets = load_assets(folders, config, project.root)
    twins = tuple(Twin(each.tag, each.name, each.prefix) for each in languages)
    n_large = len(leaderboard.models) + len(leaderboard.results) + len(leaderboard.tasks)
    is_sharing = len(languages) > 1 and len(languages) * n_large > _MANY_PAGES
    book = AnswerBook(project, leaderboard)
    editions = []
    for language in languages:
        content = load_content(project.content_dir, language.code, languages[0].code)
        edition = Edition(leaderboard, config, language, content, book, is_sharing)
        frame = _frame(edition, assets, twins if len(twins) > 1 else (), address)
        editions.append((edition, Renderer(folders, language, frame, is_sharing=is_sharing)))
    return Plan(project, leaderboard, folders, address, assets, tuple(editions))


def _frame(edition: Edition, assets: Assets, twins: tuple[Twin, ...], address: str) -> Frame:
    config, language = edition.config, edition.language
    return Frame(
        title=edition.title,
        description=language.pick(config.description),
        tag=language.tag,
        prefix=language.prefix,
        base_url=address,
        navigation=_navigation(edition),
        pages=(
            *(Link(page.title, f"{page.slug}/index.html") for page in edition.content),
            Link(language.say("Changes"), CHANGES),
            Link(language.say("Glossary"), "glossary/index.html"),
            Link(language.say("Status"), "status/index.html"),
        ),
        links=tuple(
            Link(language.pick(link.title), link.url)
            for link in config.links
            if is_safe_url(link.url)
        ),
        twins=twins,
        style=assets.style,
        theme=assets.theme,
        scripts=assets.scripts,
        icon=assets.icon,
        logo=assets.logo,
        data_date=language.date(edition.data_day) if edition.data_day else "",
        licence=RESULTS_LICENCE,
        space=language.space,
        feed=FEED if edition.leaderboard.results else "",
    )


def _navigation(edition: Edition) -> tuple[Link, ...]:
    say = edition.language.say
    entries = (
        (say("Leaderboard"), HOME, "home"),
        (say("Models"), "m/index.html", "models"),
        (say("Tasks"), "t/index.html", "tasks"),
        (say("Method"), "method/index.html", "method"),
        (say("Submit"), "submit/index.html", "submit"),
        (say("Data"), "data/index.html", "data"),
    )
    return tuple(Link(title, href, key) for title, href, key in entries)
