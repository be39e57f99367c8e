"""The page of a model: what it is good and bad at, every score with its evidence, how to use it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from llmsite.leaderboard.records import Board, ModelEntry, Row, TaskScore
from llmsite.site.badges import badge_rows, badge_snippet
from llmsite.site.charts.profile import Line, Profile
from llmsite.site.choosing import Choice, Rivals, choose
from llmsite.site.edition import Edition, ranked_rows
from llmsite.site.figures import Figure, Measure, show_percent, show_rank, show_score, show_size
from llmsite.site.links import (
    board_href,
    card_path,
    model_href,
    organisation_href,
    result_href,
    task_href,
)
from llmsite.site.measures import column_measure, metric_measure
from llmsite.site.naming import (
    licence_name,
    measure_words,
    metric_name,
    model_kind_name,
    style_name,
)
from llmsite.site.page import Crumb, Page, Planned
from llmsite.site.past import rank_picture
from llmsite.site.picture import Picture
from llmsite.site.prose import is_safe_url
from llmsite.site.rows import ScoreRow, TaskHead
from llmsite.site.standing import Field, board_field, row_contrast, row_sentence

_UNKNOWN = "unknown"
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the card."""

    name: str
    """What it is about."""
    text: str
    """The fact."""
    href: str
    """Where it leads, from the language's root; empty for nowhere."""
    tag: str = ""
    """BCP 47 tag of a text that somebody wrote; empty for names and numbers."""


@dataclass(frozen=True, slots=True)
class ModelBoard:
    """What one row of the model reaches on one board."""

    anchor: str
    """Id of the section."""
    title: str
    """Title of the board, with what tells the row from others of the model."""
    href: str
    """The board's page."""
    sentence: str
    """Rank and overall score in words, or why there is none."""
    contrast: str
    """What it is good and bad at against the board's median; empty where nothing stands out."""
    caption: str
    """Caption of the table."""
    rows: tuple[ScoreRow, ...]
    """One a task; each score links to its result where there are several."""
    has_n: bool
    """Whether the number of samples has a column; otherwise the caption says it for all."""
    evidence: tuple[Crumb, ...]
    """Results behind the scores."""
    profile: Markup
    """Drawing beside the rows."""
    history: Picture | None
    """How its rank range moved; none where it never did."""
    badge: str
    """Markdown that shows its place as a badge; empty where it has none."""
    choice: Choice | None
    """Who should choose it; none where no test says anything."""


@dataclass(frozen=True, slots=True)
class OtherScore:
    """A score that stands on no board: other settings, older versions, further metrics."""

    task: str
    """Name of the task."""
    href: str
    """Its page."""
    metric: str
    """Name of the value."""
    figure: Figure
    """The score."""
    settings: str
    """How it was asked."""


@dataclass(frozen=True, slots=True)
class ResultLink:
    """One of the model's results."""

    id: str
    """`<date>-<hash16>`."""
    href: str
    """Its page."""
    day: str
    """Day as people write it."""
    trust: str
    """State of trust as a word."""
    tone: str
    """State of trust as a class name."""
    state: str
    """Whether it counts, or why it does not."""
    command: str
    """Command that repeats it."""


@dataclass(frozen=True, slots=True)
class ModelView:
    """What `pages/model.html` may name."""

    facts: tuple[Fact, ...]
    """What the card says."""
    about: str
    """What its makers say, plain text; empty where they say nothing."""
    about_tag: str
    """BCP 47 tag of that text, as far as its characters tell."""
    home: str
    """Address of its home; empty where there is none."""
    paper: str
    """Address of its report; empty where there is none."""
    boards: tuple[ModelBoard, ...]
    """One a board and row."""
    others: tuple[OtherScore, ...]
    """Scores that stand on no board."""
    results: tuple[ResultLink, ...]
    """Newest first."""
    command: str
    """Command that runs the model again; empty where it cannot be named."""


def build(edition: Edition) -> Iterator[Planned]:
    """One page a model."""
    placed: dict[str, list[tuple[Board, Row]]] = {}
    for board in edition.leaderboard.boards:
        for row in (*board.rows, *board.claimed):
            placed.setdefault(row.model, []).append((board, row))
    lines = {board.suite: _board_lines(edition, board) for board in edition.leaderboard.boards}
    for model in edition.leaderboard.models:
        make = partial(_page, edition, model, placed.get(model.id, []), lines)
        yield Planned(model_href(model.id), make)


