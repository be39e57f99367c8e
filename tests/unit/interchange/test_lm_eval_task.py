import json
from pathlib import Path

import pytest
import yaml

from llmsite.errors import ImportFormatError, TaskError
from llmsite.interchange.lm_eval_export import export_task
from llmsite.interchange.lm_eval_task import import_task
from llmsite.interchange.lm_eval_yaml import column_of, list_of, template_of
from llmsite.project import Project
from llmsite.tasks import build_requests, load_task

ROWS = [
    {"q": "One?", "opts": ["a", "b"], "label": 1, "text": "b", "more": {"x": ["deep"]}},
    {"q": "Two?", "opts": ["c", "d"], "label": 0, "text": "c", "more": {"x": ["down"]}},
]
CHOICES = """
task: Mine_1
dataset_path: somebody/something
output_type: multiple_choice
description: "Pick one.\\n\\n"
doc_to_text: "Q: {{q.strip()}}\\nA:"
doc_to_choice: "{{opts}}"
doc_to_target: label
num_fewshot: 1
metric_list:
  - metric: acc
  - metric: acc_norm
metadata: {version: 1}
"""
GENERATE = """
task: gen
output_type: generate_until
doc_to_text: "{{more.x[0]}} {{q}}"
doc_to_target: "{{text}}"
generation_kwargs: {until: ["\\n", "Q:"], max_gen_toks: 12, do_sample: false, temperature: 0.0}
metric_list:
  - metric: exact_match
"""


class Bench:
    """A project, a task file and its data."""

    def __init__(self, root: Path) -> None:
        self.project = Project(root.resolve())
        self.data = root / "rows.jsonl"
        self.data.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
        self.shots = root / "train.jsonl"
        self.shots.write_text(json.dumps({**ROWS[0], "q": "Zero?"}) + "\n")
        self.path = root / "task.yaml"

    def take(self, text: str, **options):
        self.path.write_text(text)
        return import_task(self.project, self.path, self.data, **options)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_multiple_choice(bench):
    done = bench.take(CHOICES, shots=bench.shots)
    task = load_task("mine_1", bench.project)
    first = build_requests(task)[0]
    assert first.prompt == "Pick one.\n\nQ: Zero?\nA: b\n\nQ: One?\nA:"
    assert first.continuations == (" a", " b")
    assert task.samples[0].references == ("b",)
    assert [metric.name for metric in task.definition.score.metrics] == ["accuracy"]
    assert any("acc_norm is left out" in note for note in done.notes)


def test_generation(bench):
    bench.take(GENERATE, name="gen")
    task = load_task("gen", bench.project)
    (first, _) = build_requests(task)
    assert first.prompt == "deep One?"
    assert first.decoding.stop == ("\n", "Q:")
    assert (first.decoding.max_new_tokens, task.samples[0].references) == (12, ("b",))


def test_rolling(bench):
    bench.take(
        "task: lm\noutput_type: loglikelihood_rolling\ndoc_to_target: '{{q}}'\n"
        "metric_list:\n  - metric: word_perplexity\n  - metric: bits_per_byte\n"
    )
    assert build_requests(load_task("lm", bench.project))[0].prompt == "One?"


@pytest.mark.parametrize(
    ("line", "choices", "reference"),
    [
        ("doc_to_choice: ['no', 'yes']", ("no", "yes"), "yes"),
        ("doc_to_choice: '{{[q, text]}}'", ("One?", "b"), "b"),
        ("doc_to_choice: ['{{q}}!', '{{text}}']", ("One?!", "b"), "b"),
        ("doc_to_target: 0", ("a", "b"), "a"),
        ("doc_to_target: text", ("a", "b"), "b"),
    ],
)
def test_ways_to_name_options_and_answers(bench, line, choices, reference):
    bench.take(with_line(CHOICES, line))
    first = load_task("mine_1", bench.project).samples[0]
    assert (first.choices, first.references) == (choices, (reference,))


def with_line(text: str, line: str) -> str:
    """The file with one key replaced or added."""
    key = line.partition(":")[0]
    kept = [each for each in text.splitlines() if not each.startswith(f"{key}:")]
    if key == "metric_list":
        kept = [each for each in kept if "- metric" not in each]
    return "\n".join([*kept, line])


def test_length_normalised_accuracy_alone_is_kept(bench):
    bench.take(CHOICES.replace("  - metric: acc\n", ""))
    answer = load_task("mine_1", bench.project).definition.answer
    assert (answer.extractor, answer.options) == ("pick", {"normalization": "bytes"})


