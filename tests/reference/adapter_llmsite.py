"""llmsite behind the functions that the checker of frozen reference values calls."""

from llmsite import scoring

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
    if name not in scoring.tokenizers():
        return None
    return scoring.tokenize(name, texts)


def squad(predictions, golds):
    f1 = scoring.sample_scores("token_f1", predictions, golds)
    exact = scoring.score("exact_match", predictions, golds)
    return {
        "exact": 100 * exact.value,
        "f1": 100 * float(f1.mean()),
        "f1_values": list(f1),
    }
