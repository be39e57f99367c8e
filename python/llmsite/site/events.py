"""What happened, in words; the page of changes and the feed share it."""

from llmsite.leaderboard import Event
from llmsite.site.edition import Edition
from llmsite.site.links import board_href, result_href


def event_words(edition: Edition, event: Event) -> str:
    """One event as a sentence."""
    language = edition.language
    say, model = language.say, edition.model_name(event.model)
    if event.kind == "added":
        n_tasks = len(edition.leaderboard.result[event.result].record.tasks)
        return language.say_n(
            "New result of %(model)s on %(n)s task.",
            "New result of %(model)s on %(n)s tasks.",
            n_tasks,
            model=model,
        )
    if event.kind == "best":
        board = edition.leaderboard.board[event.suite]
        return say(
            "%(model)s reaches the highest score so far on %(board)s.",
            model=model,
            board=edition.pick(board.title),
        )
    if event.kind == "verified":
        return say("%(who)s checked a result of %(model)s.", who=event.reason, model=model)
    if event.kind == "redacted":
        return say(
            "The generations behind a result of %(model)s were removed: %(reason)s",
            model=model,
            reason=event.reason,
        )
    if event.kind == "corrected":
        return say(
            "A result of %(model)s was replaced by another: %(reason)s",
            model=model,
            reason=event.reason,
        )
    return say("A result of %(model)s was retracted: %(reason)s", model=model, reason=event.reason)


def event_href(event: Event) -> str:
    """Where an event can be looked at, from the language's root."""
    return board_href(event.suite) if event.suite else result_href(event.result)
