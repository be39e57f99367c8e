"""A run folder: `run.json`, one file a unit, and a lock while a process writes.

Owns what lies where and whether a unit file can be trusted. Knows nothing of models.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError, RunError
from llmsite.schema.generation import GENERATION_ROWS, Generation
from llmsite.schema.request import Request
from llmsite.schema.run import Run, UnitPlan
from llmsite.storage import (
    canonical_json,
    compress,
    expand,
    pack_rows,
    parse_record,
    parse_row,
    read_bytes,
    write_atomic,
)

_MAX_RUN_BYTES = 64 << 20
_MAX_UNIT_BYTES = 1 << 30
# A unit is this machine's own work: only damage is guarded against.
_MAX_RATIO = 1 << 20


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A folder that holds one run."""

    path: Path
    """The folder."""

    def read_record(self) -> Run | None:
        """`run.json`; none in a new folder.

        Raises:
            RunError: It is damaged, or something else lies in the folder.
        """
        file = self.path / "run.json"
        if not file.exists():
            others = [each for each in self.path.glob("*") if not each.name.startswith(".")]
            if others:
                fix = "give --out a new folder"
                raise RunError(Fault("holds something else than a run", str(self.path), fix=fix))
            return None
        try:
            return parse_record(read_bytes(file, limit=_MAX_RUN_BYTES), Run, name=str(file))
        except LlmsiteError as error:
            raise RunError(*error.faults) from error

    def write_record(self, run: Run) -> None:
        """Write `run.json`.

        Raises:
            OSError: It could not be written.
        """
        write_atomic(self.path / "run.json", canonical_json(run))

    def unit_path(self, unit: UnitPlan) -> Path:
        """File of a unit."""
        return self.path / "units" / f"{unit.id}.jsonl.zst"

    def read_unit(self, unit: UnitPlan, requests: Sequence[Request]) -> list[Generation] | None:
        """A unit's generations in the order of its requests; none if it must be asked (again).

        A file that is missing, damaged, of other requests, or with errors in it is not trusted.
        """
        file = self.unit_path(unit)
        if not file.exists():
            return None
        try:
            content = read_bytes(file, limit=_MAX_UNIT_BYTES)
            text = expand(content, name=str(file), limit=_MAX_UNIT_BYTES, ratio=_MAX_RATIO)
            rows = [
                parse_row(line, GENERATION_ROWS, name=str(file), number=number)
                for number, line in enumerate(text.splitlines(), 1)
            ]
        except LlmsiteError:
            return None
        fits = [(row.task, row.id, row.index) for row in rows] == [each.key for each in requests]
        return rows if fits and not any(row.error for row in rows) else None

    def write_unit(self, unit: UnitPlan, rows: Sequence[Generation]) -> None:
        """Write a unit's generations.

        Raises:
            OSError: They could not be written.
        """
        write_atomic(self.unit_path(unit), compress(pack_rows(rows)))

    @contextmanager
    def locked(self, shard: tuple[int, int] | None = None) -> Iterator[None]:
        """Keep other processes out while this one writes.

        Args:
            shard: (number, of how many) where several processes share the units out.

        Raises:
            RunError: Another process writes here.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        descriptors = []
        try:
            descriptors.append(_lock(self.path / ".lock", is_shared=shard is not None))
            if shard is not None:
                name = f".lock-{shard[0]}-of-{shard[1]}"
                descriptors.append(_lock(self.path / name, is_shared=False))
            yield
        finally:
            for descriptor in descriptors:
                os.close(descriptor)


def _lock(path: Path, *, is_shared: bool) -> int:
    """Take the operating system's lock on a file; it goes when the process does."""
    try:
        import fcntl
    except ImportError:
        raise RunError("runs need Linux or macOS (WSL on Windows)") from None
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        kind = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        fix = "wait until it is done, or give another --out"
        busy = Fault("another process is writing this run", str(path.parent), fix=fix)
        raise RunError(busy) from error
    return descriptor
