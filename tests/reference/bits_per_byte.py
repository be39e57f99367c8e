"""Slow reference of `bits_per_byte`."""

import math

PROVENANCE = "the definition, by hand"
OPTIONS = [{}]
CASES = [
    ("four bits a byte", {}, [-4 * math.log(2) * 2], [2]),
    ("texts count by their bytes", {}, [-10.0, -1.5], [7, 1]),
]


def draw(rng, n_samples):
    return (
        [-rng.random() * 50 for _ in range(n_samples)],
        [rng.randrange(1, 90) for _ in range(n_samples)],
    )


def sample_scores(predictions, references):
    return [-p / (math.log(2) * r) for p, r in zip(predictions, references, strict=True)]


def score(predictions, references):
    return {"bits_per_byte": -sum(predictions) / (math.log(2) * sum(references))}
