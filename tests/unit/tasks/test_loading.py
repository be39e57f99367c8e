import subprocess
import sys
import tracemalloc

import pytest

from llmsite.errors import TaskError
from llmsite.tasks import load_definition, load_task, restyle, task_names

CHOICES = '[request]\nkind = "choices"'


def faults_of(capitals) -> str:
    with pytest.raises(TaskError) as caught:
        load_task("capitals", capitals.project)
    return str(caught.value)


def test_a_task_says_only_what_differs(capitals):
    capitals.write(kind="translation", extra="", shots=(), samples=[
        {"id": "a", "input": "Hello", "references": ["Hallo"]}
    ])  # fmt: skip
    definition = load_task("capitals", capitals.project).definition
    assert definition.request.kind == "generate"
    assert definition.request.max_new_tokens == 256
    assert [metric.name for metric in definition.score.metrics] == ["chrf", "bleu"]
    assert definition.score.primary == "chrf"
    assert definition.answer.extractor == "first_line"


def test_references_to_positions_become_texts(capitals):
    capitals.write()
    task = load_task("capitals", capitals.project)
    assert [sample.references for sample in task.samples] == [("Paris",), ("Rome",)]
    assert len(task.shots) == 4


def test_hash_covers_samples_shots_and_definition_but_no_prose(capitals):
    def hashed(**written) -> str:
        capitals.write(**written)
        return load_task("capitals", capitals.project).sha256

    base = hashed()
    assert hashed(head='description = "Better words."\nauthors = ["A"]') == base
    assert hashed(shots=()) != base or (capitals.folder / "shots.jsonl").exists()
    others = {
        hashed(head='target_language = "de"'),
        hashed(extra=f'[prompt]\ncue = "A:"\n{CHOICES}'),
        hashed(samples=[{"id": "z", "input": "?", "choices": ["a", "b"], "references": [0]}]),
    }
    assert len(others - {base}) == 3
    (capitals.folder / "shots.jsonl").unlink()
    assert hashed(shots=()) != base


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ([b'{"id": "a", "input": "x"'], "samples.jsonl:1", "EOF"),
        ([b'{"id": "a", "id": "b", "input": "x"}'], "samples.jsonl:1", "uplicate"),
        ([b'{"id": "a b", "input": "x", "references": ["y"]}'], "samples.jsonl:1", "$.id"),
        ([b'{"id": "a", "input": "x", "refs": []}'], "samples.jsonl:1", "$.refs"),
        ([{"id": "a", "input": "x"}], "samples.jsonl:1", "references are missing"),
        ([{"id": "a", "input": " ", "references": ["y"]}], "samples.jsonl:1", "input is empty"),
        ([{"id": "a", "input": "x", "references": [" "]}], "samples.jsonl:1", "reference is empty"),
        ([{"id": "a", "input": "x", "references": [4]}], "samples.jsonl:1", "put it in quotes"),
        (
            [{"id": "a", "input": "x", "references": ["y"]}] * 2,
            "samples.jsonl:2",
            "stands on line 1 too",
        ),
        ([], "samples.jsonl", "holds no samples"),
    ],
)
def test_faults_of_samples(capitals, rows, place, words):
    capitals.write(samples=rows, shots=(), extra="")
    text = faults_of(capitals)
    assert f"tasks/capitals/{place}" in text
    assert words in text


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        ({"choices": ["p", "q"], "references": ["r"]}, "'r' is not one of the choices"),
        ({"choices": ["p", "q"], "references": [2]}, "2 is no position among 2 choices"),
        ({"choices": ["p"], "references": [0]}, "at least 2 choices are needed"),
        ({"choices": ["p", "q"], "references": [0.5]}, "text of a choice, or its position"),
        ({"choices": [str(n) for n in range(27)], "references": [0]}, "more than 26 choices"),
    ],
)
def test_faults_of_choices(capitals, sample, words):
    capitals.write(samples=[{"id": "a", "input": "x", **sample}], shots=(), extra=CHOICES)
    assert words in faults_of(capitals)


