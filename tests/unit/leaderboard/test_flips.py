"""How far weights must move: exact, and the same in the browser."""

import itertools
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from llmsite.leaderboard.flips import nearest_flip

SCRIPT = Path(__file__).parents[3] / "site_templates" / "static" / "ranks.js"


def totals(scores, weights):
    shares = np.array(weights) / sum(weights)
    return shares @ np.array(scores)


def moved_weights(scores, weights, flip, share):
    """Weights after a part of the way: from the tasks on which the rival is furthest behind."""
    shares = np.array(weights) / sum(weights)
    ahead = np.array(scores)[:, flip.leader] - np.array(scores)[:, flip.rival]
    left = share
    for task in np.argsort(-ahead, kind="stable"):
        taken = min(shares[task], left)
        shares[task] -= taken
        shares[flip.target] += taken
        left -= taken
    return shares


@pytest.mark.parametrize("seed", range(30))
def test_the_order_turns_just_there(seed):
    rng = np.random.default_rng(seed)
    scores = rng.uniform(size=(4, 5)).tolist()
    weights = rng.uniform(size=4).tolist()
    flip = nearest_flip(scores, weights)
    if flip is None:
        assert all(max(range(5), key=task.__getitem__) == 0 for task in np.array(scores))
        return
    before = moved_weights(scores, weights, flip, flip.moved * 0.999)
    after = moved_weights(scores, weights, flip, flip.moved * 1.001)
    assert totals(scores, before)[flip.leader] > totals(scores, before)[flip.rival]
    assert totals(scores, after)[flip.leader] < totals(scores, after)[flip.rival]


def test_no_shorter_way_exists_on_a_grid():
    scores = [[0.9, 0.2, 0.5], [0.3, 0.8, 0.4], [0.6, 0.5, 0.7]]
    weights = [0.5, 0.2, 0.3]
    flip = nearest_flip(scores, weights)
    steps = np.linspace(0, 1, 101)
    shortest = min(
        sum(max(a - b, 0) for a, b in zip(weights, other, strict=True))
        for one, two in itertools.product(steps, steps)
        if one + two <= 1
        for other in [(one, two, 1 - one - two)]
        if totals(scores, other).argmax() != flip.leader
    )
    assert flip.moved <= shortest <= flip.moved + 0.03


def test_weight_that_cannot_help_gives_none():
    assert nearest_flip([[0.9, 0.1], [0.8, 0.2]], [1, 1]) is None
    assert nearest_flip([[0.9], [0.8]], [1, 1]) is None


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_browser_finds_the_same():
    rng = np.random.default_rng(5)
    boards = []
    for _ in range(50):
        n_tasks, n_rows = int(rng.integers(1, 6)), int(rng.integers(2, 7))
        weights = rng.integers(0, 5, size=n_tasks).tolist()
        weights[0] += 1
        boards.append((rng.uniform(size=(n_tasks, n_rows)).tolist(), weights))
    program = (
        "require(process.argv[1]);"
        "const boards = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "const { flip } = globalThis.llmsiteRanks;"
        "console.log(JSON.stringify(boards.map(([scores, weights]) =>"
        " flip(scores.map((each) => ({ scores: each })), weights))));"
    )
    out = subprocess.run(
        ["node", "-e", program, str(SCRIPT)],
        input=json.dumps(boards),
        capture_output=True,
        text=True,
        check=True,
    )
    for (scores, weights), theirs in zip(boards, json.loads(out.stdout), strict=True):
        ours = nearest_flip(scores, weights)
        assert (ours is None) == (theirs is None)
        if ours is not None:
            assert theirs["moved"] == pytest.approx(ours.moved, abs=1e-12)
            names = ("leader", "rival", "source", "target")
            assert [theirs[name] for name in names] == [getattr(ours, name) for name in names]
