"""Slow reference of `ter`: Tercom's search on whole matrices, as in sacrebleu 2.6.0."""

import math
import re

from bleu import streams
from draws import draw_texts

PROVENANCE = "sacrebleu.metrics.TER"
OPTIONS = [
    {},
    {"normalized": True},
    {"no_punct": True},
    {"normalized": True, "asian_support": True},
    {"normalized": True, "no_punct": True, "asian_support": True},
    {"case_sensitive": True, "no_punct": True, "asian_support": True},
]
THREE = ["d e f a b c g h i j", "The cat's mat (old), 3.5-4", "我们 x、y かな"]
GOLDS = ["a b c d e f g h i j", "the cat's old mat 3.5 - 4", "我 们 x y かな"]
BLOCK = " ".join(f"w{i}" for i in range(20))
CASES = [
    ("a block moves for one edit", {}, THREE[:1], GOLDS[:1]),
    ("a block of twenty words does not", {}, [f"{BLOCK} {THREE[0]}"], [f"{THREE[0]} {BLOCK}"]),
    ("empty references", {}, ["a b", ""], ["", ""]),
    ("nothing at all", {}, [""], [""]),
    ("several and missing references", {}, THREE, [GOLDS[:2], [GOLDS[1], None], GOLDS[2]]),
    *((f"options {options}", options, THREE, GOLDS) for options in OPTIONS[1:]),
]
INFINITE = 10**9
N_SAMPLES = 200  # whole matrices for every candidate are slow


def draw(rng, n_samples):
    """Mostly short pairs; a few long ones of few words, where the limits and the beam count."""
    predictions, references = draw_texts(rng, n_samples)
    for index in range(0, n_samples, 100):
        words = [f"w{i}" for i in range(rng.choice((8, 60)))]
        gold = rng.choices(words, k=rng.randrange(70))
        moved = list(gold)
        for _ in range(rng.randrange(4)):
            a, b = sorted(rng.choices(range(len(moved) + 1), k=2))
            moved = moved[b:] + moved[:a] + moved[a:b]
        predictions[index], references[index] = " ".join(moved), [" ".join(gold)]
    return predictions, references


