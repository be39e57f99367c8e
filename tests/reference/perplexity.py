"""Slow reference of `perplexity`."""

from math import exp, fsum

PROVENANCE = "the definition, by hand"
OPTIONS = [{}]
CASES = [
    ("two texts", {}, [-2.0, -4.0], [1, 2]),
    ("long texts weigh more", {}, [-10.0, -1.5, -0.25], [7, 1, 40]),
    ("certain", {}, [0.0], [3]),
]


def draw(rng, n_samples):
    return (
        [-rng.random() * 50 for _ in range(n_samples)],
        [rng.randrange(1, 90) for _ in range(n_samples)],
    )


def sample_scores(predictions, references):
    return [exp(-p / r) for p, r in zip(predictions, references, strict=True)]


def score(predictions, references):
    return {"perplexity": exp(-fsum(predictions) / fsum(references))}
