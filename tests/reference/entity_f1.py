"""Slow reference of `entity_f1`."""

PROVENANCE = "the rules of conlleval and of SemEval-2013 task 9, by hand"
SCHEMES = ("conll", "strict", "exact", "partial", "type")
OPTIONS = [{}, *({"scheme": scheme} for scheme in SCHEMES)]
EXISTING = [[[0, 2, "A"], [3, 5, "B"], [6, 9, "A"], [10, 11, "B"]], [], [[0, 1, "A"]]]
FOUND = [[[0, 2, "A"], [3, 5, "A"], [7, 9, "A"], [20, 21, "B"]], [[1, 2, "A"]], []]
CASES = [
    *((f"four {options or ''}".strip(), options, FOUND, EXISTING) for options in OPTIONS),
    ("all right", {}, EXISTING, EXISTING),
]


def draw(rng, n_samples):
    existing, found = [], []
    for _ in range(n_samples):
        spans, place = [], 0
        for _ in range(rng.randrange(6)):
            start = place + rng.randrange(4)
            place = start + rng.randrange(1, 4)
            spans.append((start, place, rng.choice("ABC")))
        existing.append(spans)
        found.append([change(rng, span) for span in spans if rng.random() < 0.9])
    return found, existing


def change(rng, span):
    start, end, label = span
    if rng.random() < 0.3:
        end = max(start + 1, end + rng.randrange(-1, 2))
    return start, end, rng.choice("ABC") if rng.random() < 0.3 else label


def take(rest, span, meets):
    """The first of the rest that the span meets, taken off it."""
    other = next((each for each in rest if meets(span, each)), None)
    if other is not None:
        rest.remove(other)
    return other


def is_same(left, right):
    return left == right


def has_same_place(left, right):
    return left[:2] == right[:2]


def overlaps(left, right):
    return left[0] < right[1] and right[0] < left[1]


def worth(found, existing, scheme):
    rest = [tuple(span) for span in existing]
    spans = [tuple(span) for span in found]
    spans = [span for span in spans if not take(rest, span, is_same)]
    total = len(found) - len(spans)
    if scheme in ("conll", "strict"):
        return total
    later = [span for span in spans if not take(rest, span, has_same_place)]
    total += (len(spans) - len(later)) * (scheme != "type")
    for span in later:
        other = take(rest, span, overlaps)
        if other:
            total += {"partial": 0.5, "type": span[2] == other[2]}.get(scheme, 0)
    return total


def score(predictions, references, scheme="conll"):
    pairs = [*zip(predictions, references, strict=True)]
    correct = sum(worth(found, existing, scheme) for found, existing in pairs)
    found, existing = (sum(map(len, column)) for column in (predictions, references))
    return {
        "f1": 2 * correct / (found + existing) if found + existing else 0.0,
        "precision": correct / found if found else 0.0,
        "recall": correct / existing if existing else 0.0,
        "n_correct": correct,
    }
