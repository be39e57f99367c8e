"""Data with which a reader's browser ranks a board again under weights of its own.

Boards of up to 200 ranked rows have them; a page loads them when its reader asks. They are a script
rather than JSON, so that they also load from disk. Knows nothing of words.
"""

from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

from llmsite.leaderboard.reading import ReaderBoard, reader_board
from llmsite.leaderboard.records import Board
from llmsite.site.page import PlannedDocument
from llmsite.storage import Json, compact_json

_MOST_ROWS = 200
"""Comparing all pairs of more rows would keep a browser busy."""
_MOST_NUMBERS = 600_000
"""Influences that a reader loads at most."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """The data of one board."""

    document: PlannedDocument
    """The file."""
    board: ReaderBoard
    """What is in it."""


def own_data(board: Board) -> OwnData | None:
    """What a reader's browser needs to rank a board again; none where it would be too much.

    Args:
        board: The board.
    """
    places: list[Json] = [n for n, row in enumerate(board.rows) if row.rank is not None]
    n_ranked = len(places)
    if not board.evidence or not 1 < n_ranked <= _MOST_ROWS:
        return None
    n_numbers = sum(len(shown.influences) for shown in board.evidence) * n_ranked
    found = reader_board(board) if n_numbers <= _MOST_NUMBERS else None
    if found is None:
        return None
    text = compact_json({"places": places, "board": found.document()})
    content = b"window.llmsiteOwn=" + text + b";\n"
    name = blake2b(content, digest_size=8).hexdigest()
    path = f"d/own-{board.suite}-{name}.js"
    return OwnData(PlannedDocument(path, partial(bytes, content)), found)
