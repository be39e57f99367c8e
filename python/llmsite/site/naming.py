"""What metrics and their units are called, in the language of a page.

A metric that llmsite does not have keeps the name that it came with.
"""

from functools import cache

from llmsite.site.figures import Measure
from llmsite.site.language import Language


def metric_name(language: Language, metric: str) -> str:
    """A metric as text names it: `chrF`, `exact match`, `entity F1: recall`.

    Args:
        language: Language of the page.
        metric: Registered name, with `.output` where it is not the first one.
    """
    name, _, output = metric.partition(".")
    names = _names(language)
    title = names.get(name, name.replace("_", " "))
    if not output or output == name:
        return title
    return f"{title} {names.get(output, output.replace('_', ' '))}"


def measure_words(language: Language, measure: Measure, metric: str) -> str:
    """A metric's name with its unit, where that says more: `accuracy, %`."""
    name = metric_name(language, metric)
    if not measure.shown_unit:
        return name
    unit = _units(language).get(measure.unit, measure.unit)
    return f"{name}\uff08{unit}\uff09" if language.code == "zh" else f"{name}, {unit}"


@cache
def _names(language: Language) -> dict[str, str]:
    say = language.say
    return {
        "accuracy": say("accuracy"),
        "average_precision": say("average precision"),
        "balanced_accuracy": say("balanced accuracy"),
        "ambiguous": say("in ambiguous texts"),
        "bbq_bias": say("bias of BBQ"),
        "bits_per_byte": say("bits per byte"),
        "bleu": "BLEU",
        "brier": say("Brier score"),
        "cer": say("character error rate"),
        "chrf": "chrF",
        "chrf_pp": "chrF++",
        "cross_entropy": say("cross entropy"),
        "disambiguated": say("in unambiguous texts"),
        "distinct_1": "distinct-1",
        "distinct_2": "distinct-2",
        "ece": say("calibration error"),
        "entity_f1": say("entity F1"),
        "exact_match": say("exact match"),
        "f1": "F1",
        "fmeasure": "F1",
        "instruction_following": say("instructions followed"),
        "instruction_loose": say("by instruction, loosely"),
        "instruction_strict": say("by instruction, strictly"),
        "joint_goal_accuracy": say("joint goal accuracy"),
        "kappa": say("kappa"),
        "log_loss": say("log loss"),
        "mae": say("mean absolute error"),
        "maj_at_k": "maj@k",
        "mc2": "MC2",
        "mean": say("mean"),
        "mcc": "MCC",
        "mrr": "MRR",
        "mse": say("mean squared error"),
        "ndcg": "nDCG",
        "pass_at_k": "pass@k",
        "pass_hat_k": "pass^k",
        "pearson": say("Pearson correlation"),
        "perplexity": say("perplexity"),
        "precision": say("precision"),
        "prompt_loose": say("by prompt, loosely"),
        "prompt_strict": say("by prompt, strictly"),
        "recall": say("recall"),
        "recall_at_k": say("recall@k"),
        "relation_f1": say("relation F1"),
        "repetition": say("repetition"),
        "rmse": say("root mean squared error"),
        "rouge": "ROUGE",
        "rouge1": "ROUGE-1",
        "rouge2": "ROUGE-2",
        "rouge_l": "ROUGE-L",
        "rouge_lsum": "ROUGE-Lsum",
        "rouge_n": "ROUGE-N",
        "self_bleu": "self-BLEU",
        "sentence_bleu": say("sentence BLEU"),
        "spearman": say("Spearman correlation"),
        "ter": "TER",
        "token_f1": say("token F1"),
        "vocabulary_coverage": say("vocabulary coverage"),
        "weighted_kappa": say("weighted kappa"),
        "wer": say("word error rate"),
    }


@cache
def _units(language: Language) -> dict[str, str]:
    say = language.say
    return {
        "nats": say("nats"),
        "nats per unit": say("nats per unit"),
        "squared unit of the references": say("squared unit of the references"),
        "unit of the predictions": say("unit of the predictions"),
        "unit of the references": say("unit of the references"),
    }


