"""LS501 to LS505: the generations of a result: there, whole, harmless, and its own.

Knows nothing of scores.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from llmsite.checks.names import shown_path
from llmsite.checks.target import Target
from llmsite.errors import Fault, LlmsiteError
from llmsite.results.reading import SAMPLES_SUFFIX, parse_samples
from llmsite.results.secrets import find_credentials
from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.result import Result
from llmsite.storage import place, shown

_HUB = "huggingface.co"
_FORGE = "github.com"
_DATASET_PARTS = 5
_RELEASE_PARTS = 6


def read_generations(
    target: Target, path: str, record: Result, content: bytes, *, redacted: bool
) -> tuple[list[Generation] | None, list[Fault]]:
    """The generations beside a result, if they are there, and what is wrong with them.

    Args:
        target: What is checked.
        path: The result's file.
        record: The result.
        content: Its bytes, for the place of a fault.
        redacted: Whether a redaction says why the generations are gone.
    """
    name = shown_path(path)
    stated = record.samples
    beside = path.removesuffix(".json") + SAMPLES_SUFFIX
    there = target.exists(beside)
    if stated is None:
        if there:
            fix = "remove the file, or add the run again"
            return None, [
                Fault("the result names no samples file", shown_path(beside), code="LS505", fix=fix)
            ]
        return None, []
    if stated.url is not None:
        faults = list(_address_faults(stated.url, name))
        line, column = place(content, ("samples", "url")) if faults else (0, 0)
        return None, [replace(fault, line=line, column=column) for fault in faults]
    if not there:
        if redacted:
            return None, []
        line, column = place(content, ("samples",))
        message = f"its samples file {shown_path(beside.rsplit('/', 1)[-1])} is missing"
        fix = "commit it beside the result"
        return None, [Fault(message, name, line, column, fix, "LS505")]
    shown_name = shown_path(beside)
    try:
        limit = target.base.config.limits.samples_bytes
        rows = parse_samples(target.read(beside, limit), stated, name=shown_name)
    except LlmsiteError as error:
        return None, list(error.faults)
    faults = [*_row_faults(record, rows, shown_name), *credential_faults(rows, shown_name)]
    return rows, faults


def _row_faults(record: Result, rows: Sequence[Generation], name: str) -> Iterator[Fault]:
    """LS505: rows of the result's tasks, in its order, without what is not committed."""
    order = {task.task: position for position, task in enumerate(record.tasks)}
    last = -1
    for number, row in enumerate(rows, start=1):
        position = order.get(row.task)
        if position is None:
            message = f"the result has no task {shown(row.task)}"
            yield Fault(message, name, number, code="LS505", fix="'llmsite add' writes the file")
            return
        if position < last:
            message = "rows are not in the order of the result's tasks"
            yield Fault(message, name, number, code="LS505", fix="'llmsite add' writes the file")
            return
        last = position
        if isinstance(row, TextGeneration) and row.token_ids is not None:
            message = "holds token ids, which are not committed"
            yield Fault(message, name, number, code="LS505", fix="'llmsite add' leaves them out")
            return


def credential_faults(rows: Sequence[Generation], name: str) -> Iterator[Fault]:
    """LS503."""
    for number, row in enumerate(rows, start=1):
        texts = (row.text, row.raw_text) if isinstance(row, TextGeneration) else ()
        found = {each.kind: each for text in texts for each in find_credentials(text)}
        for kind, each in sorted(found.items()):
            message = f"looks like {kind} ({each.shown}); it is public now"
            fix = "revoke it first, then rewrite the branch without it"
            yield Fault(message, name, number, code="LS503", fix=fix)


def _address_faults(url: str, name: str) -> Iterator[Fault]:
    """LS306 and LS504: generations stay where they can be had for years."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme == "https" and not (parts.username or parts.password or parts.port)
    except ValueError:
        parts, plain = urlsplit(""), False
    if not plain or not url.isascii() or any(c in url for c in " \"'<>\\"):
        message = f"samples.url must be a plain https address, got {shown(url)}"
        yield Fault(message, name, fix="give an https address", code="LS306")
        return
    path = parts.path.strip("/").split("/")
    dataset = parts.hostname == _HUB and path[0] == "datasets" and len(path) >= _DATASET_PARTS
    release = (
        parts.hostname == _FORGE
        and len(path) == _RELEASE_PARTS
        and path[2:4] == ["releases", "download"]
    )
    if not dataset and not release:
        message = f"samples.url points to {shown(parts.hostname or '')}"
        fix = "use a data set on huggingface.co or a release asset on github.com"
        yield Fault(message, name, code="LS504", fix=fix)
