"""What can be said about a whole board; the home page and the board's page share it."""

from llmsite.leaderboard.records import Board, Row
from llmsite.site.columns import table_rows
from llmsite.site.edition import Edition, tied_with_best
from llmsite.site.figures import show_percent, show_size
from llmsite.site.naming import licence_name
from llmsite.site.tables import interval_words

_NAMED = 3
"""So many names stand in a sentence; beyond, the others are counted."""
_FEW = 2
"""A choice or a picture needs so many."""


def board_sentence(edition: Edition, board: Board) -> str:
    """Who is ahead, so that it can be quoted: the first sentence of a board."""
    language, title = edition.language, edition.pick(board.title)
    models = [row for row in board.rows if not row.is_baseline]
    if not models and board.claimed:
        return language.say_n(
            "%(n)s row of %(board)s rests on numbers that somebody states; nobody has sent "
            "evidence yet.",
            "%(n)s rows of %(board)s rest on numbers that somebody states; nobody has sent "
            "evidence yet.",
            len(board.claimed),
            board=title,
        )
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
        licence=edition.language.say(
            "licence %(name)s", name=licence_name(edition.language, smallest.card.licence)
        ),
    )


def board_facts(edition: Edition, board: Board) -> tuple[str, ...]:
    """What a reader must know before the table, each in a few words."""
    language = edition.language
    rows = table_rows(board)
    n_models = len({row.model for row in rows if not row.is_baseline})
    n_baselines = sum(row.is_baseline for row in rows)
    facts = [language.say_n("%(n)s model", "%(n)s models", n_models)]
    if n_baselines:
        facts.append(language.say_n("%(n)s baseline", "%(n)s baselines", n_baselines))
    facts.append(language.say_n("%(n)s task", "%(n)s tasks", len(board.columns)))
    facts.append(language.say("suite version %(version)s", version=board.version))
    days = [row.date for row in rows if row.date]
    if days:
        facts.append(language.say("newest result %(day)s", day=language.date(max(days))))
    return tuple(facts)
