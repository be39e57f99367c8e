"""What changed: results added, corrected and retracted, new best scores; the log of corrections."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from llmsite.leaderboard import Event, list_events
from llmsite.site.edition import Edition
from llmsite.site.events import event_href, event_words
from llmsite.site.links import CHANGES, FEED, model_href, result_href
from llmsite.site.page import Crumb, Page, Planned

_SHOWN = 200
"""Newest events on the page; the file has all of them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One event."""

    day: str
    """Day as people write it."""
    iso_day: str
    """Day as `YYYY-MM-DD`."""
    words: str
    """What happened, one sentence."""
    href: str
    """Where it can be looked at."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A result that no longer counts, or whose generations are gone."""

    day: str
    """Day as people write it."""
    model: Crumb
    """The model with its page."""
    result: Crumb
    """The result with its page."""
    what: str
    """Retracted, replaced or generations removed, as a word."""
    reason: str
    """Why, as its record says."""
    replacement: Crumb | None
    """The result that takes its place; none where there is none."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What `pages/changes.html` may name."""

    changes: tuple[Change, ...]
    """Newest first."""
    left_out: str
    """How many older ones there are; empty for none."""
    corrections: tuple[Correction, ...]
    """All of them, newest first."""
    feed: str
    """The Atom feed, from the language's root; empty where nothing has happened."""
    file: str
    """All events as JSON, from the site's root."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(CHANGES, partial(_page, edition))


def _page(edition: Edition) -> Page:
    language = edition.language
    say = language.say
    events = list_events(edition.leaderboard)
    more = len(events) - _SHOWN
    view = ChangesView(
        changes=tuple(
            Change(
                day=language.date(event.day),
                iso_day=event.day,
                words=event_words(edition, event),
                href=event_href(event),
            )
            for event in events[:_SHOWN]
        ),
        left_out=language.say_n("%(n)s older change", "%(n)s older changes", more)
        if more > 0
        else "",
        corrections=_corrections(edition, events),
        feed=FEED if events else "",
        file="api/v1/changes.json",
    )
    sentence = (
        say(
            "%(n)s changes since the first result, newest first; each follows from a committed "
            "file.",
            n=f"{len(events):,}",
        )
        if events
        else say("There are no results yet.")
    )
    return Page(
        path=CHANGES,
        template="pages/changes.html",
        title=say("Changes"),
        description=sentence,
        view=view,
        section="data",
    )


def _corrections(edition: Edition, events: Sequence[Event]) -> tuple[Correction, ...]:
    say = edition.language.say
    words = {
        "corrected": say("replaced"),
        "redacted": say("generations removed"),
        "retracted": say("retracted"),
    }
    return tuple(
        Correction(
            day=edition.language.date(event.day),
            model=Crumb(edition.model_name(event.model), model_href(event.model)),
            result=Crumb(event.result, result_href(event.result)),
            what=words[event.kind],
            reason=event.reason,
            replacement=Crumb(event.replacement, result_href(event.replacement))
            if event.replacement in edition.leaderboard.result
            else None,
        )
        for event in events
        if event.kind in words
    )
