"""Requests and notices of shops and services, graded by how well a notice fits.

Each request has eight notices: one that meets every wish (grade 2), two of the right kind that miss
one wish (grade 1), five of other kinds (grade 0), among them two that meet all wishes but the kind.
Level 1 asks for kind and place, level 2 for kind, place and hours, level 3 for the same in the
words of a need.
"""

from random import Random

from benchmarks.core_suite.items import Apart

N_PER_LEVEL = 102

# Kind, what the notice says of it, and a need that only it meets.
KINDS = (
    ("bakery", "We bake rye loaves and rolls.", "There is no bread left in the house, and I want a fresh loaf"),
    ("bicycle repair shop", "We mend tyres, chains and brakes.", "My front wheel has a flat tyre, and I cannot pump it up"),
    ("bookshop", "Novels, atlases and picture books.", "I promised my niece a novel, and it has to be a new one"),
    ("pharmacy", "We fill prescriptions.", "The doctor wrote down a cough syrup, and I have to get it"),
    ("hairdresser", "Cutting and colouring for all.", "My fringe hangs into my eyes, and it must be cut"),
    ("launderette", "Ten washing machines and four dryers.", "Our washing machine broke, and the sheets are dirty"),
    ("florist", "Roses, tulips and wreaths.", "I would like to give my aunt a bunch of tulips"),
    ("locksmith", "We open doors and cut keys.", "The key snapped in my front door, so I am standing outside"),
    ("tailor", "We shorten trousers and sew in zips.", "These trousers drag on the floor and should be shortened"),
    ("cobbler", "We put new heels on boots.", "The heel of my left boot came off, and I need it back on"),
    ("optician", "Eye tests and spectacles.", "I sat on my spectacles and can hardly read without them"),
    ("fishmonger", "Herring, cod and mussels on ice.", "For tonight's stew I still need a pound of cod"),
    ("car park", "Two hundred spaces under a roof.", "We are coming by car and must leave it under a roof"),
    ("swimming pool", "Fifty-metre lanes and a slide.", "I want to swim a few lanes in warm water"),
    ("print shop", "Posters, cards and bound theses.", "Somebody has to bind my thesis and print two posters"),
    ("vet", "We treat cats, dogs and birds.", "Our cat is limping, and somebody should look at her paw"),
)  # fmt: skip
# As the notice and plain requests say it, and as a need says it.
PLACES = (
    ("by the station", "close to where the trains stop"),
    ("at the harbour", "where the ships land"),
    ("in the old town", "among the old lanes of the centre"),
    ("beside the university", "near the lecture halls"),
    ("opposite the hospital", "across from the wards"),
    ("at the airport", "where the planes take off"),
    ("by the river", "on the bank of the water"),
    ("near the football ground", "by the place where matches are played"),
    ("behind the town hall", "at the back of the mayor's building"),
    ("next to the theatre", "where plays are staged"),
)
HOURS = (
    ("on Sundays", "Open on Sundays.", "on the day after Saturday"),
    ("after midnight", "Open until three at night.", "at one in the night"),
    ("at six in the morning", "Open from five in the morning.", "before breakfast, at six"),
    ("over lunch", "Open from noon to two.", "between twelve and one"),
    ("on public holidays", "Open on public holidays.", "on New Year's Day"),
)
OPENINGS = (
    "We moved here last year.,Ring twice.,Cash only.,Dogs welcome.,No steps at the door.".split(",")
)
ASKED = {
    1: ("Where is there {kind} {place}?", "I am looking for {kind} {place}.", "Show me {kind} {place}.",
        "Does anybody know {kind} {place}?", "{Kind} {place}, please.", "We need {kind} {place}."),
    2: ("Which {bare} {place} is open {hours}?", "I need {kind} {place} {hours}.",
        "{Place}, is there {kind} I can visit {hours}?", "Is any {bare} open {hours} {place}?",
        "Somebody open {hours} {place}: {kind} would be best."),
    3: ("{need} {hours}, {place}.", "{Place}, {hours}: {low_need}.", "{need}. It should be {place}, and {hours}."),
}  # fmt: skip

Row = dict[str, object]
Wish = tuple[int, int, int]
"""Kind, place, hours, as positions."""


def rows(seed: int) -> tuple[list[Row], list[Row]]:
    """Samples and examples."""
    apart = Apart("en")
    shots = [_row(Random(f"{seed}|retrieval|shot|{n}"), n % 3 + 1, apart) for n in range(9)]
    samples = [
        _row(Random(f"{seed}|retrieval|{level}|{n}"), level, apart)
        for n in range(N_PER_LEVEL)
        for level in (1, 2, 3)
    ]
    return samples, shots


def _row(random: Random, level: int, apart: Apart) -> Row:
    while True:
        wish = (
            random.randrange(len(KINDS)),
            random.randrange(len(PLACES)),
            random.randrange(len(HOURS)),
        )
        text = _request(random, wish, level)
        if apart.accepts(text):
            break
    graded = [(_notice(random, each), grade) for each, grade in _offers(random, wish, level)]
    random.shuffle(graded)
    return {
        "attributes": {"level": str(level)},
        "choices": [notice for notice, _ in graded],
        "group": KINDS[wish[0]][0],
        "input": text,
        "references": [grade for _, grade in graded],
    }


def _request(random: Random, wish: Wish, level: int) -> str:
    kind, _, need = KINDS[wish[0]]
    place, other_place = PLACES[wish[1]]
    hours, _, other_hours = HOURS[wish[2]]
    if level == 3:
        place, hours = other_place, other_hours
    named = ("an " if kind[0] in "aeiou" else "a ") + kind
    low_need = need if need.startswith("I ") else need[0].lower() + need[1:]
    return random.choice(ASKED[level]).format(
        kind=named, Kind=named.capitalize(), bare=kind, place=place, Place=place.capitalize(),
        hours=hours, need=need, low_need=low_need,
    )  # fmt: skip


def _offers(random: Random, wish: Wish, level: int) -> list[tuple[Wish, int]]:
    """The eight offers with their grades, all different."""
    kind, place, hours = wish
    others = [k for k in range(len(KINDS)) if k != kind]
    far = [p for p in range(len(PLACES)) if p != place]
    late = [h for h in range(len(HOURS)) if h != hours]
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


def _notice(random: Random, offer: Wish) -> str:
    kind, says, _ = KINDS[offer[0]]
    parts = [says, HOURS[offer[2]][1], random.choice(OPENINGS)]
    random.shuffle(parts)
    return " ".join([f"{kind.capitalize()} {PLACES[offer[1]][0]}.", *parts])
