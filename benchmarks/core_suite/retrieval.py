"""Requests and notices of shops and services, graded by how well a notice fits.

Each request has eight notices: one that meets every wish (grade 2), two of the right kind that miss
one wish (grade 1), five of other kinds (grade 0), among them two that meet all wishes but the kind.
Level 1 asks for kind and place, level 2 for kind, place and hours, level 3 for the same in the
words of a need.
"""

from random import Random

from benchmarks.core_suite import notices_en, notices_zh
from benchmarks.core_suite.items import Apart

N_PER_LEVEL = 102
WORDS = {"en": notices_en, "zh": notices_zh}

Row = dict[str, object]
Wish = tuple[int, int, int]
"""Kind, place, hours, as positions."""


def rows(seed: int, language: str) -> tuple[list[Row], list[Row]]:
    """Samples and examples."""
    apart = Apart(language)
    name = "retrieval" if language == "en" else f"retrieval-{language}"
    shots = [_row(Random(f"{seed}|{name}|shot|{n}"), language, n % 3 + 1, apart) for n in range(9)]
    samples = [
        _row(Random(f"{seed}|{name}|{level}|{n}"), language, level, apart)
        for n in range(N_PER_LEVEL)
        for level in (1, 2, 3)
    ]
    return samples, shots


def _row(random: Random, language: str, level: int, apart: Apart) -> Row:
    words = WORDS[language]
    while True:
        wish = (
            random.randrange(len(words.KINDS)),
            random.randrange(len(words.PLACES)),
            random.randrange(len(words.HOURS)),
        )
        text = words.request(random, wish, level)
        if apart.accepts(text):
            break
    sizes = (len(words.KINDS), len(words.PLACES), len(words.HOURS))
    offers = _offers(random, wish, level, sizes)
    graded = [(words.notice(random, each), grade) for each, grade in offers]
    random.shuffle(graded)
    return {
        "attributes": {"level": str(level)},
        "choices": [notice for notice, _ in graded],
        "group": words.KINDS[wish[0]][0],
        "input": text,
        "references": [grade for _, grade in graded],
    }


def _offers(random: Random, wish: Wish, level: int, sizes: Wish) -> list[tuple[Wish, int]]:
    """The eight offers with their grades, all different."""
    kind, place, hours = wish
    others, far, late = (
        [k for k in range(n) if k != wished] for n, wished in zip(sizes, wish, strict=True)
    )
    found: list[tuple[Wish, int]] = [(wish, 2)]
    if level == 1:
        found += [((kind, p, random.choice(late)), 1) for p in random.sample(far, 2)]
    else:
        found.append(((kind, random.choice(far), hours), 1))
        found.append(((kind, place, random.choice(late)), 1))
    wrong = random.sample(others, 5)
    found += [((k, place, hours), 0) for k in wrong[:2]]
    found += [((k, random.choice(far), random.choice(late)), 0) for k in wrong[2:]]
    return found