def _page(
    edition: Edition,
    model: ModelEntry,
    placed: list[tuple[Board, Row]],
    lines: dict[str, "_BoardLines"],
) -> Page:
    language, card = edition.language, model.card
    boards = tuple(
        _board(edition, board, row, lines[board.suite], i) for i, (board, row) in enumerate(placed)
    )
    sentence = next((board.sentence for board in boards), "") or language.say_n(
        "%(model)s has %(n)s result, on no leaderboard.",
        "%(model)s has %(n)s results, on no leaderboard.",
        len(model.results),
        model=card.name,
    )
    view = ModelView(
        facts=_facts(edition, model),
        about=edition.pick(card.description),
        about_tag=_tag(edition.pick(card.description)),
        home=card.url if card.url and is_safe_url(card.url) else "",
        paper=card.paper if card.paper and is_safe_url(card.paper) else "",
        boards=boards,
        others=tuple(_others(edition, model)),
        results=tuple(_results(edition, model)),
        command=_command(edition, model),
    )
    return Page(
        path=model_href(model.id),
        template="pages/model.html",
        title=card.name,
        description=sentence,
        view=view,
        section="models",
        crumbs=(
            Crumb(language.say("Models"), "m/index.html"),
            Crumb(
                card.organisation if card.organisation != _UNKNOWN else model.id.partition("/")[0],
                organisation_href(model.id),
            ),
        ),
        card=card_path(placed[0][0].suite) if placed else "",
    )


def _facts(edition: Edition, model: ModelEntry) -> tuple[Fact, ...]:
    say, card = edition.language.say, model.card
    weights = {True: say("open"), False: say("closed"), None: ""}[card.open_weights]
    context = f"{card.context_length:,}" if card.context_length else ""
    data = edition.pick(card.training_data)
    facts = (
        Fact(say("Organisation"), card.organisation, organisation_href(model.id)),
        Fact(say("Kind"), model_kind_name(edition.language, card.kind), ""),
        Fact(say("Parameters"), show_size(card.n_parameters), ""),
        Fact(say("Weights"), weights, ""),
        Fact(say("Licence"), licence_name(edition.language, card.licence), ""),
        Fact(say("Released"), card.released, ""),
        Fact(say("Context, tokens"), context, ""),
        Fact(say("Architecture"), card.architecture, ""),
        Fact(say("Made from"), card.base or "", model_href(card.base) if card.base else ""),
        Fact(say("Training data"), data, "", _tag(data)),
    )
    known = edition.leaderboard.model
    return tuple(
        replace(f, href="") if f.href.startswith("m/") and card.base not in known else f
        for f in facts
        if f.text and f.text != _UNKNOWN
    )


def _tag(text: str) -> str:
    """Language of a text that somebody wrote, as far as its characters tell."""
    return "zh" if _CHINESE.search(text) else "en"


@dataclass(frozen=True, slots=True)
class _BoardLines:
    """What all models' pages share of one board."""

    field: Field
    """What each row is seen against."""
    tasks: tuple[tuple[TaskHead, Measure], ...]
    """One a column."""
    common: str
    """Metric and unit of all tasks; empty where they differ."""
    profile: Profile
    """Draws a row beside its scores."""
    places: dict[str, int]
    """Place by score alone of the rows with a rank."""
    badged: frozenset[str]
    """Ids of the rows that have a badge."""
    rivals: Rivals
    """What each row is held against as a choice."""


def _board_lines(edition: Edition, board: Board) -> _BoardLines:
    field = board_field(board)
    same = len({(c.metric, c.low, c.high, c.higher_is_better) for c in board.columns}) == 1
    tasks, drawn, common = [], [], ""
    for column, spread in zip(board.columns, field.spreads, strict=True):
        measure = column_measure(column)
        words = measure_words(edition.language, measure, column.metric)
        common = words if same else ""
        arrow = "\u2191" if column.higher_is_better else "\u2193"
        head = TaskHead(
            title=edition.pick(column.title),
            href=task_href(column.task),
            measure="" if same else f"{words} {arrow}",
            median=measure.show(spread.median) if spread.median is not None else "",
        )
        worst, best = spread.ends if column.higher_is_better else spread.ends[::-1]
        tasks.append((head, measure))
        drawn.append(Line(worst, best - worst, spread.median))
    places = {row.id: place for place, row in enumerate(ranked_rows(board), start=1)}
    badged = frozenset(row.id for row in badge_rows(board))
    return _BoardLines(field, tuple(tasks), common, Profile(drawn), places, badged, Rivals(board))


