"""The rules of the SQuAD scripts, as published (shared by `exact_match` and `token_f1`)."""

import re
import string


def normalize_answer(text, normalize="squad"):
    if normalize == "none":
        return text
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    text = re.sub(r"\b(a|an|the)\b", " ", text)
    return " ".join(text.split())


def golds(references, normalize, rules):
    several = [references] if isinstance(references, str) else references
    texts = [normalize_answer(r, normalize) for r in several if r is not None]
    if rules == "v2":
        texts = [text for text in texts if text] or [""]
    return texts
