"""Scores that others published or stored, from their outputs, our references and our metrics."""

import gzip
import json
from pathlib import Path

import pytest

from llmsite import scoring
from llmsite.tasks import load_definition, load_task

BBH_ACCURACY = {
    ("cot", "navigate"): 96.4,
    ("cot", "object_counting"): 93.2,
    ("cot", "snarks"): 59.55056179775281,
    ("direct", "navigate"): 50.4,
    ("direct", "object_counting"): 45.2,
    ("direct", "snarks"): 61.23595505617978,
}


@pytest.mark.parametrize(("way", "part"), BBH_ACCURACY)
def test_bbh_outputs_of_code_davinci_002(way, part, shared):
    folder = shared / f"data/tasks/bbh/code-davinci-002-outputs/code-davinci-002-{way}"
    name = f"{part}_few_shot_template_0-255000"
    outputs = json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))["outputs"]
    stored = json.loads((folder / f"{name}_eval_metrics.jsonl").read_text())["accuracy"]
    definition = load_definition(f"bbh-{part.replace('_', '-')}")
    texts = [output["prediction"] for output in outputs]
    found = [text.strip() for text in texts]
    if way == "cot":
        answer = definition.answer
        found = [each or "" for each in scoring.extract(answer.extractor, texts, **answer.options)]
    (metric,) = definition.score.metrics
    references = [output["target"] for output in outputs]
    score = scoring.score(metric.name, found, references, **metric.options)
    assert score.value * 100 == pytest.approx(stored, abs=1e-9)
    assert stored == pytest.approx(BBH_ACCURACY[way, part], abs=1e-9)


@pytest.mark.parametrize(
    "model", ["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"]
)
def test_gsm8k_solutions_are_judged_as_stored(model, shared):
    path = shared / "data/tasks/gsm8k/example_model_solutions.jsonl.gz"
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    task = load_task("gsm8k", data_dirs=[shared / "data/tasks"])
    # These models end with `A: 26` where the task's examples end with `#### 26`.
    found = scoring.extract("number", [row[model]["solution"] for row in rows], marker="A:")
    references = [sample.references[0] for sample in task.samples]
    judged = [text == reference for text, reference in zip(found, references, strict=True)]
    assert judged == [row[model]["is_correct"] for row in rows]


@pytest.mark.parametrize(
    ("system", "exact_match", "n"),
    [
        ("BERT (ensemble) (Google AI Language)", 0.7487, 1190),
        ("Logistic Regression Baseline (Stanford University)", 0.3460, 1188),
    ],
)
def test_squad_predictions_on_the_questions_of_xquad(system, exact_match, n, shared):
    path = shared / f"data/tasks/squad-predictions/models/1.1/{system}.json.gz"
    predictions = json.loads(gzip.decompress(path.read_bytes()))
    task = load_task("xquad-en", data_dirs=[shared / "data/tasks"])
    answered = [sample for sample in task.samples if sample.id in predictions]
    texts = [predictions[sample.id] for sample in answered]
    references = [list(sample.references) for sample in answered]
    assert len(answered) == n
    score = scoring.score("exact_match", texts, references)
    assert score.value == pytest.approx(exact_match, abs=5e-5)


@pytest.mark.parametrize("system", ["AISP-SJTU", "Lan-Bridge", "Online-A"])
def test_official_scores_of_wmt22(system, shared, tmp_path):
    folder = shared / "data/mt/wmt22.zh-en"
    (tmp_path / "generaltest2022.zh-en.src.zh").symlink_to(folder / "src.txt")
    for letter in "AB":
        link = tmp_path / f"generaltest2022.zh-en.ref.{letter}.en"
        link.symlink_to(folder / f"ref.{letter}.txt")
    task = load_task("wmt22-zh-en", data_dirs=[tmp_path])
    lines = (folder / f"sys.{system}.txt").read_text("utf-8").split("\n")[:-1]
    official = _official(folder / "official-scores.tsv", system)
    for metric in ("bleu", "chrf"):
        for position, letter in enumerate("AB"):
            references = [sample.references[position] for sample in task.samples]
            value = scoring.score(metric, lines, references).value
            assert value == pytest.approx(official[f"{metric}-{letter}"], abs=1e-9)
        # chrF takes the better reference of each segment, of equally good ones the first; the
        # organisers had B first.
        both = [list(sample.references[::-1]) for sample in task.samples]
        value = scoring.score(metric, lines, both).value
        assert value == pytest.approx(official[f"{metric}-all"], abs=1e-9)


def _official(path: Path, system: str) -> dict[str, float]:
    rows = [line.split("\t") for line in path.read_text().splitlines()]
    return {row[4]: float(row[5]) for row in rows if row[0] == "zh-en" and row[1] == system}
