"""Joins results, tasks, suites and cards; decides what counts; ranks.

What the site, the exports and `compare` read. Knows nothing of pages.
"""

from llmsite.leaderboard.frames import frame
from llmsite.leaderboard.loading import board_of, load
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

__all__ = [
    "Board",
    "Cell",
    "Column",
    "Leaderboard",
    "ModelEntry",
    "Move",
    "NewRow",
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
    "load",
    "new_results",
    "open_requests",
    "propose",
]