def tokens(text, normalized, no_punct, asian_support, case_sensitive):
    text = text.rstrip()
    text = text if case_sensitive else text.lower()
    if normalized:
        text = text.replace("\n-", "").replace("\n", " ")
        for entity, character in (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
            text = text.replace(entity, character)
        text = re.sub(r"([{-~[-` -&(-+:-@/])", r" \1 ", f" {text} ").replace("'s ", " 's ")
        text = re.sub(r"([^0-9])([\.,])", r"\1 \2 ", text)
        text = re.sub(r"([\.,])([^0-9])", r" \1 \2", text)
        text = re.sub(r"([0-9])(-)", r"\1 \2 ", text)
        if asian_support:
            ideographs = (
                "\u4e00-\u9fff\u3400-\u4dbf\u31c0-\u31ef\u2e80-\u2eff"
                "\u3300-\u33ff\uf900-\ufaff\ufe30-\ufe4f\u3200-\u3f22"
            )
            text = re.sub(f"([{ideographs}])", r" \1 ", text)
            text = re.sub(f"([{ASIAN_MARKS}])", r" \1 ", text)
    if no_punct:
        text = re.sub(r"[\.,\?:;!\"\(\)]", "", text)
        if asian_support:
            text = re.sub(f"[{ASIAN_MARKS}]", "", text)
    return text.split()


ASIAN_MARKS = (
    "\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb"
    "\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09"
)


def align(words, gold):
    """Distance within the beam, and the steps from the start."""
    n, m = len(words), len(gold)
    ratio = m / n if n else 1
    beam = math.ceil(ratio / 2 + 25) if ratio / 2 > 25 else 25
    cost = [[INFINITE] * (m + 1) for _ in range(n + 1)]
    step = [["?"] * (m + 1) for _ in range(n + 1)]
    cost[0], step[0] = list(range(m + 1)), ["i"] * (m + 1)
    for i in range(1, n + 1):
        middle = math.floor(i * ratio)
        for j in range(max(0, middle - beam), m + 1 if i == n else min(m + 1, middle + beam)):
            if j == 0:
                cost[i][0], step[i][0] = cost[i - 1][0] + 1, "d"
                continue
            equal = words[i - 1] == gold[j - 1]
            for price, name in (
                (cost[i - 1][j - 1] + (not equal), " " if equal else "s"),
                (cost[i - 1][j] + 1, "d"),
                (cost[i][j - 1] + 1, "i"),
            ):
                if cost[i][j] > price:
                    cost[i][j], step[i][j] = price, name
    steps, i, j = [], n, m
    while i or j:
        steps.append(step[i][j])
        i, j = i - (step[i][j] != "i"), j - (step[i][j] != "d")
    return cost[n][m], steps[::-1]


def best_shift(words, gold, checked):  # noqa: C901, PLR0912 - the reference's loop as it stands
    before, steps = align(words, gold)
    aligned, gold_errors, errors = {}, [], []
    for step in steps:
        if step != "i":
            errors.append(step != " ")
        if step != "d":
            gold_errors.append(step != " ")
            aligned[len(gold_errors) - 1] = len(errors) - 1
    best = None
    for start in range(len(words)):
        for at in range(max(0, start - 50), min(len(gold), start + 51)):
            for length in range(1, 11):
                block = words[start : start + length]
                if len(block) < length or block != gold[at : at + length]:
                    break
                if not any(errors[start : start + length]) or not any(
                    gold_errors[at : at + length]
                ):
                    continue
                if start <= aligned[at] < start + length:
                    continue
                last = -1
                for place in range(at - 1, at + length):
                    if place >= len(gold):
                        break
                    target = 0 if place == -1 else aligned[place] + 1
                    if target == last:
                        continue
                    last = target
                    rest = words[:start] + words[start + length :]
                    # Where the block would move into itself it moves behind as many words.
                    to = target - length if target > start + length else target
                    moved = [*rest[:to], *block, *rest[to:]]
                    candidate = (before - align(moved, gold)[0], length, -start, -target, moved)
                    checked += 1
                    best = candidate if best is None else max(best, candidate)
                if checked >= 1000:
                    return best, checked
    return best, checked


def edits(words, gold):
    if not gold:
        return len(words)
    n_shifts, checked = 0, 0
    while True:
        best, checked = best_shift(words, gold, checked)
        if checked >= 1000 or best is None or best[0] <= 0:
            return n_shifts + align(words, gold)[0]
        n_shifts, words = n_shifts + 1, best[-1]


def complete(options):
    names = ("normalized", "no_punct", "asian_support", "case_sensitive")
    return {name: options.get(name, False) for name in names}


def rows(predictions, references, options):
    options = complete(options)
    for prediction, given in zip(predictions, references, strict=True):
        several = [given] if isinstance(given, str) else given
        # sacrebleu tokenises references twice.
        golds = [
            tokens(" ".join(tokens(gold, **options)), **options)
            for gold in several
            if gold is not None
        ]
        words = tokens(prediction, **options)
        yield min(edits(words, gold) for gold in golds), sum(map(len, golds)) / len(golds)


def finish(n_edits, length):
    return 100 * n_edits / length if length else 100.0 * (n_edits > 0)


def sample_scores(predictions, references, **options):
    return [finish(*row) for row in rows(predictions, references, options)]


def score(predictions, references, **options):
    n_edits, length = map(sum, zip(*rows(predictions, references, options), strict=True))
    return {"ter": finish(n_edits, length)}


def package(predictions, references, **options):
    from sacrebleu.metrics import TER

    metric = TER(**options)
    found = metric.corpus_score(predictions, streams(references))
    return {
        "ter": found.score,
        "num_edits": found.num_edits,
        "ref_length": found.ref_length,
        "signature": str(metric.get_signature()),
    }
