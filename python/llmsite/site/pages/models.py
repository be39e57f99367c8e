"""The list of all models."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.site.asking import request_url
from llmsite.site.edition import Edition
from llmsite.site.figures import show_rank, show_size
from llmsite.site.links import board_href, model_href, organisation_href
from llmsite.site.naming import licence_name
from llmsite.site.page import Crumb, Page, Planned

_PATH = "m/index.html"


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model."""

    name: str
    """Its name."""
    href: str
    """Its page."""
    organisation: str
    """Who made it."""
    organisation_href: str
    """The organisation's page."""
    size: str
    """Number of weights."""
    licence: str
    """Licence of the weights."""
    ranks: tuple[Crumb, ...]
    """Its rank on each board, `Quick 3–7`, with the board's page."""


@dataclass(frozen=True, slots=True)
class ModelsView:
    """What `pages/models.html` may name."""

    models: tuple[ModelLine, ...]
    """By organisation and name."""
    request: str
    """A filled-in issue that asks for a model; empty where the repository is not known."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(_PATH, partial(_page, edition))


def _page(edition: Edition) -> Page:
    language = edition.language
    ranks: dict[str, list[Crumb]] = {}
    for board in edition.leaderboard.boards:
        for row in board.rows:
            if row.rank is not None:
                text = f"{edition.pick(board.title)} {show_rank(row.rank)}"
                ranks.setdefault(row.model, []).append(Crumb(text, board_href(board.suite)))
    lines = tuple(
        ModelLine(
            name=model.card.name,
            href=model_href(model.id),
            organisation=organisation_name(model.card.organisation, model.id),
            organisation_href=organisation_href(model.id),
            size=show_size(model.card.n_parameters),
            licence=licence_name(language, model.card.licence),
            ranks=tuple(ranks.get(model.id, ())),
        )
        for model in edition.leaderboard.models
    )
    return Page(
        path=_PATH,
        template="pages/models.html",
        title=language.say("Models"),
        description=language.say_n(
            "%(n)s model has results here.", "%(n)s models have results here.", len(lines)
        ),
        view=ModelsView(lines, request_url(edition)),
        section="models",
    )


def organisation_name(organisation: str, model: str) -> str:
    """Who made a model: what its card says, else the first part of its id."""
    return organisation if organisation != "unknown" else model.partition("/")[0]
