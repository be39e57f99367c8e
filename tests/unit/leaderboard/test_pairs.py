"""Pairs, samples and front of a real board of made-up answers."""

from dataclasses import replace

import numpy as np
import pytest

from llmsite import leaderboard
from llmsite.errors import ResultError
from llmsite.leaderboard import pairs


@pytest.fixture
def board(filled):
    return leaderboard.load(filled).boards[0]


def test_pairs_agree_with_the_boards_rank_ranges(board):
    for position, column in enumerate(board.columns):
        matrix = pairs.pair_matrix(board, column.task)
        for row, span in zip(board.rows, matrix.ranges, strict=True):
            shown = row.cells[position].rank
            assert (shown.low, shown.high) == (span.low, span.high)


def test_a_positive_difference_is_better_even_where_less_is(board):
    column = next(column for column in board.columns if not column.higher_is_better)
    matrix = pairs.pair_matrix(board, column.task)
    best = int(np.argmin(pairs.evidence_of(board, column.task).scores))
    assert (matrix.differences[best] >= 0).all()


def test_samples_of_a_mean_have_their_own_scores(board):
    column = next(column for column in board.columns if column.metric == "accuracy")
    shown = pairs.evidence_of(board, column.task)
    answers = np.array([each.contributions for each in shown.sampled])
    assert set(np.round(answers, 9).ravel()) <= {0.0, 1.0}
    found = pairs.analyse_task(board, column.task)
    assert found.means == pytest.approx(answers.mean(axis=0))
    assert len(found.means) == column.n_samples


def test_a_metric_without_a_worst_value_counts_nothing_as_unsolved(board):
    column = next(column for column in board.columns if column.high is None)
    found = pairs.analyse_task(board, column.task)
    assert (found.n_solved_by_nobody, found.n_solved_by_all) == (0, 0)


def test_rows_carry_second_opinions(board):
    for place, row in enumerate(board.rows, start=1):
        assert row.places["mean"] == place
        assert set(row.places) == {"mean", "win_rate", "borda", "median_rank", "worst_category"}
        low, high = row.leave_one_out
        assert 1 <= low <= high <= len(board.rows)


def test_shrunken_scores_keep_the_order(board):
    found = pairs.shrunken_scores(board)
    assert list(found) == [row.id for row in board.rows]
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_the_front_says_how_sure_it_is(board):
    front = pairs.pareto_front(board)
    assert front
    assert all(entry.n_parameters == entry.row.card.n_parameters for entry in front)
    # All models have one size here: only those that nobody beats stay.
    on = [entry.row.id for entry in front if entry.on_front]
    assert on == [entry.row.id for entry in front if entry.row.rank.low == 1]
    assert sum(entry.share for entry in front) == pytest.approx(1.0)
    assert front == pairs.pareto_front(board)


def test_shares_of_being_best_go_with_the_rank_ranges(board):
    shares = pairs.best_shares(board)
    assert list(shares) == [row.id for row in board.rows]
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares[board.rows[0].id] > 0.99
    assert shares[board.rows[-1].id] == 0.0


def test_a_row_of_unknown_size_is_on_no_front(board):
    unsized = tuple(
        replace(row, card=row.card.model_copy(update={"n_parameters": None})) for row in board.rows
    )
    assert pairs.pareto_front(replace(board, rows=unsized)) == ()


def test_an_unknown_task_is_named(board):
    with pytest.raises(ResultError, match="no task 'nope'"):
        pairs.pair_matrix(board, "nope")