def type_name(language: Language, type_: str) -> str:
    """What a task is about, in words: `named entities`."""
    return type_names(language).get(type_, type_)


def kind_name(language: Language, kind: str) -> str:
    """What is asked of a model, in words: `likelihood of each option`."""
    say = language.say
    words = {
        "choices": say("likelihood of each option"),
        "classify": say("one of the classes"),
        "embed": say("vector of a text"),
        "generate": say("free text"),
        "rolling": say("likelihood of a text"),
    }
    return words.get(kind, kind)


def model_kind_name(language: Language, kind: str) -> str:
    """What a model was made for, in words."""
    say = language.say
    words = {
        "base": say("base model"),
        "baseline": say("baseline"),
        "encoder": say("encoder"),
        "instruct": say("instruction model"),
        "reasoning": say("reasoning model"),
        "system": say("system of several parts"),
    }
    return words.get(kind, kind)


@cache
def type_names(language: Language) -> dict[str, str]:
    """Words for all types of tasks."""
    say = language.say
    return {
        "classification": say("classification"),
        "dialogue": say("dialogue"),
        "generation": say("generation"),
        "language-modeling": say("language modelling"),
        "matching": say("matching"),
        "named-entities": say("named entities"),
        "question-answering": say("question answering"),
        "reasoning": say("reasoning"),
        "regression": say("regression"),
        "relation-extraction": say("relation extraction"),
        "retrieval": say("retrieval"),
        "sentiment": say("sentiment"),
        "summarization": say("summarisation"),
        "translation": say("translation"),
    }


def style_name(language: Language, style: str) -> str:
    """How a sample is turned into a prompt, in words."""
    say = language.say
    words = {
        "chain-of-thought": say("chain of thought"),
        "cloze": say("cloze"),
        "dialogue": say("turns of a dialogue"),
        "elsewhere": say("as another tool asked"),
        "letters": say("options with letters"),
        "options": say("options as text"),
        "plain": say("plain prompt"),
        "rolling": say("the text itself"),
    }
    return words.get(style, style)


def method_name(language: Language, method: str) -> str:
    """How options were scored, in words."""
    say = language.say
    words = {
        "log-likelihood": say("log-likelihood"),
        "pseudo-log-likelihood": say("pseudo-log-likelihood"),
        "similarity": say("similarity"),
    }
    return words.get(method, method)


def backend_name(language: Language, backend: str) -> str:
    """What asked the model: a backend's own name, or words where another tool did."""
    return language.say("another tool") if backend == "elsewhere" else backend


def licence_name(language: Language, licence: str) -> str:
    """A licence as its card names it; in words where it names none."""
    words = {
        "not applicable": language.say("not applicable"),
        "unknown": language.say("unknown"),
    }
    return words.get(licence, licence)


@cache
def domain_names(language: Language) -> dict[str, str]:
    """Words for the fields of the texts of the catalog's tasks."""
    say = language.say
    return {
        "banking": say("banking"),
        "encyclopaedia": say("encyclopaedia"),
        "events": say("events"),
        "everyday life": say("everyday life"),
        "exams": say("exams"),
        "general knowledge": say("general knowledge"),
        "generated": say("generated"),
        "instructions": say("instructions"),
        "invented news, letters and stories": say("invented news, letters and stories"),
        "invented people and places": say("invented people and places"),
        "invented short texts": say("invented short texts"),
        "mathematics": say("mathematics"),
        "meetings": say("meetings"),
        "messages to services": say("messages to services"),
        "misconceptions": say("misconceptions"),
        "mixed prose": say("mixed prose"),
        "news and everyday life": say("news and everyday life"),
        "programming": say("programming"),
        "reviews": say("reviews"),
        "social bias": say("social bias"),
        "social media": say("social media"),
    }


def domain_name(language: Language, domain: str) -> str:
    """Field of a task's texts, in words; a project's own stands as it is."""
    return domain_names(language).get(domain, domain)
