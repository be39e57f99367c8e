"""A project folder with one small task, to be changed by tests."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from llmsite.project import Project

SAMPLES = (
    {"id": "fr", "input": "Capital of France?", "choices": ["Rome", "Paris"], "references": [1]},
    {"id": "it", "input": "Capital of Italy?", "choices": ["Rome", "Oslo"], "references": ["Rome"]},
)
SHOTS = tuple(
    {"id": f"shot-{n}", "input": f"Capital {n}?", "choices": ["x", "y"], "references": ["y"]}
    for n in range(4)
)


class TaskFolder:
    """Writes the files of one task."""

    def __init__(self, root: Path) -> None:
        self.project = Project(root)
        self.folder = root / "tasks" / "capitals"
        self.folder.mkdir(parents=True)

    def write(
        self,
        samples=SAMPLES,
        shots=SHOTS,
        *,
        kind: str = "question-answering",
        extra: str = '[prompt]\ninstruction = "Answer."\n[request]\nkind = "choices"',
        head: str = "",
        name: str = "capitals",
    ) -> str:
        """All files; the hash of the samples."""
        content = self.lines(samples)
        (self.folder / "samples.jsonl").write_bytes(content)
        if shots:
            (self.folder / "shots.jsonl").write_bytes(self.lines(shots))
        digest = sha256(content).hexdigest()
        (self.folder / "task.toml").write_text(
            f'name = "{name}"\nversion = 1\ntitle = "Capitals"\ntype = "{kind}"\n'
            f'language = "en"\nlicence = "CC0-1.0"\n{head}\n'
            f'[data]\npath = "samples.jsonl"\nsha256 = "{digest}"\n{extra}\n'
        )
        return digest

    @staticmethod
    def lines(rows) -> bytes:
        return b"".join(
            (row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows
        )


@pytest.fixture
def capitals(tmp_path: Path) -> TaskFolder:
    """A project whose only task is `capitals`; nothing is written yet."""
    return TaskFolder(tmp_path.resolve())


@pytest.fixture
def asked(capitals: TaskFolder) -> Callable[..., tuple]:
    """Build the requests of a task written by the test."""
    from llmsite.tasks import build_requests, load_task

    def build(arguments: dict | None = None, **written) -> tuple:
        capitals.write(**written)
        return build_requests(load_task("capitals", capitals.project), **(arguments or {}))

    return build
