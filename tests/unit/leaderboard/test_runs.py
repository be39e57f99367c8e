"""Several runs of one model on a board: what they add to intervals, ranks and comparisons."""

import numpy as np
import pytest

from llmsite import leaderboard, results, statistics
from llmsite.leaderboard import comparing, pairs

STARTS = [f"2026-11-0{day}T00:00:00Z" for day in range(1, 7)]


def add_runs(project, make_run, model, skills):
    for seed, skill in enumerate(skills):
        results.add(project, make_run(model, skill, seed=seed, started=STARTS[seed]))


@pytest.fixture
def varied(project, make_run):
    """A steady model, run once; another whose three runs differ much."""
    results.add(project, make_run("acme/steady", 0.5))
    add_runs(project, make_run, "acme/moody", [0.3, 0.6, 0.9])
    return leaderboard.load(project).boards[0]


def row_of(board, name):
    return next(number for number, row in enumerate(board.rows) if row.id == name)


def test_runs_that_differ_widen_the_interval_and_say_by_how_much(varied):
    row = varied.rows[row_of(varied, "acme/moody")]
    cell = next(cell for cell in row.cells if cell.metric == "accuracy")
    runs = cell.runs
    assert runs.n_runs == 3
    # Shares of 0.3, 0.6 and 0.9 have a variance of 0.09.
    assert runs.variance == pytest.approx(0.09, abs=0.05)
    assert runs.of_runs == pytest.approx(np.sqrt(runs.variance / 3))
    assert runs.total == pytest.approx(np.hypot(runs.of_samples, runs.of_runs))
    assert runs.added > runs.of_runs > runs.of_samples
    assert 2 <= runs.df < 10
    assert cell.score.high - cell.score.low > 4 * runs.of_samples
    assert 0.0 <= cell.score.low < cell.score.value < cell.score.high <= 1.0


def test_a_single_run_has_no_runs_and_one_row_of_influences_a_cluster(varied):
    row = varied.rows[row_of(varied, "acme/steady")]
    assert all(cell.runs is None for cell in row.cells)
    for position in range(len(varied.columns)):
        shown = varied.evidence[position]
        n_varied = sum(error > 0.0 for error in shown.added)
        assert n_varied <= 1
        n_clusters = row.cells[position].score.n_clusters
        assert len(shown.influences) == n_clusters + n_varied


def test_the_error_of_influences_is_that_of_samples_and_runs(varied):
    place = row_of(varied, "acme/moody")
    shown = next(e for e, c in zip(varied.evidence, varied.columns, strict=True) if c.chance)
    runs = varied.rows[place].cells[0].runs
    own = shown.influences[:, place]
    n = len(own)
    assert np.sqrt(n / (n - 1) * (own**2).sum()) == pytest.approx(
        np.hypot(runs.of_samples, runs.added), rel=0.02
    )
    other = shown.influences[:, row_of(varied, "acme/steady")]
    assert other[-1] == 0.0


def test_runs_widen_ranks_and_the_aggregate(project, make_run):
    results.add(project, make_run("acme/steady", 0.45))
    add_runs(project, make_run, "acme/moody", [0.6, 0.6, 0.6])
    alike = leaderboard.load(project).boards[0]
    assert [(row.rank.low, row.rank.high) for row in alike.rows] == [(1, 1), (2, 2)]
    for path in (project.results_dir / "acme" / "moody").glob("2*"):
        path.unlink()
    add_runs(project, make_run, "acme/moody", [0.3, 0.6, 0.9])
    board = leaderboard.load(project).boards[0]
    assert [(row.rank.low, row.rank.high) for row in board.rows] == [(1, 2), (1, 2)]
    wide, narrow = (b.rows[row_of(b, "acme/moody")] for b in (board, alike))
    assert wide.standard_error > 2 * narrow.standard_error
    assert wide.aggregate.high - wide.aggregate.low > narrow.aggregate.high - narrow.aggregate.low


def test_runs_widen_the_comparison_of_two_rows(varied):
    found = comparing.compare_rows(varied, "acme/moody", "acme/steady")
    accuracy = next(task for task in found.tasks if task.metric == "accuracy").found
    assert accuracy.method == "t over runs"
    shown = pairs.evidence_of(varied, varied.columns[0].task)
    a, b = (shown.sampled[row_of(varied, name)] for name in ("acme/moody", "acme/steady"))
    alone = statistics.compare(a.statistics, b.statistics, a.metric)
    assert accuracy.difference == alone.difference
    assert accuracy.standard_error > 2 * alone.standard_error
    assert accuracy.low < alone.low
    assert accuracy.high > alone.high
    assert accuracy.p_value > alone.p_value


def test_runs_of_equal_answers_add_nothing(project, make_run):
    results.add(project, make_run("acme/once", 1.0))
    add_runs(project, make_run, "acme/thrice", [1.0, 1.0, 1.0])
    board = leaderboard.load(project).boards[0]
    once, thrice = (board.rows[row_of(board, name)] for name in ("acme/once", "acme/thrice"))
    for first, second in zip(once.cells[:3], thrice.cells[:3], strict=True):
        assert second.runs.added == 0.0
        assert (first.score.low, first.score.high) == (second.score.low, second.score.high)
        assert (first.rank.low, first.rank.high) == (1, 2)
