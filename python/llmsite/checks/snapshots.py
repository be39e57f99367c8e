"""LS604: a snapshot names the results that are there, and a new one says what they amount to.

LS105 and LS307 are found when it is read. Knows nothing of how boards are ranked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from llmsite.checks.changes import is_result
from llmsite.checks.fields import read_snapshot
from llmsite.checks.names import shown_path
from llmsite.checks.target import Target
from llmsite.errors import Fault, LlmsiteError
from llmsite.schema.snapshot import SNAPSHOTS, Snapshot

_TAKE = "'llmsite snapshot' writes it"


def check_snapshots(
    target: Target, chosen: Sequence[str], present: Sequence[str]
) -> Iterator[Fault]:
    """Faults of the chosen snapshots."""
    results = {PurePosixPath(path).stem for path in present if is_result(path)}
    for path in chosen:
        if not path.startswith(f"{SNAPSHOTS}/") or not path.endswith(".json"):
            continue
        try:
            record = read_snapshot(target, path)
        except LlmsiteError:
            # Its own faults are reported where it is read alone.
            continue
        faults = list(_named(record, results, shown_path(path)))
        if not faults and target.base_files is not None and path not in target.base_files:
            faults += _recomputed(target, record, shown_path(path))
        yield from faults


def _named(record: Snapshot, results: set[str], name: str) -> Iterator[Fault]:
    """Results that it names and that are not there, or are not those of their hash."""
    for each, sha256 in record.results.items():
        if each not in results:
            fix = "'llmsite list results' shows what there is"
            yield Fault(f"there is no result {each}", name, code="LS601", fix=fix)
        elif not sha256.startswith(each.partition("-")[2]):
            message = f"the hash of {each} is that of another file"
            yield Fault(message, name, code="LS604", fix=_TAKE)
    for board in record.boards:
        for row in board.rows:
            if len(row.cells) != len(board.columns) or not set(row.results) <= set(record.results):
                message = f"{board.suite}: {row.id} does not fit the columns or the results"
                yield Fault(message, name, code="LS604", fix=_TAKE)


def _recomputed(target: Target, record: Snapshot, name: str) -> Iterator[Fault]:
    """A new snapshot against the boards of the proposed files."""
    from llmsite.leaderboard import load, take_snapshot

    try:
        loaded = load(replace(target.base, records=target.tree))
    except LlmsiteError:
        # Reported with the files that are wrong.
        return
    again = take_snapshot(loaded, record.date)
    if again.model_copy(update={"llmsite_version": record.llmsite_version}) != record:
        message = "says something else than the results that count"
        yield Fault(message, name, code="LS604", fix=_TAKE)
