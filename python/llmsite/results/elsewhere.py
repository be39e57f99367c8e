"""Results from generations that were made elsewhere: JSON lines with an id and an answer.

Knows nothing of how they were made; what is not said stays unknown.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from llmsite import __version__
from llmsite.errors import Fault, LlmsiteError, ResultError
from llmsite.project import Project
from llmsite.results.adding import Draft, file_result, refuse_credentials
from llmsite.results.reading import as_result_error, pack_samples
from llmsite.results.rescoring import rescore
from llmsite.schema.generation import GENERATION_ROWS, Generation
from llmsite.schema.record import SCHEMA_VERSION
from llmsite.schema.result import Result, Submitter
from llmsite.schema.run import BackendIdentity, ModelIdentity, TaskPlan
from llmsite.storage import expand, parse_rows, read_bytes, scan_json
from llmsite.tasks import VERDICT, Task, load_task

BACKEND = "elsewhere"
"""Name of the backend of answers that llmsite did not ask for."""

_MAX_BYTES = 1 << 30
_ANSWERS = {
    "choices": "log_likelihoods",
    "rolling": "log_likelihoods",
    "generate": "text",
    "classify": "logits",
    "embed": "vector",
}


def add_generations(
    project: Project,
    path: Path,
    *,
    model: ModelIdentity,
    task: str,
    day: date,
    submitter: Submitter | None = None,
    attempts: int = 1,
    data_dirs: Sequence[Path] = (),
) -> Path:
    """Score answers from a file and file the result.

    Args:
        project: Where the result belongs.
        path: JSON lines, plain or zstd; `id` and the answer's field suffice (`text`, or
            `log_likelihoods`, …, as in the rows of a run; `verdict` for a task whose answers are
            checked elsewhere), and `index` where a sample has several attempts.
        model: Who answered.
        task: What was asked.
        day: Day on which the model was asked, as far as is known.
        submitter: Who sends it.
        attempts: Runs from which this one was chosen.
        data_dirs: Folders with local copies of the task's data.

    Returns:
        The result's file.

    Raises:
        LlmsiteError: Whatever is wrong; nothing is written then.
    """
    loaded = load_task(task, project, data_dirs=data_dirs)
    rows = read_answers(path, loaded)
    refuse_credentials(rows)
    content, samples = pack_samples(rows)
    scored = rescore(loaded, rows, _plan(loaded)).model_copy(update={"requests_sha256": None})
    record = Result(
        schema_version=SCHEMA_VERSION,
        date=day.isoformat(),
        model=model,
        backend=BackendIdentity(name=BACKEND, version=1),
        attempts=attempts,
        llmsite_version=__version__,
        command=f"llmsite add --generations {path.name} --model {model.id} --task {task}",
        submitter=submitter,
        tasks=(scored,),
        samples=samples,
    )
    return file_result(project, Draft(record, content))


def _plan(task: Task) -> TaskPlan:
    definition = task.definition
    return TaskPlan(
        task=definition.name,
        version=definition.version,
        sha256=task.sha256,
        kind=definition.request.kind,
        style=definition.prompt.style,
        shots=definition.prompt.shots,
        n_requests=len(task.samples),
        requests_sha256="0" * 64,
    )


def read_answers(path: Path, task: Task) -> list[Generation]:
    """Answers from a file as generations, in the order of the task's samples.

    Raises:
        ResultError: Every line that is no answer.
    """
    name = str(path)
    with as_result_error():
        content = read_bytes(path, limit=_MAX_BYTES)
        if path.suffix == ".zst":
            content = expand(content, name=name, limit=_MAX_BYTES)
    faults: list[Fault] = []
    rows: list[Generation] = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            try:
                rows.append(_answer(line, task, name))
            except LlmsiteError as error:
                faults += [
                    Fault(fault.message, name, number, fault.column, fault.fix, fault.code)
                    for fault in error.faults
                ]
    if faults:
        raise ResultError(*faults[:100])
    order = {sample.id: position for position, sample in enumerate(task.samples)}
    return sorted(rows, key=lambda row: (order.get(row.id, len(order)), row.index))


def _answer(line: bytes, task: Task, name: str) -> Generation:
    faults = scan_json(line, name=name)
    if faults:
        raise ResultError(*faults)
    value = json.loads(line)
    kind = task.definition.request.kind
    is_given = task.definition.answer.extractor == VERDICT
    wanted = VERDICT if is_given else _ANSWERS[kind]
    if not isinstance(value, dict):
        raise ResultError(Fault("is no object", fix=f'write {{"id": "…", "{wanted}": …}}'))
    missing = [key for key in ("id", wanted) if key not in value]
    if missing:
        words = " and ".join(f"'{key}'" for key in missing)
        fix = f"a row needs the sample's id and '{wanted}'"
        raise ResultError(Fault(f"{words} missing", fix=fix))
    value.setdefault("kind", kind)
    value.setdefault("task", task.definition.name)
    if kind == "generate":
        value.setdefault("text", "")
        value.setdefault("raw_text", value["text"])
    return next(parse_rows(json.dumps(value).encode(), GENERATION_ROWS, name=name))
