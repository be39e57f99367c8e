"""Links that open a filled-in issue at the project's repository.

Knows nothing of pages.
"""

from urllib.parse import quote

from llmsite.site.edition import Edition
from llmsite.site.prose import is_safe_url


def issue_url(edition: Edition, title: str, lines: tuple[str, ...]) -> str:
    """Address of a new issue that is filled in; empty where the repository is not known.

    Args:
        edition: Whose repository.
        title: Title of the issue.
        lines: Its text.
    """
    repository = edition.config.repository_url.rstrip("/")
    body = quote("\n".join(lines), safe="")
    url = f"{repository}/issues/new?title={quote(title, safe='')}&body={body}"
    return url if repository and is_safe_url(url) else ""


def report_url(edition: Edition, result: str, task: str, value: str, page: str) -> str:
    """A new issue about one number.

    Args:
        edition: In which language.
        result: Id of the result.
        task: Name of the task.
        value: The number as shown, with its metric.
        page: The page from the language's root.
    """
    say = edition.language.say
    base = edition.config.base_url.rstrip("/")
    address = f"{base}/{edition.language.prefix}{page}" if base else page
    return issue_url(
        edition,
        say("Wrong number: %(result)s, %(task)s", result=result, task=task),
        (
            say("Number: %(value)s", value=value),
            say("Page: %(page)s", page=address),
            "",
            say("What is wrong with it, and how can that be checked?"),
            "",
        ),
    )


def request_url(edition: Edition) -> str:
    """A new issue that asks for a model; empty where the repository is not known."""
    say = edition.language.say
    boards = edition.leaderboard.boards
    return issue_url(
        edition,
        say("Please evaluate: ORG/MODEL"),
        (
            say("Model (an id of the hub, with its commit): %(model)s", model="ORG/MODEL"),
            say("Suite: %(suite)s", suite=boards[0].suite if boards else ""),
            "",
            say("Why is it of interest?"),
            "",
        ),
    )
