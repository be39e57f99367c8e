"""Slow reference of `chrf`: counters of n-grams, as in sacrebleu 2.6.0."""

import string
from collections import Counter

from bleu import streams
from draws import draw_texts as draw

PROVENANCE = "sacrebleu.metrics.CHRF"
OPTIONS = [
    {},
    {"word_order": 2},
    {"word_order": 1, "lowercase": True},
    {"whitespace": True},
    {"eps_smoothing": True},
    {"beta": 1},
    {"beta": 3, "char_order": 4},
    {"eps_smoothing": True, "whitespace": True, "word_order": 2},
]
THREE = ["the cat sat (on) the mat!", "Hello, world! 3.5-4", "ab"]
CASES = [
    ("equal", {}, THREE[:2], THREE[:2]),
    ("three orders", {}, ["abc"], ["abd"]),
    ("both empty", {}, [""], [""]),
    ("blank against text", {}, ["\u00a0\x1c"], ["a b"]),
    (
        "several and missing references",
        {},
        THREE,
        [[THREE[1], THREE[0]], [THREE[1], None], ["b a"]],
    ),
    *(
        (
            f"options {options}",
            options,
            THREE,
            ["the cat sat on (a) mat", "Hello; World 3.5", "ab cd"],
        )
        for options in OPTIONS[1:]
    ),
]

__all__ = ["CASES", "OPTIONS", "PROVENANCE", "draw", "package", "sample_scores", "score"]


def part(text):
    words = []
    for word in text.split():
        if len(word) > 1 and word[-1] in string.punctuation:
            words += [word[:-1], word[-1]]
        elif len(word) > 1 and word[0] in string.punctuation:
            words += [word[0], word[1:]]
        else:
            words.append(word)
    return words


def grams(items, n):
    return Counter(tuple(items[i : i + n]) for i in range(len(items) - n + 1))


def f_score(total, beta, eps_smoothing):
    orders = [total[i : i + 3] for i in range(0, len(total), 3)]
    shares = [(m / h if h else 1e-16, m / r if r else 1e-16) for h, r, m in orders]
    factor = beta**2
    if eps_smoothing:
        fs = [
            (1 + factor) * p * r / (factor * p + r) if factor * p + r > 0 else 1e-16
            for p, r in shares
        ]
        return 100 * sum(fs) / len(fs)
    both = [share for share, (h, r, _) in zip(shares, orders, strict=True) if h and r]
    if not both:
        return 0.0
    p, r = (sum(side) / len(both) for side in zip(*both, strict=True))
    return 100 * (1 + factor) * p * r / (factor * p + r) if p + r else 0.0


def statistics(prediction, references, options):
    def units(text):
        text = text.lower() if options["lowercase"] else text
        characters = text if options["whitespace"] else "".join(text.split())
        yield from (grams(characters, n + 1) for n in range(options["char_order"]))
        yield from (grams(part(text), n + 1) for n in range(options["word_order"]))

    several = [references] if isinstance(references, str) else references
    best = None
    for reference in several:
        if reference is None:
            continue
        row = []
        for found, wanted in zip(units(prediction), units(reference), strict=True):
            n_reference = sum(wanted.values())
            n_prediction = sum(found.values()) if n_reference else 0
            row += [n_prediction, n_reference, sum((found & wanted).values())]
        if best is None or finish(row, options) > finish(best, options):
            best = row
    return best


def finish(total, options):
    return f_score(total, options["beta"], options["eps_smoothing"])


def complete(options):
    presets = {"char_order": 6, "word_order": 0, "beta": 2, "lowercase": False}
    return presets | {"whitespace": False, "eps_smoothing": False} | options


def sample_scores(predictions, references, **options):
    options = complete(options)
    pairs = zip(predictions, references, strict=True)
    return [finish(statistics(p, r, options), options) for p, r in pairs]


def score(predictions, references, **options):
    options = complete(options)
    rows = [statistics(p, r, options) for p, r in zip(predictions, references, strict=True)]
    return {"chrf": finish([sum(column) for column in zip(*rows, strict=True)], options)}


def package(predictions, references, **options):
    from sacrebleu.metrics import CHRF

    metric = CHRF(**options)
    found = metric.corpus_score(predictions, streams(references))
    return {"chrf": found.score, "signature": str(metric.get_signature())}
