"""Pairs of notes about a delivery, and in how many of five details they agree.

The details are who, which day, by what, how many of which goods (one detail), and where to. Level 1
writes both notes alike, level 2 in different order, level 3 in different order and with other words
for the same day and number.
"""

from random import Random

from benchmarks.core_suite.items import Apart

N_PER_CELL = 17
"""Pairs of a level and a score: 3 levels, 6 scores, 306 pairs."""
N_DETAILS = 5

PEOPLE = (
    "Ada Bruno Celia Dario Elsa Felix Gwen Hanna Igor Jana Kurt Lena Milan Nora Otto Petra Rufus "
    "Selma Theo Ulla Vera Walter Xenia Yara"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
BY = "van lorry tram boat bicycle handcart sledge taxi".split()
GOODS = "chairs lamps tents drums ladders mirrors barrels kites desks bells ropes clocks".split()
NUMBERS = {12: "a dozen", 24: "two dozen", 7: "seven", 20: "twenty", 9: "nine", 15: "fifteen",
           30: "thirty", 40: "forty", 6: "half a dozen", 11: "eleven"}  # fmt: skip
PLACES = (
    "school,harbour,theatre,castle,clinic,market,airport,monastery,stadium,farm,hotel,museum"
).split(",")
PATTERNS = (
    "{who} took {n} {goods} to the {place} by {by} {day}.",
    "{Day}, {n} {goods} reached the {place}; {who} brought them by {by}.",
    "The {place} got {n} {goods} {day}, sent by {by} with {who}.",
    "By {by}, {who} delivered {n} {goods} {day}, all of them for the {place}.",
    "It was {who} who, {day}, carried {n} {goods} by {by} to the {place}.",
)

Details = tuple[str, int, str, tuple[int, str], str]
Row = dict[str, object]


def rows(seed: int) -> tuple[list[Row], list[Row]]:
    """Samples and examples, both mixed so that every prefix holds all scores."""
    apart = Apart("en")
    shots = [_row(Random(f"{seed}|similarity|shot|{n}"), n % 3 + 1, n % 6, apart) for n in _ORDER]
    samples = [
        _row(Random(f"{seed}|similarity|{level}|{score}|{n}"), level, score, apart)
        for n in range(N_PER_CELL)
        for level in (1, 2, 3)
        for score in range(N_DETAILS + 1)
    ]
    return samples, shots


_ORDER = (3, 0, 5, 1, 4, 2, 9, 6, 11, 7, 10, 8)
"""Examples in an order in which the first three hold a middle, a low and a high score."""


def _row(random: Random, level: int, score: int, apart: Apart) -> Row:
    while True:
        first = _details(random)
        other = _details(random)
        same = set(random.sample(range(N_DETAILS), score))
        second = tuple(first[k] if k in same else other[k] for k in range(N_DETAILS))
        if any(first[k] == second[k] for k in range(N_DETAILS) if k not in same):
            continue
        one, two = random.sample(PATTERNS, 2)
        text = _write(first, one, plain=True)
        if apart.accepts(text):
            break
    return {
        "attributes": {"level": str(level)},
        "choices": [str(n) for n in range(N_DETAILS + 1)],
        "input": text,
        "pair": _write(second, one if level == 1 else two, plain=level < 3),
        "references": [score],
    }


def _details(random: Random) -> Details:
    goods = (random.choice([*NUMBERS]), random.choice(GOODS))
    return (
        random.choice(PEOPLE),
        random.randrange(7),
        random.choice(BY),
        goods,
        random.choice(PLACES),
    )


def _write(details: tuple[object, ...], pattern: str, *, plain: bool) -> str:
    who, day, by, (n, goods), place = details
    when = f"on {DAYS[day]}" if plain else f"on the day after {DAYS[day - 1]}"
    return pattern.format(
        who=who,
        day=when,
        Day="O" + when[1:],
        by=by,
        n=n if plain else NUMBERS[n],
        goods=goods,
        place=place,
    )
