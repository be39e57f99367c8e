"""ARC-AGI: results per task, and submissions without scores.

`score` of a file is a sum over tasks, not a rate; ids of tasks are text even where they look like
numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum, isclose

from llmsite.interchange.claims import Asked, Reading, Said, mean_claim
from llmsite.interchange.intake import SourceFile, count, items, number, table
from llmsite.interchange.keeping import keep
from llmsite.storage import Json

NAME = "arc-agi"
TOOL = "ARC-AGI"
SUMMARY = "results and submissions of ARC-AGI (one folder a model)"

_EQUAL = 1e-6


def recognises(file: SourceFile) -> bool:
    """Whether a file holds results by task, or the attempts at one."""
    if not file.stem.endswith(".json"):
        return False
    if file.stem == "results.json":
        return b'"task_results"' in file.head or b'"total_tasks"' in file.head
    return b'"attempt_1"' in file.head


def group(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ...]]:
    """Results files by themselves, submissions by folder."""
    folders: dict[object, list[SourceFile]] = {}
    for file in files:
        if file.stem == "results.json":
            yield (file,)
        else:
            folders.setdefault(file.path.parent, []).append(file)
    for each in folders.values():
        yield tuple(each)


def read(files: Sequence[SourceFile]) -> Reading:
    """One model's results, or its submissions."""
    reading = Reading(tuple(file.name for file in files))
    if files[0].stem != "results.json":
        for file in files:
            rows = items(file.json())
            if not all(row is None or isinstance(row, dict) for row in rows) or not rows:
                reading.refuse("is no list of attempts", file.name)
        reading.warn("attempts have no scores; the solutions are not part of a submission")
        return reading
    (file,) = files
    document = table(file.json())
    scores: dict[str, float] = {}
    for task, value in table(document.get("task_results")).items():
        score = number(table(value).get("score") if isinstance(value, dict) else value)
        if score is None or not 0.0 <= score <= 1.0:
            reading.refuse(f"the task {ascii(task)[:20]} has the score {ascii(value)[:40]}")
        else:
            scores[task] = score
    if not scores:
        reading.refuse("holds no scores of tasks")
    if reading.faults:
        return reading
    _check(document, scores, reading)
    if reading.faults:
        return reading
    claim = mean_claim("solved", tuple(scores.values()), stated_as="task_results")
    # Sets of tasks differ in number (400, 397, 100, 2): the largest one in a project is whole.
    asked = Asked("tasks", (claim,), n=len(scores), ids=tuple(scores), type="reasoning", title=TOOL)
    reading.n_fields += len(scores) + 2
    kept = keep(document, leave_out={"task_results", "score", "total_tasks"}, reading=reading)
    reading.said.append(Said(file.path.parent.name, (asked,), source=kept))
    return reading


def _check(document: Mapping[str, Json], scores: Mapping[str, float], reading: Reading) -> None:
    """The stated sum and number of tasks against the tasks themselves."""
    total, stated = fsum(scores.values()), number(document.get("score"))
    if stated is not None and not isclose(total, stated, rel_tol=_EQUAL, abs_tol=_EQUAL):
        reading.refuse(f"score is {stated!r}, its tasks add up to {total!r}")
    n_stated = count(document.get("total_tasks"))
    if n_stated is not None and n_stated != len(scores):
        reading.refuse(f"total_tasks is {n_stated:,}, there are {len(scores):,}")
