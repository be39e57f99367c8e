import csv
import html
import json
import re
from dataclasses import replace
from io import StringIO
from xml.etree import ElementTree as ET

import check_site
import pytest

from llmsite.site.api import board_csv
from llmsite.site.boards import board_sentence
from llmsite.site.columns import facets
from llmsite.site.pages import page_builders
from llmsite.tasks import build_requests, load_task


def text_of(built, path: str) -> str:
    return (built / path).read_text(encoding="utf-8")


def pages_of(edition, name: str):
    return {planned.path: planned.make() for planned in page_builders()[name](edition)}


def test_the_whole_site_is_sound(built):
    assert check_site.faults_of(built) == []


def test_every_score_on_the_board_has_interval_samples_and_evidence(edition):
    board = pages_of(edition, "board")["b/pair/index.html"]
    figures = [c.figure for row in board.view.table.rows for c in row.cells if c.figure]
    assert len(figures) == 7
    for figure in figures:
        assert re.fullmatch(r"[\d.]+–[\d.]+", figure.interval)
        assert figure.n in ("50", "60")
        assert re.fullmatch(r"r/20261120-[0-9a-f]{16}/index\.html#t-(places|sums)", figure.href)
        assert "recomputed" in figure.note


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://arxiv.org/abs/2307.09288", "https://arxiv.org/abs/2307.09288"),
        ("javascript:x", ""),
    ],
)
def test_numbers_of_a_publication_stand_with_its_citation(edition, leaderboard, url, href):
    entry = leaderboard.results[0]
    source = {"citation": "Müller et al., 2023", "url": url}
    record = entry.record.model_copy(update={"source": source})
    changed = replace(leaderboard, results=(replace(entry, record=record),))
    (page,) = pages_of(replace(edition, leaderboard=changed), "result").values()
    (term,) = [term for term in page.view.evidence if term.text == "Müller et al., 2023"]
    assert (term.name, term.href) == ("Source", href)


def test_numbers_on_the_pages_are_those_of_the_results(edition, leaderboard, built):
    row = leaderboard.boards[0].rows[0]
    shown = f"{row.cells[0].score.value * 100:.1f}"
    assert shown == "91.7"
    for path in (
        "index.html",
        "b/pair/index.html",
        f"m/{row.model}/index.html",
        "t/places/index.html",
    ):
        assert shown in text_of(built, path)


def test_a_missing_score_is_an_empty_cell_and_counted(edition, built):
    page = pages_of(edition, "board")["b/pair/index.html"]
    row = next(r for r in page.view.table.rows if r.name == "small-135m")
    assert (row.rank, row.overall) == ("", None)
    assert [cell.missing for cell in row.cells] == ["", "not run"]
    assert "1 cell is empty (not run 1)" in page.view.table.footnotes[0]
    cells = re.findall(r"<tr>.*?small-135m.*?</tr>", text_of(built, "b/pair/index.html"))
    assert '<td class="none"><small>not run</small></td>' in cells[0]


def test_ties_share_a_range_and_a_band(edition):
    rows = pages_of(edition, "board")["b/pair/index.html"].view.table.rows
    assert [(row.rank, row.band) for row in rows] == [
        ("1–2", False),
        ("1–2", False),
        ("3", True),
        ("", False),
    ]


def test_the_first_sentence_names_who_is_tied(edition, leaderboard):
    assert board_sentence(edition, leaderboard.boards[0]) == (
        "careful-7b and hasty-1b share the top of Pair: "
        "at 95\u00a0% confidence they cannot be told apart."
    )


def test_the_home_page_answers_with_the_smallest_of_the_best(edition):
    home = pages_of(edition, "home")["index.html"]
    assert home.view.answer.startswith(
        "The smallest of the models at the top is hasty-1b with 1.1\u00a0B"
    )


def test_a_model_page_says_what_it_is_good_and_bad_at(edition):
    page = pages_of(edition, "model")["m/acme/hasty-1b/index.html"]
    assert page.description.startswith("hasty-1b ranks 1–2 of 3 on Pair")
    assert page.view.boards[0].contrast == "Better than the board's median on Where things are."


def test_a_task_page_shows_a_sample_as_it_is_asked(plan, edition, built):
    view = pages_of(edition, "task")["t/places/index.html"].view
    task = load_task("places", plan.project)
    assert view.example.prompt == build_requests(task, limit=1)[0].prompt
    assert view.example.reference == task.samples[0].references[0]
    page = text_of(built, "t/places/index.html")
    assert view.example.prompt in html.unescape(page)
    assert "llmsite run MODEL --task places" in page


def test_many_scores_of_a_task_have_a_distribution(many):
    page = pages_of(many, "task")["t/task-000/index.html"]
    assert page.view.spread.caption.startswith("Half of the 49 scores lie between ")
    assert sum(int(n) for _, n in page.view.spread.rows) == 49
    assert len(page.view.rows) == 49
    assert "of the 30 scores shown have" in page.view.dots.caption


def test_a_result_page_gives_file_hash_and_command(built, leaderboard):
    result = leaderboard.results[0]
    page = text_of(built, f"r/{result.id}/index.html")
    for piece in (result.path, result.sha256, result.record.command, result.samples_path):
        assert piece in page