def _board(edition: Edition, board: Board, row: Row, lines: _BoardLines, number: int) -> ModelBoard:
    rows = tuple(_score_rows(edition, row, lines))
    caption = edition.language.say(
        "Scores of %(model)s on %(board)s with %(level)s intervals",
        model=edition.row_name(row),
        board=edition.pick(board.title),
        level=show_percent(board.level),
    )
    counts = {each.n for each in rows if each.score}
    has_n = len(counts) != 1
    if not has_n:
        caption += f", n = {counts.pop()}"
    if lines.common:
        caption += f": {lines.common}"
    title = edition.pick(board.title)
    return ModelBoard(
        anchor=board.suite if number == 0 else f"{board.suite}-{number}",
        title=f"{title}: {row.label}" if row.label else title,
        href=board_href(board.suite),
        sentence=row_sentence(edition, board, row, lines.field.n_ranked),
        contrast=row_contrast(edition, row, board.columns, lines.field.spreads),
        caption=caption,
        rows=rows,
        has_n=has_n,
        evidence=tuple(Crumb(result, result_href(result)) for result in row.results),
        profile=lines.profile.draw(
            [cell.score for cell in row.cells], id=f"profile-{number}", title=caption
        ),
        history=rank_picture(edition, board, row, lines.places.get(row.id, 0), number),
        badge=badge_snippet(edition, board, row) if row.id in lines.badged else "",
        choice=choose(edition, lines.rivals, row),
    )


def _score_rows(edition: Edition, row: Row, lines: _BoardLines) -> Iterator[ScoreRow]:
    # Evidence from one result is named once, below the table.
    linked = len(row.results) > 1
    for cell, (head, measure) in zip(row.cells, lines.tasks, strict=True):
        score, rank = cell.score, show_rank(cell.rank)
        if score is None or cell.trust is None:
            missing = edition.missing_words[cell.missing or "not-run"]
            yield ScoreRow(head, "", "", "", "", "", missing, rank)
            continue
        href = result_href(cell.results[0], cell.task) if linked else ""
        n = f"{score.n:,}" if score.n is not None else ""
        text, interval = show_score(score, measure)
        yield ScoreRow(head, text, interval, n, href, cell.trust, "", rank)


def _others(edition: Edition, model: ModelEntry) -> Iterator[OtherScore]:
    """Primary scores that do not stand on a board; the others are on the results' pages."""
    for score in model.scores:
        if score.counts or not score.primary:
            continue
        yield OtherScore(
            task=score.task,
            href=task_href(score.task),
            metric=metric_name(edition.language, score.metric),
            figure=edition.figure(
                score.score,
                _measure(edition, score),
                score.trust,
                result_href(score.result, score.task),
            ),
            settings=_settings(edition, score),
        )


def _measure(edition: Edition, score: TaskScore) -> Measure:
    for board in edition.leaderboard.boards:
        for column in board.columns:
            if column.task == score.task and column.metric == score.metric:
                return column_measure(column)
    return metric_measure(score.metric)


def _settings(edition: Edition, score: TaskScore) -> str:
    language, key = edition.language, score.key
    parts = [
        language.say("version %(version)s", version=score.version),
        style_name(language, key.style),
        language.say_n("%(n)s shot", "%(n)s shots", key.shots),
    ]
    if key.chat:
        parts.append(language.say("chat template"))
    if score.partial:
        parts.append(edition.missing_words["partial"])
    if not score.current:
        parts.append(edition.missing_words["older-version"])
    return language.comma.join(parts)


def _results(edition: Edition, model: ModelEntry) -> Iterator[ResultLink]:
    say = edition.language.say
    for name in model.results:
        result = edition.leaderboard.result[name]
        if result.retraction:
            state = say("retracted: %(reason)s", reason=result.retraction.reason)
        elif result.counts:
            state = say("counts")
        else:
            state = say("does not count on a board")
        yield ResultLink(
            id=name,
            href=result_href(name),
            day=edition.language.date(result.record.date),
            trust=edition.trust_words[result.trust],
            tone=result.trust,
            state=state,
            command=result.record.command,
        )


def _command(edition: Edition, model: ModelEntry) -> str:
    """The newest command that counts; one line a reader can copy."""
    for name in model.results:
        result = edition.leaderboard.result[name]
        if result.counts:
            return result.record.command
    return ""
