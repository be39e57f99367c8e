from dataclasses import replace

from llmsite.site.choosing import Rivals, choose


def words(edition, board, name):
    row = next(row for row in board.rows if row.model.endswith(name))
    found = choose(edition, Rivals(board), row)
    return None if found is None else " ".join(found.words)


def test_a_model_that_nothing_beats_is_a_choice_and_the_smallest_of_them_says_so(edition):
    (board,) = edition.leaderboard.boards
    assert "no model is shown to be better" in words(edition, board, "careful-7b")
    assert "it is the smallest (1.1" in words(edition, board, "hasty-1b")


def test_a_beaten_model_is_said_to_be_beaten_and_what_speaks_for_it(edition):
    (board,) = edition.leaderboard.boards
    text = words(edition, board, "plain-360m")
    assert "2 models" in text
    assert "no model of at most 360" in text
    large = board.rows[-2].card.model_copy(update={"n_parameters": 70_000_000_000})
    rows = tuple(
        replace(row, card=large) if row.model.endswith("plain-360m") else row for row in board.rows
    )
    text = words(edition, replace(board, rows=rows), "plain-360m")
    assert "Memory is no reason to choose it" in text


def test_nothing_is_said_without_tests_or_rank(edition):
    (board,) = edition.leaderboard.boards
    assert words(edition, replace(board, verdicts=None), "hasty-1b") is None
    assert words(edition, board, "small-135m") is None


def test_what_it_rests_on_is_said(edition):
    (board,) = edition.leaderboard.boards
    found = choose(edition, Rivals(board), board.rows[0])
    n = sum(column.n_samples for column in board.columns)
    assert f"{n:,} samples" in found.rests
