"""From a run to a committed result: scored, packed, named by its bytes, written in safe order.

Knows nothing of how generations are scored, nor of what a checker demands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from llmsite import __version__
from llmsite.errors import Fault, ResultError
from llmsite.project import Project
from llmsite.results.cards import CARD_NAME, draft_card
from llmsite.results.reading import (
    fingerprint,
    pack_samples,
    parse,
    result_id,
    samples_path,
)
from llmsite.results.rescoring import rescore
from llmsite.results.runs import read_run
from llmsite.results.secrets import find_credentials
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.record import SCHEMA_VERSION
from llmsite.schema.result import Result, SamplesFile, Submitter, TaskResult
from llmsite.schema.run import Run, TaskPlan
from llmsite.storage import (
    canonical_json,
    change_files,
    has_hidden,
    read_bytes,
    scan_json,
    write_atomic,
    write_many,
)
from llmsite.tasks import load_task

SAMPLES_NAME = "samples.jsonl.zst"


@dataclass(frozen=True, slots=True)
class Draft:
    """A result that is not filed yet, with its generations."""

    record: Result
    """The result."""
    samples: bytes
    """Its generations as the committed file."""


def score_run(
    project: Project, run_dir: Path, *, data_dirs: Sequence[Path] = ()
) -> tuple[TaskResult, ...]:
    """The scores of a run folder's generations.

    Raises:
        LlmsiteError: The run is unfinished, or its tasks have changed.
    """
    run = read_run(run_dir)
    return tuple(
        _score(project, plan, run.generations[plan.task], data_dirs)
        for plan in run.record.plan.tasks
    )


def draft_result(
    project: Project,
    run_dir: Path,
    *,
    submitter: Submitter | None = None,
    attempts: int = 1,
    url: str | None = None,
    data_dirs: Sequence[Path] = (),
) -> Draft:
    """The result of a run folder; equal generations give equal bytes but for `measured`.

    Raises:
        LlmsiteError: The run is unfinished, its tasks have changed, or its texts hold a credential.
    """
    run = read_run(run_dir)
    rows = [row for plan in run.record.plan.tasks for row in run.generations[plan.task]]
    refuse_credentials(rows)
    scored = tuple(
        _score(project, plan, run.generations[plan.task], data_dirs)
        for plan in run.record.plan.tasks
    )
    content, samples = pack_samples(rows)
    record = _result(run.record, scored, samples.model_copy(update={"url": url}))
    update = {"submitter": submitter, "attempts": attempts}
    return Draft(record.model_copy(update=update), content)


def _score(
    project: Project, plan: TaskPlan, rows: Sequence[Generation], data_dirs: Sequence[Path]
) -> TaskResult:
    task = load_task(plan.task, project, data_dirs=data_dirs)
    if task.sha256 != plan.sha256:
        message = f"task {plan.task} has changed since the run (version {plan.version} then, "
        fix = "run it again, or bring back the task as it was"
        raise ResultError(Fault(f"{message}{task.definition.version} now)", fix=fix, code="LS402"))
    return rescore(task, rows, plan)


def _result(run: Run, scored: tuple[TaskResult, ...], samples: SamplesFile) -> Result:
    started = run.measured.started
    if started is None:
        raise ResultError(Fault("the run does not say when it started", fix="run it again"))
    return Result(
        schema_version=SCHEMA_VERSION,
        date=started[:10],
        model=run.model,
        backend=run.backend,
        variant=run.variant,
        adaptation=run.adaptation,
        run_id=run.run_id,
        llmsite_version=__version__,
        command=run.command,
        suite=run.plan.suite,
        suite_version=run.plan.suite_version,
        tasks=scored,
        samples=samples,
        self_check=run.self_check,
        measured=run.measured,
    )


def add(
    project: Project,
    run_dir: Path,
    submitter: Submitter | None = None,
    *,
    attempts: int = 1,
    url: str | None = None,
    data_dirs: Sequence[Path] = (),
) -> Path:
    """Score a run and file it in a project.

    Args:
        project: Where the result belongs.
        run_dir: A finished run folder.
        submitter: Who sends it; none for the project's maintainers.
        attempts: Runs from which this one was chosen.
        url: Address of the generations, where they are too large to lie beside the result.
        data_dirs: Folders with local copies of the tasks' data.

    Returns:
        The result's file. Adding the same run again changes nothing.

    Raises:
        LlmsiteError: Whatever is wrong; nothing is written then.
    """
    draft = draft_result(
        project, run_dir, submitter=submitter, attempts=attempts, url=url, data_dirs=data_dirs
    )
    limit = project.config.limits.samples_bytes
    if url is None and len(draft.samples) > limit:
        path = run_dir / SAMPLES_NAME
        write_atomic(path, draft.samples)
        message = f"the generations take {len(draft.samples):,} bytes; the project keeps {limit:,}"
        fix = f"put {path} where it stays and add again with --samples-url ADDRESS"
        raise ResultError(Fault(message, code="LS007", fix=fix))
    return file_result(project, draft)


def file_result(project: Project, draft: Draft) -> Path:
    """Write a draft: generations first, then the card, then the result that names them.

    Returns:
        The result's file, or that of the same run if it is filed already.

    Raises:
        ResultError: The result is too large.
        OSError: Something could not be written; no result is there then.
    """
    record = draft.record
    content = canonical_json(record)
    identity = result_id(record, content)
    folder = project.results_dir / record.model.id
    path = folder / f"{identity}.json"
    filed = same_run(project, record)
    if filed is not None:
        return filed
    limit = project.config.limits.result_bytes
    if len(content) > limit:
        message = f"the result takes {len(content):,} bytes; the project keeps {limit:,}"
        raise ResultError(Fault(message, project.name_of(path), code="LS007"))
    # Read as a stranger would, before anybody can see it.
    parse(content, name=project.name_of(path), stem=identity)
    # In this order, so that a reader never finds a result without what it names.
    written: dict[Path, bytes] = {}
    if record.samples and record.samples.url is None:
        written[samples_path(path)] = draft.samples
    if not (folder / CARD_NAME).exists():
        written[folder / CARD_NAME] = canonical_json(draft_card(record.model, record.adaptation))
    change_files({**written, path: content})
    return path


def file_many(project: Project, records: Iterable[Result]) -> dict[int, Path | Fault]:
    """Write many results without generations, with the cards of new models, in one go.

    Args:
        project: Where they belong.
        records: The results.

    Returns:
        For each record, by its position, its file, or that of the same run if it is filed already,
        or what is wrong with it.

    Raises:
        OSError: Something could not be written.
    """
    limit = project.config.limits.result_bytes
    outcome: dict[int, Path | Fault] = {}
    files: dict[Path, bytes] = {}
    old_folders: dict[Path, bool] = {}
    for position, record in enumerate(records):
        folder = project.results_dir / record.model.id
        content = canonical_json(record)
        path = folder / f"{result_id(record, content)}.json"
        if old_folders.setdefault(folder, folder.is_dir()):
            outcome[position] = filed = same_run(project, record) or path
            if filed != path:
                continue
        text = content.decode()
        faults = scan_json(content, name=str(path)) if has_hidden(text) or "\\u00" in text else []
        if len(content) > limit:
            message = f"the result takes {len(content):,} bytes; the project keeps {limit:,}"
            faults = [Fault(message, str(path), code="LS007")]
        if faults:
            outcome[position] = faults[0]
            continue
        outcome[position] = path
        files[path] = content
        card = folder / CARD_NAME
        if card not in files and not (old_folders[folder] and card.exists()):
            files[card] = canonical_json(draft_card(record.model, record.adaptation))
    # Cards first: a result without a card is half a state.
    write_many(dict(sorted(files.items(), key=lambda each: each[0].name != CARD_NAME)))
    return outcome


def same_run(project: Project, record: Result) -> Path | None:
    """The file of a result that says the same, whenever and how fast it was measured."""
    wanted = fingerprint(record)
    folder = project.results_dir / record.model.id
    for path in sorted(folder.glob("*.json")):
        if path.name == CARD_NAME:
            continue
        content = read_bytes(path, limit=project.config.limits.result_bytes)
        other = parse(content, name=project.name_of(path), stem=path.stem).record
        if fingerprint(other) == wanted:
            return path
    return None


def refuse_credentials(rows: Sequence[Generation]) -> None:
    """LS503 before anything is packed: what is committed is public for ever.

    Raises:
        ResultError: A text looks like a key; every one with its task, sample and position.
    """
    faults = []
    for row in rows:
        for text in (row.text, row.raw_text) if isinstance(row, TextGeneration) else ():
            for found in find_credentials(text):
                message = f"task {row.task}, sample {row.id!a}: looks like {found.kind} "
                fix = "revoke it if it is real, and remove this sample's answer before adding"
                message += f"({found.shown} at character {found.start + 1})"
                faults.append(Fault(message, fix=fix, code="LS503"))
    if faults:
        raise ResultError(*dict.fromkeys(faults))
