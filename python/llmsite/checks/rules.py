"""The table of rules, read from `rules.toml`; `docs/checks.md` and its test are made from it.

Knows nothing of how a rule is checked.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

GROUPS = {
    "LS0": "The change as a whole",
    "LS1": "Names and places",
    "LS2": "Text",
    "LS3": "Fields",
    "LS4": "Scores",
    "LS5": "Generations",
    "LS6": "Records beside results",
}
"""Prefix of the codes → title of the group."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is checked."""

    code: str
    """`LS` and three digits; the first is the group."""
    severity: str
    """Whether it refuses (`error`), asks for an explanation (`warning`), or tells (`notice`)."""
    summary: str
    """When it applies, without a full stop."""
    reason: str
    """Why the rule exists, one or two sentences."""
    fix: str = ""
    """What to do next, where the place that finds the fault does not know better."""


RULES: dict[str, Rule] = {
    code: Rule(code, **row)
    for code, row in tomllib.loads((files("llmsite.checks") / "rules.toml").read_text()).items()
}
"""All rules by code."""
