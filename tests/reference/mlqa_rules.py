"""Answers in other languages by the rules of the MLQA script, for the metrics of answers."""

import string
import unicodedata

# Blocks whose characters are words of their own, by language.
HAN = [(0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)]
KANA = [(0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)]
BLOCKS = {"ar": [], "hi": [], "zh": HAN, "ja": HAN + KANA, "th": [(0x0E00, 0x0E7F)]}


def is_punctuation(character):
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def normalize_answer(text, language):
    bare = "".join(c for c in text.lower() if not is_punctuation(c))
    if language == "ar":
        bare = bare.replace("ال", " ")
    spread = ""
    for character in bare:
        alone = any(low <= ord(character) <= high for low, high in BLOCKS[language])
        spread += f" {character} " if alone else character
    return " ".join(spread.split())
