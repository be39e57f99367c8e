"""The page of an organisation: its models and where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.leaderboard.records import ModelEntry
from llmsite.site.edition import Edition
from llmsite.site.figures import show_rank, show_size
from llmsite.site.links import board_href, model_href, organisation_href
from llmsite.site.page import Crumb, Page, Planned


@dataclass(frozen=True, slots=True)
class OrganisationModel:
    """One of its models."""

    name: str
    """Its name."""
    href: str
    """Its page."""
    size: str
    """Number of weights."""
    released: str
    """Day, month or year of release; empty where not known."""
    ranks: tuple[Crumb, ...]
    """Its rank on each board, with the board's page."""


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """What `pages/organisation.html` may name."""

    models: tuple[OrganisationModel, ...]
    """Newest first where the day of release is known."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page an organisation, which is the first part of its models' ids."""
    ranks: dict[str, list[Crumb]] = {}
    for board in edition.leaderboard.boards:
        for row in board.rows:
            if row.rank is not None:
                text = f"{edition.pick(board.title)} {show_rank(row.rank)}"
                ranks.setdefault(row.model, []).append(Crumb(text, board_href(board.suite)))
    owned: dict[str, list[ModelEntry]] = {}
    for model in edition.leaderboard.models:
        owned.setdefault(model.id.partition("/")[0], []).append(model)
    for slug, models in sorted(owned.items()):
        make = partial(_page, edition, slug, models, ranks)
        yield Planned(organisation_href(models[0].id), make)


def _page(
    edition: Edition, slug: str, models: list[ModelEntry], ranks: dict[str, list[Crumb]]
) -> Page:
    language = edition.language
    named = [m.card.organisation for m in models if m.card.organisation != "unknown"]
    name = named[0] if named else slug
    known = [m for m in models if m.card.released != "unknown"]
    rest = [m for m in models if m.card.released == "unknown"]
    ordered = [*sorted(known, key=lambda m: m.card.released, reverse=True), *rest]
    view = OrganisationView(
        tuple(
            OrganisationModel(
                name=model.card.name,
                href=model_href(model.id),
                size=show_size(model.card.n_parameters),
                released="" if model.card.released == "unknown" else model.card.released,
                ranks=tuple(ranks.get(model.id, ())),
            )
            for model in ordered
        )
    )
    return Page(
        path=organisation_href(models[0].id),
        template="pages/organisation.html",
        title=name,
        description=language.say_n(
            "%(n)s model of %(organisation)s has been evaluated here.",
            "%(n)s models of %(organisation)s have been evaluated here.",
            len(models),
            organisation=name,
        ),
        view=view,
        section="models",
        crumbs=(Crumb(language.say("Models"), "m/index.html"),),
    )
