"""Slow reference of `bleu`: regular expressions and counters, as in sacrebleu 2.6.0."""

import math
import re
from collections import Counter

from draws import draw_texts as draw

PROVENANCE = "sacrebleu.metrics.BLEU"
OPTIONS = [
    {},
    {"effective_order": True},
    {"smooth_method": "none"},
    {"smooth_method": "floor"},
    {"smooth_method": "floor", "smooth_value": 0.01},
    {"smooth_method": "add-k", "effective_order": True},
    {"smooth_method": "add-k", "smooth_value": 2},
    {"max_ngram_order": 2, "lowercase": True},
    {"max_ngram_order": 6},
    {"tokenize": "none"},
    {"tokenize": "intl"},
    {"tokenize": "zh"},
    {"tokenize": "char"},
]
THREE = ["the cat sat on the mat", "Hello, world! 3.5-4", "a b"]
CASES = [
    ("equal", {}, THREE[:2], THREE[:2]),
    ("shorter than the reference", {}, ["the cat sat"], ["the cat sat down"]),
    ("nothing in common", {}, ["x y"], ["a b"]),
    ("empty", {}, ["", "a b c d"], ["a b", "a b c d"]),
    (
        "several and missing references",
        {},
        THREE,
        [[THREE[1], THREE[0]], [THREE[1], None], ["b a"]],
    ),
    *(
        (f"options {options}", options, THREE, ["the cat sat on a mat", "Hello; World 3.5", "b a"])
        for options in OPTIONS[1:]
    ),
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def tokenize_13a(text):
    text = text.replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for entity, character in (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        text = text.replace(entity, character)
    return isolate(f" {text} ").split()


def isolate(text):
    for pattern, by in (
        (r"([\{-\~\[-\` -\&\(-\+\:-\@\/])", r" \1 "),
        (r"([^0-9])([\.,])", r"\1 \2 "),
        (r"([\.,])([^0-9])", r" \1 \2"),
        (r"([0-9])(-)", r"\1 \2 "),
    ):
        text = re.sub(pattern, by, text)
    return text


def tokenize_intl(text):
    import regex

    for pattern, by in (
        (r"(\P{N})(\p{P})", r"\1 \2 "),
        (r"(\p{P})(\P{N})", r" \1 \2"),
        (r"(\p{S})", r" \1 "),
    ):
        text = regex.sub(pattern, by, text)
    return text.split()


CHINESE = re.compile(
    "([\u2001-\u2a6d\u2e80-\u2eff\u2f00-\u2fdf\u2ff0-\u2fff\u3000-\u303f\u3100-\u312f\u31a0-\u31bf"
    "\u31c0-\u31ef\u3200-\u33ff\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9"
    "\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef])"
)


def tokenize_zh(text):
    return isolate(CHINESE.sub(r" \1 ", text.strip())).split()


TOKENIZERS = {
    "13a": tokenize_13a,
    "none": str.split,
    "intl": tokenize_intl,
    "zh": tokenize_zh,
    "char": lambda text: " ".join(text).split(),
}


def tokens(text, tokenize, lowercase):
    text = text.lower() if lowercase else text
    return TOKENIZERS[tokenize](text.rstrip())


def counts(words, n):
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def statistics(prediction, references, n_most, tokenize, lowercase):
    several = [references] if isinstance(references, str) else references
    golds = [tokens(r, tokenize, lowercase) for r in several if r is not None]
    words = tokens(prediction, tokenize, lowercase)
    length = min((abs(len(words) - len(gold)), len(gold)) for gold in golds)[1]
    matched, total = [], []
    for n in range(1, n_most + 1):
        wanted = counts(words, n)
        most = Counter()
        for gold in golds:
            most |= counts(gold, n)
        matched.append(sum((wanted & most).values()))
        total.append(sum(wanted.values()))
    return [len(words), length, *matched, *total]


def value(total, n_most, smooth_method, smooth_value, effective_order):
    n_words, length = total[:2]
    matched, n_grams = list(total[2 : 2 + n_most]), list(total[2 + n_most :])
    if not any(matched):
        return 0.0
    penalty = 1.0 if n_words >= length else math.exp(1 - length / n_words)
    precisions, halvings, order = [0.0] * n_most, 1.0, n_most
    for n in range(n_most):
        if smooth_method == "add-k" and n > 0:
            matched[n] += 1 if smooth_value is None else smooth_value
            n_grams[n] += 1 if smooth_value is None else smooth_value
        if n_grams[n] == 0:
            break
        if effective_order:
            order = n + 1
        precisions[n] = 100 * matched[n] / n_grams[n]
        if matched[n] == 0 and smooth_method == "exp":
            halvings *= 2
            precisions[n] = 100 / (halvings * n_grams[n])
        elif matched[n] == 0 and smooth_method == "floor":
            precisions[n] = 100 * (0.1 if smooth_value is None else smooth_value) / n_grams[n]
    logs = [math.log(p) if p else -9999999999 for p in precisions[:order]]
    return penalty * math.exp(sum(logs) / order)


def rows(predictions, references, max_ngram_order=4, tokenize="13a", lowercase=False, **_):
    return [
        statistics(p, r, max_ngram_order, tokenize, lowercase)
        for p, r in zip(predictions, references, strict=True)
    ]


def finish(
    total, max_ngram_order=4, smooth_method="exp", smooth_value=None, effective_order=False, **_
):
    return value(total, max_ngram_order, smooth_method, smooth_value, effective_order)


def sample_scores(predictions, references, **options):
    return [finish(row, **options) for row in rows(predictions, references, **options)]


def score(predictions, references, **options):
    total = [sum(column) for column in zip(*rows(predictions, references, **options), strict=True)]
    return {"bleu": finish(total, **options)}


def streams(references):
    """sacrebleu's layout of references: one list for each position."""
    several = [[r] if isinstance(r, str) else list(r) for r in references]
    most = max(map(len, several))
    return [[r[k] if k < len(r) else None for r in several] for k in range(most)]


def package(predictions, references, **options):
    from sacrebleu.metrics import BLEU

    metric = BLEU(force=True, **options)
    found = metric.corpus_score(predictions, streams(references))
    return {
        "bleu": found.score,
        "bp": found.bp,
        "sys_len": found.sys_len,
        "ref_len": found.ref_len,
        **{f"precision_{n + 1}": p for n, p in enumerate(found.precisions)},
        **{f"count_{n + 1}": c for n, c in enumerate(found.counts)},
        **{f"total_{n + 1}": t for n, t in enumerate(found.totals)},
        "signature": str(metric.get_signature()),
    }
