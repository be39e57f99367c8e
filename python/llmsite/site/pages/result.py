"""The page of a result: the evidence behind every number that comes from one run."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from llmsite.leaderboard.records import ResultEntry, Value
from llmsite.schema.result import ScoreRecord, TaskResult
from llmsite.site.asking import report_url
from llmsite.site.edition import Edition
from llmsite.site.figures import Figure, show_size
from llmsite.site.links import blob_url, method_href, model_href, result_href, task_href
from llmsite.site.measures import metric_measure
from llmsite.site.naming import backend_name, kind_name, measure_words, method_name, style_name
from llmsite.site.page import Crumb, Page, Planned
from llmsite.site.prose import is_safe_url
from llmsite.site.samples import result_samples_link

_REPORTED = 3
"""Values that a filled-in issue names."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the evidence."""

    name: str
    """What it is about."""
    text: str
    """What is known."""
    href: str = ""
    """Where it leads: from the language's root, or a whole address; empty for nowhere."""
    is_code: bool = False
    """Whether it is a hash, a file or a command."""


@dataclass(frozen=True, slots=True)
class ResultScore:
    """One value on one task."""

    metric: str
    """Name of the value."""
    figure: Figure
    """The value; without a link, this is where links lead."""
    signature: str
    """The metric's own signature."""


@dataclass(frozen=True, slots=True)
class ResultTask:
    """One task of the run."""

    anchor: str
    """Id of the section."""
    title: str
    """Title of the task."""
    href: str
    """Its page."""
    settings: tuple[Term, ...]
    """How it was asked."""
    scores: tuple[ResultScore, ...]
    """Its values."""
    samples_href: str
    """Its samples with this row's answers; empty where they are not shown."""
    report: str
    """A filled-in issue about these numbers; empty where the repository is not known."""


@dataclass(frozen=True, slots=True)
class Check:
    """What somebody else found."""

    who: str
    """Login of the verifier."""
    day: str
    """Day as people write it."""
    method: str
    """Re-scored or re-run, as a word."""
    outcome: str
    """What was found."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """What `pages/result.html` may name."""

    trust: str
    """State of trust as a word."""
    tone: str
    """State of trust as a class name."""
    trust_sentence: str
    """What that state means."""
    trust_href: str
    """Where it is explained."""
    retracted: str
    """Why it no longer counts; empty where it does."""
    redacted: str
    """Why its generations are gone; empty where they are not."""
    evidence: tuple[Term, ...]
    """Files and hashes."""
    command: str
    """Command that repeats the run."""
    rescore: str
    """Command that computes the numbers again."""
    environment: tuple[Term, ...]
    """Model, backend, numerics, hardware."""
    tasks: tuple[ResultTask, ...]
    """What was asked and what came out."""
    checks: tuple[Check, ...]
    """Verifications."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a result."""
    for result in edition.leaderboard.results:
        yield Planned(result_href(result.id), partial(_page, edition, result))


def _page(edition: Edition, result: ResultEntry) -> Page:
    language, record = edition.language, result.record
    say = language.say
    model = edition.leaderboard.model.get(record.model.id)
    name = model.card.name if model else record.model.id
    meaning = {
        "claimed": say("These numbers come without evidence and are not ranked."),
        "packed": say(
            "These numbers were recomputed from the per-sample statistics in the result file."
        ),
        "recomputed": say("These numbers were recomputed from the model's committed generations."),
        "reproduced": say(
            "Somebody else asked the model again and found the same numbers within two standard "
            "errors."
        ),
    }[result.trust]
    view = ResultView(
        trust=edition.trust_words[result.trust],
        tone=result.trust,
        trust_sentence=meaning,
        trust_href=method_href("trust"),
        retracted=result.retraction.reason if result.retraction else "",
        redacted=result.redaction.reason if result.redaction else "",
        evidence=tuple(_evidence(edition, result)),
        command=record.command,
        rescore=f"llmsite verify {result.id}",
        environment=tuple(_environment(edition, result)),
        tasks=tuple(_task(edition, result, task) for task in record.tasks),
        checks=tuple(_checks(edition, result)),
    )
    return Page(
        path=result_href(result.id),
        template="pages/result.html",
        title=say("Result of %(model)s, %(day)s", model=name, day=language.date(record.date)),
        description=language.say_n(
            "Evidence for %(model)s on %(n)s task, run on %(day)s: files, hashes, command and "
            "environment.",
            "Evidence for %(model)s on %(n)s tasks, run on %(day)s: files, hashes, command and "
            "environment.",
            len(record.tasks),
            model=name,
            day=language.date(record.date),
        ),
        view=view,
        section="models",
        crumbs=(
            Crumb(say("Models"), "m/index.html"),
            Crumb(name, model_href(record.model.id)),
        ),
    )


