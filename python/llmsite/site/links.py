"""Where things are on the site, from a language's root. Every address is made here.

Names are checked slugs long before they arrive; they are quoted all the same.
"""

import re
from functools import lru_cache
from urllib.parse import quote

from llmsite.site.prose import is_safe_url

HOME = "index.html"
_SHARED = re.compile(r"[mr]/(?!index\.html)")
_TO_SHARED = re.compile(rf'("href":"|href="(?:\.\./)*)(?={_SHARED.pattern})')
CHANGES = "changes/index.html"
FEED = "feed.xml"
AUDIT = "method/audit/index.html"
REFERENCE = "api/index.html"
_REMEMBERED = 1 << 16


def board_href(suite: str) -> str:
    """Page of a leaderboard."""
    return f"b/{quote(suite)}/index.html"


def rows_href(suite: str, part: int) -> str:
    """One of the pages that hold all rows of a long leaderboard."""
    return f"b/{quote(suite)}/all/{part}/index.html"


def heat_href(suite: str) -> str:
    """Page of a leaderboard's heat table."""
    return f"b/{quote(suite)}/tasks/index.html"


def dated_href(suite: str, day: str) -> str:
    """A leaderboard as it was kept on a day `YYYY-MM-DD`."""
    return f"b/{quote(suite)}/at/{day}/index.html"


def history_href(suite: str) -> str:
    """Page of a leaderboard's history."""
    return f"b/{quote(suite)}/history/index.html"


@lru_cache(maxsize=_REMEMBERED)
def model_href(model: str) -> str:
    """Page of a model."""
    return f"m/{quote(model)}/index.html"


@lru_cache(maxsize=_REMEMBERED)
def task_href(task: str) -> str:
    """Page of a task."""
    return f"t/{quote(task)}/index.html"


def samples_href(task: str, part: int = 1) -> str:
    """Table of the samples of a task, or one of the further parts of a long one."""
    return f"t/{quote(task)}/samples/{f'list/{part}/' if part > 1 else ''}index.html"


def sample_href(task: str, number: int) -> str:
    """Page of one sample, by its number from 1."""
    return f"t/{quote(task)}/samples/{number}/index.html"


def samples_part_href(task: str, part: int) -> str:
    """One of the pages that show samples of a task with their answers."""
    return f"t/{quote(task)}/samples/all/{part}/index.html"


def pairs_href(suite: str) -> str:
    """Page on all pairs of a leaderboard's rows."""
    return f"b/{quote(suite)}/pairs/index.html"


def pair_href(suite: str, a: str, b: str) -> str:
    """Page that compares two rows of a leaderboard."""
    names = (quote(each.replace("/", "--"), safe="+") for each in (a, b))
    return f"b/{quote(suite)}/compare/{'..'.join(names)}/index.html"


def compare_href(suite: str) -> str:
    """Page on which a reader compares rows of a leaderboard."""
    return f"b/{quote(suite)}/compare/index.html"


@lru_cache(maxsize=_REMEMBERED)
def result_href(result: str, task: str = "") -> str:
    """Page of a result, or its part on one task."""
    return f"r/{quote(result)}/index.html" + (f"#t-{quote(task)}" if task else "")


def organisation_href(model: str) -> str:
    """Page of the organisation of a model."""
    return f"o/{quote(model.partition('/')[0])}/index.html"


def card_path(suite: str) -> str:
    """The card of a leaderboard, from the site's root."""
    return f"card/{suite}.png"


def method_href(anchor: str = "") -> str:
    """Page of the method, or one of its parts."""
    return "method/index.html" + (f"#{anchor}" if anchor else "")


def blob_url(repository_url: str, path: str) -> str:
    """A committed file at the project's forge; empty where that is not known."""
    url = f"{repository_url.rstrip('/')}/blob/HEAD/{quote(path)}"
    return url if repository_url and is_safe_url(url) else ""


def is_shared(path: str) -> bool:
    """Whether a page is one of those that a large site has in its first language only."""
    return _SHARED.match(path) is not None


def link_shared(page: str) -> str:
    """A page of a further language with its links to such pages led to the first language's."""
    return _TO_SHARED.sub(r"\1../", page)
