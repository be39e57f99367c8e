"""How far numbers can be trusted: re-runs, declared attempts, degenerate or borrowed output.

Counts with what chance explains beside them; no verdict on anybody. Reads generations where they
lie beside their results. Knows nothing of pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llmsite import results, scoring, statistics
from llmsite.errors import Fault, ResultError
from llmsite.leaderboard.counting import find_packed
from llmsite.leaderboard.records import Board, Leaderboard, Row
from llmsite.leaderboard.scores import cluster_values, matrix
from llmsite.project import Project
from llmsite.results import columns
from llmsite.results.verifying import common_tasks, plan_of
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.result import Result, TaskResult
from llmsite.tasks import Task, build_requests, load_task

MAX_SAMPLES_BYTES = 1 << 30
"""Largest file of generations that is read."""


@dataclass(frozen=True, slots=True)
class TaskRerun:
    """One task of a result, some or all of whose samples somebody asked again."""

    task: str
    """Name of the task."""
    found: statistics.Rerun
    """Bound on altered answers, and how likely chance makes what was seen."""
    n_right_then_wrong: int
    """Differing answers that score higher as submitted than in the re-run."""
    n_wrong_then_right: int
    """Differing answers that score higher in the re-run."""


def compare_rerun(
    project: Project, result: str, rerun: str, *, data_dirs: Sequence[Path] = ()
) -> tuple[TaskRerun, ...]:
    """Compare the answers of a result with those of a second run of the same model.

    The second run may hold a part of the samples, drawn at random after the submission: that is
    enough for a bound. Tasks whose answers are no single text, label or number are left out.

    Args:
        project: The project.
        result: Id of the result.
        rerun: Id of the second run's result.
        data_dirs: Folders with local copies of the tasks' data.

    Raises:
        LlmsiteError: Generations are missing or damaged, or a task has changed since.
    """
    first, mine = _with_samples(project, result)
    second, theirs = _with_samples(project, rerun)
    check = second.self_check
    noise = check.n_changed / check.n if check is not None and check.n else None
    found = []
    for stated, again in common_tasks(first, second):
        task = load_task(stated.task, project, data_dirs=data_dirs)
        if task.sha256 == stated.sha256 and columns.has_predictions(task):
            pair = (_answers(task, mine, stated), _answers(task, theirs, again))
            found.append(_compare(stated.task, *pair, noise))
    return tuple(found)


def _with_samples(project: Project, result: str) -> tuple[Result, list[Generation]]:
    path = results.find_result(project, result)
    record = results.read(path, name=project.name_of(path)).record
    if record.samples is None:
        message = "has no generations that could be compared"
        raise ResultError(Fault(message, project.name_of(path), fix="name a result that has them"))
    name = project.name_of(results.samples_path(path))
    return record, results.read_samples(
        results.samples_path(path), record.samples, name=name, limit=MAX_SAMPLES_BYTES
    )


_Answer = tuple[str | None, float]
"""Prediction, and its part of the primary score."""


def _answers(
    task: Task, rows: Sequence[Generation], stated: TaskResult
) -> dict[tuple[str, int], _Answer]:
    """Prediction and score of each generation, by sample and index."""
    import numpy as np

    own = [row for row in rows if row.task == stated.task]
    answered = columns.align(task, own)
    predicted, _ = columns.predictions(task, answered)
    scored = results.rescore(task, own, plan_of(stated))
    metric = task.definition.score.primary.partition(".")[0]
    packed = find_packed(scored, metric)
    table = matrix(packed) if packed is not None else None
    parts: list[float] = [0.0] * len(predicted)
    # Metrics of several generations a sample have one row a sample: no single answer has a part.
    if packed is not None and table is not None and len(table) == len(predicted):
        parts = np.round(cluster_values(table, packed, None), 9).tolist()
    spec = next(each for each in scoring.metrics() if each.name == metric)
    sign = 1.0 if spec.direction == "higher" else -1.0
    return {
        (each.id, each.index): (prediction, sign * part)
        for each, prediction, part in zip(answered.generations, predicted, parts, strict=True)
    }


def _compare(
    task: str,
    first: dict[tuple[str, int], _Answer],
    second: dict[tuple[str, int], _Answer],
    noise: float | None,
) -> TaskRerun:
    shared = [key for key in first if key in second]
    changed = [(first[key][1], second[key][1]) for key in shared if first[key][0] != second[key][0]]
    better = sum(1 for one, other in changed if one > other)
    worse = sum(1 for one, other in changed if other > one)
    found = statistics.judge_rerun(
        len(shared),
        len(changed),
        n_right_then_wrong=better,
        n_wrong_then_right=worse,
        n_total=len(first),
        noise=noise,
    )
    return TaskRerun(task, found, better, worse)


@dataclass(frozen=True, slots=True)
class Selection:
    """A row whose results were chosen from several attempts, as their submitter declares."""

    row: Row
    """The row."""
    n_attempts: int
    """Most attempts behind one of its results."""
    gain: float
    """What choosing the best of so many equal attempts adds to its overall score by luck alone."""


def selections(loaded: Leaderboard, board: Board) -> tuple[Selection, ...]:
    """Rows with declared attempts, and the luck that these buy; an upper bound.

    Attempts are taken as independent. Those on the same samples are not, so that they gain less.
    """
    found = []
    for row in board.rows:
        attempts = max(loaded.result[each].record.attempts for each in row.results)
        if attempts > 1 and row.standard_error is not None:
            gain = statistics.selection_gain(attempts, row.standard_error)
            found.append(Selection(row, attempts, gain))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Screened:
    """The generated answers of one row to a task."""

    row: str
    """Id of the row."""
    screen: statistics.OutputScreen
    """Counts of degenerate answers, with limits from references and the other rows."""
    n_equal: int
    """Most long answers that are word for word those of one other row."""
    equal_to: str
    """That row; empty where no long answer is shared."""


def screen_task(
    project: Project,
    loaded: Leaderboard,
    board: Board,
    task: str,
    *,
    data_dirs: Sequence[Path] = (),
) -> tuple[Screened, ...]:
    """Screen the generated answers of a board's rows to one task, each against all others.

    Rows without generations beside their result are left out; so are tasks that generate no text.

    Raises:
        LlmsiteError: The board has no such task, or a file of generations is damaged.
    """
    if task not in [column.task for column in board.columns]:
        fix = f"use one of {', '.join(column.task for column in board.columns)}"
        raise ResultError(Fault(f"the board of '{board.suite}' has no task '{task}'", fix=fix))
    asked = load_task(task, project, data_dirs=data_dirs)
    texts: dict[str, dict[tuple[str, int], str]] = {}
    for row in board.rows:
        cell = next(cell for cell in row.cells if cell.task == task)
        found = _texts(project, loaded, cell.results, task)
        if found:
            texts[row.id] = found
    keys = sorted(set.intersection(*map(set, texts.values()))) if texts else []
    outputs = {row: [found[key] for key in keys] for row, found in texts.items()}
    prompts = _prompts(asked)
    right = {sample.id: str(sample.references[0]) for sample in asked.samples if sample.references}
    asks = [prompts.get(sample, "") for sample, _ in keys]
    references = [right[sample] for sample, _ in keys if sample in right]
    return tuple(_screen(row, outputs, asks, references) for row in outputs)


def _screen(
    row: str, outputs: dict[str, list[str]], prompts: list[str], references: list[str]
) -> Screened:
    others = {name: texts for name, texts in outputs.items() if name != row}
    found = statistics.screen_outputs(
        outputs[row], prompts=prompts, references=references, others=list(others.values())
    )
    equal = {
        name: statistics.count_equal_outputs(outputs[row], texts) for name, texts in others.items()
    }
    most = max(equal, key=lambda name: equal[name], default="")
    n_equal = equal.get(most, 0)
    return Screened(row, found, n_equal, most if n_equal else "")


def _texts(
    project: Project, loaded: Leaderboard, ids: Sequence[str], task: str
) -> dict[tuple[str, int], str]:
    """Generated texts of the first result behind a cell whose generations are here."""
    for each in ids:
        entry = loaded.result[each]
        if entry.samples_path is None or entry.record.samples is None:
            continue
        rows = results.read_samples(
            project.records_root / entry.samples_path,
            entry.record.samples,
            name=entry.samples_path,
            limit=MAX_SAMPLES_BYTES,
        )
        return {
            (row.id, row.index): row.text
            for row in rows
            if isinstance(row, TextGeneration) and row.task == task
        }
    return {}


def _prompts(task: Task) -> dict[str, str]:
    """What was asked, by sample, without examples."""
    asked = build_requests(task, style=task.definition.prompt.style, shots=0)
    return {
        each.sample_id: each.prompt
        if isinstance(each.prompt, str)
        else "\n".join(turn.content for turn in each.prompt)
        for each in asked
    }
