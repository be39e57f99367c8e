# ruff: noqa: RUF001 - characters that look alike are what these texts are for
"""Random columns for property tests: hostile texts in many scripts, from Unicode 14 alone."""

import random
import unicodedata

SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2003\u2028\u2029\u202f\u205f\u3000"
NO_SPACES = "\u200b\ufeff\xad\u200d\x00"
MARKS = ".,-.,-!?'\"()[]{}<>&;:/%$#@*+=~`^_|\\"
ENTITIES = ("&quot;", "&amp;", "&lt;", "&gt;", "&apos;", "<skipped>", "&amp;lt;", "-\n")
WORDS = ("the", "The", "a", "an", "cat", "sat", "twenty-five", "U.S.-led", "it's", "what", "A", "I")
SCRIPTS = "äöüßÄéÅKİıſσςΣ中文字日本語かなカナ한국어हिन्दीไทยالعربية½ⅠⅡ٣५€£‘’“”–—…。，、！？々〇"
EMOJI = ("👨‍👩‍👧", "🇩🇪", "👍🏽", "e\u0301", "\u0301", "🙂")


def draw_text(rng: random.Random, n_most: int = 14) -> str:
    """A text of words, numbers, marks and oddities; sometimes empty or blank."""
    parts: list[str] = []
    for _ in range(rng.randrange(n_most)):
        kind = rng.random()
        if kind < 0.45:
            parts.append(rng.choice(WORDS))
        elif kind < 0.55:
            parts.append(
                str(rng.randrange(200)) + rng.choice(("", ".5", ",000", "-", "--6", "..."))
            )
        elif kind < 0.7:
            parts.append("".join(rng.choices(MARKS, k=rng.randrange(1, 4))))
        elif kind < 0.85:
            parts.append("".join(rng.choices(SCRIPTS, k=rng.randrange(1, 4))))
        elif kind < 0.9:
            parts.append(rng.choice(EMOJI))
        elif kind < 0.95:
            parts.append(rng.choice(ENTITIES))
        else:
            parts.append(draw_character(rng))
        parts.append(draw_gap(rng))
    return "".join(parts)


def draw_gap(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.65:
        return " "
    if kind < 0.85:
        return ""
    return rng.choice(SPACES if kind < 0.97 else NO_SPACES)


def draw_character(rng: random.Random) -> str:
    """Any character that Unicode 14 assigns, but no surrogate."""
    while True:
        character = chr(rng.randrange(0x20000))
        if unicodedata.category(character) not in ("Cn", "Cs", "Co"):
            return character


def draw_pair(rng: random.Random, n_references: int = 1) -> tuple[str, list[str]]:
    """A prediction and references that share much of it."""
    reference = draw_text(rng)
    references = [reference, *(change(rng, reference) for _ in range(n_references - 1))]
    return change(rng, rng.choice(references)), references


def change(rng: random.Random, text: str) -> str:
    """The text with a few words moved, dropped, doubled or replaced."""
    words = text.split(" ")
    for _ in range(rng.randrange(4)):
        place = rng.randrange(len(words))
        kind = rng.randrange(4)
        if kind == 0:
            words.insert(rng.randrange(len(words)), words.pop(place))
        elif kind == 1:
            words.insert(place, rng.choice(words))
        elif kind == 2:
            words[place] = rng.choice(WORDS)
        else:
            words[place] = draw_text(rng, 3)
    return " ".join(words)


def draw_texts(rng: random.Random, n_samples: int) -> tuple[list[str], list[list[str | None]]]:
    """Columns of texts: mostly one reference, sometimes several, sometimes a missing one."""
    predictions, references = [], []
    for _ in range(n_samples):
        prediction, several = draw_pair(rng, rng.choice((1, 1, 1, 2, 3)))
        predictions.append(prediction)
        references.append([*several, None] if rng.random() < 0.1 else several)
    return predictions, references


def draw_labels(rng: random.Random, n_samples: int) -> tuple[list[str | None], list[str]]:
    """Columns of labels, some predictions missing."""
    names = ["a", "b", "ä", "中", "B"][: rng.randrange(1, 6)]
    references = rng.choices(names, k=n_samples)
    predictions = [
        reference if rng.random() < 0.6 else rng.choice([*names, "other", None])
        for reference in references
    ]
    return predictions, references
