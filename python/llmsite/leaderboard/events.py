"""What happened, day by day: derived from committed files alone.

Knows nothing of how it is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from llmsite.leaderboard.past import rising_bests
from llmsite.leaderboard.records import Leaderboard, ResultEntry

EventKind = Literal["added", "best", "corrected", "redacted", "retracted", "verified"]
"""A result was filed; the highest overall score of a board rose; a result was replaced by another;
its generations were removed; it was taken back; somebody else checked it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    day: str
    """Day, `YYYY-MM-DD`."""
    kind: EventKind
    """What happened."""
    model: str
    """`<org>/<model>`."""
    result: str
    """The result that it is about."""
    suite: str = ""
    """Board of a new best; empty for others."""
    reason: str = ""
    """Why it was corrected, retracted or redacted, or who checked it."""
    replacement: str = ""
    """Result that takes its place; empty for none."""


def list_events(leaderboard: Leaderboard) -> tuple[Event, ...]:
    """All events, newest first."""
    found = [event for each in leaderboard.results for event in _of_result(each)]
    for board in leaderboard.boards:
        found += [
            Event(best.day, "best", best.row.model, best.row.results[0], suite=board.suite)
            for best in rising_bests(board)[1:]
            if best.row.results
        ]
    return tuple(
        sorted(found, key=lambda each: (each.day, each.result, each.kind, each.suite), reverse=True)
    )


def _of_result(entry: ResultEntry) -> Iterator[Event]:
    model = entry.record.model.id
    yield Event(entry.record.date, "added", model, entry.id)
    gone, removed = entry.retraction, entry.redaction
    if gone is not None:
        kind: EventKind = "corrected" if gone.replacement else "retracted"
        yield Event(
            gone.date, kind, model, entry.id, reason=gone.reason, replacement=gone.replacement or ""
        )
    if removed is not None:
        yield Event(removed.date, "redacted", model, entry.id, reason=removed.reason)
    for check in entry.verifications:
        yield Event(check.date, "verified", model, entry.id, reason=check.submitter)
