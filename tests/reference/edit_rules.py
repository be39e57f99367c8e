"""Slow reference of error rates: jiwer's transforms by regular expression, the table by hand."""

import re

from draws import draw_texts

CASES = [
    ("equal", {}, ["the cat sat"], ["the cat sat"]),
    ("every kind of edit", {}, ["the cat sit", "a b c d", "x"], ["the cat sat down", "a c d", "y"]),
    ("nothing to say, nothing said", {}, [""], [""]),
    ("empty references count insertions", {}, ["a b", "c"], ["", " "]),
    ("above one", {}, ["a b c"], ["x"]),
    ("white space", {}, ["a\tb", "a  b", "\u00a0a ", "a\u00a0 b"], ["a b", "a b", "a", "a b"]),
    (
        "characters",
        {},
        ["kitten", "你好", "e\u0301", "👩\u200d👧"],
        ["sitting", "你 好", "é", "👩"],
    ),
]


def draw(rng, n_samples):
    predictions, references = draw_texts(rng, n_samples)
    return predictions, [row[0] for row in references]


def words(text):
    return [word for word in re.sub(r"\s\s+", " ", text).strip().split(" ") if word]


def characters(text):
    return list(text.strip())


def distance(left, right):
    row = list(range(len(right) + 1))
    for i, x in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(right, 1):
            best = min(diagonal + (x != y), row[j] + 1, row[j - 1] + 1)
            diagonal, row[j] = row[j], best
    return row[-1]


def rates(unit, predictions, references):
    return [
        (distance(unit(r), unit(p)), len(unit(r)))
        for p, r in zip(predictions, references, strict=True)
    ]


def rate(edits, n_units):
    return edits / n_units if n_units else float(edits)


def reference_of(name, unit):
    """What the module of one error rate offers."""

    def sample_scores(predictions, references):
        return [rate(*pair) for pair in rates(unit, predictions, references)]

    def score(predictions, references):
        edits, n_units = map(sum, zip(*rates(unit, predictions, references), strict=True))
        return {name: rate(edits, n_units), "n_edits": edits, "n_reference_units": n_units}

    def package(predictions, references):
        import jiwer

        process = {"wer": jiwer.process_words, "cer": jiwer.process_characters}[name]
        found = process(list(references), list(predictions))
        return {
            name: float(getattr(found, name)),
            "n_edits": found.substitutions + found.deletions + found.insertions,
            "n_reference_units": found.hits + found.substitutions + found.deletions,
        }

    return sample_scores, score, package
