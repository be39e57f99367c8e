"""The data behind the site: files, their fields, how to cite."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.site.citing import cite
from llmsite.site.edition import Edition
from llmsite.site.page import Page, Planned

_PATH = "data/index.html"


@dataclass(frozen=True, slots=True)
class Download:
    """One kind of file."""

    href: str
    """A file from the site's root."""
    path: str
    """Its address as a pattern."""
    what: str
    """What is in it."""


@dataclass(frozen=True, slots=True)
class DownloadsView:
    """What `pages/downloads.html` may name."""

    files: tuple[Download, ...]
    """The stable files."""
    bibtex: str
    """How to cite the leaderboard at its newest result."""
    example: str
    """One command that reads a file; empty where the site's address is not known."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(_PATH, partial(_page, edition))


def _page(edition: Edition) -> Page:
    say = edition.language.say
    base = edition.config.base_url.rstrip("/")
    return Page(
        path=_PATH,
        template="pages/downloads.html",
        title=say("Data"),
        description=say(
            "All numbers of this site can be downloaded as JSON and CSV, with the hashes of the "
            "files that they were computed from."
        ),
        view=DownloadsView(
            files=tuple(_files(edition)),
            bibtex=cite(edition).bibtex,
            example=f"curl {base}/api/v1/boards.json" if base else "",
        ),
        section="data",
    )


def _files(edition: Edition) -> Iterator[Download]:
    """The stable files, with the first model and task as examples of theirs."""
    say, board = edition.language.say, edition.leaderboard
    yield Download("api/v1/boards.json", "api/v1/boards.json", say("All leaderboards"))
    yield Download("api/v1/models.json", "api/v1/models.json", say("Ids of all models"))
    yield Download("api/v1/tasks.json", "api/v1/tasks.json", say("Names of all tasks"))
    for each in board.boards:
        name, title = f"api/v1/b/{each.suite}", edition.pick(each.title)
        yield Download(f"{name}.csv", f"{name}.csv", say("%(board)s as a table", board=title))
        yield Download(
            f"{name}.json",
            f"{name}.json",
            say("%(board)s with every score, interval and rank range", board=title),
        )
    if board.models:
        yield Download(
            f"api/v1/m/{board.models[0].id}.json",
            "api/v1/m/<org>/<model>.json",
            say("One model: its card, all scores, hashes of its results"),
        )
    if board.tasks:
        yield Download(
            f"api/v1/t/{board.tasks[0].name}.json",
            "api/v1/t/<task>.json",
            say("One task with all scores"),
        )
