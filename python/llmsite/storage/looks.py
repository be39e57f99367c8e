"""Names as readers see them: which ones can be mistaken for each other.

Knows nothing of what is named.
"""

import re
import unicodedata

# What stands for a Latin letter or digit in the scripts that names are forged with (Unicode UTS 39,
# the part that concerns single letters of Cyrillic, Greek, Armenian and full-width forms).
_PAIRS = (
    "\u0430a \u0435e \u043eo \u0440p \u0441c \u0443y \u0445x \u0456i "
    "\u0458j \u0455s \u0501d \u04cfl \u0432b \u043cm \u043dh \u043ak "
    "\u0442t \u0433r \u04373 \u04316 \u044cb \u051bq \u051dw \u03b1a "
    "\u03bfo \u03b9i \u03bdv \u03c1p \u03c4t \u03c5u \u03bak \u03c7x "
    "\u03b3y \u03b7n \u03c9w \u03b2b \u0585o \u057du \u0578n \u0581g "
    "\u0566q \u0570h \u0575j \u0584p \u0131i \u0261g \u0251a \u2113l "
)
LOOKALIKES = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
"""Letter of another script → the Latin one that it looks like."""
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s"})


def folded(name: str) -> str:
    """What a reader sees of a name: case, separators and look-alike characters removed.

    Two names that fold to the same text can be mistaken for each other.
    """
    plain = unicodedata.normalize("NFKC", name).lower().translate(LOOKALIKES)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return re.sub(r"[-_.\s]", "", plain.replace("rn", "m").replace("vv", "w").translate(_ALIKE))
