"""Every task and suite that llmsite brings along."""

import pytest

from llmsite.scoring import metrics
from llmsite.tasks import load_definition, load_suite, load_task, suite_names, task_names
from llmsite.tasks.lookup import CATALOG_DIR

NAMES = task_names()
OWN = [name for name in NAMES if not load_definition(name).data.repository]


def test_every_folder_is_a_task():
    assert {path.name for path in CATALOG_DIR.iterdir() if path.is_dir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_definition(name):
    definition = load_definition(name)
    assert definition.description
    assert definition.licence != "unknown"


@pytest.mark.parametrize("name", OWN)
def test_own_task_loads_and_has_a_readme(name):
    task = load_task(name)
    assert len(task.samples) >= 100
    assert task.definition.canary
    assert (task.folder / "README.md").is_file()


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(OWN)))
def test_text_of_others_is_pinned_and_not_here(name):
    definition = load_definition(name)
    assert definition.source_url
    assert definition.data.commit
    files = {path.name for path in (CATALOG_DIR / name).iterdir()}
    assert files <= {"task.toml", "README.md", "versions.toml"}


def test_every_metric_is_read_by_a_task():
    read = {m.name for name in NAMES for m in load_definition(name).score.metrics}
    # `mean` holds the numbers of other tools' results.
    assert {spec.name for spec in metrics()} - read == {"mean"}


@pytest.mark.parametrize("name", suite_names())
def test_suite_loads(name):
    assert load_suite(name).tasks
