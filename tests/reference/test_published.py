"""Scores that were published with the outputs they belong to."""

import gzip
import re

import pytest

from llmsite import scoring


def labels(path):
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {number: label.strip() for number, label in rows}


def printed(text, heading):
    """F1, precision and recall of a section of the relation scorer, in percent."""
    section = text.split(heading)[1].split("<<<")[0]
    lines = re.findall(r"^P =.*$", section, re.MULTILINE)
    shares = [re.findall(r"(\d+\.\d+)%", line) for line in lines]
    return dict(zip(("micro", "macro"), shares, strict=True))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("direction", "heading"),
    [
        ("classes", "(2*9+1)-WAY EVALUATION"),
        ("ignored", "(9+1)-WAY EVALUATION IGNORING"),
        ("counted", "(9+1)-WAY EVALUATION TAKING DIRECTIONALITY"),
    ],
)
@pytest.mark.parametrize("average", ["micro", "macro"])
def test_the_relation_scorer_printed_these(shared, number, direction, heading, average):
    folder = shared / "data/tasks/semeval2010-task8/scorer"
    truths = labels(folder / f"answer_key{number}.txt")
    found = labels(folder / f"proposed_answer{number}.txt")
    text = (folder / f"result_scores{number}.txt").read_text(encoding="utf-8")
    precision, recall, f1 = printed(text, heading)[average]
    predictions = [found.get(key) for key in truths]
    score = scoring.score(
        "relation_f1", predictions, list(truths.values()), direction=direction, average=average
    )
    answer = [score.values[key] for key in ("precision", "recall", "f1")]
    assert [f"{100 * value:.2f}" for value in answer] == [precision, recall, f1]


def sentences(path, separator):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        rows, sentence = [], []
        for line in lines:
            if line.strip():
                sentence.append(line.rstrip("\n").split(separator)[-1].strip())
            elif sentence:
                rows.append(sentence)
                sentence = []
    return [*rows, sentence] if sentence else rows


@pytest.mark.parametrize(
    ("system", "separator", "published"),
    [
        ("uh_ritual.gz", "\t", "41.86"),
        ("spinningbytes.txt.gz", "\t", "40.78"),
        ("arcada.gz", " ", "39.98"),
    ],
)
def test_the_entity_task_published_these(shared, system, separator, published):
    folder = shared / "data/tasks/wnut17"
    truths = sentences(folder / "emerging.test.annotated", "\t")
    found = sentences(folder / "submissions" / system, separator)
    score = scoring.score("entity_f1", found, truths)
    assert f"{100 * score.value:.2f}" == published
