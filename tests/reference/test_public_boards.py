"""Statistics on the answers of real models: LiveBench and AlpacaEval."""

from itertools import pairwise

import numpy as np
import pytest

from llmsite import statistics
from llmsite.leaderboard import comparing, pairs

pytest.importorskip("pyarrow", reason="LiveBench is stored as Parquet")
public_boards = pytest.importorskip("public_boards")


@pytest.fixture(scope="module")
def livebench(shared):
    return public_boards.livebench(shared)


@pytest.fixture(scope="module")
def outputs(shared):
    return public_boards.alpaca_outputs(shared)


def test_livebench_is_ranked_with_ranges(livebench):
    models, columns, _ = livebench
    assert (len(models), len(columns)) == (93, 18)
    found = statistics.aggregate(columns)
    ranked = [model for model in found.models if model.range.rank is not None]
    partial = [model for model in found.models if model.range.rank is None]
    assert len(ranked) > 40
    assert all(model.missing and model.worst <= model.best for model in partial)
    widths = [model.range.high - model.range.low for model in ranked]
    for model in ranked:
        assert model.range.low <= model.range.rank <= model.range.high
        assert model.low < model.value < model.high
    assert 2 < np.mean(widths) < len(ranked) / 2
    leaders = [model for model in ranked if model.range.is_tied_with_best]
    assert 1 <= len(leaders) < 10


def test_second_opinions_differ_on_livebench(livebench):
    _, columns, _ = livebench
    ranked = [m for m in statistics.aggregate(columns).models if m.places]
    spans = [high - low for low, high in (model.place_range for model in ranked)]
    assert max(spans) > 3
    assert all(low <= m.places["mean"] <= high for m in ranked for low, high in [m.leave_one_out])


def test_weights_of_a_reader_move_the_order(livebench):
    _, columns, _ = livebench
    chosen = {column.task: float(column.category == "math") for column in columns}
    math = statistics.aggregate(columns, chosen)
    whole = statistics.aggregate(columns)
    both = [
        (a.range.rank, b.range.rank)
        for a, b in zip(math.models, whole.models, strict=True)
        if a.range.rank and b.range.rank
    ]
    assert any(a != b for a, b in both)


def test_pairing_saves_samples_on_real_answers(livebench):
    _, _, tables = livebench
    gains = []
    for scores in tables.values():
        known = scores[:, np.isfinite(scores).all(axis=0)]
        means = known.mean(axis=0)
        matrix = statistics.pairs((known - means) / len(known), means)
        order = np.argsort(-means)
        own = known.var(axis=0, ddof=1) / len(known)
        for a, b in pairwise(order):
            unpaired = np.sqrt(own[a] + own[b])
            if unpaired > 0:
                gains.append(matrix.standard_errors[a, b] / unpaired)
    assert 0.6 < np.median(gains) < 0.95


def test_samples_of_livebench_are_analysed(livebench):
    _, _, tables = livebench
    n_doubtful = n_dead = 0
    for scores in tables.values():
        known = scores[:, np.isfinite(scores).all(axis=0)].T
        found = statistics.analyse_items(known)
        assert found.reliability is None or found.reliability <= 1.0
        assert 0 <= found.share_solved <= 1
        n_doubtful += len(found.doubtful)
        n_dead += found.n_solved_by_nobody + found.n_solved_by_all
    assert n_dead > 10
    assert n_doubtful >= 1


def test_empty_outputs_of_alpaca_eval_are_counted(outputs):
    counts = {}
    for name, answers in outputs.items():
        found = statistics.screen_outputs(list(answers.values()), prompts=list(answers))
        counts[name] = {indicator.name: indicator.count for indicator in found.indicators}
    assert counts["gemma-2b-it"]["empty"] == 22
    assert counts["text_davinci_003"]["empty"] == 2


