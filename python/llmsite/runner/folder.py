"""A run folder: `run.json`, one file a unit, and locks while processes write.

Beside them, of a model that is asked one request at a time: `answers/<unit>.jsonl` with what was
answered of a unit that is not finished, and `spent.txt` with the price of each answer.

Owns what lies where and whether a unit file can be trusted. Knows nothing of models.
"""

import math
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
    canonical_line,
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

    def read_answers(self, unit: UnitPlan, requests: Sequence[Request]) -> list[Generation]:
        """Answers to requests of a unit that was broken off; the last line may be torn."""
        file = self._answers_path(unit)
        if not file.exists():
            return []
        wanted = {each.key: each.kind for each in requests}
        found: dict[tuple[str, str, int], Generation] = {}
        lines = read_bytes(file, limit=_MAX_UNIT_BYTES).split(b"\n")[:-1]
        for number, line in enumerate(lines, 1):
            try:
                row = parse_row(line, GENERATION_ROWS, name=str(file), number=number)
            except LlmsiteError:
                continue
            key = (row.task, row.id, row.index)
            if wanted.get(key) == row.kind and not row.error:
                found[key] = row
        return list(found.values())

    def keep_answer(self, unit: UnitPlan, row: Generation) -> None:
        """Put one answer on the disk before the unit is finished.

        Raises:
            OSError: It could not be written.
        """
        _append(self._answers_path(unit), canonical_line(row))

    def drop_answers(self, unit: UnitPlan) -> None:
        """Remove the answers of a unit that has its file."""
        self._answers_path(unit).unlink(missing_ok=True)

    def _answers_path(self, unit: UnitPlan) -> Path:
        return self.path / "answers" / f"{unit.id}.jsonl"

    def add_spent(self, usd: float) -> None:
        """Note what an answer has cost.

        Raises:
            OSError: It could not be written.
        """
        _append(self.path / "spent.txt", f"{usd:.12f}\n".encode())

    def spent_usd(self) -> float:
        """What all answers of all starts have cost."""
        file = self.path / "spent.txt"
        if not file.exists():
            return 0.0
        lines = read_bytes(file, limit=_MAX_UNIT_BYTES).decode().split("\n")[:-1]
        return math.fsum(float(line) for line in lines if line)

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Wait until no other process is at the same step.

        Args:
            name: The step.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        descriptor = _lock(self.path / f".lock-{name}", is_shared=False, waits=True)
        try:
            yield
        finally:
            os.close(descriptor)

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


def _append(path: Path, line: bytes) -> None:
    """Add a line to a file and flush it to the disk.

    A line that an earlier process left torn is ended first, so that only that one is lost.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        end = file.seek(0, os.SEEK_END)
        if end:
            file.seek(end - 1)
            line = line if file.read(1) == b"\n" else b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _lock(path: Path, *, is_shared: bool, waits: bool = False) -> int:
    """Take the operating system's lock on a file; it goes when the process does."""
    try:
        import fcntl
    except ImportError:
        raise RunError("runs need Linux or macOS (WSL on Windows)") from None
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        kind = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
        fcntl.flock(descriptor, kind if waits else kind | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        fix = "wait until it is done, or give another --out"
        busy = Fault("another process is writing this run", str(path.parent), fix=fix)
        raise RunError(busy) from error
    return descriptor
