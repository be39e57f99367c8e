"""What can be said and drawn about a whole board; the home page and the board's page share it."""

from markupsafe import Markup

from llmsite.leaderboard.records import Board, Row
from llmsite.site.charts.dots import Dot, draw_dots
from llmsite.site.charts.scatter import Point, draw_scatter
from llmsite.site.edition import Edition, ranked_rows, tied_with_best
from llmsite.site.figures import show_percent, show_size
from llmsite.site.links import model_href
from llmsite.site.measures import AGGREGATE
from llmsite.site.tables import interval_words

_NAMED = 3
"""So many names stand in a sentence; beyond, the others are counted."""
_FEW = 2
"""A choice or a picture needs so many."""
_DOTS = 20
"""Rows of the interval dot plot at most."""


def board_sentence(edition: Edition, board: Board) -> str:
    """Who is ahead, so that it can be quoted: the first sentence of a board."""
    language, title = edition.language, edition.pick(board.title)
    models = [row for row in board.rows if not row.is_baseline]
    if not models:
        return language.say("No model has been evaluated on %(board)s yet.", board=title)
    if not board.aggregates:
        return language.say_n(
            "%(n)s model has been evaluated on %(board)s, task by task.",
            "%(n)s models have been evaluated on %(board)s, task by task.",
            len(models),
            board=title,
        )
    tied = tied_with_best(board)
    if not tied:
        return _nobody_on_top(edition, board, models)
    if len(models) == 1:
        return _only_one(edition, board, models[0])
    first = edition.row_name(tied[0])
    if len(tied) == 1:
        return language.say(
            "%(model)s leads %(board)s with %(score)s; every other model is shown to be behind.",
            model=first,
            board=title,
            score=interval_words(tied[0]),
        )
    if len(tied) <= _NAMED:
        return language.say(
            "%(models)s share the top of %(board)s: at %(level)s confidence they cannot be told "
            "apart.",
            models=language.join([edition.row_name(row) for row in tied]),
            board=title,
            level=show_percent(board.level),
        )
    return language.say_n(
        "%(model)s has the highest score on %(board)s, but %(n)s other model cannot be told apart "
        "from it at %(level)s confidence.",
        "%(model)s has the highest score on %(board)s, but %(n)s other models cannot be told apart "
        "from it at %(level)s confidence.",
        len(tied) - 1,
        model=first,
        board=title,
        level=show_percent(board.level),
    )


def _only_one(edition: Edition, board: Board, row: Row) -> str:
    return edition.language.say(
        "One model has been evaluated on %(board)s: %(model)s reaches %(score)s, where 0 is chance "
        "and 100 is perfect.",
        board=edition.pick(board.title),
        model=edition.row_name(row),
        score=interval_words(row),
    )


def _nobody_on_top(edition: Edition, board: Board, models: list[Row]) -> str:
    """No model is ranked first: all are incomplete, or a baseline is shown to be ahead of them."""
    language, title = edition.language, edition.pick(board.title)
    if any(row.rank is not None for row in models):
        return language.say(
            "On %(board)s a baseline, which is a rule and no model, is ahead of every model.",
            board=title,
        )
    return language.say_n(
        "%(n)s model has results on %(board)s, but has not been run on all of its tasks.",
        "%(n)s models have results on %(board)s, but none has been run on all of its tasks.",
        len(models),
        board=title,
    )


def first_answer(edition: Edition, board: Board) -> str:
    """Of the models that no other is shown to beat: the smallest, and whether it is open."""
    tied = [row for row in tied_with_best(board) if row.card.n_parameters is not None]
    if len(tied) < _FEW:
        return ""
    smallest = min(tied, key=lambda row: (row.card.n_parameters or 0, row.id))
    return edition.language.say(
        "The smallest of the models at the top is %(model)s with %(size)s parameters "
        "(%(licence)s).",
        model=edition.row_name(smallest),
        size=show_size(smallest.card.n_parameters),
        licence=edition.language.say("licence %(name)s", name=smallest.card.licence),
    )


def board_facts(edition: Edition, board: Board) -> tuple[str, ...]:
    """What a reader must know before the table, each in a few words."""
    language = edition.language
    n_models = sum(not row.is_baseline for row in board.rows)
    n_baselines = len(board.rows) - n_models
    facts = [language.say_n("%(n)s model", "%(n)s models", n_models)]
    if n_baselines:
        facts.append(language.say_n("%(n)s baseline", "%(n)s baselines", n_baselines))
    facts.append(language.say_n("%(n)s task", "%(n)s tasks", len(board.columns)))
    facts.append(language.say("suite version %(version)s", version=board.version))
    days = [row.date for row in board.rows if row.date]
    if days:
        facts.append(language.say("newest result %(day)s", day=language.date(max(days))))
    return tuple(facts)


