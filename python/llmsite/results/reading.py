"""Committed results in: strictly read, named by their bytes, with their generations.

Knows nothing of scores; who wants to know whether the numbers are right asks `rederive` or
`rescore`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError, ResultError
from llmsite.schema.generation import GENERATION_ROWS, Generation, TextGeneration
from llmsite.schema.record import SCHEMA_VERSION
from llmsite.schema.result import Result, SamplesFile
from llmsite.storage import (
    MAX_FILE_BYTES,
    canonical_json,
    canonical_line,
    compress,
    expand,
    pack_rows,
    parse_record,
    parse_row,
    read_bytes,
    sha256_bytes,
)

SAMPLES_SUFFIX = ".samples.jsonl.zst"
HASH_DIGITS = 16
_TASK_OF_LINE = re.compile(rb'"task":"([a-z0-9][^"\\]*)"')
_THIS_SCHEMA = f'"schema_version": {SCHEMA_VERSION}'.encode()


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A result as it lies on disk."""

    id: str
    """`<YYYYMMDD>-<hash16>`, from its bytes and its date."""
    record: Result
    """Its content."""
    sha256: str
    """Hash of its bytes."""
    n_bytes: int
    """Size of the file."""


def result_id(result: Result, content: bytes) -> str:
    """`<YYYYMMDD>-<hash16>`: the day of the run and the start of the hash of the result's bytes."""
    return f"{result.date.replace('-', '')}-{sha256_bytes(content)[:HASH_DIGITS]}"


def fingerprint(result: Result) -> str:
    """Hash of what a result says, whenever and how fast it was measured.

    Two runs with equal generations have equal fingerprints although their files differ in
    `measured`, in the day, and in how their samples were compressed.
    """
    record = canonical_line(
        result.model_copy(
            update={
                "date": "",
                "measured": type(result.measured)(),
                "samples": result.samples and _content_of(result.samples),
            }
        )
    )
    return sha256_bytes(record)


def _content_of(samples: SamplesFile) -> SamplesFile:
    return samples.model_copy(update={"bytes": 0, "sha256": "", "url": None})


def read(path: Path, *, name: str | None = None, limit: int = MAX_FILE_BYTES) -> StoredResult:
    """One result file.

    Args:
        path: File to read.
        name: What faults call it.
        limit: Largest size in bytes.

    Raises:
        ResultError: It cannot be read, is no result, is not in canonical form, or its name is not
            that of its bytes; every fault with its place.
    """
    with as_result_error():
        content = read_bytes(path, limit=limit, name=name)
    return parse(content, name=name or str(path), stem=path.name.removesuffix(".json"))


def parse(content: bytes, *, name: str, stem: str) -> StoredResult:
    """As `read`, from bytes; `stem` is the file's name without `.json`."""
    try:
        record = parse_record(content, Result, name=name)
    except LlmsiteError as error:
        # A newer file has fields that this version does not know: say the one thing that matters.
        raise ResultError(*(newer_schema(content, name) or error.faults)) from None
    faults = newer_schema(content, name)
    if not faults and canonical_json(record) != content:
        message = "formatted differently from 'llmsite fmt'"
        fix = f"'llmsite fmt {name}' rewrites it"
        faults.append(Fault(message, name, fix=fix, code="LS212"))
    identity = result_id(record, content)
    if identity != stem:
        message = f"the name says {stem}, the bytes are {identity}: changed after it was written"
        fix = "restore the file, or add the run again with 'llmsite add'"
        faults.append(Fault(message, name, fix=fix, code="LS106"))
    if faults:
        raise ResultError(*faults)
    return StoredResult(identity, record, sha256_bytes(content), len(content))


def newer_schema(content: bytes, name: str) -> list[Fault]:
    """LS304, if a file says that it was written by a later version."""
    if _THIS_SCHEMA in content:
        return []
    try:
        version = json.loads(content).get("schema_version", 0)
    except (ValueError, RecursionError, AttributeError):
        return []
    if not isinstance(version, int) or version <= SCHEMA_VERSION:
        return []
    message = f"schema_version {version} is newer than this llmsite knows ({SCHEMA_VERSION})"
    return [Fault(message, name, code="LS304", fix="'pip install --upgrade llmsite'")]


