"""Joins results, tasks, suites and cards; decides what counts; ranks.

What the site, the exports and `compare` read. Knows nothing of pages.
"""

from llmsite.leaderboard.events import Event, list_events
from llmsite.leaderboard.frames import frame
from llmsite.leaderboard.loading import board_of, load
from llmsite.leaderboard.past import Best, rising_bests
from llmsite.leaderboard.proposing import Move, NewRow, Proposal, new_results, propose
from llmsite.leaderboard.records import (
    Board,
    Cell,
    Column,
    Leaderboard,
    ModelEntry,
    RankRange,
    RequestEntry,
    ResultEntry,
    Row,
    TaskEntry,
    TaskScore,
    Value,
)
from llmsite.leaderboard.requests import open_requests
from llmsite.leaderboard.snapshots import read_snapshots, take_snapshot, write_snapshot
from llmsite.leaderboard.values import PastBoard, PastRow

__all__ = [
    "Best",
    "Board",
    "Cell",
    "Column",
    "Event",
    "Leaderboard",
    "ModelEntry",
    "Move",
    "NewRow",
    "PastBoard",
    "PastRow",
    "Proposal",
    "RankRange",
    "RequestEntry",
    "ResultEntry",
    "Row",
    "TaskEntry",
    "TaskScore",
    "Value",
    "board_of",
    "frame",
    "list_events",
    "load",
    "new_results",
    "open_requests",
    "propose",
    "read_snapshots",
    "rising_bests",
    "take_snapshot",
    "write_snapshot",
]
