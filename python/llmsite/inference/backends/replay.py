"""Gives answers that were given before, from a run folder or a file of generations.

MODEL is the folder or the file. For trying a task, an extractor or a project out without the model.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from llmsite.errors import BackendError, Fault, LlmsiteError
from llmsite.inference.backends.base import Backend, Capabilities, Options
from llmsite.schema.generation import GENERATION_ROWS, Generation
from llmsite.schema.request import Request
from llmsite.schema.run import BackendIdentity, ModelIdentity
from llmsite.storage import (
    MAX_EXPANDED_BYTES,
    expand,
    pack_rows,
    parse_row,
    read_bytes,
    sha256_bytes,
    shown,
)

_VERSION = 1


class Replay(Backend):
    """Known generations by task, sample and index."""

    def __init__(self, model_id: str, source: str, generations: Iterable[Generation]) -> None:
        self._known = {(each.task, each.id, each.index): each for each in generations}
        rows = pack_rows(self._known[key] for key in sorted(self._known))
        self._model = ModelIdentity(
            id=model_id, source=source, revision=sha256_bytes(rows), verified=False
        )

    def identity(self) -> tuple[ModelIdentity, BackendIdentity]:
        """The name that was given; its revision is the hash of the generations."""
        return self._model, BackendIdentity(name="replay", version=_VERSION)

    def capabilities(self) -> Capabilities:
        """Whatever kinds of generations there are."""
        kinds = frozenset(each.kind for each in self._known.values())
        return Capabilities(kinds, has_chat_template=True)

    def answer(self, requests: Sequence[Request], *, exact: bool = False) -> Iterator[Generation]:  # noqa: ARG002 - always exact
        """The known generations.

        Raises:
            BackendError: There is none for a request, or it is of another kind.
        """
        missing = [each for each in requests if self._find(each) is None]
        if missing:
            first = missing[0]
            raise BackendError(
                Fault(
                    f"{len(missing)} of {len(requests)} requests have no '{first.kind}' answer in "
                    f"{self._model.source}, the first is {shown(first.sample_id)} "
                    f"of task {first.task}",
                    fix="replay generations of the same task, or ask a model",
                )
            )
        for request in requests:
            found = self._find(request)
            if found is not None:
                yield found

    def _find(self, request: Request) -> Generation | None:
        found = self._known.get(request.key)
        return found if found is not None and found.kind == request.kind else None


def load(model: str, options: Options) -> Replay:
    """Read all generations of a run folder or a JSONL file (plain or zstd).

    Raises:
        BackendError: There is none, a file is damaged, or no name was given.
    """
    path = Path(model)
    files = sorted((path / "units").glob("*.jsonl.zst")) if path.is_dir() else [path]
    if not files:
        fix = "give a run folder or a file of generations"
        raise BackendError(Fault("no generations here", model, fix=fix))
    if not options.name:
        fix = "add --name ORG/MODEL, the model that gave these answers"
        raise BackendError(Fault("generations do not say whose they are", model, fix=fix))
    try:
        rows = [row for file in files for row in _rows(file)]
    except LlmsiteError as error:
        raise BackendError(*error.faults) from error
    return Replay(options.name, path.name, rows)


def _rows(file: Path) -> Iterator[Generation]:
    content = read_bytes(file, limit=MAX_EXPANDED_BYTES)
    if file.suffix == ".zst":
        content = expand(content, name=str(file))
    for number, line in enumerate(content.splitlines(), 1):
        yield parse_row(line, GENERATION_ROWS, name=str(file), number=number)
