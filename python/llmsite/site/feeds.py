"""Changes and kept days as files: `api/v1/changes.json`, the Atom feed, a day's numbers, citations.

Knows nothing of pages.
"""

import csv
import io
import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from xml.sax.saxutils import escape

from llmsite.leaderboard import Event, list_events
from llmsite.schema.snapshot import Snapshot, SnapshotBoard, SnapshotValue
from llmsite.site.api import API_VERSION, safe_cell
from llmsite.site.citing import Citation, cite
from llmsite.site.edition import Edition
from llmsite.site.events import event_href, event_words
from llmsite.site.links import CHANGES, FEED, board_href, dated_href
from llmsite.site.page import PlannedDocument
from llmsite.site.quoting import plain_text
from llmsite.storage import Json, compact_json

_IN_FEED = 50
"""Newest events in a feed."""
_SPACE = uuid.UUID("0c1b2a5e-6f0d-5c57-9a43-5d6f3c0e8f11")
"""Namespace of the entries' ids: fixed, so that an entry keeps its id for ever."""


def dated_documents(edition: Edition) -> Iterator[PlannedDocument]:
    """Files about time: changes, kept days, citations of boards."""
    root = f"api/v{API_VERSION}"
    events = list_events(edition.leaderboard)
    yield PlannedDocument(f"{root}/changes.json", partial(_changes, events))
    for board in edition.leaderboard.boards:
        citation = cite(
            edition,
            title=edition.pick(board.title),
            suite=board.suite,
            href=board_href(board.suite),
            version=board.version,
        )
        yield from _citation(f"{root}/b/{board.suite}", citation)
    for snapshot in edition.leaderboard.snapshots:
        for kept in snapshot.boards:
            name = f"{root}/b/{kept.suite}/at/{snapshot.date}"
            citation = cite(
                edition,
                title=edition.pick(kept.title),
                suite=kept.suite,
                day=snapshot.date,
                href=dated_href(kept.suite, snapshot.date),
                version=kept.version,
            )
            yield PlannedDocument(f"{name}.json", partial(_kept_json, snapshot, kept))
            yield PlannedDocument(f"{name}.csv", partial(_kept_csv, kept))
            yield from _citation(name, citation)


def _citation(name: str, citation: Citation) -> Iterator[PlannedDocument]:
    yield PlannedDocument(f"{name}.bib", lambda: citation.bibtex.encode() + b"\n")
    yield PlannedDocument(f"{name}.csl.json", lambda: citation.csl)


def _changes(events: Sequence[Event]) -> bytes:
    lines: list[Json] = [
        {
            "day": event.day,
            "kind": event.kind,
            "model": event.model,
            "result": event.result,
            "suite": event.suite or None,
            "reason": event.reason or None,
            "replacement": event.replacement or None,
        }
        for event in events
    ]
    return compact_json({"api_version": API_VERSION, "changes": lines}) + b"\n"


def _kept_json(snapshot: Snapshot, board: SnapshotBoard) -> bytes:
    behind = {name for row in board.rows for name in row.results}
    value: dict[str, Json] = {
        "api_version": API_VERSION,
        "date": snapshot.date,
        "llmsite_version": snapshot.llmsite_version,
        "board": board.model_dump(mode="json"),
        "results": {name: sha for name, sha in snapshot.results.items() if name in behind},
    }
    return compact_json(value) + b"\n"


def _kept_csv(board: SnapshotBoard) -> bytes:
    """As today's CSV of a board, for what a snapshot holds."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    head = ["model", "name", "organisation", "rank_low", "rank_high"]
    head += ["overall", "overall_low", "overall_high", "trust", "n_parameters"]
    for column in board.columns:
        head += [column.task, f"{column.task}_low", f"{column.task}_high"]
    writer.writerow(head)
    for row in board.rows:
        values: list[str | int | float | None] = [
            safe_cell(row.model),
            safe_cell(row.name),
            safe_cell(row.organisation),
            row.rank_low,
            row.rank_high,
            *_ends(row.overall),
            row.trust,
            row.n_parameters,
        ]
        for cell in row.cells:
            values += _ends(cell)
        writer.writerow(values)
    return text.getvalue().encode()


def _ends(value: SnapshotValue | None) -> list[float | None]:
    return [None, None, None] if value is None else [value.value, value.low, value.high]


def feed_documents(edition: Edition) -> Iterator[PlannedDocument]:
    """The Atom feed of one language; none where nothing has happened."""
    events = list_events(edition.leaderboard)[:_IN_FEED]
    if events:
        path = edition.language.prefix + FEED
        yield PlannedDocument(path, partial(_feed, edition, events))


def _feed(edition: Edition, events: Sequence[Event]) -> bytes:
    base = edition.config.base_url.rstrip("/")
    root = f"{base}/{edition.language.prefix}" if base else ""
    name = f"{root or edition.title} {edition.language.code}"
    title = f"{edition.title}: {edition.language.say('Changes')}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{edition.language.tag}">',
        f"<id>{uuid.uuid5(_SPACE, name).urn}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{events[0].day}T00:00:00Z</updated>",
        f"<author><name>{_text(edition.config.organisation or edition.title)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{_text(root + FEED)}"/>',
        f'<link rel="alternate" type="text/html" href="{_text(root + CHANGES)}"/>',
    ]
    for event in events:
        words, path = event_words(edition, event), event_href(event)
        address = f"{base}/{edition.address(path)}" if base else path
        key = f"{name} {event.day} {event.kind} {event.suite} {event.result} {event.reason}"
        lines += [
            "<entry>",
            f"<id>{uuid.uuid5(_SPACE, key).urn}</id>",
            f"<title>{_text(words)}</title>",
            f"<updated>{event.day}T00:00:00Z</updated>",
            f'<link rel="alternate" type="text/html" href="{_text(address)}"/>',
            f'<content type="text">{_text(words)}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>\n"]).encode()


def _text(text: str) -> str:
    """A text as XML, which knows no noncharacters, not even as references."""
    return escape(plain_text(text), {'"': "&quot;"})
