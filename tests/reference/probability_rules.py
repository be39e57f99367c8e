"""Rows of probabilities, by hand and at random."""

BINARY = ([0.9, 0.9, 0.6, 0.4, 0.0, 1.0], [1, 1, 0, 0, 0, 1])
CERTAIN_AND_WRONG = ([1.0, 0.0, 0.5], [0, 1, 1])
THREE = ([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.4, 0.4, 0.2], [0.0, 1.0, 0.0]], [0, 1, 1, 1])
PAIR = ([[0.3, 0.7], [0.5, 0.5], [0.9, 0.1]], [1, 0, 1])


def cases_of(*options):
    return [
        (f"{name} {chosen or ''}".strip(), chosen, *columns)
        for chosen in options or ({},)
        for name, columns in (
            ("one column", BINARY),
            ("certain and wrong", CERTAIN_AND_WRONG),
            ("three classes", THREE),
            ("two columns", PAIR),
        )
    ]


def draw(rng, n_samples):
    """One column for two classes, or a column for each of two to five."""
    if rng.random() < 0.4:
        column = [rng.choice((0.0, 1.0, 0.5, rng.random(), rng.random())) for _ in range(n_samples)]
        return column, [int(rng.random() < p**1.3) for p in column]
    n_classes = rng.randrange(2, 6)
    rows = []
    for _ in range(n_samples):
        weights = [rng.randrange(1, 1000) for _ in range(n_classes)]
        rows.append([weight / sum(weights) for weight in weights])
    # Every class occurs, or scikit-learn does not know it.
    references = [rng.choices(range(n_classes), row)[0] for row in rows]
    return rows, references


def full(probabilities):
    return [p if isinstance(p, list) else [1 - p, p] for p in probabilities]
