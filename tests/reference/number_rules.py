"""Columns of numbers, and slow references of their errors."""

CASES = [
    ("three", {}, [1.0, 2.0, 4.0], [1.0, 3.0, 2.0]),
    ("integers", {}, [1, 2, 4, -7], [1, 3, 2, 5]),
    ("far from zero", {}, [1e6 + 1, 1e6 + 2, 1e6 + 4], [1e6, 1e6 + 3, 1e6 + 2]),
    ("ties", {}, [1.0, 1.0, 2.0, 2.0, 3.0], [2.0, 2.0, 2.0, 5.0, 1.0]),
    ("opposite", {}, [1.0, 2.0, 3.0], [3.0, 2.0, 1.0]),
]


def draw(rng, n_samples):
    """Numbers of any scale, rounded half of the time so that there are ties; never constant."""
    scale, offset = 10 ** rng.uniform(-6, 6), 10 ** rng.uniform(-3, 6)
    references = [offset + scale * rng.gauss(0, 1) for _ in range(n_samples)]
    predictions = [r + scale * rng.gauss(0, 0.5) for r in references]
    if rng.random() < 0.5:
        references = [round(r, 1) for r in references]
        predictions = [round(p, 1) for p in predictions]
    anchors = [offset - scale, offset + scale, offset]
    return [*predictions, *anchors], [*references, *anchors[::-1]]


def differences(predictions, references):
    return [p - r for p, r in zip(predictions, references, strict=True)]
