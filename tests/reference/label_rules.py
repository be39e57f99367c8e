"""Slow references of label metrics: everything from lists of pairs."""

from draws import draw_labels

NO_LABEL = "\x7f none"
"""scikit-learn has no missing prediction: a label of its own, behind all others, is as wrong."""

CASES = [
    ("all right", ["a", "b"], ["a", "b"]),
    ("some right", ["a", "a", "b", "c"], ["a", "b", "b", "c"]),
    ("a class only predicted", [0, 2, 1, 2], [0, 0, 1, 1]),
    ("a class never predicted", [0, 0, 1, 1], [0, 2, 1, 2]),
    ("one class predicted", [1, 1, 1, 1, 1, 1], [0, 1, 2, 0, 1, 2]),
    ("all wrong", [1, 0, 1, 0], [0, 1, 0, 1]),
    ("negative integers", [-1, -1, 1, 1], [-1, 1, -1, 1]),
]
MISSING = ("a prediction is missing", ["a", None, "b", "c"], ["a", "b", "b", "c"])


def cases_of(*options, missing=True):
    cases = [*CASES, MISSING] if missing else CASES
    return [
        (f"{name} {chosen or ''}".strip(), chosen, predictions, references)
        for chosen in options or ({},)
        for name, predictions, references in cases
    ]


def draw(rng, n_samples):
    """Labels of at least two classes, so that every metric is defined."""
    predictions, references = draw_labels(rng, n_samples)
    return ["a", "z", *predictions], ["z", "a", *references]


def draw_named(rng, n_samples):
    """As `draw`, with every prediction naming a label."""
    predictions, references = draw(rng, n_samples)
    return ["other" if p is None else p for p in predictions], references


def spelt(predictions, references):
    """Both columns for scikit-learn, true ones first."""
    if any(p is None for p in predictions):
        return list(references), [NO_LABEL if p is None else p for p in predictions]
    return list(references), list(predictions)


def classes(predictions, references):
    return sorted({*references, *(p for p in predictions if p is not None)})


def counts(label, predictions, references):
    """Hits, predictions and truths of one class."""
    pairs = list(zip(predictions, references, strict=True))
    return (
        sum(p == r == label for p, r in pairs),
        sum(p == label for p, _ in pairs),
        sum(r == label for _, r in pairs),
    )


PARTS = {
    "precision": lambda hits, predicted, truths: (hits, predicted),  # noqa: ARG005
    "recall": lambda hits, predicted, truths: (hits, truths),  # noqa: ARG005
    "f1": lambda hits, predicted, truths: (2 * hits, predicted + truths),
}


def average_of(
    name, predictions, references, average="macro", labels=None, pos_label="1", zero_division=0
):
    def divide(top, bottom):
        return top / bottom if bottom else float(zero_division)

    names = labels if average != "binary" else [pos_label]
    named = {str(label): label for label in classes(predictions, references)}
    names = [named.get(name, name) for name in names or named]
    rows = [counts(label, predictions, references) for label in names]
    values = [divide(*PARTS[name](*row)) for row in rows]
    if average in ("micro", "binary"):
        return divide(*PARTS[name](*map(sum, zip(*rows, strict=True))))
    if average == "macro":
        return sum(values) / len(values)
    return divide(
        sum(v * row[2] for v, row in zip(values, rows, strict=True)), sum(r[2] for r in rows)
    )


AVERAGE_OPTIONS = [
    {},
    {"average": "micro"},
    {"average": "weighted"},
    {"average": "weighted", "zero_division": 1},
    {"average": "macro", "zero_division": 1},
    {"average": "binary", "pos_label": "a"},
    {"labels": ["b", "a"]},
    {"average": "micro", "labels": ["b", "中"]},
    {"average": "weighted", "labels": ["ä"], "zero_division": 1},
]


def average_cases():
    first = [options for options in AVERAGE_OPTIONS if "labels" not in options]
    named = [
        options for options in AVERAGE_OPTIONS if "labels" in options or "pos_label" in options
    ]
    return [
        *cases_of(*(options for options in first if options.get("average") != "binary")),
        *(
            (f"some right {options}", options, ["a", "a", "b", "c"], ["a", "b", "b", "c"])
            for options in named
        ),
    ]


def package_average(
    name, predictions, references, average="macro", labels=None, pos_label="1", zero_division=0
):
    import warnings

    import sklearn.metrics

    truths, found = spelt(predictions, references)
    names = labels if average != "binary" else [pos_label]
    known = classes(predictions, references)
    if names:
        # A label that stands nowhere counts as an empty class, which scikit-learn refuses to name.
        named = {str(label): label for label in known}
        names = [named.get(name, name) for name in names]
        average = "micro" if average == "binary" else average
    function = getattr(sklearn.metrics, f"{name}_score")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = function(
            truths, found, labels=names or known, average=average, zero_division=zero_division
        )
    return {name: float(value)}


def reference_of(name):
    """What the module of one averaged measure offers."""

    def score(predictions, references, **options):
        return {name: average_of(name, predictions, references, **options)}

    def package(predictions, references, **options):
        return package_average(name, predictions, references, **options)

    return score, package
