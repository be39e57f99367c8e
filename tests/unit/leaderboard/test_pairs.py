"""Pairs, samples and front of a real board of made-up answers."""

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


def test_a_row_of_unknown_size_is_on_no_front(board):
    front = pairs.pareto_rows(board)
    assert all(row.card.n_parameters is not None for row in front)


def test_an_unknown_task_is_named(board):
    with pytest.raises(ResultError, match="no task 'nope'"):
        pairs.pair_matrix(board, "nope")
