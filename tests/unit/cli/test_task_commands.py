import json
from importlib import import_module
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner

from llmsite import scoring
from llmsite.cli.main import group
from llmsite.errors import TaskError
from llmsite.inference import backend_names
from llmsite.interchange import FORMATS
from llmsite.tasks import suite_names, task_names


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "site.toml").write_text('title = "Test"\n')
    return tmp_path


def call(project: Path, *arguments: str):
    runner = CliRunner()
    done = runner.invoke(group, ["--project", str(project), *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def test_from_a_csv_to_prompts_and_figures(project):
    table = project / "d.csv"
    table.write_text("text,category\nHow do I pay?,billing\nCard lost,cards\n")
    made = call(project, "task", "new", "mine", "--from", str(table))
    assert made.stdout.split() == [f"tasks/mine/{n}" for n in ("task.toml", "d.csv", "README.md")]
    assert "llmsite run MODEL --task mine" in made.stderr
    assert 'Columns: input = "text", references = "category"' in made.stderr
    shown = call(project, "task", "show", "mine", "--limit", "1")
    assert shown.stdout == "How do I pay?\n- billing\n- cards\nAnswer:\n"
    assert "may follow: ' billing'" in shown.stderr
    figures = json.loads(call(project, "task", "check", "mine", "--json").stdout)
    assert figures["mine"]["labels"] == {"billing": 1, "cards": 1}
    call(project, "task", "check", "mine", "--record")
    assert (project / "tasks/mine/versions.toml").read_text().startswith("1 = ")
    call(project, "suite", "new", "ours", "--task", "mine")
    assert "ours" in {
        row["name"] for row in json.loads(call(project, "list", "suites", "--json").stdout)
    }


def test_several_styles_as_json(project):
    done = call(project, "task", "show", "topic-quick", "--style", "letters", "--style", "cloze",
                "--limit", "1", "--json")  # fmt: skip
    letters, cloze = json.loads(done.stdout)
    assert (letters["style"], letters["continuations"][0]) == ("letters", " A")
    assert cloze["prompt"].endswith("Topic:")


def test_a_broken_task_is_named_and_others_are_still_checked(project):
    call(project, "task", "new", "good")
    call(project, "task", "new", "bad")
    (project / "tasks/bad/samples.jsonl").write_text("{\n")
    with pytest.raises(TaskError) as caught:
        CliRunner().invoke(
            group, ["--project", str(project), "task", "check", "good", "bad"],
            catch_exceptions=False,
        )  # fmt: skip
    assert "tasks/bad/samples.jsonl:1" in str(caught.value)


def test_list_equals_the_registry(project):
    registries = {
        "tasks": task_names(),
        "suites": suite_names(),
        "metrics": tuple(spec.name for spec in scoring.metrics()),
        "backends": backend_names(),
        "formats": tuple(FORMATS),
        "results": (),
    }
    for what, names in registries.items():
        rows = json.loads(call(project, "list", what, "--json").stdout)
        assert tuple(row["name"] for row in rows) == names
        table = call(project, "list", what).stdout
        assert all(name in table for name in names)


def test_import_and_export_know_the_formats():
    for command, can in (("import", "imports"), ("export", "exports")):
        group = import_module(f"llmsite.cli.commands.{command}").command
        names = set(group.list_commands(Context(group))) - {"auto"}
        assert names == {name for name, each in FORMATS.items() if getattr(each, can)}