@pytest.mark.parametrize(
    ("kind", "sample", "words"),
    [
        ("regression", {"references": ["1"]}, "must be one number"),
        ("retrieval", {"choices": ["a", "b"], "references": [1]}, "one grade (a number) a choice"),
        ("language-modeling", {"references": ["x"]}, "has no references"),
        ("named-entities", {"references": ["x"]}, "must be spans"),
        (
            "named-entities",
            {"references": [{"start": 1, "end": 9, "label": "P"}]},
            "1-9 is not in the text of 3 characters",
        ),
    ],
)
def test_layout_of_references_by_type(capitals, kind, sample, words):
    extra = {
        "named-entities": '[answer]\nextractor = "verbatim"\n[score]\nmetrics = ["exact_match"]',
        "retrieval": '[score]\nmetrics = ["accuracy"]',
    }.get(kind, "")
    samples = [{"id": "a", "input": "Bob", **sample}]
    capitals.write(samples=samples, shots=(), kind=kind, extra=extra)
    assert words in faults_of(capitals)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"extra": '[score]\nmetrics = ["accuracy"]\nprimary = "f1"'}, "primary metric 'f1'"),
        ({"extra": '[prompt]\nstyle = "letter"'}, "did you mean 'letters'?"),
        ({"extra": '[prompt]\nstyle = "rolling"'}, "does not fit requests of kind 'generate'"),
        ({"extra": '[prompt]\ninput = "{question}"'}, "{question} is no placeholder"),
        ({"extra": '[prompt]\ninput = "{input} }"'}, "a single '}'"),
        ({"extra": '[prompt]\ninput = "Hello"'}, "shows nothing of the sample"),
        ({"name": "capital"}, "is called 'capital', its folder 'capitals'"),
        ({"kind": "poetry"}, "$.type"),
        ({"head": "colour = 1"}, "$.colour is not a known field"),
        ({"extra": 'repository = "https://example.org/x"'}, "repository needs commit and path"),
        ({"extra": "[prompt]\nshots = 5"}, "5 shots wanted, the pool has 4"),
        ({"extra": '[score]\ngroups = ["topic"]'}, "the attribute 'topic' is missing"),
    ],
)
def test_faults_of_definitions(capitals, written, words):
    capitals.write(**written)
    assert words in faults_of(capitals)


def test_a_path_never_leaves_the_folder(capitals):
    capitals.write()
    path = capitals.folder / "task.toml"
    for hostile in ("../../site.toml", "/etc/passwd", "a/../../b", "a\\\\b", "."):
        path.write_text(path.read_text().replace("samples.jsonl", hostile))
        assert "$.data.path" in faults_of(capitals)
        capitals.write()


def test_examples_must_not_be_samples(capitals):
    first = {"id": "fr", "input": "Other?", "choices": ["x", "y"], "references": ["y"]}
    capitals.write(shots=[first, {**first, "id": "s", "input": "Capital of Italy?",
                                  "choices": ["Rome", "Oslo"], "references": [0]}])  # fmt: skip
    text = faults_of(capitals)
    assert "shots.jsonl:1: the id 'fr' is also a sample's" in text
    assert "shots.jsonl:2: asks the same as sample 'it'" in text


def test_all_faults_at_once(capitals):
    rows = [{"id": "a", "input": ""}, b"{", {"id": "a", "input": "x", "references": ["y"]}]
    capitals.write(samples=rows, shots=(), extra="")
    assert len(faults_of(capitals).splitlines()) == 4


def test_a_first_line_may_be_the_canary_of_the_task(capitals):
    canary = {"canary": "a1b2 – do not train on this text"}
    sample, shot = ({"id": each, "input": each, "references": ["y"]} for each in ("a", "b"))
    written = {"samples": [canary, sample], "shots": [canary, shot], "extra": ""}
    capitals.write(**written, head='canary = "a1b2 – do not train on this text"')
    task = load_task("capitals", capitals.project)
    assert [each.id for each in (*task.samples, *task.shots)] == ["a", "b"]
    capitals.write(**written, head='canary = "c3d4"')
    assert "samples.jsonl:1: the canary is not the one of task.toml" in faults_of(capitals)
    capitals.write(**{**written, "samples": [sample, canary]})
    assert "samples.jsonl:2" in faults_of(capitals)


