"""English notes about a delivery: who, which day, by what, how many of which goods, where to.

Goods and their number are one detail.
"""

from random import Random

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


def details(random: Random) -> tuple[object, ...]:
    """The five details of one note."""
    goods = (random.choice([*NUMBERS]), random.choice(GOODS))
    return (
        random.choice(PEOPLE),
        random.randrange(7),
        random.choice(BY),
        goods,
        random.choice(PLACES),
    )


def write(found: tuple[object, ...], pattern: str, *, plain: bool) -> str:
    """A note; if not plain, day and number in other words."""
    who, day, by, (n, goods), place = found
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
