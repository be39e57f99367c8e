"""What `make audit` measured of the statistics: the file, and its claims in words.

Knows nothing of pages.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from llmsite.site.language import Language
from llmsite.site.render import own_templates

AUDIT = "audit.json"
"""File beside the templates."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One promise and what was measured."""

    claim: str
    """What is promised, in English."""
    setting: str
    """Where it was measured, in English."""
    measured: float
    """What came out: a share."""
    least: float
    """Smallest share that keeps the promise."""
    most: float
    """Largest share that keeps it."""
    n_trials: int
    """Simulated trials; 0 where all outcomes were summed."""
    is_kept: bool
    """Whether the promise is kept."""


@dataclass(frozen=True, slots=True)
class Audit:
    """One run of `make audit`."""

    version: str
    """Version of llmsite that was measured."""
    lines: tuple[AuditLine, ...]
    """In the order of the file."""


@cache
def load_audit() -> Audit:
    """The audit that comes with the templates."""
    value = json.loads((own_templates() / AUDIT).read_text(encoding="utf-8"))
    return Audit(value["version"], tuple(AuditLine(**line) for line in value["lines"]))


def audit_words(language: Language, text: str) -> str:
    """A claim or a setting of the audit in a language; as it stands where nobody translated it."""
    return language.say(text)


def known_texts(say: Callable[[str], str]) -> tuple[str, ...]:
    """All claims and settings, so that they are collected with the other messages."""
    return (
        say("95 % interval of a share of right answers, worst over shares of .02 to .98"),
        say("95 % interval of a share of right answers, mean over shares of .02 to .98"),
        say("95 % interval of a share of right answers in clusters"),
        say("95 % interval of a mean squared error with a long tail"),
        say("95 % interval of a mean over runs that differ"),
        say("equal models called different at 5 % (t over runs that differ)"),
        say("95 % rank range over runs that differ, worst model"),
        say("equal models called different at 5 % (McNemar mid-p)"),
        say("equal models called different at 5 % (t-test over clusters)"),
        say("equal models called different at 5 % (randomisation, a corpus metric over documents)"),
        say("equal models called different at 5 % (bootstrap, a corpus metric over documents)"),
        say("equal models called different at 5 % (t, a corpus metric over documents)"),
        say("95 % rank range holds a model's true ranks, worst model"),
        say("95 % rank range holds a model's true ranks, mean over models"),
        say("95 % interval of an aggregate"),
        say("95 % rank range by aggregate"),
        say("50 samples, all outcomes"),
        say("200 samples, all outcomes"),
        say("1000 samples, all outcomes"),
        say("100 passages, share 0.7"),
        say("100 passages, share 0.8"),
        say("50 samples, errors normal"),
        say("50 samples, squares lognormal"),
        say("200 samples, 3 runs"),
        say("200 samples, 5 runs"),
        say("200 samples, 3 runs each"),
        say("3 groups of 4 tied models, 3 runs, 200 samples"),
        say("50 samples, 10% answered differently, all outcomes"),
        say("50 samples, 30% answered differently, all outcomes"),
        say("200 samples, 10% answered differently, all outcomes"),
        say("200 samples, 30% answered differently, all outcomes"),
        say("1000 samples, 10% answered differently, all outcomes"),
        say("1000 samples, 30% answered differently, all outcomes"),
        say("1,000 samples in 200 passages"),
        say("1,000 samples in 100 documents"),
        say("4 groups of 5 tied models, 500 samples"),
        say("10 tied leaders and 10 others, 1,000 samples"),
        say("8 tasks of 50 to 1,000 samples, 12 models in 6 ties"),
    )
