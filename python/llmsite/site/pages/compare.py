"""Where a reader compares two to six rows of a leaderboard, and the comparisons that are ready."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from llmsite.leaderboard.records import Board
from llmsite.site.edition import Edition, ranked_rows
from llmsite.site.figures import show_percent
from llmsite.site.links import (
    HOME,
    board_href,
    compare_href,
    model_href,
    pair_href,
    pairs_href,
    samples_href,
    task_href,
)
from llmsite.site.page import Crumb, Page, Planned
from llmsite.site.samples import neighbours
from llmsite.site.structured import json_for_html

MOST = 6
"""Rows that are compared at once."""


@dataclass(frozen=True, slots=True)
class CompareView:
    """What `pages/compare.html` may name."""

    source: str
    """Data for the script from the site's root; empty where there are too many rows for it."""
    ready: tuple[Crumb, ...]
    """Comparisons of neighbours."""
    pairs_href: str
    """All pairs; empty where there is no such page."""
    words: Markup
    """JSON for the script: rows, tasks and words."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a board with two ranked rows."""
    for board in edition.leaderboard.boards:
        if neighbours(board):
            yield Planned(compare_href(board.suite), partial(_page, edition, board))


def _page(edition: Edition, board: Board) -> Page:
    say, title = edition.language.say, edition.pick(board.title)
    data = edition.own_data.get(board.suite)
    return Page(
        path=compare_href(board.suite),
        template="pages/compare.html",
        title=say("Compare models on %(board)s", board=title),
        description=say(
            "Two to six models of %(board)s on the same samples: differences with intervals, task "
            "by task and over all.",
            board=title,
        ),
        view=CompareView(
            source=data.document.path if data else "",
            ready=tuple(
                Crumb(
                    say("%(a)s and %(b)s", a=edition.row_name(a), b=edition.row_name(b)),
                    pair_href(board.suite, a.id, b.id),
                )
                for a, b in neighbours(board)
            ),
            pairs_href=pairs_href(board.suite) if board.verdicts is not None else "",
            words=_words(edition, board),
        ),
        section="boards",
        crumbs=(Crumb(say("Leaderboards"), HOME), Crumb(title, board_href(board.suite))),
        scripts=("ranks", "compare") if data else (),
    )


def _words(edition: Edition, board: Board) -> Markup:
    say = edition.language.say
    data = edition.own_data.get(board.suite)
    if data is None:
        return json_for_html({})
    rows = {row.id: row for row in ranked_rows(board)}
    columns = {column.task: column for column in board.columns}
    return json_for_html(
        {
            "rows": [
                {
                    "id": name,
                    "name": edition.row_name(rows[name]),
                    "href": model_href(rows[name].model),
                }
                for name in data.board.rows
            ],
            "tasks": [
                {
                    "title": edition.pick(columns[each.task].title),
                    "href": task_href(each.task),
                    "samples": samples_href(each.task) if each.task in edition.items else "",
                }
                for each in data.board.tasks
            ],
            "most": MOST,
            "words": {
                "better": say("samples where %n is better"),
                "caption": say(
                    "Differences from %(name)s in points, 0 is chance and 100 is perfect",
                    name="%n",
                ),
                "choose": say("Choose a model"),
                "failed": say("The data for this could not be loaded. Reload the page."),
                "finding": say(
                    "%(a)s against %(b)s: %(difference)s points", a="%a", b="%b", difference="%d"
                ),
                "first": say("Compared with"),
                "hold": say(
                    "The intervals hold at %(level)s for all models in one row of the table "
                    "together, by Student's t over independent groups of samples and Bonferroni; "
                    "an interval that leaves out zero shows a difference.",
                    level=show_percent(board.level),
                ),
                "model": say("Model"),
                "overall": say("Overall"),
                "task": say("Task"),
            },
        }
    )