def test_changed_samples_are_noticed(capitals):
    capitals.write()
    path = capitals.folder / "samples.jsonl"
    path.write_bytes(path.read_bytes().replace(b"France", b"Norway"))
    text = faults_of(capitals)
    assert "samples.jsonl: its SHA-256 is" in text
    assert "raise the version" in text


def test_a_change_that_could_change_a_score_raises_the_version(capitals):
    capitals.write()
    versions = capitals.folder / "versions.toml"
    first = load_task("capitals", capitals.project).sha256
    versions.write_text("")
    record = "'llmsite task check capitals --record'"
    assert f'version 1 is not recorded. Fix: {record} writes the line 1 = "{first}"' in faults_of(
        capitals
    )
    versions.write_text(f'1 = "{first}"\n')
    assert load_task("capitals", capitals.project).sha256 == first
    capitals.write(extra=f'[prompt]\ncue = "A:"\n{CHOICES}')
    text = faults_of(capitals)
    assert "the task has changed, and its version is still 1" in text
    assert f"set version = 2 in task.toml; {record} writes the line 2 =" in text


def test_data_may_lie_elsewhere(capitals, tmp_path, monkeypatch):
    capitals.write()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (capitals.folder / "samples.jsonl").rename(elsewhere / "samples.jsonl")
    assert "samples.jsonl is not here. Fix: '--data DIR'" in faults_of(capitals)
    assert load_task("capitals", capitals.project, data_dirs=[elsewhere]).samples
    monkeypatch.setenv("LLMSITE_DATA", str(elsewhere))
    assert load_task("capitals", capitals.project).samples


def test_another_style_brings_its_own_answers(capitals):
    capitals.write(extra='[answer]\nextractor = "number"\noptions = { which = "first" }')
    task = load_task("capitals", capitals.project)
    assert task.definition.answer.extractor == "number"
    assert restyle(task, "dialogue").definition.answer.extractor == "number"
    letters = restyle(task, "letters")
    assert letters.definition.answer.extractor == "letter"
    assert letters.sha256 == task.sha256


def test_unknown_task(capitals):
    capitals.write()
    with pytest.raises(TaskError, match="there is no task 'capital' \\(did you mean 'capitals'"):
        load_definition("capital", capitals.project)
    assert "capitals" in task_names(capitals.project)


def test_a_name_stands_once(capitals, monkeypatch, tmp_path):
    capitals.write()
    monkeypatch.setattr("llmsite.tasks.lookup.CATALOG_DIR", capitals.folder.parent)
    with pytest.raises(TaskError, match="'capitals' is in the catalog too"):
        task_names(capitals.project)
    with pytest.raises(TaskError, match="'capitals' is in the catalog too"):
        load_definition("capitals", capitals.project)


def test_a_task_is_found_without_a_look_at_all_others(capitals, monkeypatch):
    capitals.write()
    monkeypatch.delattr("llmsite.tasks.lookup._folders")
    assert load_definition("capitals", capitals.project).name == "capitals"


@pytest.mark.parametrize("name", ["", "..", "../capitals", "capitals/..", "a" * 5000, "\0"])
def test_a_name_leads_to_no_other_folder(capitals, name):
    capitals.write()
    with pytest.raises(TaskError, match="there is no task"):
        load_definition(name, capitals.project)


def test_import_is_light():
    code = "import sys, llmsite.tasks; print([m for m in ('pandas', 'torch') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_memory_stays_below_three_times_the_file(capitals):
    samples = [
        {"id": f"s-{n}", "input": f"{n} " + "word " * 40, "references": ["yes"]}
        for n in range(20_000)
    ]
    capitals.write(samples=samples, shots=(), extra="")
    size = (capitals.folder / "samples.jsonl").stat().st_size
    load_task("capitals", capitals.project)
    tracemalloc.start()
    try:
        task = load_task("capitals", capitals.project)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(task.samples) == 20_000
    assert peak < 3 * size
