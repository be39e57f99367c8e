"""A reader's own weights: what the page's script says, and how firm the first place is."""

from dataclasses import dataclass

from markupsafe import Markup

from llmsite.leaderboard.flips import nearest_flip
from llmsite.leaderboard.reading import ReaderBoard
from llmsite.leaderboard.records import Board
from llmsite.site.edition import Edition
from llmsite.site.structured import json_for_html


@dataclass(frozen=True, slots=True)
class OwnView:
    """What `parts/_own.html` may name."""

    source: str
    """The data from the site's root."""
    words: Markup
    """JSON for the script: titles, groups and words."""
    firmness: str
    """How far weights must move before another row is first."""


def own_view(edition: Edition, board: Board) -> OwnView | None:
    """The part of a board's page that takes a reader's weights; none where there are no data."""
    data = edition.own_data.get(board.suite)
    if data is None:
        return None
    return OwnView(data.document.path, _words(edition, board, data.board), firmness(edition, board))


def firmness(edition: Edition, board: Board) -> str:
    """How far the weights must move before another row is first; empty where nobody can be."""
    say = edition.language.say
    data = edition.own_data.get(board.suite)
    if data is None:
        return ""
    reader = data.board
    rows = {row.id: edition.row_name(row) for row in board.rows}
    found = nearest_flip([task.scores for task in reader.tasks], reader.weights)
    if found is None:
        return say("No other weights of these tasks would put another row first.")
    titles = {column.task: edition.pick(column.title) for column in board.columns}
    return say(
        "%(model)s stays first until %(share)s of the weight moves; the shortest way leads from "
        "%(source)s to %(target)s and puts %(rival)s first.",
        model=rows[reader.rows[found.leader]],
        share=f"{found.moved * 100:.1f}\u00a0%",
        source=titles[reader.tasks[found.source].task],
        target=titles[reader.tasks[found.target].task],
        rival=rows[reader.rows[found.rival]],
    )


def _words(edition: Edition, board: Board, reader: ReaderBoard) -> Markup:
    """What the script shows; `%n` and the like are filled in by it."""
    say = edition.language.say
    columns = {column.task: column for column in board.columns}
    value = {
        "tasks": [
            {
                "task": each.task,
                "title": edition.pick(columns[each.task].title),
                "group": columns[each.task].group,
            }
            for each in reader.tasks
        ],
        "groups": {
            name: edition.pick(title)
            for name, title in board.groups.items()
            if any(columns[each.task].group == name for each in reader.tasks)
        },
        "words": {
            "preset": say("Preset"),
            "board": say("As on the leaderboard"),
            "equal": say("All tasks alike"),
            "only": say("Only %(group)s", group="%n"),
            "own": say("Your own weights"),
            "rank": say("Rank"),
            "model": say("Model"),
            "overall": say("Overall"),
            "count": say("Ranked among the %n rows that the filters leave."),
            "none": say("Give at least one task a weight."),
            "never": say("No other weights of these tasks would put another row first."),
            "flip": say(
                "%(model)s stays first until %(share)s of the weight moves; the shortest way leads "
                "from %(source)s to %(target)s and puts %(rival)s first.",
                model="%m",
                share="%s",
                source="%a",
                target="%b",
                rival="%r",
            ),
            "failed": say("The data for this could not be loaded. Reload the page."),
        },
    }
    return json_for_html(value)
