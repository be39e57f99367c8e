"""Per-sample files of lm-evaluation-harness: one row a document, or one a document and filter.

Knows nothing of results files but the name of a task.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, isclose

from llmsite.errors import ImportFormatError
from llmsite.interchange.claims import Asked, Claim, Reading
from llmsite.interchange.intake import SourceFile, number, table, text
from llmsite.storage import Json

_EQUAL = 1e-9
_MEANS = frozenset({"acc", "acc_norm", "exact_match", "em"})
"""Metrics that the harness averages over samples in every version."""


@dataclass(frozen=True, slots=True)
class LoggedSamples:
    """The rows of one file."""

    name: str
    """The file."""
    stem: str
    """Its name in its folder."""
    rows: tuple[Mapping[str, Json], ...]
    """Rows in order."""

    def is_of(self, task: str) -> bool:
        """Whether the file's name is that of a task's samples."""
        return self.stem.startswith(f"samples_{task}_") or self.stem == f"samples_{task}.jsonl"

    def of_filter(self, chosen: str) -> list[Mapping[str, Json]]:
        """Rows behind one filter; older versions write one row for all of them."""
        if not any("filter" in row for row in self.rows):
            return list(self.rows)
        return [row for row in self.rows if text(row.get("filter")) == (chosen or "none")]


def read_samples(file: SourceFile, reading: Reading) -> LoggedSamples | None:
    """The rows of a file; none where one is wrong, which is noted then."""
    rows: list[Mapping[str, Json]] = []
    seen: dict[tuple[str, str], int] = {}
    try:
        for line, value in file.rows():
            row = table(value)
            if "doc_id" not in row:
                reading.refuse("is no sample: it has no doc_id", file.name, line=line)
                return None
            key = (id_of(row), text(row.get("filter")))
            if key in seen:
                message = f"the sample {key[0]} stands on line {seen[key]} too"
                reading.refuse(message, file.name, "keep one of them", line)
                return None
            seen[key] = line
            rows.append(row)
    except ImportFormatError as error:
        reading.faults += error.faults
        return None
    return LoggedSamples(file.name, file.stem, tuple(rows))


def id_of(row: Mapping[str, Json]) -> str:
    """A sample's id: its position in the data set, and the start of the document's hash."""
    hashed = text(row.get("doc_hash"))[:12]
    identity = row.get("doc_id")
    return f"{identity}:{hashed}" if hashed else str(identity)


def attach(asked: Asked, logged: LoggedSamples, reading: Reading) -> Asked:
    """A task with the scores of its samples, where their mean is what the results file states."""
    ids: tuple[str, ...] | None = None
    claims: list[Claim] = []
    for claim in asked.claims:
        metric, _, chosen = claim.stated_as.partition(",")
        rows = sorted(logged.of_filter("" if chosen == "none" else chosen), key=_position)
        scores = _scores(rows, metric)
        if scores is None or not rows:
            claims.append(claim)
            continue
        if not _agrees(claim, metric, scores, logged, reading):
            claims.append(claim)
            continue
        mine = tuple(id_of(row) for row in rows)
        if ids is None:
            ids = mine
        claims.append(replace(claim, scores=scores) if mine == ids else claim)
        reading.n_fields += 1
    if ids is None:
        return asked
    return replace(asked, claims=tuple(claims), ids=ids, n=len(set(ids)))


def _position(row: Mapping[str, Json]) -> tuple[float, str]:
    found = number(row.get("doc_id"))
    return (found if found is not None else float("inf"), id_of(row))


def _scores(rows: Sequence[Mapping[str, Json]], metric: str) -> tuple[float, ...] | None:
    """A metric's number of each row; none where one has none."""
    found = []
    for row in rows:
        value = row.get(metric)
        score = float(value) if isinstance(value, bool) else number(value)
        if score is None:
            return None
        found.append(score)
    return tuple(found)


def _agrees(
    claim: Claim,
    metric: str,
    scores: Sequence[float],
    logged: LoggedSamples,
    reading: Reading,
) -> bool:
    """Whether samples and results say the same; a contradiction is an error of the files."""
    mean = fsum(scores) / len(scores)
    if isclose(mean, claim.value, rel_tol=_EQUAL, abs_tol=_EQUAL):
        return True
    if claim.n is not None and claim.n != len(scores):
        message = f"holds {len(scores):,} samples of {claim.n:,}; {metric} stays as stated"
        reading.warn(message, logged.name)
    elif metric in _MEANS:
        message = f"{metric} is {claim.value!r} in the results, its samples give {mean!r}"
        reading.refuse(message, logged.name, "bring the files of one run together")
    return False
