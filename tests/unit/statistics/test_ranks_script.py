"""The browser's rank ranges are the build's, whole number by whole number."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from llmsite import leaderboard, statistics
from llmsite.leaderboard.reading import reader_board
from llmsite.statistics import TaskColumn

SCRIPT = Path(__file__).parents[3] / "site_templates" / "static" / "ranks.js"
VECTORS = Path(__file__).parents[2] / "golden" / "statistics" / "ranks.json"

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def run_script(boards):
    """Rank boards in node; one list of [rank, low, high] a board."""
    program = (
        "require(process.argv[1]);"
        "const boards = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "const { rank } = globalThis.llmsiteRanks;"
        "const found = boards.map(b => rank(b.tasks, b.weights, b.critical));"
        "console.log(JSON.stringify(found));"
    )
    out = subprocess.run(
        ["node", "-e", program, str(SCRIPT)],
        input=json.dumps(boards),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(out.stdout)


def random_board(rng):
    n_models, n_tasks = int(rng.integers(1, 13)), int(rng.integers(1, 5))
    columns = []
    for task in range(n_tasks):
        n = int(rng.choice([1, 2, 5, 40, 333], p=[0.02, 0.08, 0.2, 0.4, 0.3]))
        ease = rng.normal(size=(n, 1))
        level = rng.choice([-0.5, 0.0, 0.4], size=n_models)
        hits = (ease + rng.normal(size=(n, n_models)) < level).astype(float)
        if rng.uniform() < 0.3:
            hits *= rng.uniform(size=hits.shape)
        mean = hits.mean(axis=0)
        columns.append(TaskColumn(f"t{task}", mean, (hits - mean) / n, 0.25, 1.0))
    weights = {c.task: float(rng.integers(0, 4)) for c in columns}
    weights["t0"] += 1.0
    return columns, weights


def board_of(columns, weights, level):
    """What a page ships: transformed scores, rounded influences, weights, critical values."""
    tasks = []
    for c in columns:
        rounded = statistics.rounded(c.influences / (c.maximum - c.chance))
        tasks.append(
            {
                "scores": ((c.scores - c.chance) / (c.maximum - c.chance)).tolist(),
                "n_clusters": len(c.influences),
                "scale": rounded.scale,
                "influences": rounded.values.ravel().tolist(),
            }
        )
    sizes = [len(c.influences) for c in columns]
    table = statistics.critical_values(
        len(columns[0].scores),
        smallest_df=min(sizes) - 1,
        largest_df=sum(sizes) - len(sizes),
        level=level,
    )
    return {
        "tasks": tasks,
        "weights": [weights[c.task] for c in columns],
        "critical": {"degrees": table.degrees, "values": table.values},
    }


def test_two_hundred_random_boards_have_the_same_ranges():
    rng = np.random.default_rng(20)
    boards, expected = [], []
    for _ in range(200):
        columns, weights = random_board(rng)
        level = float(rng.choice([0.90, 0.95, 0.99]))
        boards.append(board_of(columns, weights, level))
        expected.append(statistics.aggregate(columns, weights, level=level))
    n_open = 0
    for found, whole in zip(run_script(boards), expected, strict=True):
        assert found["values"] == [model.value for model in whole.models]
        for span, model in zip(found["ranges"], whole.models, strict=True):
            assert (span["rank"], span["low"], span["high"]) == (
                model.range.rank,
                model.range.low,
                model.range.high,
            )
            n_open += span["low"] < span["high"]
    assert n_open > 200


def test_frozen_boards_are_ranked_as_they_were():
    vectors = json.loads(VECTORS.read_text())
    found = run_script([vector["board"] for vector in vectors])
    for vector, answer in zip(vectors, found, strict=True):
        spans = [[span["rank"], span["low"], span["high"]] for span in answer["ranges"]]
        assert spans == vector["ranges"], vector["name"]


def test_a_real_board_is_ranked_in_the_browser_as_it_stands(filled):
    loaded = leaderboard.load(filled).boards[0]
    given = reader_board(loaded)
    (found,) = run_script([given.document()])
    rows = {row.id: row for row in loaded.rows}
    for name, value, span in zip(given.rows, found["values"], found["ranges"], strict=True):
        assert value == rows[name].aggregate.value
        assert (span["low"], span["high"]) == (rows[name].rank.low, rows[name].rank.high)
    # One task alone is ranked as its column is.
    alone = given.document() | {"weights": [1.0, 0.0, 0.0]}
    (found,) = run_script([alone])
    for name, span in zip(given.rows, found["ranges"], strict=True):
        shown = rows[name].cells[0].rank
        assert (span["low"], span["high"]) == (shown.low, shown.high)


def test_a_board_without_ranks_has_nothing_to_ship(project):
    assert reader_board(leaderboard.load(project).boards[0]) is None


def test_a_scaled_weight_changes_nothing_and_a_task_of_weight_zero_is_none():
    columns, _ = random_board(np.random.default_rng(3))
    columns = [*columns, TaskColumn("last", columns[0].scores, columns[0].influences, 0.25, 1.0)]
    names = [c.task for c in columns]
    with_zero = board_of(columns, {name: float(name != "last") for name in names}, 0.95)
    scaled = dict(with_zero, weights=[4 * weight for weight in with_zero["weights"]])
    without = dict(with_zero, tasks=with_zero["tasks"][:-1], weights=with_zero["weights"][:-1])
    first, second, third = run_script([with_zero, scaled, without])
    assert first == second == third


def test_no_weight_gives_no_ranking():
    columns, weights = random_board(np.random.default_rng(3))
    board = board_of(columns, dict.fromkeys(weights, 0.0), 0.95)
    assert run_script([board]) == [{"values": [], "ranges": []}]


def test_the_script_is_small_and_calls_no_other_arithmetic():
    import gzip
    import re

    text = SCRIPT.read_text()
    assert len(gzip.compress(text.encode(), 9)) <= 4096
    assert set(re.findall(r"Math\.\w+", text)) == {"Math.sqrt"}
