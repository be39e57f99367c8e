"""llmsite behind the functions that the checker of frozen reference values calls."""

from llmsite import scoring, statistics

SEVERAL = ("count", "total", "precision")


def _rows(streams):
    return [list(row) for row in zip(*streams, strict=True)]


def bleu_corpus(hyps, streams, args):
    score = scoring.score("bleu", hyps, _rows(streams), **args)
    orders = range(1, args.get("max_ngram_order", 4) + 1)
    lists = {f"{name}s": [score.values[f"{name}_{n}"] for n in orders] for name in SEVERAL}
    lengths = {key: score.values[key] for key in ("bp", "sys_len", "ref_len")}
    return {"score": score.value, **lists, **lengths, "signature": score.signature}


def bleu_sentences(hyps, streams, args):
    return list(scoring.sample_scores("bleu", hyps, _rows(streams), **args))


def chrf_corpus(hyps, streams, args):
    score = scoring.score("chrf", hyps, _rows(streams), **args)
    return {"score": score.value, "signature": score.signature}


def chrf_sentences(hyps, streams, args):
    return list(scoring.sample_scores("chrf", hyps, _rows(streams), **args))


def tokenize(texts, name):
    return scoring.tokenize(name, texts)


def squad(predictions, golds):
    f1 = scoring.sample_scores("token_f1", predictions, golds)
    exact = scoring.score("exact_match", predictions, golds)
    return {
        "exact": 100 * exact.value,
        "f1": 100 * float(f1.mean()),
        "f1_values": list(f1),
    }


def rouge(hyps, references, types, use_stemmer):
    names = {"rougeL": ("rouge_l", {}), "rougeLsum": ("rouge_lsum", {})}
    answer = {}
    for kind in types:
        name, options = names.get(kind) or ("rouge_n", {"n": int(kind[5:])})
        found = scoring.sample_scores(name, hyps, references, use_stemmer=use_stemmer, **options)
        columns = (found[key] for key in ("precision", "recall", "fmeasure"))
        answer[kind] = [*zip(*columns, strict=True)]
    return answer


def _error_rate(metric, references, hyps):
    score = scoring.score(metric, hyps, references)
    return {"error_rate": score.value, "edits": score.values["n_edits"]}


def wer(references, hyps):
    return _error_rate("wer", references, hyps)


def cer(references, hyps):
    return _error_rate("cer", references, hyps)


def classification(truths, predictions):
    def value(metric, **options):
        return scoring.score(metric, predictions, truths, **options).value

    def triple(**options):
        return [value(metric, **options) for metric in ("precision", "recall", "f1")]

    found = scoring.confusion(predictions, truths)
    answer = {
        "accuracy": value("accuracy"),
        "balanced_accuracy": value("balanced_accuracy"),
        "mcc": value("mcc"),
        "kappa": value("kappa"),
        "labels": list(found.labels[:20]),
        "confusion": found.counts.tolist(),
        "per_class": {"support": found.counts.sum(axis=1).tolist()},
    }
    for metric in ("precision", "recall", "f1"):
        labels = [str(label) for label in found.labels]
        answer["per_class"][metric] = [value(metric, labels=[label]) for label in labels[:50]]
    for average in ("micro", "macro", "weighted"):
        for zero in (0, 1):
            key = f"{average}_zd{zero}"
            answer[key] = triple(average=average, zero_division=zero)
    return answer


def calibration(name, truths, probabilities):
    def value(metric, **options):
        return scoring.score(metric, probabilities, truths, **options).value

    binary = name == "binary"
    answer = {
        "log_loss": value("log_loss"),
        "brier" if binary else "brier_multiclass_sum": value("brier"),
    }
    for n_bins in (10, 15, 100) if binary else (10, 15):
        for norm in ("l1", "l2", "max"):
            key = f"ece_{norm}_{n_bins}_torchmetrics" + ("_binary" if binary else "")
            confidence = "positive" if binary else "top"
            answer[key] = value("ece", n_bins=n_bins, norm=norm, confidence=confidence)
        if binary:
            answer[f"ece_l1_{n_bins}_plain_top_label"] = value("ece", n_bins=n_bins)
    return answer


def regression(truths, predictions, ties_a, ties_b):
    names = ("mse", "rmse", "mae", "pearson", "spearman")
    answer = {name: scoring.score(name, predictions, truths).value for name in names}
    return answer | {"spearman_ties": scoring.score("spearman", ties_b, ties_a).value}


def paired_test(systems, streams, test, n_samples, n_ar_confidence, seed):
    answer = {}
    for name, metric in (("BLEU", "bleu"), ("chrF2", "chrf")):
        rows = [scoring.sample_statistics(metric, hyps, _rows(streams)) for hyps in systems]
        lines = statistics.sacrebleu(
            rows, metric, test=test, n_trials=n_samples, n_resamples=n_ar_confidence, seed=seed
        )
        answer[name] = [
            {"score": x.score, "p_value": x.p_value, "mean": x.mean, "ci": x.ci} for x in lines
        ]
    return answer


def ter_corpus(hyps, streams, args):
    score = scoring.score("ter", hyps, _rows(streams), **args)
    edits = scoring.sample_statistics("ter", hyps, _rows(streams), **args)[:, 0]
    lengths = {key: score.values[key] for key in ("num_edits", "ref_length")}
    return {"score": score.value, "edits": list(edits), **lengths}


def tokenize_tercom(texts, args):
    return scoring.tokenize("tercom", texts, **args)
