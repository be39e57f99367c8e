"""What the tasks made for this project promise in their READMEs: size, balance, no repetition."""

import itertools
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from llmsite import scoring
from llmsite.schema.task import Sample
from llmsite.tasks import Task, load_suite, load_task
from llmsite.tasks.lookup import task_folder, task_names
from llmsite.tasks.report import EXPLORATORY, planned_difference

OWN = [name for name in task_names() if (task_folder(name) / "samples.jsonl").is_file()]
QUICK = [entry.task for entry in load_suite("quick").tasks]
CORE = [name for name in OWN if name not in QUICK]
GENERATED = [name for name in CORE if name.startswith(("reasoning-", "similarity-", "retrieval-"))]
WRITTEN = [name for name in CORE if name not in GENERATED]
HEADINGS = [
    "What it measures",
    "How it was made",
    "Second solve",
    "Known limits",
    "Chance level and 100 %",
    "Licence",
    "Version history",
]


def is_chinese(task: Task) -> bool:
    return task.definition.language == "zh"


def text_of(sample: Sample) -> str:
    """What is asked; of samples that share a passage, the question alone."""
    turns = sample.input
    text = turns if isinstance(turns, str) else "\n".join(turn.content for turn in turns)
    return text.rpartition("\n")[2] if sample.cluster else text


def runs(sample: Sample, *, chinese: bool) -> set[tuple[str, ...]]:
    """Runs of five words, in Chinese of eight characters."""
    text = text_of(sample).lower()
    units = re.findall(r"\w", text) if chinese else re.findall(r"\w+", text)
    return set(zip(*(units[n:] for n in range(8 if chinese else 5)), strict=False)) or {(*units,)}


def levels(task: Task) -> Counter[str]:
    return Counter((sample.attributes or {})["level"] for sample in task.samples)


def test_the_lists_of_tasks_are_not_empty() -> None:
    assert set(QUICK) < set(OWN)
    assert {"reasoning-en", "reasoning-zh"} <= set(GENERATED)


@pytest.mark.parametrize("task", OWN)
def test_has_enough_samples_and_shots(task: str) -> None:
    loaded = load_task(task)
    least = 120 if task in QUICK else 300 if task in GENERATED else 200
    assert len(loaded.samples) >= least
    is_rolling = loaded.definition.request.kind == "rolling"
    assert len(loaded.shots) >= (0 if is_rolling else 8)


@pytest.mark.parametrize("task", OWN)
def test_no_two_samples_share_most_of_their_runs(task: str) -> None:
    loaded = load_task(task)
    chinese = is_chinese(loaded)
    found = [(each.id, runs(each, chinese=chinese)) for each in (*loaded.samples, *loaded.shots)]
    alike = [
        (first, second)
        for (first, a), (second, b) in itertools.combinations(found, 2)
        if len(a & b) >= 0.6 * min(len(a), len(b))
    ]
    assert alike == []


@pytest.mark.parametrize("task", WRITTEN)
def test_no_opening_stands_before_more_than_one_in_twenty(task: str) -> None:
    loaded = load_task(task)
    openings = Counter(
        tuple(re.findall(r"\w" if is_chinese(loaded) else r"\w+", text_of(each).lower())[:4])
        for each in loaded.samples
    )
    assert {k: n for k, n in openings.items() if n > len(loaded.samples) / 20} == {}


