"""What the statistics promise and what was measured of it: the audit of `make audit`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.site.audit import AuditLine, audit_words, load_audit
from llmsite.site.edition import Edition
from llmsite.site.links import AUDIT
from llmsite.site.page import Crumb, Page, Planned


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One promise."""

    claim: str
    """What is promised."""
    setting: str
    """Where it was measured."""
    measured: str
    """What came out."""
    allowed: str
    """Between which shares the promise is kept."""
    trials: str
    """Simulated trials, or that all outcomes were summed."""
    kept: str
    """Whether it is kept, as a word."""


@dataclass(frozen=True, slots=True)
class AuditView:
    """What `pages/audit.html` may name."""

    rows: tuple[AuditRow, ...]
    """All promises."""
    version: str
    """Version of llmsite that was measured."""


def build(edition: Edition) -> Iterator[Planned]:
    """The one page."""
    yield Planned(AUDIT, partial(_page, edition))


def _page(edition: Edition) -> Page:
    language = edition.language
    audit = load_audit()
    n_kept = sum(line.is_kept for line in audit.lines)
    return Page(
        path=AUDIT,
        template="pages/audit.html",
        title=language.say("Audit of the statistics"),
        description=language.say(
            "%(kept)s of %(n)s promises of the statistics were kept when they were measured with "
            "known truths.",
            kept=n_kept,
            n=len(audit.lines),
        ),
        view=AuditView(tuple(_row(edition, line) for line in audit.lines), audit.version),
        section="method",
        crumbs=(Crumb(language.say("Method"), "method/index.html"),),
    )


def _row(edition: Edition, line: AuditLine) -> AuditRow:
    language = edition.language
    return AuditRow(
        claim=audit_words(language, line.claim),
        setting=audit_words(language, line.setting),
        measured=_share(line.measured),
        allowed=f"{_share(line.least)} – {_share(line.most)}",
        trials=f"{line.n_trials:,}" if line.n_trials else language.say("all outcomes"),
        kept=language.say("yes") if line.is_kept else language.say("no"),
    )


def _share(share: float) -> str:
    return f"{share * 100:.1f}\u00a0%"
