"""English notices of shops and services, and requests that they meet."""

from random import Random

Wish = tuple[int, int, int]
"""Kind, place, hours, as positions."""

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
EXTRAS = (
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


def request(random: Random, wish: Wish, level: int) -> str:
    """A request; at level 3 in the words of a need."""
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


def notice(random: Random, offer: Wish) -> str:
    """A notice, its sentences behind the first in any order."""
    kind, says, _ = KINDS[offer[0]]
    parts = [says, HOURS[offer[2]][1], random.choice(EXTRAS)]
    random.shuffle(parts)
    return " ".join([f"{kind.capitalize()} {PLACES[offer[1]][0]}.", *parts])
