"""Words by the named rules, and columns without references."""

from draws import draw_texts
from rouge_rules import unicode_words

RULES = {
    "whitespace": str.split,
    "unicode": unicode_words,
    "character": lambda text: [character for character in text if not character.isspace()],
}
TEXTS = [
    "a b a b a b",
    "the cat sat",
    "",
    "我有3个GPU。我有3个GPU。",
    "ไม่ดี naïve ไม่ดี",
    "नमस्ते दुनिया नमस्ते",
    "مرحبا",
    "コーヒーとコーヒー豆、東京。",
]
OPTIONS = [{}, {"tokenizer": "unicode"}, {"tokenizer": "character"}]


def cases_of(*options):
    return [(f"texts {chosen or ''}".strip(), chosen, TEXTS, None) for chosen in options]


def draw(rng, n_samples):
    return draw_texts(rng, n_samples)


def runs(words, n):
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
