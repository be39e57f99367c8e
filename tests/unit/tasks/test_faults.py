"""One folder a fault: what a person is told about a broken task, word for word."""

import shutil
from pathlib import Path

import pytest

from llmsite.errors import TaskError
from llmsite.project import Project
from llmsite.tasks import load_task

FIXTURES = Path(__file__).parents[2] / "fixtures" / "invalid" / "tasks"
CASES = sorted(path.name for path in FIXTURES.iterdir())


@pytest.mark.parametrize("case", CASES)
def test_broken_task(case, tmp_path, update_goldens):
    shutil.copytree(FIXTURES / case, tmp_path / "tasks" / "fixture")
    (tmp_path / "tasks" / "fixture" / "expected.txt").unlink(missing_ok=True)
    with pytest.raises(TaskError) as caught:
        load_task("fixture", Project(tmp_path.resolve()))
    expected = FIXTURES / case / "expected.txt"
    if update_goldens:
        expected.write_text(f"{caught.value}\n")
    assert f"{caught.value}\n" == expected.read_text()


def test_every_fault_has_a_place():
    for case in CASES:
        for line in (FIXTURES / case / "expected.txt").read_text().splitlines():
            assert line.startswith("tasks/fixture/"), f"{case}: {line}"
