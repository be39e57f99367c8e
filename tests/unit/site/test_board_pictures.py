from dataclasses import replace

import numpy as np

from llmsite.leaderboard.records import RankRange
from llmsite.site.board_pictures import scatters
from llmsite.site.frontier import frontier
from llmsite.site.heat import heat_finding, heat_share, heat_step
from llmsite.site.pages.heat import build


def with_runs(edition, changes):
    """The edition whose first results measured something, and whose first models are of a day."""
    board = edition.leaderboard
    results = []
    for entry in board.results:
        measured = entry.record.measured.model_copy(update=changes.get(entry.id, {}))
        record = entry.record.model_copy(update={"measured": measured})
        results.append(replace(entry, record=record))
    return replace(edition, leaderboard=replace(board, results=tuple(results)))


def test_a_row_leaves_the_frontier_only_when_a_smaller_one_is_shown_to_be_better(many):
    board = many.leaderboard.boards[0]
    rows = [row for row in board.rows if row.rank is not None][:4]
    better = np.zeros((len(board.rows), len(board.rows)), np.int8)
    better[1, 0] = better[2, 3] = 1  # row 1 is worse than row 0, row 2 worse than row 3
    judged = replace(board, verdicts=better)
    placed = [(rows[0], 1.0), (rows[1], 2.0), (rows[2], 3.0), (rows[3], 4.0)]
    assert frontier(judged, placed) == {rows[0].id, rows[2].id, rows[3].id}
    assert rows[2].id not in frontier(judged, [(rows[2], 4.0), (rows[3], 4.0)])


def test_without_verdicts_ranks_that_do_not_touch_decide(many):
    board = many.leaderboard.boards[0]
    first, second, third = (
        replace(row, rank=RankRange(low, high))
        for row, (low, high) in zip(board.rows[:3], [(1, 2), (2, 3), (3, 3)], strict=True)
    )
    assert frontier(board, [(first, 1.0), (second, 2.0), (third, 3.0)]) == {first.id, second.id}
    assert frontier(board, [(third, 1.0), (second, 2.0), (first, 3.0)]) == {
        row.id for row in (first, second, third)
    }


def test_a_picture_is_drawn_of_what_is_known_and_gives_its_numbers(many):
    assert [picture.title for picture in scatters(many, many.leaderboard.boards[0], "")] == [
        "Overall score against number of parameters"
    ]
    rows = [row for row in many.leaderboard.boards[0].rows if row.rank is not None][:3]
    costs = {row.results[0]: {"cost_usd": 0.5 * 4**i} for i, row in enumerate(rows)}
    priced = with_runs(many, costs)
    board = priced.leaderboard.boards[0]
    cost = next(p for p in scatters(priced, board, "") if "cost" in p.title)
    assert [row[1] for row in cost.rows] == ["$0.50", "$2.00", "$8.00"]
    assert cost.rows[0][0] == rows[0].card.name
    assert cost.head == ("Model", "Cost", "Overall", "On the frontier")
    assert (
        "No cheaper model is shown to be better than" in cost.caption or "frontier" in cost.caption
    )


def test_scores_are_set_against_the_day_of_release(many):
    board = many.leaderboard.boards[0]
    days = ["2024", "2024-07", "2025-03-31", "unknown"]
    rows = tuple(
        replace(row, card=row.card.model_copy(update={"released": day}))
        for row, day in zip(board.rows[:4], days, strict=True)
    )
    dated = replace(board, rows=rows)
    picture = next(p for p in scatters(many, dated, "") if "release" in p.title)
    assert [row[1] for row in picture.rows] == ["2024", "2024-07", "2025-03"]


def test_a_heat_table_goes_from_chance_to_perfect(edition):
    board = edition.leaderboard.boards[0]
    page = next(iter(build(edition))).make()
    assert page.path == "b/pair/tasks/index.html"
    for row, shown in zip(board.rows, page.view.rows, strict=True):
        for column, cell, each in zip(board.columns, row.cells, shown.cells, strict=True):
            share = heat_share(column, cell)
            assert each.tone == ("" if share is None else f"h{heat_step(share)}")
            assert bool(each.text) == (cell.score is not None)
    assert [heat_step(share) for share in (-0.2, 0.0, 0.5, 0.99, 1.0)] == [0, 0, 3, 6, 6]
    assert heat_finding(edition, board) == page.description


def test_where_less_is_better_the_strong_colour_is_low(edition):
    board = edition.leaderboard.boards[0]
    column = replace(board.columns[0], higher_is_better=False, chance=None)
    share = heat_share(column, board.rows[0].cells[0])
    assert share == 1 - board.rows[0].cells[0].score.value
