"""How to send a result, in five steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.site.asking import request_url
from llmsite.site.edition import Edition
from llmsite.site.page import Page, Planned
from llmsite.site.prose import is_safe_url

_PATH = "submit/index.html"


@dataclass(frozen=True, slots=True)
class SubmitView:
    """What `pages/submit.html` may name."""

    suite: str
    """Name of the first suite, for the commands."""
    repository_url: str
    """Address of the project's repository; empty where it is not known."""
    max_samples: str
    """Largest samples file that may lie beside a result, such as `1.0 MB`."""
    request: str
    """A filled-in issue that asks for a model; empty where the repository is not known."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(_PATH, partial(_page, edition))


def _page(edition: Edition) -> Page:
    say, config = edition.language.say, edition.config
    boards = edition.leaderboard.boards
    return Page(
        path=_PATH,
        template="pages/submit.html",
        title=say("Send a result"),
        description=say(
            "Anybody can send a result: run the model with one command, file it with another, and "
            "open a pull request with the file."
        ),
        view=SubmitView(
            suite=boards[0].suite if boards else "SUITE",
            repository_url=config.repository_url if is_safe_url(config.repository_url) else "",
            max_samples=f"{config.limits.samples_bytes / 1e6:.1f} MB",
            request=request_url(edition),
        ),
        section="submit",
    )
