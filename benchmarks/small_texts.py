"""Sentences made from patterns, for training small models that are tried on tasks of the catalog.

Nothing here is read from the samples of a task: patterns and words were written for this file.
"""

from random import Random

MESSAGES = {
    "booking": [
        "I would like to reserve {a} {thing} for {when}.",
        "Do you still have {a} {thing} free on {day}?",
        "Please put us down for {a} {thing}, {when}, {n} people.",
        "Can I book {a} {thing} with {who}?",
        "We need {n} seats for {when}, is that possible?",
        "Could you keep {a} {thing} for me until {day}?",
    ],
    "cancellation": [
        "I have to cancel my {thing} for {day}.",
        "Please take my name off the list for {when}.",
        "We cannot come on {day} after all, so do not keep the {thing}.",
        "{who} is ill, so we will not need the {thing}.",
        "Call off the {thing} that I ordered, please.",
        "I no longer want the {thing}; delete my order.",
    ],
    "complaint": [
        "The {thing} was dirty and nobody cared.",
        "I waited {n} hours and the {thing} never came.",
        "Your staff was rude to {who}.",
        "The {thing} that you sent is broken.",
        "This is the worst {thing} I have ever had.",
        "It is a disgrace how loud and cold the {thing} was on {day}.",
    ],
    "payment": [
        "Can I pay for the {thing} by card?",
        "The invoice for the {thing} charges us {n} times.",
        "When will you refund the money for the {thing}?",
        "How much does {a} {thing} cost for {n} people?",
        "I sent the amount to your account on {day}, did it arrive?",
        "Is the price of the {thing} with or without tax?",
    ],
    "directions": [
        "How do I get from the {place} to your {place2}?",
        "Which bus stops near the {place}?",
        "Is it far to walk from the {place}?",
        "Where exactly is the {place2}, left or right of the {place}?",
        "What is the shortest way to the {place}?",
        "Which street leads to the {place}, and on which side is the {place2}?",
    ],
    "praise": [
        "Thank you, the {thing} was wonderful.",
        "We had a lovely time, and {who} was so kind.",
        "The best {thing} in town, we will come again.",
        "My {who2} still talks about the {thing}; well done!",
        "Everything was perfect, from the {thing} to the smile of {who}.",
        "What a delightful {thing}, I enjoyed every minute.",
    ],
}
WORDS = {
    "thing": [
        "room",
        "table",
        "tour",
        "meal",
        "haircut",
        "lesson",
        "ticket",
        "boat",
        "car",
        "concert",
        "course",
        "seat",
        "bed",
    ],
    "when": ["tomorrow", "next week", "Friday night", "the weekend", "noon", "the fifth of May"],
    "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "who": ["the waiter", "your driver", "the doctor", "my sister", "the guide", "the new girl"],
    "who2": ["mother", "son", "husband", "wife", "daughter", "uncle"],
    "place": [
        "station",
        "airport",
        "harbour",
        "museum",
        "market",
        "church",
        "bridge",
        "hotel",
        "school",
        "park",
    ],
    "place2": ["office", "entrance", "shop", "desk", "door", "counter", "car-park", "gate"],
    "n": ["two", "three", "four", "five", "six", "ten"],
    "a": ["a", "one", "another"],
}
NAMED = [
    "{person} lives in {place} .",
    "{person} of {organisation} flew to {place} on Monday .",
    "In {place} , {person} met {person2} .",
    "The train from {place} to {place2} was late .",
    "{organisation} has opened an office in {place} .",
    "She works for {organisation} and knows {person} .",
    "My aunt {person} sells honey near {place} .",
    "Nobody at {organisation} had heard of {person} .",
    "We took a bus to {place} and slept in a tent .",
    "{person} and {person2} play chess in the evening .",
    "The old man drank his tea and said nothing .",
    "A letter from {place} lay on the table .",
    "The head of {organisation} , {person} , thanked everybody .",
    "It rained in {place} when {person} arrived .",
]
FIRST = [
    "Anna",
    "Boris",
    "Clara",
    "David",
    "Elena",
    "Felix",
    "Greta",
    "Hugo",
    "Irma",
    "Jonas",
    "Karin",
    "Leo",
    "Mona",
    "Nils",
    "Olga",
]
LAST = [
    "Adler",
    "Brandt",
    "Costa",
    "Dahl",
    "Evans",
    "Frank",
    "Gomez",
    "Hill",
    "Ivanov",
    "Jansen",
    "Kovac",
    "Lund",
    "Meyer",
]
SYLLABLES = [
    "bel",
    "nor",
    "ka",
    "ster",
    "vi",
    "ra",
    "dun",
    "mor",
    "lin",
    "ta",
    "ber",
    "ges",
    "wal",
    "pon",
    "chi",
    "lo",
    "fer",
    "ham",
    "tor",
    "an",
]
COMPANY = [
    "Bank",
    "Hotel",
    "Museum",
    "Foods",
    "Motors",
    "School",
    "Press",
    "Radio",
    "Library",
    "Club",
    "Hospital",
    "Bakery",
]


def message(random: Random) -> tuple[str, str]:
    """A message to a desk and what it is about."""
    label = random.choice(sorted(MESSAGES))
    pattern = random.choice(MESSAGES[label])
    return pattern.format(**{name: random.choice(each) for name, each in WORDS.items()}), label


def named_sentence(random: Random) -> tuple[list[str], list[str]]:
    """Words of a sentence and the label of each: `B-person`, `I-person`, …, `O`."""
    words, labels = [], []
    for piece in random.choice(NAMED).split():
        kind = piece.strip("{}").rstrip("2")
        if not piece.startswith("{"):
            words.append(piece)
            labels.append("O")
            continue
        name = {"person": _person, "place": _place, "organisation": _organisation}[kind](random)
        words += name
        labels += [f"{'I' if n else 'B'}-{kind}" for n in range(len(name))]
    return words, labels


def _made_up(random: Random) -> str:
    return "".join(random.choices(SYLLABLES, k=random.randint(2, 3))).capitalize()


def _person(random: Random) -> list[str]:
    first = random.choice([*FIRST, _made_up(random)])
    return [first, random.choice([*LAST, _made_up(random)])] if random.random() < 0.6 else [first]


def _place(random: Random) -> list[str]:
    return [_made_up(random)]


def _organisation(random: Random) -> list[str]:
    return [_made_up(random), random.choice(COMPANY)]
