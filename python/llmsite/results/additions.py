"""Records that are added beside results: retractions, verifications, redactions, requests.

A merged result is never edited; what is learnt about it later is a file of its own. Owns their
places and names. Knows nothing of what makes a result right.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from llmsite.errors import Fault, LlmsiteError, ResultError
from llmsite.project import Project
from llmsite.results.reading import HASH_DIGITS, samples_path
from llmsite.schema.record import Record
from llmsite.schema.trust import EvaluationRequest, Redaction, Retraction, Verification
from llmsite.storage import (
    canonical_json,
    change_files,
    read_record,
    read_toml,
    sha256_bytes,
    write_atomic,
)

R = TypeVar("R", bound=Record)

RETRACTIONS = "retractions"
VERIFICATIONS = "verifications"
REDACTIONS = "redactions"
REQUESTS = "requests"


@dataclass(frozen=True)
class Additions:
    """Everything that was added about a project's results."""

    retractions: dict[str, Retraction] = field(default_factory=dict)
    """By result."""
    redactions: dict[str, Redaction] = field(default_factory=dict)
    """By result."""
    verifications: dict[str, tuple[Verification, ...]] = field(default_factory=dict)
    """By result, in the order of their files' names."""
    requests: dict[str, EvaluationRequest] = field(default_factory=dict)
    """By slug."""


def read_additions(project: Project, without: frozenset[str] = frozenset()) -> Additions:
    """All additive records of a project.

    Args:
        project: The project.
        without: Files to leave out, relative to the project.

    Raises:
        ResultError: Every fault of every file.
    """
    faults: list[Fault] = []
    retractions = {
        each.result: each
        for _, each in _records(project, f"{RETRACTIONS}/*.json", Retraction, faults, without)
    }
    redactions = {
        each.result: each
        for _, each in _records(project, f"{REDACTIONS}/*.json", Redaction, faults, without)
    }
    verifications: dict[str, tuple[Verification, ...]] = {}
    for _, each in _records(project, f"{VERIFICATIONS}/*/*.json", Verification, faults, without):
        verifications[each.result] = (*verifications.get(each.result, ()), each)
    requests: dict[str, EvaluationRequest] = {}
    for path in sorted((project.records_root / REQUESTS).glob("*.toml")):
        try:
            requests[path.stem] = read_toml(path, EvaluationRequest, name=project.name_of(path))
        except LlmsiteError as error:
            faults.extend(error.faults)
    if faults:
        raise ResultError(*faults)
    return Additions(retractions, redactions, verifications, requests)


def _records(
    project: Project, pattern: str, record: type[R], faults: list[Fault], without: frozenset[str]
) -> Iterator[tuple[Path, R]]:
    for path in sorted(project.records_root.glob(pattern)):
        if project.name_of(path) in without:
            continue
        try:
            yield path, read_record(path, record)
        except LlmsiteError as error:
            faults.extend(error.faults)


def find_result(project: Project, prefix: str) -> Path:
    """The file of a result from its id or a unique prefix of it.

    Args:
        project: Project to look in.
        prefix: `<YYYYMMDD>-<hash16>`, a prefix of it or of its hash, or the file's path.

    Raises:
        ResultError: None or several results match.
    """
    given = Path(prefix)
    if given.suffix == ".json" and given.is_file():
        return given
    named = project.root / prefix
    if named.suffix == ".json" and named.is_file():
        return named
    found = [
        path
        for path in sorted(project.results_dir.glob("*/*/*.json"))
        if prefix and (path.stem.startswith(prefix) or path.stem[9:].startswith(prefix))
    ]
    found = [path for path in found if path.name != "model.json"]
    if len(found) == 1:
        return found[0]
    fix = "'llmsite list results' shows their names"
    if not found:
        raise ResultError(Fault(f"no result begins with '{prefix}'", fix=fix, code="LS601"))
    names = ", ".join(path.stem for path in found[:5])
    raise ResultError(Fault(f"{len(found)} results begin with '{prefix}': {names}", fix=fix))


def write_retraction(project: Project, retraction: Retraction) -> Path:
    """Write that a result no longer counts.

    Raises:
        ResultError: It is retracted already.
    """
    path = project.records_root / RETRACTIONS / f"{retraction.result}.json"
    return _write_new(project, path, retraction)


def write_verification(project: Project, verification: Verification) -> Path:
    """Write what somebody found when scoring or running a result again."""
    content = canonical_json(verification)
    login = verification.submitter.lower()
    name = f"{login}-{sha256_bytes(content)[:HASH_DIGITS]}.json"
    return _write_new(
        project, project.records_root / VERIFICATIONS / verification.result / name, verification
    )


def write_redaction(project: Project, result: Path, redaction: Redaction) -> Path:
    """Write why generations had to go, then remove them.

    In this order, so that generations are never gone without a reason.

    Args:
        project: Project of the result.
        result: File of the result.
        redaction: What is said about it.

    Raises:
        ResultError: It is redacted already, or there are no generations.
    """
    samples = samples_path(result)
    if not samples.is_file():
        message = "there is no samples file to remove"
        raise ResultError(Fault(message, project.name_of(samples)))
    path = project.records_root / REDACTIONS / f"{redaction.result}.json"
    _refuse_existing(project, path)
    change_files({path: canonical_json(redaction)}, [samples])
    return path


def _write_new(project: Project, path: Path, record: Record) -> Path:
    _refuse_existing(project, path)
    write_atomic(path, canonical_json(record))
    return path


def _refuse_existing(project: Project, path: Path) -> None:
    if path.exists():
        message = "exists already; records beside results are never edited"
        raise ResultError(Fault(message, project.name_of(path)))
