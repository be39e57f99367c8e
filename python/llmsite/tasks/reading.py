"""Samples from a file, with the file's hash and the line of each.

Knows nothing of what a task makes of them.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError
from llmsite.schema.task import SAMPLE_ROWS, Sample
from llmsite.storage import parse_row

ENOUGH_FAULTS = 100
"""Faults after which the rest of a file is not looked at."""


@dataclass(slots=True)
class SampleFile:
    """What was read from one file of samples."""

    name: str
    """The file as messages call it."""
    samples: list[Sample] = field(default_factory=list)
    """Samples in the order of the file."""
    lines: list[int] = field(default_factory=list)
    """1-based line of each sample."""
    sha256: str = ""
    """Hash of the file's bytes."""
    faults: list[Fault] = field(default_factory=list)
    """What is wrong with its lines."""


@contextmanager
def pause_collector() -> Iterator[None]:
    """Keep the cycle collector from walking over hundreds of thousands of new samples.

    Records hold no cycles; without this a quarter of the time of loading goes to looking for them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_samples(path: Path, *, name: str) -> SampleFile:
    """The samples of a JSON lines file; blank lines are skipped.

    One pass over the file: a line is hashed and parsed before the next one is read, so that memory
    holds the samples and not the text beside them.
    """
    found = SampleFile(name)
    digest = sha256()
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                digest.update(line)
                if len(found.faults) < ENOUGH_FAULTS and not line.isspace():
                    _take(found, line, number)
    except OSError as error:
        found.faults.append(Fault(f"cannot be read: {error.strerror}", name))
    found.sha256 = digest.hexdigest()
    return found


def _take(found: SampleFile, line: bytes, number: int) -> None:
    try:
        sample = parse_row(line.rstrip(b"\r\n"), SAMPLE_ROWS, name=found.name, number=number)
    except LlmsiteError as error:
        found.faults.extend(error.faults)
        return
    found.samples.append(sample)
    found.lines.append(number)