def test_a_null_model_is_the_only_one_on_its_output(outputs):
    shared_prompts = sorted(set.intersection(*(set(answers) for answers in outputs.values())))
    entries = {
        name: [answers[prompt] for prompt in shared_prompts] for name, answers in outputs.items()
    }
    entries["NullModel"] = ["Sorry, pick me."] * len(shared_prompts)
    for name, answers in entries.items():
        others = [other for peer, other in entries.items() if peer != name]
        found = statistics.screen_outputs(answers, others=others)
        same = next(i for i in found.indicators if i.name == "same_output")
        assert same.is_exceeded == (name == "NullModel")


def test_different_models_share_few_long_outputs(outputs):
    prompts = sorted(set(outputs["gpt4"]) & set(outputs["alpaca-7b"]))
    first, second = ([outputs[m][p] for p in prompts] for m in ("gpt4", "alpaca-7b"))
    assert statistics.count_equal_outputs(first, second) < 10
    assert statistics.count_equal_outputs(first, first) > 700


@pytest.fixture(scope="module")
def board(shared):
    return public_boards.livebench_board(shared)


def test_the_board_of_livebench_is_that_of_its_columns(board, livebench):
    _, columns, _ = livebench
    ranked = [row for row in board.rows if row.rank is not None]
    expected = [model for model in statistics.aggregate(columns).models if model.range.rank]
    assert len(ranked) == len(expected)
    values = sorted((model.value for model in expected), reverse=True)
    assert [row.aggregate.value for row in ranked] == pytest.approx(values)
    partial = [row for row in board.rows if row.rank is None]
    assert all(row.bounds[0] <= row.bounds[1] for row in partial)
    assert all("no score on" in row.reason for row in partial)


def test_every_pair_of_livebench_is_tested(board):
    for position, column in enumerate(board.columns):
        matrix = pairs.pair_matrix(board, column.task)
        ranges = [row.cells[position].rank for row in board.rows]
        for place, shown in zip(matrix.ranges, ranges, strict=True):
            assert (place.low is None) == (shown is None)
            assert shown is None or (shown.low, shown.high) == (place.low, place.high)
        assert column.resolvable is None or 0.0 < column.resolvable < 1.0


def test_every_task_of_livebench_is_analysed(board):
    found = [pairs.analyse_task(board, column.task) for column in board.columns]
    assert sum(each.n_solved_by_nobody + each.n_solved_by_all for each in found) > 10
    assert sum(len(each.doubtful) for each in found) >= 1
    reliable = [each.reliability for each in found if each.reliability is not None]
    assert max(reliable) > 0.5
    assert any(each.is_saturated for each in found) or min(reliable) >= 0.5


def test_leaders_of_livebench_regress(board):
    found = pairs.shrunken_scores(board)
    ranked = [row for row in board.rows if row.rank is not None]
    assert list(found) == [row.id for row in ranked]
    mean = np.mean([row.aggregate.value for row in ranked])
    first, last = ranked[0], ranked[-1]
    assert mean < found[first.id] < first.aggregate.value
    assert last.aggregate.value < found[last.id] < mean


def test_the_front_of_livebench_holds_its_leader(board):
    front = pairs.pareto_front(board)
    assert len(front) > 5
    best = max(front, key=lambda entry: entry.row.aggregate.value)
    assert best.on_front
    assert best.share > 0.3
    sure = [entry for entry in front if entry.share > 0.99]
    assert all(entry.on_front for entry in sure)
    off = [entry for entry in front if not entry.on_front]
    assert off
    assert all(entry.share < 0.05 for entry in off)


def test_rows_of_livebench_are_compared(board):
    ranked = [row for row in board.rows if row.rank is not None]
    found = comparing.compare_rows(board, ranked[0].id, ranked[-1].id)
    a, b, neither = comparing.wins(found.tasks)
    assert a + b + neither == len(board.columns)
    assert a > b
    assert found.difference[1] > 0.0
    close = comparing.compare_rows(board, ranked[0].id, ranked[1].id)
    assert close.difference[0] >= 0.0
    assert all(task.found.detectable > 0.0 for task in close.tasks if task.found is not None)