def samples_path(path: Path) -> Path:
    """Where the generations of a result file lie, if they do."""
    return path.with_name(path.name.removesuffix(".json") + SAMPLES_SUFFIX)


def pack_samples(generations: Iterable[Generation]) -> tuple[bytes, SamplesFile]:
    """Generations as the committed samples file, and what a result says of it.

    Token ids are left out: they repeat the text, and the run folder keeps them.
    """
    rows = [
        each.model_copy(update={"token_ids": None}) if isinstance(each, TextGeneration) else each
        for each in generations
    ]
    text = pack_rows(rows)
    content = compress(text)
    return content, SamplesFile(
        rows=len(rows),
        bytes=len(content),
        sha256=sha256_bytes(content),
        content_sha256=sha256_bytes(text),
    )


def read_samples(
    path: Path, stated: SamplesFile, *, name: str | None = None, limit: int = MAX_FILE_BYTES
) -> list[Generation]:
    """The generations of a result, checked against what the result says of them.

    Raises:
        ResultError: The file is missing, damaged, too large, or not the one the result names.
    """
    with as_result_error():
        content = read_bytes(path, limit=limit, name=name)
    return parse_samples(content, stated, name=name or str(path))


def read_task_samples(
    path: Path, stated: SamplesFile, task: str, *, name: str, limit: int
) -> list[Generation]:
    """The generations of one task of a result, without looking at those of the others.

    Raises:
        ResultError: As for `read_samples`.
    """
    with as_result_error():
        return [
            parse_row(line, GENERATION_ROWS, name=name, number=number)
            for number, line in _lines_of_tasks(path, stated.sha256, name, limit).get(task, ())
        ]


@lru_cache(maxsize=8)
def _lines_of_tasks(
    path: Path, sha256: str, name: str, limit: int
) -> dict[str, list[tuple[int, bytes]]]:
    """Lines of a samples file with their numbers, by task."""
    content = read_bytes(path, limit=limit, name=name)
    if sha256_bytes(content) != sha256:
        message = "its bytes are not those whose hash the result states"
        raise ResultError(Fault(message, name, code="LS501", fix="restore the file"))
    lines: dict[str, list[tuple[int, bytes]]] = {}
    for number, line in enumerate(expand(content, name=name).splitlines(), 1):
        # A quote within a text is escaped, so that only a line's own field reads like this.
        found = _TASK_OF_LINE.search(line)
        if found is not None:
            lines.setdefault(found[1].decode(), []).append((number, line))
    return lines


@contextmanager
def as_result_error() -> Iterator[None]:
    """Faults of storage as faults of a result."""
    try:
        yield
    except ResultError:
        raise
    except LlmsiteError as error:
        raise ResultError(*error.faults) from None


def parse_samples(content: bytes, stated: SamplesFile, *, name: str) -> list[Generation]:
    """As `read_samples`, from the stored bytes."""

    def differs(message: str) -> ResultError:
        return ResultError(Fault(message, name, code="LS501", fix="restore the file"))

    if len(content) != stated.bytes:
        raise differs(f"{len(content):,} bytes, the result says {stated.bytes:,}")
    if sha256_bytes(content) != stated.sha256:
        raise differs("its bytes are not those whose hash the result states")
    with as_result_error():
        text = expand(content, name=name)
        # A model may say any character; here its words are data, and pages show them escaped.
        rows = [
            parse_row(line, GENERATION_ROWS, name=name, number=number)
            for number, line in enumerate(text.splitlines(), 1)
        ]
    if sha256_bytes(text) != stated.content_sha256:
        raise differs("its text is not the one whose hash the result states")
    if len(rows) != stated.rows:
        raise differs(f"{len(rows):,} rows, the result says {stated.rows:,}")
    return rows
