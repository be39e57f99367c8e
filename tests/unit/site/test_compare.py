"""Comparisons of rows: the numbers of the command, and the same from whole numbers in a browser."""

import json
import math
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from llmsite.leaderboard.comparing import compare_rows
from llmsite.leaderboard.reading import reader_board
from llmsite.site.figures import show_signed
from llmsite.site.measures import AGGREGATE, column_measure
from llmsite.site.pages import page_builders
from llmsite.site.samples import neighbours

SCRIPT = Path(__file__).parents[3] / "site_templates" / "static" / "ranks.js"


def pages_of(edition, name: str):
    return {planned.path: planned.make() for planned in page_builders()[name](edition)}


def test_neighbours_have_a_page_with_the_numbers_of_the_command(edition, leaderboard):
    board = leaderboard.boards[0]
    pages = list(pages_of(edition, "pair").values())
    assert len(pages) == len(neighbours(board)) == 2
    for (a, b), page in zip(neighbours(board), pages, strict=True):
        found = compare_rows(board, a.id, b.id)
        assert AGGREGATE.show_range(*found.difference[1:]) in page.view.overall
        for column, task, line in zip(board.columns, found.tasks, page.view.tasks, strict=True):
            measure = column_measure(column)
            assert line.difference == show_signed(measure.show(task.found.difference))
            assert line.interval == measure.show_range(task.found.low, task.found.high)
            assert line.only_a == str(task.found.n_only_a)
            assert line.only_b == str(task.found.n_only_b)


def test_named_samples_are_those_that_only_one_solved(edition, leaderboard):
    n_named = 0
    for (a, b), page in zip(
        neighbours(leaderboard.boards[0]), pages_of(edition, "pair").values(), strict=True
    ):
        for each in page.view.decided:
            for crumbs, href, solver, other in (
                (each.won, each.won_href, a.id, b.id),
                (each.lost, each.lost_href, b.id, a.id),
            ):
                query = parse_qs(urlsplit(href).query)
                assert query["a"] + query["b"] == [a.id, b.id]
                task = href.split("/")[1]
                items = edition.items[task]
                rows = [row.id for row in items.rows]
                asked = [sample.id for sample in edition.answers(task).samples]
                for crumb in crumbs:
                    n = asked.index(crumb.title)
                    assert items.solved[rows.index(solver), n] == 1
                    assert items.solved[rows.index(other), n] == 0
                    assert f"a={solver}&b={other}" in crumb.href
                    n_named += 1
    assert n_named > 5


def test_the_matrix_says_what_the_ranks_say(edition, leaderboard, built):
    board = leaderboard.boards[0]
    (page,) = pages_of(edition, "pairs").values()
    for i, row in enumerate(page.view.rows):
        tones = [cell.tone for cell in row.cells]
        rank = board.rows[i].rank
        assert rank.low == 1 + tones.count("worse")
        assert rank.high == len(tones) - tones.count("better")
        for cell in row.cells:
            if cell.href:
                assert (built / cell.href.partition("?")[0]).is_file()


def run_script(document, pairs):
    program = (
        "require(process.argv[1]);"
        "const { board, pairs } = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "const { difference } = globalThis.llmsiteRanks;"
        "console.log(JSON.stringify(pairs.map(([a, b, w, n]) => "
        "difference(board.tasks, w, board.critical, a, b, n))));"
    )
    out = subprocess.run(
        ["node", "-e", program, str(SCRIPT)],
        input=json.dumps({"board": document, "pairs": pairs}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(out.stdout)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_browser_finds_the_differences_of_the_command(leaderboard):
    board = leaderboard.boards[0]
    reader = reader_board(board)
    n = len(reader.rows)
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b]
    asked = [[a, b, list(reader.weights), 1] for a, b in pairs]
    for (a, b), found in zip(pairs, run_script(reader.document(), asked), strict=True):
        value, low, high = compare_rows(board, reader.rows[a], reader.rows[b]).difference
        assert found["value"] == pytest.approx(value, abs=1e-12)
        # Whole numbers up to 4095 and degrees of freedom rounded down: a width of 1 % at most.
        assert found["high"] - found["low"] == pytest.approx(high - low, rel=0.01)
        assert found["low"] == pytest.approx(low, abs=0.01 * (high - low))


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_interval_of_a_task_is_students_over_its_whole_numbers(leaderboard):
    reader = reader_board(leaderboard.boards[0])
    for t, task in enumerate(reader.tasks):
        weights = [float(t == other) for other in range(len(reader.tasks))]
        for n in (1, 2):
            (found,) = run_script(reader.document(), [[0, 1, weights, n]])
            moved = task.rounded.values[0].astype(int) - task.rounded.values[1].astype(int)
            size = task.n_clusters
            variance = task.rounded.scale**2 * size / (size - 1) * int((moved**2).sum())
            row = sum(each <= size - 1 for each in reader.critical.degrees) - 1
            half = reader.critical.values[row][n - 1] * math.sqrt(variance)
            assert found["high"] - found["low"] == pytest.approx(2 * half, rel=1e-12)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_where_nothing_is_known_there_is_no_interval(leaderboard):
    document = reader_board(leaderboard.boards[0]).document()
    for task in document["tasks"]:
        task["n_clusters"], task["influences"] = 1, [0] * len(task["scores"])
    (found,) = run_script(document, [[0, 1, [1, 1], 1]])
    assert (found["low"], found["high"]) == (None, None)
