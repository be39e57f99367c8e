"""Every sample written for this project was solved a second time from a file without references.

The transcripts are in `tests/fixtures/solves`. They are kept beside the samples, so that a changed
reference or sample needs a new look at it.
"""

import difflib
import json
import re
import string
from pathlib import Path
from typing import Any

import pytest

from llmsite import scoring
from llmsite.schema.generation import Span
from llmsite.tasks import load_task
from llmsite.tasks.lookup import task_folder, task_names

OWN = [name for name in task_names() if (task_folder(name) / "samples.jsonl").is_file()]
ARTICLES = re.compile(r"\b(a|an|the)\b")


def primaries(*metrics: str) -> list[str]:
    """Own tasks that are ranked by one of these metrics."""
    return [name for name in OWN if load_task(name).definition.score.primary in metrics]


def normalised(text: str) -> str:
    """Lower case without punctuation and articles, as exact match compares."""
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(ARTICLES.sub(" ", bare).split())


def solves(root: Path, task: str) -> dict[str, dict[str, str]]:
    lines = (root / "tests/fixtures/solves" / f"{task}.jsonl").read_text("utf-8").splitlines()
    rows = [row for line in lines if "id" in (row := json.loads(line))]
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows), "an id stands twice"
    return found


@pytest.mark.parametrize("task", OWN)
def test_every_sample_was_solved(root: Path, task: str) -> None:
    assert solves(root, task).keys() == {sample.id for sample in load_task(task).samples}


@pytest.mark.parametrize("task", primaries("accuracy", "weighted_kappa"))
def test_labels_equal_the_references(root: Path, task: str) -> None:
    solved = solves(root, task)
    wrong = [
        sample.id
        for sample in load_task(task).samples
        if solved[sample.id]["answer"] not in sample.references
    ]
    assert wrong == []


@pytest.mark.parametrize("task", primaries("exact_match"))
def test_answers_are_accepted_by_exact_match(root: Path, task: str) -> None:
    solved = solves(root, task)
    wrong = [
        (sample.id, solved[sample.id]["answer"])
        for sample in load_task(task).samples
        if normalised(solved[sample.id]["answer"])
        not in {normalised(str(each)) for each in sample.references}
    ]
    assert wrong == []


@pytest.mark.parametrize("task", primaries("ndcg"))
def test_grades_equal_the_references(root: Path, task: str) -> None:
    solved = solves(root, task)
    for sample in load_task(task).samples:
        assert solved[sample.id]["answer"].split() == [str(each) for each in sample.references]


@pytest.mark.parametrize("task", primaries("entity_f1"))
def test_entities_equal_the_references(root: Path, task: str) -> None:
    solved = solves(root, task)
    for sample in load_task(task).samples:
        marks = [span for span in sample.references if isinstance(span, Span)]
        listed = [f"{mark.label}: {str(sample.input)[mark.start : mark.end]}" for mark in marks]
        assert solved[sample.id]["answer"].split("; ") == listed


# How near the nearest pair of right answers is at least: words are freest in summaries.
NEARNESS = {
    "translate-quick": 0.6,
    "translate-en-zh": 0.4,
    "translate-zh-en": 0.3,
    "translate-en-de": 0.5,
    "summarization-en": 0.25,
    "summarization-zh": 0.15,
}


@pytest.mark.parametrize("task", primaries("chrf", "rouge_l"))
def test_texts_are_near_a_reference_and_all_were_judged(root: Path, task: str) -> None:
    solved = solves(root, task)
    for sample in load_task(task).samples:
        row = solved[sample.id]
        nearest = max(
            difflib.SequenceMatcher(None, row["answer"], str(each)).ratio()
            for each in sample.references
        )
        assert nearest >= NEARNESS[task], sample.id
        assert row["verdict"] == "both references right" or row["verdict"].startswith("changed: ")


@pytest.mark.parametrize("task", primaries("exact_match", "chrf", "rouge_l"))
def test_every_metric_reads_the_answers_and_references(root: Path, task: str) -> None:
    solved = solves(root, task)
    loaded = load_task(task)
    answers = [solved[sample.id]["answer"] for sample in loaded.samples]
    references = [[str(each) for each in sample.references] for sample in loaded.samples]
    for metric in loaded.definition.score.metrics:
        options: dict[str, Any] = dict(metric.options)
        score = scoring.score(metric.name, answers, references, **options)
        assert score.n_samples == len(answers), metric.name


@pytest.mark.parametrize("task", primaries("bits_per_byte"))
def test_texts_were_proof_read(root: Path, task: str) -> None:
    for row in solves(root, task).values():
        assert row["verdict"] == "clean" or row["verdict"].startswith("changed: "), row["id"]
