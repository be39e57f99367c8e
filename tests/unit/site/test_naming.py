import pytest

from llmsite.scoring import metrics
from llmsite.site.figures import measure_of
from llmsite.site.language import load_languages
from llmsite.site.measures import metric_measure
from llmsite.site.naming import measure_words, metric_name, type_names
from llmsite.site.render import own_templates

ENGLISH, CHINESE = load_languages(("en", "zh"), (own_templates(),))
# Names that Chinese texts write in Latin letters too.
LATIN = {"bleu", "chrf", "chrf_pp", "distinct_1", "distinct_2", "f1", "maj_at_k", "mc2", "mcc"}
LATIN |= {"mrr", "ndcg", "pass_at_k", "pass_hat_k", "rouge", "rouge1", "rouge2", "rouge_l"}
LATIN |= {"rouge_lsum", "rouge_n", "self_bleu", "ter"}


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        ("exact_match", "exact match"),
        ("chrf", "chrF"),
        ("entity_f1.recall", "entity F1 recall"),
        ("bits_per_byte.bits_per_byte", "bits per byte"),
        ("made_elsewhere", "made elsewhere"),
    ],
)
def test_a_metric_has_the_name_of_its_field(metric, name):
    assert metric_name(ENGLISH, metric) == name


@pytest.mark.parametrize(
    ("metric", "name"),
    [("accuracy", "准确率"), ("precision", "精确率"), ("recall", "召回率"), ("f1", "F1")],
)
def test_fixed_terms_name_the_metrics_in_chinese(metric, name):
    assert metric_name(CHINESE, metric) == name


@pytest.mark.parametrize("metric", [spec.name for spec in metrics()])
def test_every_metric_has_a_name_in_chinese(metric):
    name = metric_name(CHINESE, metric)
    assert (metric in LATIN) == name.isascii(), name


def test_a_unit_that_says_nothing_is_left_out():
    assert measure_words(ENGLISH, metric_measure("accuracy"), "accuracy") == "accuracy, %"
    assert measure_words(CHINESE, metric_measure("accuracy"), "accuracy") == "准确率\uff08%\uff09"
    assert measure_words(ENGLISH, metric_measure("bleu"), "bleu") == "BLEU"
    assert measure_words(ENGLISH, metric_measure("bits_per_byte"), "bits_per_byte") == (
        "bits per byte"
    )
    assert measure_of(low=0.0, high=None, unit="percent").unit == "%"


def test_every_type_of_task_has_a_name():
    from typing import get_args

    from llmsite.schema.task import TaskType

    assert set(type_names(CHINESE)) == set(get_args(TaskType))
