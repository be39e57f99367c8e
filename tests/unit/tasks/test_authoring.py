import json

import pytest

from llmsite.errors import TaskError
from llmsite.tasks import load_definition, load_suite, load_task
from llmsite.tasks.authoring import (
    NewTask,
    new_suite,
    new_task,
    record_version,
    unused_columns,
)

FILES = {
    "classification": (
        "d.csv",
        'text,category\nHow do I pay?,billing\n"Lost, again",cards\n',
        {"type": "classification"},
        ("Lost, again", ("billing", "cards"), ("cards",)),
    ),
    "letters": (
        "d.csv",
        ",Question,A,B,C,D,Answer\n0,One?,a,b,c,d,A\n1,Two?,e,f,g,h,D\n",
        {"type": "question-answering"},
        ("Two?", ("e", "f", "g", "h"), ("h",)),
    ),
    "named columns": (
        "d.tsv",
        "q\tright\nOne?\tuno\nTwo?\tdue\n",
        {"type": "question-answering", "columns": {"input": "q", "references": "right"}},
        ("Two?", (), ("due",)),
    ),
    "options with the right one among them": (
        "d.csv",
        "question,answer,x,y\nOne?,a,b,c\nTwo?,d,e,f\n",
        {"type": "question-answering", "choices": ("answer", "x", "y")},
        ("Two?", ("d", "f", "e"), ("d",)),
    ),
    "samples": (
        "d.jsonl",
        '{"id": "a", "input": "x", "references": ["y"]}\n'  # noqa: ISC004 - two lines
        '{"id": "b", "input": "z", "references": ["w"]}\n',
        {"type": "question-answering"},
        ("z", (), ("w",)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_task_from_a_file(capitals, tmp_path, case):
    name, content, known, expected = FILES[case]
    path = tmp_path / name
    path.write_text(content)
    new_task(capitals.project, NewTask(name="mine", **known), path)
    second = load_task("mine", capitals.project).samples[1]
    assert (second.input, second.choices, second.references) == expected


def test_columns_that_nothing_reads_are_named(capitals, tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("question,answer,x,continent\nOne?,a,b,c\n")
    known = {"type": "question-answering", "choices": ("answer", "x")}
    new_task(capitals.project, NewTask(name="mine", **known), path)
    definition = load_definition("mine", capitals.project)
    assert unused_columns(path, definition) == ("continent",)


def test_a_task_from_nothing_is_an_example(capitals):
    written = new_task(capitals.project, NewTask(name="mine", type="classification"))
    assert [path.name for path in written] == ["task.toml", "samples.jsonl", "README.md"]
    assert len(load_task("mine", capitals.project).samples) == 2


@pytest.mark.parametrize(
    ("content", "known", "words"),
    [
        ("a,b\n1,2\n", {}, "which column holds the input cannot be told (columns: a, b)"),
        ("text,b\n1,2\n", {}, "which column holds the references cannot be told"),
        ("a,b\n1,2\n", {"columns": {"input": "c"}}, "there is no column 'c' (columns: a, b)"),
        ("", {}, "holds no rows"),
        ("text,label\n,x\n", {}, "the input is empty"),
    ],
)
def test_what_is_not_understood_leaves_nothing_behind(capitals, tmp_path, content, known, words):
    path = tmp_path / "d.csv"
    path.write_text(content)
    with pytest.raises(TaskError) as caught:
        new_task(capitals.project, NewTask(name="mine", type="classification", **known), path)
    assert words in str(caught.value)
    assert not (capitals.project.tasks_dir / "mine").exists()


def test_a_name_is_given_once(capitals):
    capitals.write()
    with pytest.raises(TaskError, match="there is a task 'capitals' already"):
        new_task(capitals.project, NewTask(name="capitals", type="classification"))


def test_recording_fixes_a_version(capitals):
    capitals.write()
    path = record_version("capitals", capitals.project)
    assert path.read_text() == f'1 = "{load_task("capitals", capitals.project).sha256}"\n'
    capitals.write(extra='[prompt]\ncue = "A:"\n[request]\nkind = "choices"')
    with pytest.raises(TaskError, match="its version is still 1"):
        record_version("capitals", capitals.project)
    toml = capitals.folder / "task.toml"
    toml.write_text(toml.read_text().replace("version = 1", "version = 2"))
    record_version("capitals", capitals.project)
    assert path.read_text().splitlines()[1].startswith("2 = ")
    assert record_version("capitals", capitals.project).read_text().count("\n") == 2


@pytest.mark.parametrize("name", ["../site", "..", "", "A b", "a/b", "a\n", "-a", "x" * 65])
def test_what_is_no_name_touches_no_file(capitals, name):
    capitals.write()
    root = capitals.project.root
    (root / "site.toml").write_text('title = "Mine"\n')
    before = {path: path.is_file() and path.read_bytes() for path in root.rglob("*")}
    with pytest.raises(TaskError, match="is no name"):
        new_suite(capitals.project, name, ["capitals"])
    with pytest.raises(TaskError, match="is no name"):
        new_task(capitals.project, NewTask(name=name, type="sentiment"))
    assert {path: path.is_file() and path.read_bytes() for path in root.rglob("*")} == before


def test_a_suite_of_tasks(capitals):
    capitals.write()
    new_suite(capitals.project, "both", ["capitals"], title="Both")
    assert load_suite("both", capitals.project).tasks[0].task == "capitals"
    with pytest.raises(TaskError, match="there is a suite 'both' already"):
        new_suite(capitals.project, "both", ["capitals"])
    with pytest.raises(TaskError, match="there is no task 'nothing'"):
        new_suite(capitals.project, "other", ["nothing"])
    assert not (capitals.project.suites_dir / "other.toml").exists()


def test_quotes_in_titles_survive(capitals):
    title = 'A "quoted" \\ title\x7f'
    new_task(capitals.project, NewTask(name="mine", type="sentiment", title=title))
    assert load_task("mine", capitals.project).definition.title == title
    assert json.loads(json.dumps(title)) == title
