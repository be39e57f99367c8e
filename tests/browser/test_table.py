"""The table's script: sorting, filtering, columns, baseline, address, keyboard."""

import re

import pytest
from made_up import made_up_leaderboard
from playwright.sync_api import expect

from llmsite.project import Project
from llmsite.site import make_plan, template_folders
from llmsite.site.pages.board import build

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NAMES = (
    "[...document.querySelectorAll('.board tbody tr:not([hidden]) th a')].map(a => a.textContent)"
)


@pytest.fixture
def board(address, open_page):
    page = open_page()
    page.goto(f"{address}/b/pair/index.html")
    page.locator("html[data-ready]").wait_for(state="attached")
    yield page
    assert page.heard == []


def test_columns_sort_both_ways_and_back_with_missing_last(board):
    button = board.get_by_role("button", name="Sort by Sums")
    default = board.evaluate(NAMES)
    assert default == ["careful-7b", "hasty-1b", "plain-360m", "small-135m"]
    button.click()
    assert board.evaluate(NAMES) == ["careful-7b", "hasty-1b", "plain-360m", "small-135m"]
    assert board.locator("[aria-sort]").get_attribute("aria-sort") == "descending"
    button.click()
    assert board.evaluate(NAMES) == ["plain-360m", "hasty-1b", "careful-7b", "small-135m"]
    assert "sort=sums" in board.url
    button.click()
    assert board.evaluate(NAMES) == default
    assert board.locator("[aria-sort]").count() == 0
    assert "sort" not in board.url


def test_sorting_keeps_the_focus_on_the_button(board):
    board.get_by_role("button", name="Size").focus()
    board.keyboard.press("Enter")
    assert board.evaluate("document.activeElement.textContent") == "Size"
    assert board.evaluate(NAMES)[0] == "careful-7b"
    board.keyboard.press("Enter")
    assert board.evaluate(NAMES)[0] == "small-135m"


def test_every_part_of_a_filter_must_match_and_signs_do_not_count(board):
    board.keyboard.press("/")
    assert board.evaluate("document.activeElement.id") == "q"
    board.keyboard.type("acme 7B")
    assert board.evaluate(NAMES) == ["careful-7b"]
    assert board.locator("output").inner_text() == "1 of 4 rows"
    board.keyboard.press("Escape")
    assert len(board.evaluate(NAMES)) == 4


def test_models_are_filtered_by_size(board):
    board.click("summary >> text=Models")
    board.select_option("select[name=size]", "500000000")
    assert board.evaluate(NAMES) == ["plain-360m", "small-135m"]


def test_a_column_can_be_put_away_and_comes_back(board):
    board.click("summary >> text=Columns")
    board.uncheck("label:has-text('Sums') input")
    assert not board.locator("th[data-key=sums]").is_visible()
    assert "hide=sums" in board.url
    board.click("text=Reset")
    assert board.locator("th[data-key=sums]").is_visible()
    assert "?" not in board.url


def test_tasks_are_filtered_by_type(board):
    board.click("summary >> text=Columns")
    board.select_option("select[name=type]", "reasoning")
    assert not board.locator("th[data-key=places]").is_visible()
    assert board.locator("th[data-key=sums]").is_visible()


def test_a_baseline_row_turns_intervals_into_differences(board):
    board.click("summary >> text=Baseline")
    board.select_option("select[name=base]", "acme/hasty-1b")
    smalls = board.locator(".board tbody tr:has-text('careful-7b') td small").all_inner_texts()
    assert smalls == ["+0.8", "\u22128.3", "+14.0"]
    assert board.get_by_text("without a test").is_visible()
    board.select_option("select[name=base]", "")
    cell = board.locator(".board tbody tr:has-text('careful-7b') td small").first
    assert "–" in cell.inner_text()


def test_a_shared_address_shows_the_same_view(address, open_page):
    page = open_page()
    page.goto(f"{address}/b/pair/index.html?sort=-sums&q=b&hide=places&base=acme/hasty-1b")
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.evaluate(NAMES) == ["careful-7b", "hasty-1b"]
    assert not page.locator("th[data-key=places]").is_visible()
    assert page.locator("tr.baseline th").inner_text().startswith("hasty-1b")


@pytest.mark.parametrize(
    "query", ["sort=nothing", "sort=-", "hide=%00", "size=abc", "base=<img>", "q=%3Cscript%3E", "%"]
)
def test_a_strange_address_does_no_harm(address, open_page, query):
    page = open_page()
    page.goto(f"{address}/b/pair/index.html?{query}")
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.heard == []


@pytest.fixture(scope="module")
def long_board(serve_folder, tmp_path_factory):
    """Address and folder of a made-up board of 1,500 rows."""
    root = tmp_path_factory.mktemp("long")
    (root / "site.toml").write_text('title = "Long"\n')
    project = Project(root)
    plan = make_plan(
        project, made_up_leaderboard(1500, 15), template_folders(project.templates_dir)
    )
    out = root / "public"
    edition, renderer = plan.editions[0]
    written = [(page.path, renderer.render(page.make())) for page in build(edition)]
    written += [(d.path, d.content) for d in plan.assets.documents]
    written += [(d.path, d.make()) for f in edition.column_files.values() for d in f.documents]
    for path, content in written:
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(content)
    return serve_folder(out) + "/b/made-up/index.html", out, edition.leaderboard.boards[0]


@pytest.fixture
def window(long_board, open_page):
    page = open_page()
    page.goto(long_board[0])
    page.locator("html[data-ready]").wait_for(state="attached")
    yield page
    assert page.heard == []


