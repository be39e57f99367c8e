"""Boards of one day as a record that is kept, and the records that a project keeps.

Knows nothing of pages.
"""

from pathlib import Path

from llmsite import __version__
from llmsite.errors import Fault, LlmsiteError, ResultError
from llmsite.leaderboard.records import Board, Leaderboard, Row, Value
from llmsite.project import Project
from llmsite.schema.record import SCHEMA_VERSION
from llmsite.schema.snapshot import (
    SNAPSHOT_BYTES,
    SNAPSHOTS,
    Snapshot,
    SnapshotBoard,
    SnapshotColumn,
    SnapshotRow,
    SnapshotValue,
)
from llmsite.storage import canonical_json, read_record, write_atomic


def take_snapshot(leaderboard: Leaderboard, day: str) -> Snapshot:
    """All boards as they stand.

    Args:
        leaderboard: What is kept.
        day: Today, `YYYY-MM-DD`.
    """
    return Snapshot(
        schema_version=SCHEMA_VERSION,
        date=day,
        llmsite_version=__version__,
        boards=tuple(_board(leaderboard, board) for board in leaderboard.boards),
        results={each.id: each.sha256 for each in leaderboard.results if each.counts},
    )


def _board(leaderboard: Leaderboard, board: Board) -> SnapshotBoard:
    tasks = leaderboard.task
    return SnapshotBoard(
        suite=board.suite,
        title=board.title,
        version=board.version,
        level=board.level,
        columns=tuple(
            SnapshotColumn(
                task=column.task,
                version=tasks[column.task].version if column.task in tasks else 0,
                title=column.title,
                metric=column.metric,
                unit=column.unit,
                higher_is_better=column.higher_is_better,
                low=column.low,
                high=column.high,
                n_samples=column.n_samples,
            )
            for column in board.columns
        ),
        rows=tuple(_row(row) for row in board.rows),
    )


def _row(row: Row) -> SnapshotRow:
    return SnapshotRow(
        id=row.id,
        model=row.model,
        name=f"{row.card.name} ({row.label})" if row.label else row.card.name,
        organisation=row.card.organisation,
        is_baseline=row.is_baseline,
        n_parameters=row.card.n_parameters,
        trust=row.trust,
        rank_low=row.rank.low if row.rank else None,
        rank_high=row.rank.high if row.rank else None,
        overall=_value(row.aggregate),
        cells=tuple(_value(cell.score) for cell in row.cells),
        results=row.results,
    )


def _value(value: Value | None) -> SnapshotValue | None:
    if value is None:
        return None
    return SnapshotValue(value=value.value, low=value.low, high=value.high)


def write_snapshot(project: Project, snapshot: Snapshot) -> Path:
    """File a snapshot under its day; one that is there already stays.

    Raises:
        ResultError: There is another one of the same day.
        OSError: It cannot be written.
    """
    path = project.records_root / SNAPSHOTS / f"{snapshot.date.replace('-', '')}.json"
    content = canonical_json(snapshot)
    if path.exists() and path.read_bytes() != content:
        message = "exists and says something else; snapshots are never edited"
        raise ResultError(Fault(message, project.name_of(path), fix="take one tomorrow"))
    write_atomic(path, content)
    return path


def read_snapshots(project: Project, without: frozenset[str] = frozenset()) -> tuple[Snapshot, ...]:
    """All snapshots of a project, newest first.

    Args:
        project: The project.
        without: Files to leave out, relative to the project.

    Raises:
        ResultError: Every fault of every file.
    """
    found: list[Snapshot] = []
    faults: list[Fault] = []
    for path in sorted((project.records_root / SNAPSHOTS).glob("*.json"), reverse=True):
        name = project.name_of(path)
        if name in without:
            continue
        try:
            snapshot = read_record(path, Snapshot, limit=SNAPSHOT_BYTES)
        except LlmsiteError as error:
            faults += error.faults
            continue
        if path.stem != snapshot.date.replace("-", ""):
            message = f"is named otherwise than its date {snapshot.date}"
            fix = f"name it {snapshot.date.replace('-', '')}.json"
            faults.append(Fault(message, name, code="LS105", fix=fix))
        found.append(snapshot)
    if faults:
        raise ResultError(*faults)
    return tuple(found)
