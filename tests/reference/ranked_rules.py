"""Ranked candidates, by hand and at random."""

CASES = [
    ("a hit first", [[3.0, 2.0, 1.0]], [[1, 0, 1]]),
    ("a hit second", [[3.0, 2.0, 1.0]], [[0, 1, 0]]),
    ("no relevant candidate", [[1.0, 2.0], [0.5]], [[0, 0], [1]]),
    ("grades and ties", [[0.5, 0.5, 0.1, 0.9]], [[3, 0, 1, 2]]),
    ("negative scores", [[-1.0, -2.0, -3.0]], [[0, 2, 1]]),
]


def cases_of(*options):
    return [
        (f"{name} {chosen or ''}".strip(), chosen, scores, grades)
        for chosen in options or ({},)
        for name, scores, grades in CASES
    ]


def draw(rng, n_samples):
    scores, grades = [], []
    for _ in range(n_samples):
        n = rng.randrange(1, 15)
        scores.append([rng.choice((rng.random(), rng.randrange(4) / 4)) for _ in range(n)])
        grades.append([rng.choice((0, 0, 0, 1, 2)) for _ in range(n)])
    return scores, grades


def order(scores):
    return sorted(range(len(scores)), key=lambda place: -scores[place])


def reference_of(name, value):
    """What the module of one mean over samples offers."""

    def sample_scores(predictions, references, **options):
        return [value(s, g, **options) for s, g in zip(predictions, references, strict=True)]

    def score(predictions, references, **options):
        values = sample_scores(predictions, references, **options)
        return {name: sum(values) / len(values)}

    return sample_scores, score
