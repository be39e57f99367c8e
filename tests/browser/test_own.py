"""A reader's own weights: the same whole numbers as the build, in the address, also from disk."""

import re

import pytest

from llmsite.leaderboard import load
from llmsite.leaderboard.reading import reader_board

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
BOARD = "b/pair/index.html"
READY = "document.getElementById('own').dataset.ready === 'own'"


def own_rows(page):
    found = page.locator(".ownboard tbody tr")
    return [re.sub(r"\s+", " ", text).strip() for text in found.all_inner_texts()]


def published(page):
    rows = page.locator("table.board tbody tr").all()
    found = []
    for row in rows:
        rank = row.locator(".rank").inner_text()
        if rank:
            name, overall = row.locator("th a").inner_text(), row.locator(".all > a").inner_text()
            found.append(f"{rank} {name} {overall}")
    return found


def test_untouched_weights_give_the_published_table(address, open_page):
    page = open_page()
    page.goto(f"{address}/{BOARD}")
    assert page.locator("#firm").inner_text() != ""
    page.click("#own summary")
    page.wait_for_function(READY)
    assert own_rows(page) == published(page)
    assert "w=" not in page.url
    assert page.heard == []


def test_weights_change_ranks_and_stand_in_the_address(address, open_page, site_project):
    page = open_page()
    page.goto(f"{address}/{BOARD}")
    page.click("#own summary")
    page.wait_for_function(READY)
    (board,) = load(site_project).boards
    given = reader_board(board)
    page.locator(".sliders input").nth(1).fill("0")
    assert f"{given.tasks[1].task}%3A0" in page.url or f"{given.tasks[1].task}:0" in page.url
    best = max(given.tasks[0].scores)
    assert own_rows(page)[0].endswith(f"{best * 100:.1f}")
    shared = own_rows(page)
    again = open_page()
    again.goto(page.url)
    again.wait_for_function(READY)
    assert own_rows(again) == shared
    again.fill("#q", "a")  # the filters keep the weights
    assert "w=" in again.url


def test_presets_and_filters(address, open_page):
    page = open_page()
    page.goto(f"{address}/{BOARD}")
    page.click("#own summary")
    page.wait_for_function(READY)
    page.select_option("#own select", "equal")
    assert "w=" in page.url
    page.fill("#q", "hasty")
    page.wait_for_function("document.querySelectorAll('.ownboard tbody tr').length === 1")
    assert own_rows(page)[0].startswith("1 ")
    page.fill("#q", "")
    page.select_option("#own select", "board")
    assert "w=" not in page.url
    assert own_rows(page) == published(page)


def test_it_works_from_disk(site, open_page):
    page = open_page()
    page.goto((site / BOARD).as_uri() + "?w=places:1,sums:0")
    page.wait_for_function(READY)
    assert len(own_rows(page)) == 3
    assert page.heard == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible_and_fits(address, axe, open_page, width, scheme):
    page = open_page(width, scheme, bypass_csp=True)
    page.goto(f"{address}/zh/{BOARD}?w=places:1,sums:3")
    page.wait_for_function(READY)
    page.evaluate(axe)
    found = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']}))"
        ".violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')))"
    )
    assert found == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_without_scripts_the_board_stays_as_built(address, open_page):
    page = open_page(scripts=False)
    page.goto(f"{address}/{BOARD}?w=places:1")
    assert not page.locator("#own").is_visible()
    assert page.locator("table.board tbody tr").count() == 4
