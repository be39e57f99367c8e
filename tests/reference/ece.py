"""Slow reference of `ece`."""

from bisect import bisect_left, bisect_right
from math import fsum, sqrt

import numpy as np
from probability_rules import BINARY, PAIR, THREE, full
from probability_rules import draw as draw_rows

PROVENANCE = "the definitions of torchmetrics 1.9 and scikit-learn 1.9.1, by hand"
TOP = [
    {},
    {"n_bins": 10, "norm": "l2"},
    {"norm": "max"},
    {"norm": "l2", "debiased": True},
    {"edges": "sklearn"},
    {"binning": "equal_mass", "edges": "sklearn", "n_bins": 10},
    {"binning": "equal_mass", "n_bins": 7},
]
OPTIONS = TOP
CASES = [
    *((f"top {options}", options, *columns) for options in TOP for columns in (BINARY, THREE)),
    *(
        (f"positive {norm}", {"confidence": "positive", "norm": norm, "n_bins": 10}, *columns)
        for norm in ("l1", "l2", "max")
        for columns in (BINARY, PAIR)
    ),
]


def draw(rng, n_samples):
    predictions, references = draw_rows(rng, n_samples)
    # Exactly on an edge, where single precision decides.
    if not isinstance(predictions[0], list):
        predictions[: len(predictions) // 4] = [
            rng.randrange(16) / 15 for _ in predictions[: len(predictions) // 4]
        ]
    return predictions, references


def pairs_of(predictions, references, confidence):
    for row, truth in zip(full(predictions), references, strict=True):
        chosen = 1 if confidence == "positive" else row.index(max(row))
        yield row[chosen], float(chosen == truth)


def single_edges(n):
    step = np.float32(1) / np.float32(n)
    half = (n + 1) // 2
    return [
        step * np.float32(k) if k < half else np.float32(1) - step * np.float32(n - k)
        for k in range(n + 1)
    ]


def places_of(confidences, n_bins, binning, edges):
    shares = np.arange(n_bins + 1) / n_bins
    bounds = np.quantile(confidences, shares) if binning == "equal_mass" else shares
    if edges == "sklearn":
        return [bisect_left(bounds[1:-1].tolist(), c) for c in confidences]
    if binning == "equal_mass":
        single = [float(np.float32(bound)) for bound in bounds]
    else:
        single = [float(edge) for edge in single_edges(n_bins)]
    return [max(bisect_right(single, float(np.float32(c))) - 1, 0) for c in confidences]


def score(
    predictions,
    references,
    n_bins=15,
    norm="l1",
    confidence="top",
    binning="equal_width",
    edges="torchmetrics",
    debiased=False,
):
    pairs = [*pairs_of(predictions, references, confidence)]
    places = places_of([c for c, _ in pairs], n_bins, binning, edges)
    terms = []
    for place in sorted(set(places)):
        inside = [pair for pair, p in zip(pairs, places, strict=True) if p == place]
        n = len(inside)
        share = sum(right for _, right in inside) / n
        gap = abs(share - fsum(c for c, _ in inside) / n)
        error = share * (1 - share) / (n - 1) if debiased and n > 1 else 0.0
        terms.append((n / len(pairs), gap, error))
    if norm == "max":
        return {"ece": max(gap for _, gap, _ in terms)}
    if norm == "l1":
        return {"ece": fsum(weight * gap for weight, gap, _ in terms)}
    return {"ece": sqrt(max(fsum(w * (gap * gap - error) for w, gap, error in terms), 0.0))}
