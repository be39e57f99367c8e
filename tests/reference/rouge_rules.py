"""Slow reference of all kinds of ROUGE: tables and counters, as in rouge-score 0.1.2."""

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import chain

from draws import draw_texts

PACKAGE = "rouge_score.rouge_scorer.RougeScorer"
THREE = ["The cat sat on the mats.", "dogs were running\nbirds 3.5 flying", "İstanbul \u212a5"]
OTHER = [
    ["a cat was sitting on mats", None],
    ["birds flew 3.5\nthe dog runs", "running dogs\nbirds"],
    ["istanbul k5"],
]
CHINESE = ["我有3个GPU。", "ไม่ดี naïve", "नमस्ते दुनिया"]


def options_of(**more):
    return [{**more}, {"use_stemmer": True, **more}, {"tokenizer": "unicode", **more}]


def cases_of(**more):
    return [
        ("equal", more, THREE[:1], THREE[:1]),
        ("empty and blank", more, ["", "a", " \n", "!"], ["a", "", "", "?"]),
        ("several references", more, THREE, OTHER),
        ("stemmed", {"use_stemmer": True, **more}, THREE, OTHER),
        ("no latin letters", more, CHINESE[:1], CHINESE[:1]),
        (
            "unicode words",
            {"tokenizer": "unicode", **more},
            CHINESE,
            ["我们有GPU", "ไม่ NAÏVE", "दुनिया नमस्ते"],
        ),
        (
            "unicode words, stemmed",
            {"tokenizer": "unicode", "use_stemmer": True, **more},
            ["Running Ärzte"],
            ["runs Ärzten"],
        ),
    ]


def draw(rng, n_samples):
    """Texts of which some have lines."""
    predictions, references = draw_texts(rng, n_samples)

    def lines(text):
        return text and text.replace(rng.choice((" ", "a", "-")), "\n")

    return [lines(p) for p in predictions], [[lines(r) for r in row] for row in references]


@cache
def stemmer():
    from nltk.stem.porter import PorterStemmer

    return PorterStemmer()


def is_unspaced(character):
    spans = "\u0e00\u0eff\u1000\u109f\u1780\u17ff\u3005\u3007\u3040\u30ff\u31f0\u31ff"
    spans += "\uff66\uff9f\u3400\u4dbf\u4e00\u9fff\uf900\ufaff\U00020000\U0003ffff"
    return any(a <= character <= b for a, b in zip(spans[::2], spans[1::2], strict=True))


def unicode_words(text):
    words, open_ = [], False
    for character in text:
        kind = unicodedata.category(character)[0]
        if kind == "M" and open_:
            words[-1] += character
        elif kind in "LNM":
            alone = kind != "M" and is_unspaced(character)
            if open_ and not alone and not is_unspaced(words[-1][0]):
                words[-1] += character
            else:
                words.append(character)
            open_ = True
        else:
            open_ = False
    return words


def tokenize(text, use_stemmer, tokenizer):
    text = text.lower()
    words = unicode_words(text) if tokenizer == "unicode" else re.findall("[a-z0-9]+", text)
    if not use_stemmer:
        return words
    return [
        stemmer().stem(word) if len(word) > 3 and re.fullmatch("[a-z0-9]+", word) else word
        for word in words
    ]


def f_measure(hits, n_prediction, n_reference):
    precision, recall = hits / max(n_prediction, 1), hits / max(n_reference, 1)
    if precision + recall == 0:
        return 0.0, precision, recall
    return 2 * precision * recall / (precision + recall), precision, recall


def grams(n):
    def triple(prediction, reference):
        p, r = (
            Counter(zip(*(tokens[i:] for i in range(n)), strict=False))
            for tokens in ([*chain(*prediction)], [*chain(*reference)])
        )
        return f_measure((p & r).total(), p.total(), r.total())

    return triple


def table(reference, prediction):
    rows = [[0] * (len(prediction) + 1)]
    for r in reference:
        rows.append([0])
        for j, p in enumerate(prediction, 1):
            rows[-1].append(rows[-2][j - 1] + 1 if r == p else max(rows[-2][j], rows[-1][j - 1]))
    return rows


def longest(prediction, reference):
    p, r = [*chain(*prediction)], [*chain(*reference)]
    return f_measure(table(r, p)[-1][-1], len(p), len(r))


def common_places(reference, prediction):
    rows, places = table(reference, prediction), set()
    i, j = len(reference), len(prediction)
    while i and j:
        if reference[i - 1] == prediction[j - 1]:
            places.add(i - 1)
            i, j = i - 1, j - 1
        elif rows[i][j - 1] > rows[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return places


def longest_of_lines(prediction, reference):
    left, right = Counter([*chain(*prediction)]), Counter([*chain(*reference)])
    n_prediction, n_reference = left.total(), right.total()
    hits = 0
    for line in reference:
        for place in sorted(set().union(*(common_places(line, other) for other in prediction))):
            word = line[place]
            if left[word] and right[word]:
                hits += 1
                left[word] -= 1
                right[word] -= 1
    return f_measure(hits, n_prediction, n_reference)


KINDS = {
    "rouge1": grams(1),
    "rouge2": grams(2),
    "rougeL": longest,
    "rougeLsum": longest_of_lines,
    **{f"rouge{n}": grams(n) for n in range(3, 10)},
}


def triples(kind, predictions, references, use_stemmer=False, tokenizer="rouge"):
    found = []
    for prediction, golds in zip(predictions, references, strict=True):
        texts = [golds] if isinstance(golds, str) else [g for g in golds if g is not None]
        lines = [
            [tokenize(line, use_stemmer, tokenizer) for line in text.split("\n")]
            for text in (prediction, *texts)
        ]
        found.append(max((KINDS[kind](lines[0], gold) for gold in lines[1:]), key=lambda t: t[0]))
    return found


def means(kind, predictions, references, **options):
    columns = zip(*triples(kind, predictions, references, **options), strict=True)
    return [sum(column) / len(column) for column in columns]


def package_means(kind, predictions, references, use_stemmer=False, tokenizer="rouge"):
    from rouge_score.rouge_scorer import RougeScorer

    chosen = None
    if tokenizer == "unicode":

        class chosen:  # noqa: N801 - the package asks for an object with one method
            @staticmethod
            def tokenize(text):
                return tokenize(text, use_stemmer, "unicode")

    scorer = RougeScorer([kind], use_stemmer=use_stemmer, tokenizer=chosen)
    found = [
        scorer.score_multi([r] if isinstance(r, str) else [x for x in r if x is not None], p)[kind]
        for p, r in zip(predictions, references, strict=True)
    ]
    n = len(found)
    names = ("fmeasure", "precision", "recall")
    return {name: float(sum(getattr(score, name) for score in found) / n) for name in names}


def reference_of(kind):
    """What the module of one kind offers."""

    def sample_scores(predictions, references, **options):
        return [triple[0] for triple in triples(kind, predictions, references, **options)]

    def score(predictions, references, **options):
        values = means(kind, predictions, references, **options)
        return dict(zip(("fmeasure", "precision", "recall"), values, strict=True))

    def package(predictions, references, **options):
        return package_means(kind, predictions, references, **options)

    return sample_scores, score, package