def cells(page, row: int) -> list[str]:
    return page.locator(
        f".board tbody tr[aria-rowindex='{row}'] :is(td:not(.space), th)"
    ).all_inner_texts()


def test_a_long_table_holds_few_rows_and_the_same_numbers(window, long_board):
    board = long_board[2]
    expect(window.locator(".board tbody")).not_to_contain_text("…")
    assert window.locator(".board tbody tr").count() < 60
    assert window.locator(".board").get_attribute("aria-rowcount") == "1501"
    first = board.rows[0]
    shown = cells(window, 2)
    assert shown[1].startswith(first.card.name)
    assert shown[2].startswith(f"{first.aggregate.value * 100:.1f}")
    assert shown[3] == f"{first.cells[0].score.value * 100:.1f}"


def test_a_long_table_sorts_by_any_column_and_scrolls(window, long_board):
    board = long_board[2]
    window.get_by_role("button", name="Sort by Made-up task 003").click()
    expect(window).to_have_url(re.compile("sort=-task-003"))
    best = max(board.rows, key=lambda row: row.cells[3].score.value if row.cells[3].score else -1)
    top = best.cells[3].score.value
    window.wait_for_timeout(200)
    assert cells(window, 2)[6] == f"{top * 100:.1f}"
    window.evaluate("document.querySelector('.scroll').scrollTop = 1e6")
    window.wait_for_timeout(200)
    assert window.locator(".board tbody tr[aria-rowindex='1501']").count() == 1


def test_a_long_table_filters(window):
    window.fill("#q", "model 0012")
    window.wait_for_timeout(100)
    assert window.locator("output").inner_text() == "11 of 1,500 rows"


def test_a_focused_row_that_scrolls_away_gives_its_focus_to_the_table(window):
    window.locator(".board tbody tr[aria-rowindex='3'] a").focus()
    name = window.evaluate("document.activeElement.textContent")
    window.evaluate("document.querySelector('.scroll').scrollTop = 30")
    window.wait_for_timeout(200)
    assert window.evaluate("document.activeElement.textContent") == name
    window.evaluate("document.querySelector('.scroll').scrollTop = 20000")
    window.wait_for_timeout(200)
    assert window.evaluate("document.activeElement.className") == "scroll tall"


def test_columns_of_another_build_are_refused(long_board, open_page):
    address, out, _ = long_board
    page = open_page()
    core = next((out / "d").rglob("core.json"))
    whole = core.read_text()
    core.write_text(whole.replace('"hash":"', '"hash":"0'))
    try:
        page.goto(address)
        page.get_by_text("Reload the page").wait_for()
        assert page.locator(".board tbody tr").count() == 100
    finally:
        core.write_text(whole)


def test_a_long_table_from_disk_shows_its_first_rows_and_says_why(long_board, open_page):
    page = open_page()
    page.goto((long_board[1] / "b/made-up/index.html").as_uri())
    page.get_by_text("from a server only").wait_for()
    assert page.locator(".board tbody tr").count() == 100


def test_every_row_of_a_long_table_is_on_a_page_without_scripts(long_board):
    parts = sorted((long_board[1] / "b/made-up/all").rglob("index.html"))
    text = "".join(part.read_text() for part in parts)
    assert len(parts) == 3
    assert text.count("<tr role") == 1500 + 3


def test_a_long_table_has_a_baseline_row(window, long_board):
    second = long_board[2].rows[1]
    window.click("summary >> text=Baseline")
    window.select_option("select[name=base]", second.model)
    difference = (long_board[2].rows[0].aggregate.value - second.aggregate.value) * 100
    assert cells(window, 2)[2].split()[-1] == f"+{difference:.1f}"
    assert "base=" in window.url
    assert window.get_by_text("without a test").is_visible()
    assert window.locator("tr.baseline").count() == 1
    window.click("text=Reset")
    assert "–" in cells(window, 2)[2]


def test_a_long_table_filters_its_tasks(window):
    window.click("summary >> text=Columns")
    window.select_option("select[name=group]", "group-1")
    assert window.locator("th[data-key=task-001]").is_visible()
    assert not window.locator("th[data-key=task-000]").is_visible()
    assert "task-group=group-1" in window.url


@pytest.fixture
def hundreds(browser, serve_folder, tmp_path, open_page):
    """A made-up board of 600 rows, all in the page."""
    (tmp_path / "site.toml").write_text('title = "Hundreds"\n')
    project = Project(tmp_path)
    made = made_up_leaderboard(600, 3)
    plan = make_plan(project, made, template_folders(project.templates_dir))
    edition, renderer = plan.editions[0]
    written = [(planned.path, renderer.render(planned.make())) for planned in build(edition)]
    written += [(d.path, d.content) for d in plan.assets.documents]
    for path, content in written:
        (tmp_path / "public" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "public" / path).write_bytes(content)
    page = open_page()
    page.goto(serve_folder(tmp_path / "public") + "/b/made-up/index.html")
    page.locator("html[data-ready]").wait_for(state="attached")
    return page, made.boards[0]


def test_rows_that_cannot_be_seen_yet_follow_those_that_can(hundreds):
    page, board = hundreds
    page.click("th[data-key=task-001] button")
    scores = [row.cells[1].score.value for row in board.rows]
    first = page.locator(".board tbody tr").first.locator("td").nth(3).inner_text()
    assert first == f"{max(scores) * 100:.1f}"
    expect(page.locator(".board tbody tr")).to_have_count(600)
    shown = page.locator(".board tbody tr td:nth-child(5)").all_text_contents()
    assert [float(text) for text in shown] == sorted(map(float, shown), reverse=True)