def _overall_caption(edition: Edition, tied: int, level: str) -> str:
    """What the picture of overall scores shows, in words."""
    if tied == 1:
        return edition.language.say(
            "Overall score, 0 is chance and 100 is perfect, with %(level)s intervals. Every other "
            "row is shown to be worse than the best; shading changes where rows are shown to be "
            "worse than the first of their band.",
            level=level,
        )
    return edition.language.say_n(
        "Overall score, 0 is chance and 100 is perfect, with %(level)s intervals. "
        "%(n)s row cannot be told apart from the best; shading changes where rows are shown "
        "to be worse than the first of their band.",
        "Overall score, 0 is chance and 100 is perfect, with %(level)s intervals. "
        "%(n)s rows cannot be told apart from the best; shading changes where rows are shown "
        "to be worse than the first of their band.",
        tied,
        level=level,
    )


def overall_dots(edition: Edition, board: Board, root: str) -> tuple[Markup, str]:
    """Picture of the overall scores with intervals, and its caption; empty for fewer than two."""
    say = edition.language.say
    rows = ranked_rows(board)[:_DOTS]
    if len(rows) < _FEW:
        return Markup(""), ""
    shaded, first = False, 1
    dots = []
    for position, row in enumerate(rows, start=1):
        if row.rank is not None and row.rank.low > first:
            shaded, first = not shaded, position
        if row.aggregate is None:
            continue
        dots.append(
            Dot(
                name=edition.row_name(row),
                href=root + model_href(row.model),
                value=row.aggregate.value,
                low=row.aggregate.low,
                high=row.aggregate.high,
                text=interval_words(row),
                band=shaded,
                muted=row.is_baseline,
            )
        )
    title = say("Overall scores on %(board)s", board=edition.pick(board.title))
    tied = len([row for row in rows if row.rank is not None and row.rank.tied_with_best])
    caption = _overall_caption(edition, tied, show_percent(board.level))
    picture = draw_dots(
        dots,
        id="overall",
        title=title,
        description=caption,
        show=AGGREGATE.show,
    )
    return picture, caption


def size_scatter(edition: Edition, board: Board, root: str) -> tuple[Markup, str]:
    """Overall score against size with its frontier, and the caption; empty for fewer than two."""
    say = edition.language.say
    rows = [r for r in ranked_rows(board) if r.card.n_parameters and r.aggregate is not None]
    if len({row.card.n_parameters for row in rows}) < _FEW:
        return Markup(""), ""
    frontier = _frontier(rows)
    points = [
        Point(
            name=edition.row_name(row),
            href=root + model_href(row.model),
            x=float(row.card.n_parameters or 0),
            y=row.aggregate.value,
            low=row.aggregate.low,
            high=row.aggregate.high,
            text=f"{show_size(row.card.n_parameters)}, {interval_words(row)}",
            on_frontier=row.id in frontier,
        )
        for row in rows
        if row.aggregate is not None
    ]
    names = [edition.row_name(row) for row in rows if row.id in frontier]
    named = edition.language.join(names[:_NAMED]) if len(names) <= _NAMED else ""
    caption = (
        say("No smaller model is shown to be better than %(models)s.", models=named)
        if named
        else edition.language.say_n(
            "%(n)s model is on the frontier: no smaller model is shown to be better.",
            "%(n)s models are on the frontier: no smaller model is shown to be better.",
            len(names),
        )
    )
    picture = draw_scatter(
        points,
        id="size",
        title=say("Overall score against number of parameters"),
        description=caption,
        show_x=lambda value: show_size(round(value)),
        show_y=AGGREGATE.show,
        is_log=True,
    )
    return picture, caption


def _frontier(rows: list[Row]) -> frozenset[str]:
    """Rows that no smaller (or equally small) row is shown to beat, by the intervals' own ranks.

    Row b beats row a here when all ranks that b can have are better than all that a can have.
    """
    kept = []
    for row in rows:
        beaten = any(
            other is not row
            and (other.card.n_parameters or 0) <= (row.card.n_parameters or 0)
            and other.rank is not None
            and row.rank is not None
            and other.rank.high < row.rank.low
            for other in rows
        )
        if not beaten:
            kept.append(row.id)
    return frozenset(kept)