REFUSED = {
    "function": ("doc_to_text: !function utils.f", "doc_to_text: !function 'utils.f' needs Python"),
    "process_docs": ("process_docs: !function utils.g", "process_docs: !function"),
    "logic": ("doc_to_text: '{% if q %}x{% endif %}'", "doc_to_text holds Jinja logic"),
    "expression": ("doc_to_target: '{{opts.index(text)}}'", "doc_to_target holds Jinja logic"),
    "metric": ("metric_list: [{metric: rouge_custom}]", "the metric 'rouge_custom' has no"),
    "filter": (
        "filter_list: [{name: x, filter: [{function: regex}, {function: take_first}]}]",
        "the filter 'regex' is not understood",
    ),
    "mixed options": ("doc_to_choice: ['{{q}}', x]", "mixes texts with columns"),
    "key": ("model_specific: 1", "'model_specific' is not understood"),
    "kind": ("output_type: loglikelihood", "output_type 'loglikelihood' has no counterpart"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_declarative_is_named_and_refused(bench, case):
    line, words = REFUSED[case]
    with pytest.raises(ImportFormatError) as caught:
        bench.take(with_line(CHOICES, line))
    assert words in str(caught.value)
    assert not bench.project.tasks_dir.exists()


def test_all_reasons_at_once(bench):
    with pytest.raises(ImportFormatError) as caught:
        bench.take(CHOICES.replace('"{{opts}}"', "!function a.b") + "x: 1\ny: 2\n")
    assert len(caught.value.faults) == 3


def test_included_files_are_read_and_end(bench):
    (bench.path.parent / "base.yaml").write_text(CHOICES)
    bench.take("include: base.yaml\ntask: other\n")
    assert load_task("other", bench.project).samples
    with pytest.raises(ImportFormatError, match="include each other"):
        bench.take("include: task.yaml\ntask: loop\n")
    with pytest.raises(ImportFormatError, match="no such file"):
        bench.take("include: nothing.yaml\n")


@pytest.mark.parametrize("text", ["[1, 2]", "a: [", "", "!!python/object/apply:os.system ['x']"])
def test_what_is_no_task_file(bench, text):
    with pytest.raises(ImportFormatError):
        bench.take(text)


def test_data_that_do_not_fit_leave_nothing_behind(bench):
    bench.data.write_text('{"other": 1}\n')
    with pytest.raises(TaskError, match="there is no column"):
        bench.take(CHOICES)
    assert not (bench.project.tasks_dir / "mine_1").exists()


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("a", "a"),
        ("a.b[0]", "a.b.0"),
        ("a['x y'].strip()", "a.x y"),
        ("q | trim", "q"),
        ("choices.label.index(key)", None),
        ("a + b", None),
        ("a if b else c", None),
        ("a.upper()", None),
        ("", None),
    ],
)
def test_expressions(expression, column):
    assert column_of(expression) == column


def test_templates():
    assert template_of("{x} {{a}}\n") == "{{x}} {a}\n"
    assert template_of("{{a}}{% set b = 1 %}") is None
    assert list_of("{{[a, b.c]}}") == ["a", "b.c"]
    assert list_of("{{[a, f(b)]}}") is None


def test_export_asks_the_same_text(bench, tmp_path):
    bench.take(CHOICES, shots=bench.shots)
    task = load_task("mine_1", bench.project)
    path, rows, pool = export_task(task, tmp_path / "out")
    config = yaml.safe_load(path.read_text())
    question, *_ = (json.loads(line) for line in rows.read_text().splitlines())
    (example,) = (json.loads(line) for line in pool.read_text().splitlines())
    asked = (
        config["description"]
        + example["question"]
        + config["target_delimiter"]
        + example["choices"][example["label"]]
        + config["fewshot_delimiter"]
        + question["question"]
    )
    assert asked == build_requests(task)[0].prompt
    continuations = [config["target_delimiter"] + each for each in question["choices"]]
    assert tuple(continuations) == build_requests(task)[0].continuations
    assert config["output_type"] == "multiple_choice"


def test_exported_tasks_come_back(bench, tmp_path):
    bench.take(GENERATE, name="gen")
    task = load_task("gen", bench.project)
    path, rows = export_task(task, tmp_path / "out")
    import_task(bench.project, path, rows, name="again")
    again = load_task("again", bench.project)
    assert [r.prompt for r in build_requests(again)] == [r.prompt for r in build_requests(task)]
    assert [r.decoding for r in build_requests(again)] == [r.decoding for r in build_requests(task)]