def _evidence(edition: Edition, result: ResultEntry) -> Iterator[Term]:
    say, record = edition.language.say, result.record
    repository = edition.config.repository_url
    yield Term(say("Result file"), result.path, blob_url(repository, result.path), is_code=True)
    yield Term("SHA-256", result.sha256, is_code=True)
    yield Term(say("Size"), say("%(n)s bytes", n=f"{result.n_bytes:,}"))
    if result.samples_path:
        url = blob_url(repository, result.samples_path)
        yield Term(say("Generations"), result.samples_path, url, is_code=True)
    elif record.samples and record.samples.url:
        url = record.samples.url
        yield Term(say("Generations"), url, url if is_safe_url(url) else "", is_code=True)
    if record.samples:
        rows = edition.language.say_n("%(n)s row", "%(n)s rows", record.samples.rows)
        yield Term(say("Rows"), rows)
        yield Term(say("SHA-256 of the text"), record.samples.content_sha256, is_code=True)
    if record.submitter:
        yield Term(say("Sent by"), record.submitter.login)
    if citation := record.source.get("citation"):
        url = record.source.get("url", "")
        yield Term(say("Source"), citation, url if is_safe_url(url) else "")
    yield Term(say("Date"), edition.language.date(record.date))
    yield Term(say("Counts on a board"), say("yes") if result.counts else say("no"))
    if record.attempts > 1:
        yield Term(say("Runs it was chosen from"), f"{record.attempts:,}")


def _environment(edition: Edition, result: ResultEntry) -> Iterator[Term]:
    say, record = edition.language.say, result.record
    model, measured = record.model, record.measured
    packages = ", ".join(f"{k} {v}" for k, v in sorted(record.backend.packages.items()))
    numerics = ", ".join(f"{k}: {v}" for k, v in sorted(record.backend.numerics.items()))
    terms = (
        Term(say("Model asked"), model.source, is_code=True),
        Term(say("Revision"), model.revision or "", is_code=True),
        Term(say("SHA-256 of the weights"), model.weights_sha256 or "", is_code=True),
        Term(say("Parameters"), show_size(model.n_parameters)),
        Term(say("Quantisation"), model.quantisation or ""),
        Term(
            say("Backend"),
            f"{backend_name(edition.language, record.backend.name)}, {record.backend.version}",
        ),
        Term(
            say("How options were scored"),
            method_name(edition.language, record.backend.method or ""),
        ),
        Term(say("Packages"), packages),
        Term(say("Numerics"), numerics),
        Term("llmsite", record.llmsite_version),
        Term(say("Hardware"), measured.hardware or ""),
        Term(
            say("Time asking"),
            say("%(n)s s", n=f"{measured.seconds:,.0f}") if measured.seconds is not None else "",
        ),
        Term(
            say("Speed"),
            say("%(n)s tokens/s", n=f"{measured.tokens_per_s:,.0f}")
            if measured.tokens_per_s is not None
            else "",
        ),
    )
    yield from (term for term in terms if term.text)


def _task(edition: Edition, result: ResultEntry, task: TaskResult) -> ResultTask:
    language = edition.language
    say = language.say
    entry = edition.leaderboard.task.get(task.task)
    decoding = ", ".join(f"{k}: {v}" for k, v in sorted(task.decoding.items()))
    settings = (
        Term(say("Version"), str(task.version)),
        Term(say("Asked as"), kind_name(language, task.kind)),
        Term(say("Prompt style"), style_name(language, task.style)),
        Term(say("Shots"), str(task.shots)),
        Term(say("Seed"), str(task.seed)),
        Term(say("Chat template"), say("yes") if task.chat else say("no")),
        Term(say("Decoding"), decoding),
        Term(say("Extractor"), task.extractor, is_code=True),
        Term(say("Answers not found"), f"{task.counts.unparsed:,}" if task.counts.unparsed else ""),
        Term(say("Samples"), f"{task.n:,}"),
        Term(say("Part of the samples only"), say("yes") if task.partial else ""),
        Term(say("SHA-256 of the task"), task.sha256, is_code=True),
    )
    scores = tuple(_score(edition, result, score) for score in task.scores)
    return ResultTask(
        anchor=f"t-{task.task}",
        title=edition.pick(entry.title) if entry else task.task,
        href=task_href(task.task) if entry else "",
        settings=tuple(term for term in settings if term.text),
        scores=scores,
        report=report_url(
            edition,
            result.id,
            task.task,
            ", ".join(f"{each.metric} {each.figure.text}" for each in scores[:_REPORTED]),
            result_href(result.id, task.task),
        ),
        samples_href=result_samples_link(edition, task.task, result.id),
    )


def _score(edition: Edition, result: ResultEntry, score: ScoreRecord) -> ResultScore:
    same = score.output == score.metric
    measure = metric_measure(score.metric)
    value = Value(score.value, score.low, score.high, score.level, score.n, score.n_clusters)
    name = score.metric if same else f"{score.metric}.{score.output}"
    return ResultScore(
        metric=measure_words(edition.language, measure, name),
        figure=edition.figure(value, measure, result.trust, ""),
        signature=score.signature,
    )


def _checks(edition: Edition, result: ResultEntry) -> Iterator[Check]:
    say = edition.language.say
    words = {
        "re-scored": say("scored the generations again"),
        "re-run": say("asked the model again"),
    }
    for check in result.verifications:
        equal = sum(task.equal for task in check.tasks)
        yield Check(
            who=check.submitter,
            day=edition.language.date(check.date),
            method=words[check.method],
            outcome=say(
                "%(equal)s of %(n)s values agree", equal=f"{equal:,}", n=f"{len(check.tasks):,}"
            ),
        )
