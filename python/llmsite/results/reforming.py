"""Existing files in canonical form, and generations moved out of a project by hash.

A result whose bytes change gets a new name; its generations follow. Knows nothing of what is
merged.
"""

from pathlib import Path

from llmsite.errors import Fault, ResultError
from llmsite.project import Project
from llmsite.results.additions import REDACTIONS, RETRACTIONS, VERIFICATIONS
from llmsite.results.cards import CARD_NAME
from llmsite.results.reading import as_result_error, read, result_id, samples_path
from llmsite.schema.model import ModelCard
from llmsite.schema.record import Record
from llmsite.schema.result import Result
from llmsite.schema.trust import Redaction, Retraction, Verification
from llmsite.storage import canonical_json, change_files, parse_record, read_bytes

_RECORDS: dict[str, type[Record]] = {
    RETRACTIONS: Retraction,
    REDACTIONS: Redaction,
    VERIFICATIONS: Verification,
}


def reform(project: Project, path: Path) -> Path | None:
    """Write a file in canonical form, under the name that belongs to its bytes.

    Args:
        project: The project of the file.
        path: A result, a card, or a record beside results.

    Returns:
        Its new path; none if it was canonical already.

    Raises:
        ResultError: It is none of these, or not valid.
    """
    name = project.name_of(path)
    kind = _kind(name)
    with as_result_error():
        content = read_bytes(path, name=name, limit=project.config.limits.result_bytes)
        record = parse_record(content, kind, name=name)
    form = canonical_json(record)
    target = path
    if isinstance(record, Result):
        target = path.with_name(f"{result_id(record, form)}.json")
    if form == content and target == path:
        return None
    _replace(path, target, form)
    return target


def _kind(name: str) -> type[Record]:
    top, _, rest = name.partition("/")
    if top == "results":
        return ModelCard if rest.endswith("/" + CARD_NAME) else Result
    if top in _RECORDS:
        return _RECORDS[top]
    fix = "give a result, a model card, or a record beside results"
    raise ResultError(Fault("is no file that has a canonical form", name, fix=fix))


def _replace(path: Path, target: Path, content: bytes) -> None:
    """The new file in the place of the old one; generations take the new name too."""
    written, removed = {target: content}, []
    if target != path:
        old = samples_path(path)
        removed.append(path)
        if old.is_file():
            written[samples_path(target)] = old.read_bytes()
            removed.append(old)
    change_files(written, removed)


def move_samples_out(project: Project, path: Path, folder: Path, url: str) -> tuple[Path, Path]:
    """Keep a result's generations by address and hash instead of beside it.

    Args:
        project: The project of the result.
        path: The result.
        folder: Where the generations are put, to be sent to `url`.
        url: Where they will be found.

    Returns:
        The result's new path and the file of generations.

    Raises:
        ResultError: There are no generations beside the result.
    """
    record = read(path, name=project.name_of(path)).record
    samples = samples_path(path)
    if record.samples is None or not samples.is_file():
        raise ResultError(Fault("has no generations beside it", project.name_of(path)))
    stated = record.samples.model_copy(update={"url": url})
    changed = record.model_copy(update={"samples": stated})
    content = canonical_json(changed)
    target = path.with_name(f"{result_id(changed, content)}.json")
    outside = folder / samples_path(target).name
    removed = [samples, *([path] if target != path else [])]
    change_files({outside: samples.read_bytes(), target: content}, removed)
    return target, outside
