"""Per-sample files of lm-evaluation-harness: one row a document, or one a document and filter.

Knows nothing of results files but the name of a task.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from llmsite.errors import ImportFormatError
from llmsite.interchange.claims import Asked, Claim, Reading, confirm, mean_of, near
from llmsite.interchange.intake import SourceFile, number, table, text
from llmsite.interchange.lm_eval_answers import score_answers
from llmsite.storage import Json

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
    """A sample's id: its position in the data set, and the start of a hash.

    Of the hashes that newer files have, that of the target: the document's changes with every
    column that a later state of the data set adds, so that no two models would share a sample.
    """
    hashed = text(row.get("target_hash") or row.get("doc_hash"))[:12]
    identity = row.get("doc_id")
    return f"{identity}:{hashed}" if hashed else str(identity)


def attach(
    asked: Asked, logged: LoggedSamples, settings: Mapping[str, Json], reading: Reading
) -> Asked:
    """A task with the scores of its samples, where their mean is what the results file states.

    Where the answers themselves are there and their rule is known, the scores are made of them.

    Args:
        asked: The task.
        logged: Its samples.
        settings: What the results file says of the task (`configs`).
        reading: Where contradictions are noted.
    """
    ids: tuple[str, ...] | None = None
    claims: list[Claim] = []
    for claim in asked.claims:
        metric, _, chosen = claim.stated_as.partition(",")
        rows = sorted(logged.of_filter("" if chosen == "none" else chosen), key=_position)
        scored = _with_scores(claim, metric, rows, logged, reading) if rows else claim
        if scored.agrees:
            again, rule = score_answers(metric, rows, settings) or (None, "")
            scored = confirm(scored, again, rule, reading, logged.name)
        mine = tuple(id_of(row) for row in rows)
        if scored.scores is not None and ids is None:
            ids = mine
        claims.append(scored if mine == ids else replace(scored, scores=None))
        reading.n_fields += scored.scores is not None
    if ids is None:
        return replace(asked, claims=tuple(claims))
    return replace(asked, claims=tuple(claims), ids=ids, n=len(set(ids)))


def _with_scores(
    claim: Claim,
    metric: str,
    rows: Sequence[Mapping[str, Json]],
    logged: LoggedSamples,
    reading: Reading,
) -> Claim:
    """A claim with the scores of its samples, where their mean is what it states."""
    scores = _scores(rows, metric)
    if scores is None:
        return claim
    mean = mean_of(scores)
    if near(mean, claim.value):
        return replace(claim, scores=scores, found=mean)
    if claim.n is not None and claim.n != len(scores):
        message = f"holds {len(scores):,} samples of {claim.n:,}; {metric} stays as stated"
        reading.warn(message, logged.name)
        return claim
    if metric not in _MEANS:
        # Not a mean of samples, as BLEU of a whole corpus.
        return claim
    message = f"{metric} is {claim.value!r} in the results, its samples give {mean!r}"
    reading.refuse(message, logged.name, "bring the files of one run together")
    return replace(claim, found=mean)


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
