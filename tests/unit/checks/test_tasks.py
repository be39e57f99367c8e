"""Tasks as the checker sees them: data that are elsewhere are no fault of a result."""

import pytest

from llmsite.checks.scores import Tasks
from llmsite.errors import TaskError
from llmsite.project import Project
from llmsite.tasks.authoring import NewTask, new_task


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.delenv("LLMSITE_DATA", raising=False)
    (tmp_path / "site.toml").write_text('title = "Test"\n')
    return Project(tmp_path.resolve())


def test_a_pinned_task_without_its_data_is_known_by_its_recorded_hash(empty):
    tasks = Tasks(empty)
    assert tasks.load("gsm8k") is None
    assert tasks.versions("gsm8k")[1]


def test_a_broken_task_of_the_project_is_refused(empty):
    new_task(empty, NewTask(name="mine", type="classification"))
    (empty.tasks_dir / "mine" / "samples.jsonl").write_text("changed\n")
    with pytest.raises(TaskError, match=r"samples\.jsonl"):
        Tasks(empty).load("mine")
