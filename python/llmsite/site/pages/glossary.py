"""The words that the site uses, each with one meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from llmsite.site.edition import Edition
from llmsite.site.links import method_href
from llmsite.site.page import Page, Planned

_PATH = "glossary/index.html"


@dataclass(frozen=True, slots=True)
class Word:
    """One word."""

    anchor: str
    """Id of the entry."""
    word: str
    """The word."""
    meaning: str
    """What it means here."""
    href: str
    """Part of the method that says more; empty for none."""


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """What `pages/glossary.html` may name."""

    words: tuple[Word, ...]
    """In the order of the work: from the task to the rank."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(_PATH, partial(_page, edition))


def _page(edition: Edition) -> Page:
    say = edition.language.say
    words = (*_of_asking(edition), *_of_scoring(edition))
    return Page(
        path=_PATH,
        template="pages/glossary.html",
        title=say("Glossary"),
        description=say("Every word on this site has one meaning, and here it is."),
        view=GlossaryView(words),
        section="method",
    )


_Entry: TypeAlias = tuple[str, str, str, str]


def _of_asking(edition: Edition) -> Iterator[Word]:
    """Words from the task to the generation."""
    say = edition.language.say
    yield from _words(
        ("task", say("Task"), say("A set of samples with the way of asking and scoring them."), ""),
        ("suite", say("Suite"), say("Tasks that are ranked together, with their weights."), ""),
        ("sample", say("Sample"), say("One question of a task, with its references."), ""),
        (
            "reference",
            say("Reference"),
            say("What counts as a right answer to a sample."),
            "",
        ),
        (
            "shot",
            say("Shot"),
            say("An example with its answer that the model sees before the question."),
            "",
        ),
        (
            "generation",
            say("Generation"),
            say("A model's raw answer to one sample, kept as evidence."),
            "trust",
        ),
        (
            "extractor",
            say("Extractor"),
            say("The rule that finds the answer in a generation."),
            "score",
        ),
    )


def _of_scoring(edition: Edition) -> Iterator[Word]:
    """Words from the metric to the rank."""
    say = edition.language.say
    yield from _words(
        ("metric", say("Metric"), say("What turns answers into a score."), "score"),
        ("score", say("Score"), say("A metric's value on one task, with its interval."), "score"),
        (
            "interval",
            say("Interval"),
            say("Values that fit the answers; it shrinks with more samples."),
            "interval",
        ),
        (
            "chance",
            say("Chance"),
            say("What a guess reaches, without looking at the question."),
            "overall",
        ),
        (
            "overall",
            say("Overall score"),
            say("Weighted mean of chance-normalised scores: 0 is chance, 100 is perfect."),
            "overall",
        ),
        (
            "rank",
            say("Rank"),
            say("A range: the places that a model may have, given what tests can tell apart."),
            "rank",
        ),
        (
            "baseline",
            say("Baseline"),
            say("A rule, such as guessing, that no model should lose to."),
            "",
        ),
        (
            "trust",
            say("Trust"),
            say("How far a number can be followed to evidence."),
            "trust",
        ),
        (
            "signature",
            say("Signature"),
            say("All options of a metric as one line; equal lines mean comparable scores."),
            "comparable",
        ),
    )


def _words(*entries: _Entry) -> Iterator[Word]:
    for anchor, word, meaning, part in entries:
        yield Word(anchor, word, meaning, method_href(part) if part else "")
