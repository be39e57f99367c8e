"""What the tasks of the quick suite promise in their READMEs: size, balance, no repetition."""

import itertools
import re
from collections import Counter

import pytest

from llmsite.schema.task import Sample
from llmsite.tasks import load_suite, load_task

TASKS = [entry.task for entry in load_suite("quick").tasks]
PROMPTED = [entry.task for entry in load_suite("quick").tasks if entry.style != "rolling"]
HEADINGS = [
    "What it measures",
    "How it was made",
    "Second solve",
    "Known limits",
    "Chance level and 100 %",
    "Licence",
    "Version history",
]


def five_grams(sample: Sample) -> set[tuple[str, ...]]:
    """Runs of five words; of samples that share a passage, of the question alone."""
    text = str(sample.input)
    words = re.findall(r"\w+", (text.rpartition("\n")[2] if sample.cluster else text).lower())
    return set(zip(*(words[n:] for n in range(5)), strict=False)) or {tuple(words)}


@pytest.mark.parametrize("task", TASKS)
def test_has_enough_samples(task: str) -> None:
    assert len(load_task(task).samples) >= 120


@pytest.mark.parametrize("task", PROMPTED)
def test_has_a_pool_of_shots(task: str) -> None:
    assert len(load_task(task).shots) >= 8


@pytest.mark.parametrize("task", TASKS)
def test_no_two_samples_share_most_of_their_five_grams(task: str) -> None:
    loaded = load_task(task)
    grams = [(each.id, five_grams(each)) for each in (*loaded.samples, *loaded.shots)]
    alike = [
        (first, second)
        for (first, a), (second, b) in itertools.combinations(grams, 2)
        if len(a & b) >= 0.6 * min(len(a), len(b))
    ]
    assert alike == []


@pytest.mark.parametrize("task", TASKS)
def test_readme_opens_with_the_canary_and_says_what_readers_ask(task: str) -> None:
    loaded = load_task(task)
    readme = (loaded.folder / "README.md").read_text("utf-8")
    assert loaded.definition.canary
    assert readme.splitlines()[0] == f"`{loaded.definition.canary}`"
    assert re.findall(r"^## (.+)$", readme, re.MULTILINE) == HEADINGS


def test_topics_are_balanced_over_labels_positions_and_levels() -> None:
    samples = load_task("topic-quick").samples
    labels = Counter(each.references[0] for each in samples)
    assert set(labels.values()) == {32}
    places = Counter((s.references[0], s.choices.index(str(s.references[0]))) for s in samples)
    assert len(places) == 16
    assert set(places.values()) == {8}
    levels = Counter((s.references[0], (s.attributes or {})["level"]) for s in samples)
    assert set(levels.values()) == {10, 11}


def test_half_of_the_facts_are_asked_about_a_shared_passage() -> None:
    samples = load_task("facts-quick").samples
    clusters = Counter(each.cluster for each in samples)
    assert clusters.pop(None) == len(samples) / 2
    assert set(clusters.values()) == {4}
    assert all(1 <= len(each.references) <= 4 for each in samples)


def test_translations_have_two_references_and_levels_of_equal_size() -> None:
    samples = load_task("translate-quick").samples
    assert all(len(set(each.references)) == 2 for each in samples)
    assert set(Counter((s.attributes or {})["level"] for s in samples).values()) == {36}


def test_texts_are_short_prose_of_many_kinds() -> None:
    samples = load_task("text-quick").samples
    assert {each.id for each in samples if not 35 <= len(str(each.input).split()) <= 90} == set()
    assert len({each.group for each in samples}) == 12