@pytest.mark.parametrize("task", OWN)
def test_readme_opens_with_the_canary_and_says_what_readers_ask(task: str) -> None:
    loaded = load_task(task)
    readme = (loaded.folder / "README.md").read_text("utf-8")
    assert loaded.definition.canary
    assert readme.splitlines()[0] == f"`{loaded.definition.canary}`"
    assert re.findall(r"^## (.+)$", readme, re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("task", CORE)
def test_every_file_of_texts_opens_with_the_canary(root: Path, task: str) -> None:
    loaded = load_task(task)
    found = [*loaded.folder.glob("*.jsonl"), root / "tests/fixtures/solves" / f"{task}.jsonl"]
    for path in found:
        with path.open(encoding="utf-8") as file:
            assert json.loads(file.readline()) == {"canary": loaded.definition.canary}, path.name


@pytest.mark.parametrize("task", CORE)
def test_levels_are_balanced_and_answers_short(task: str) -> None:
    loaded = load_task(task)
    if loaded.definition.request.kind == "rolling":
        return
    found = levels(loaded)
    assert set(found) == {"1", "2", "3"}
    assert min(found.values()) >= 0.25 * len(loaded.samples)
    if loaded.definition.request.kind == "generate":
        assert loaded.definition.request.max_new_tokens <= 48


@pytest.mark.parametrize("task", CORE)
def test_labels_and_their_positions_are_balanced(task: str) -> None:
    loaded = load_task(task)
    samples = [s for s in loaded.samples if s.choices and isinstance(s.references[0], str)]
    labels = Counter(str(s.references[0]) for s in samples)
    places = Counter(s.choices.index(str(s.references[0])) for s in samples)
    same_labels = len({frozenset(s.choices) for s in samples}) == 1
    for counts in (places, *([labels] if same_labels else [])):
        assert not counts or max(counts.values()) <= 1.2 * min(counts.values())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_reasoning_has_every_family_and_level_equally_often(language: str) -> None:
    samples = load_task(f"reasoning-{language}").samples
    cells = Counter((each.group, (each.attributes or {})["level"]) for each in samples)
    assert len(cells) == 21
    assert set(cells.values()) == {15}


def test_topics_are_balanced_over_labels_positions_and_levels() -> None:
    samples = load_task("topic-quick").samples
    labels = Counter(each.references[0] for each in samples)
    assert set(labels.values()) == {32}
    places = Counter((s.references[0], s.choices.index(str(s.references[0]))) for s in samples)
    assert len(places) == 16
    assert set(places.values()) == {8}
    found = Counter((s.references[0], (s.attributes or {})["level"]) for s in samples)
    assert set(found.values()) == {10, 11}


def test_half_of_the_facts_are_asked_about_a_shared_passage() -> None:
    samples = load_task("facts-quick").samples
    clusters = Counter(each.cluster for each in samples)
    assert clusters.pop(None) == len(samples) / 2
    assert set(clusters.values()) == {4}
    assert all(1 <= len(each.references) <= 4 for each in samples)


def test_translations_have_two_references_and_levels_of_equal_size() -> None:
    task = load_task("translate-quick")
    assert all(len(set(each.references)) == 2 for each in task.samples)
    assert set(levels(task).values()) == {36}


def test_texts_are_short_prose_of_many_kinds() -> None:
    samples = load_task("text-quick").samples
    assert {each.id for each in samples if not 35 <= len(str(each.input).split()) <= 90} == set()
    assert len({each.group for each in samples}) == 12


def test_the_core_suite_holds_every_core_task_as_the_task_itself_asks() -> None:
    suite = load_suite("core")
    assert {entry.task for entry in suite.tasks} == set(CORE)
    for entry in suite.tasks:
        definition = load_task(entry.task).definition
        asked = (definition.prompt.style, definition.prompt.shots, definition.score.primary)
        assert (entry.style, entry.shots, entry.primary) == asked


def test_only_metrics_with_a_transform_weigh_in_the_aggregate() -> None:
    transforms = {spec.name: spec.transform for spec in scoring.metrics()}
    for suite in ("quick", "core", "small", "core-choices", "core-labels", "core-writing"):
        for entry in load_suite(suite).tasks:
            assert entry.weight == 0 or transforms[entry.primary.partition(".")[0]], entry.task


@pytest.mark.parametrize("suite", ["core", "small", "core-choices", "core-labels", "core-writing"])
def test_tasks_weigh_if_they_tell_models_apart_that_differ_by_11_points(suite: str) -> None:
    for entry in load_suite(suite).tasks:
        if entry.primary == "bits_per_byte":
            assert entry.weight == 0
            continue
        n = len(load_task(entry.task).samples)
        deviation = 1.0 if entry.primary == "weighted_kappa" else 0.5
        found = planned_difference(n, deviation=deviation)
        assert (entry.weight == 0) == (found > EXPLORATORY), entry.task
        definition = load_task(entry.task).definition
        readme = (task_folder(entry.task) / "README.md").read_text("utf-8")
        for text in (readme, str(definition.description)):
            assert (entry.weight == 0) == ("xploratory" in text), entry.task


def test_suites_for_models_that_answer_only_some_types_are_parts_of_the_core_suite() -> None:
    core = load_suite("core").tasks
    tasks = {entry.task: load_task(entry.task) for entry in core}
    kinds = {name: task.definition.request.kind for name, task in tasks.items()}
    written = {
        name
        for name, task in tasks.items()
        if task.definition.type in ("translation", "summarization")
    }
    shared = {
        name
        for name, task in tasks.items()
        if kinds[name] == "choices" and len({frozenset(each.choices) for each in task.samples}) == 1
    }
    chosen = {name for name, kind in kinds.items() if kind == "choices"}
    for suite, wanted in (
        ("core-choices", chosen),
        ("core-labels", shared),
        ("core-writing", written),
    ):
        assert load_suite(suite).tasks == tuple(each for each in core if each.task in wanted)


def test_the_small_suite_is_a_part_of_the_core_suite() -> None:
    core = {entry.task: entry for entry in load_suite("core").tasks}
    small = load_suite("small").tasks
    assert all(entry == core[entry.task] for entry in small)
    kinds = Counter(load_task(entry.task).definition.request.kind for entry in small)
    assert kinds["generate"] <= 4