def test_the_overall_score_is_derived_from_live_numbers(edition):
    example = pages_of(edition, "method")["method/index.html"].view.example
    assert [part.weight for part in example.parts] == ["50\u00a0%", "50\u00a0%"]
    mean = sum(float(part.normalised) for part in example.parts) / 2
    assert mean == pytest.approx(float(example.overall), abs=0.11)


def test_the_csv_is_the_table(leaderboard):
    board = leaderboard.boards[0]
    rows = list(csv.DictReader(StringIO(board_csv(board).decode())))
    assert [row["model"] for row in rows] == [row.model for row in board.rows]
    assert rows[3]["sums"] == ""
    for row, shown in zip(board.rows, rows, strict=True):
        for cell in row.cells:
            if cell.score:
                assert float(shown[cell.task]) == cell.score.value


def test_the_api_has_what_the_table_has(built, leaderboard):
    value = json.loads((built / "api/v1/b/pair.json").read_bytes())
    assert [row["rank_low"] for row in value["rows"]] == [1, 1, 3, None]
    cells = rows_of(value["rows"][3]["cells"])
    assert [cell["missing"] for cell in cells] == [None, "not-run"]
    assert cells[1]["value"] is None
    model = json.loads((built / "api/v1/m/acme/hasty-1b.json").read_bytes())
    scores = [score for score in rows_of(model["scores"]) if score["counts"] and score["primary"]]
    task = json.loads((built / "api/v1/t/places.json").read_bytes())
    board = leaderboard.boards[0]
    row = next(row for row in board.rows if row.model == "acme/hasty-1b")
    position = board.rows.index(row)
    for i, (cell, column) in enumerate(zip(row.cells, board.columns, strict=True)):
        (score,) = [score for score in scores if score["task"] == column.task]
        shown = rows_of(value["rows"][position]["cells"])[i]
        for name in ("value", "low", "high", "level", "n", "n_clusters"):
            assert shown[name] == getattr(cell.score, name), name
            assert name == "n_clusters" or score[name] == shown[name], name
        assert [value["rows"][position]["results"][r] for r in shown["results"]] == [*cell.results]
    assert [score["row"] or score["model"] for score in rows_of(task["scores"])] == [
        score.row for score in leaderboard.task["places"].scores
    ]


def rows_of(table):
    """A table of the API as one dictionary a row: how its readers are told to read it."""
    return [table["same"] | dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def test_the_sitemap_names_every_page_but_404(built):
    tree = ET.fromstring((built / "sitemap.xml").read_bytes())
    urls = {element.text for element in tree.iter() if element.tag.endswith("loc")}
    pages = {
        "https://example.org/board/" + path.relative_to(built).as_posix().removesuffix("index.html")
        for path in built.rglob("*.html")
        if "/samples/" not in path.as_posix()  # texts that nobody should train on
    }
    framed = {page for page in pages if "/embed/" in page}
    assert urls == pages - framed - {"https://example.org/board/404.html"}


def test_structured_data_name_files_that_exist(built):
    block = re.search(r'ld\+json">(.*?)</script>', text_of(built, "b/pair/index.html"))
    value = json.loads(block[1])
    assert value["@type"] == "Dataset"
    assert 50 <= len(value["description"]) <= 5000
    for file in value["distribution"]:
        assert (built / file["contentUrl"].removeprefix("https://example.org/board/")).is_file()


def test_pages_of_two_languages_are_twins(built):
    english = {
        p.relative_to(built).as_posix() for p in built.rglob("*.html") if "zh" not in p.parts
    }
    chinese = {p.relative_to(built / "zh").as_posix() for p in (built / "zh").rglob("*.html")}
    assert english - {"404.html"} == chinese
    assert 'hreflang="zh-Hans"' in text_of(built, "m/acme/hasty-1b/index.html")
    assert 'href="../../../index.html"' in text_of(built, "zh/m/acme/hasty-1b/index.html")


def test_a_page_follows_its_twin_so_that_both_share_what_they_need(plan):
    pages = [(renderer.frame.prefix, planned.path) for renderer, planned in plan.pages()]
    before = dict(zip(pages[1:], pages, strict=False))
    twins = [(prefix, path) for prefix, path in pages if prefix]
    assert twins
    assert all(before[prefix, path] == ("", path) for prefix, path in twins)


def test_planned_pages_and_documents_lie_where_they_were_planned(plan, built):
    for renderer, planned in plan.pages():
        assert planned.make().path == planned.path
        assert (built / renderer.frame.prefix / planned.path).is_file()
    for document in plan.documents():
        assert (built / document.path).read_bytes() == document.make()


def test_rows_are_filtered_by_the_memory_that_their_runs_took(many):
    rows, results = many.leaderboard.boards[0].rows, dict(many.leaderboard.result)
    assert "memory" not in facets(rows, results)
    for name, size in zip((rows[0].results[0], rows[3].results[0]), (8_000, 500), strict=True):
        measured = results[name].record.measured.model_copy(update={"peak_memory_bytes": size})
        record = results[name].record.model_copy(update={"measured": measured})
        results[name] = replace(results[name], record=record)
    assert facets(rows, results)["memory"][:5] == [8_000, None, None, 500, None]
