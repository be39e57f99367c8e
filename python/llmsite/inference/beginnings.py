"""Encoding of many texts that begin alike: the common beginning once, the rest for each.

Exact for tokenizers that split text by a regular expression without looking back, because what
stands before a word boundary then does not depend on what follows it at a distance. Everything else
is encoded whole. Each use is verified on some of its texts as well.
"""

import json
import re
from collections.abc import Callable, Sequence

_LEAST_TEXTS = 8
_LEAST_CHARACTERS = 400
_DISTANCE = 200
"""Characters of the common beginning that are left to the rest: more than any word."""
_BOUNDARY = re.compile(r"(?<=[a-z]) (?=[a-z])")
_N_VERIFIED = 3

Encode = Callable[[Sequence[str], bool], list[list[int]]]
"""(texts, with special tokens) → ids of each text."""


def splits_locally(tokenizer_json: str) -> bool:
    """Whether a tokenizer of the `tokenizers` library splits text as described above."""
    content = json.loads(tokenizer_json)
    normalizer = content.get("normalizer")
    if (content.get("model") or {}).get("type") != "BPE" or normalizer not in (
        None,
        {"type": "NFC"},
    ):
        return False
    stage = content.get("pre_tokenizer") or {}
    stages = stage.get("pretokenizers", [stage])
    patterns = [str((each.get("pattern") or {}).get("Regex", "")) for each in stages]
    has_words = any(each.get("type") == "ByteLevel" and each.get("use_regex") for each in stages)
    known = all(each.get("type") in ("ByteLevel", "Split", "Digits") for each in stages)
    return known and (has_words or any(patterns)) and not any("(?<" in each for each in patterns)


def encode_alike(texts: Sequence[str], encode: Encode, *, special: bool) -> list[list[int]]:
    """Ids of each text.

    Args:
        texts: Distinct texts.
        encode: Encodes whole texts.
        special: Whether to add the tokens that stand for a text's start.
    """
    cut = _cut(texts)
    if not cut:
        return encode(texts, special)
    head = encode([texts[0][:cut]], special)[0]
    ids = [[*head, *tail] for tail in encode([each[cut:] for each in texts], False)]
    step = max(1, len(texts) // _N_VERIFIED)
    whole = encode(texts[::step], special)
    return ids if whole == ids[::step] else encode(texts, special)


def _cut(texts: Sequence[str]) -> int:
    """A word boundary well inside of what all texts begin with; 0 where that does not pay."""
    if len(texts) < _LEAST_TEXTS:
        return 0
    first, last = min(texts), max(texts)
    n = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    if n < _LEAST_CHARACTERS:
        return 0
    found = list(_BOUNDARY.finditer(first, 0, n - _DISTANCE))
    return found[-1].start() if found else 0
