"""Pairs of notes, and in how many of five details they agree.

English notes tell of a delivery, Chinese ones of an appointment. Level 1 writes both notes alike,
level 2 in different order, level 3 in different order and with other words for the same day and
number or time.
"""

from random import Random

from benchmarks.core_suite import appointments, deliveries
from benchmarks.core_suite.items import Apart

N_PER_CELL = 17
"""Pairs of a level and a score: 3 levels, 6 scores, 306 pairs."""
N_DETAILS = 5
NOTES = {"en": deliveries, "zh": appointments}

Row = dict[str, object]


def rows(seed: int, language: str) -> tuple[list[Row], list[Row]]:
    """Samples and examples, both mixed so that every prefix holds all scores."""
    apart = Apart(language)
    name = "similarity" if language == "en" else f"similarity-{language}"
    shots = [
        _row(Random(f"{seed}|{name}|shot|{n}"), language, n % 3 + 1, n % 6, apart) for n in _ORDER
    ]
    samples = [
        _row(Random(f"{seed}|{name}|{level}|{score}|{n}"), language, level, score, apart)
        for n in range(N_PER_CELL)
        for level in (1, 2, 3)
        for score in range(N_DETAILS + 1)
    ]
    return samples, shots


_ORDER = (3, 0, 5, 1, 4, 2, 9, 6, 11, 7, 10, 8)
"""Examples in an order in which the first three hold a middle, a low and a high score."""


def _row(random: Random, language: str, level: int, score: int, apart: Apart) -> Row:
    notes = NOTES[language]
    while True:
        first = notes.details(random)
        other = notes.details(random)
        same = set(random.sample(range(N_DETAILS), score))
        second = tuple(first[k] if k in same else other[k] for k in range(N_DETAILS))
        if any(first[k] == second[k] for k in range(N_DETAILS) if k not in same):
            continue
        one, two = random.sample(notes.PATTERNS, 2)
        text = notes.write(first, one, plain=True)
        if apart.accepts(text):
            break
    return {
        "attributes": {"level": str(level)},
        "choices": [str(n) for n in range(N_DETAILS + 1)],
        "input": text,
        "pair": notes.write(second, one if level == 1 else two, plain=level < 3),
        "references": [score],
    }
