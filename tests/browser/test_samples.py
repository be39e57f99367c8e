"""The scripts of the sample explorer and of comparisons, served and from disk."""

import json
import shutil
from datetime import date

import pytest
from hostile import PAYLOADS
from made_site import make_site_project
from playwright.sync_api import expect

from llmsite.leaderboard import load
from llmsite.results import add_generations
from llmsite.schema.run import ModelIdentity
from llmsite.site import make_plan, template_folders, write_site
from llmsite.storage import has_hidden

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

A, B = "acme/hasty-1b", "acme/careful-7b"
SHOWN = "[...document.querySelectorAll('.items tbody tr:not([hidden])')]"


@pytest.fixture
def samples(site, open_page):
    """The samples of a task, opened from disk."""
    page = open_page()
    page.goto((site / "t/places/samples/index.html").as_uri())
    page.locator("html[data-ready=samples]").wait_for(state="attached")
    yield page
    assert page.heard == []


def test_samples_are_filtered_by_what_two_models_made_of_them(samples):
    heads = samples.locator(".items thead th").all_inner_texts()
    samples.select_option("select[name=a]", A)
    samples.select_option("select[name=b]", B)
    assert samples.locator("select[name=p]").input_value() == "first"
    columns = [
        next(i for i, head in enumerate(heads) if name in head) for name in ("hasty", "careful")
    ]
    cells = f"{columns}.map(i => r.cells[i].textContent).join('')"
    counts = {}
    for pattern, found in (("first", "✓✗"), ("second", "✗✓"), ("both", "✓✓"), ("neither", "✗✗")):
        samples.select_option("select[name=p]", pattern)
        shown = samples.evaluate(f"{SHOWN}.map(r => {cells})")
        assert set(shown) <= {found}
        assert samples.locator("#tools output").inner_text() == f"{len(shown)} of 60 samples"
        counts[pattern] = len(shown)
    assert counts == {"first": 5, "second": 0, "both": 55, "neither": 0}
    assert "p=neither" in samples.url
    samples.click("text=Reset")
    assert "?" not in samples.url
    assert len(samples.evaluate(SHOWN + ".map(r => r.id)")) == 60


def test_a_shared_address_shows_the_same_samples(samples, site, open_page):
    samples.select_option("select[name=a]", A)
    samples.select_option("select[name=p]", "wrong")
    ids = samples.evaluate(SHOWN + ".map(r => r.id)")
    other = open_page()
    other.goto(samples.url)
    other.locator("html[data-ready=samples]").wait_for(state="attached")
    assert other.evaluate(SHOWN + ".map(r => r.id)") == ids
    other.goto(
        (site / "t/places/samples/index.html").as_uri() + "?a=<script>&p=constructor&sort=99"
    )
    other.locator("html[data-ready=samples]").wait_for(state="attached")
    assert len(other.evaluate(SHOWN + ".map(r => r.id)")) == 60


def test_samples_are_sorted_by_a_column_and_back(samples):
    numbers = SHOWN + ".map(r => r.id)"
    before = samples.evaluate(numbers)
    button = samples.get_by_role("button", name="Solved by")
    button.click()
    solved = samples.evaluate(SHOWN + ".map(r => parseInt(r.cells[1].textContent))")
    assert solved == sorted(solved, reverse=True)
    button.click()
    assert samples.locator("[aria-sort]").get_attribute("aria-sort") == "ascending"
    button.click()
    assert samples.evaluate(numbers) == before


def test_a_disagreement_is_followed_to_the_two_answers(samples):
    samples.select_option("select[name=a]", A)
    samples.select_option("select[name=b]", B)
    link = samples.locator(".items tbody tr:not([hidden]) th a").first
    anchor = link.get_attribute("href").partition("#")[2]
    link.click()
    samples.locator("html[data-ready=sample]").wait_for(state="attached")
    cards = samples.locator(f"#{anchor} .answers li:not([hidden])")
    assert cards.count() == 2
    assert cards.nth(0).get_attribute("class") == "right"
    assert cards.nth(1).get_attribute("class") == "wrong"
    assert "hasty-1b" in cards.nth(0).inner_text()
    expect(samples.locator("#only")).to_contain_text("hasty-1b and careful-7b")
    samples.click("text=Show all answers")
    n_all = samples.locator(f"#{anchor} .answers li").count()
    assert samples.locator(f"#{anchor} .answers li:not([hidden])").count() == n_all
    assert "?" not in samples.url


@pytest.fixture
def compare(site, open_page):
    """The page on which rows are compared, opened from disk."""
    page = open_page()
    page.goto((site / "b/pair/compare/index.html").as_uri())
    page.locator("html[data-ready=compare]").wait_for(state="attached")
    yield page
    assert page.heard == []


def test_any_pair_is_compared_and_shared_by_its_address(compare, open_page):
    boxes = compare.locator("#compare select")
    boxes.nth(0).select_option(label="plain-360m")
    boxes.nth(1).select_option(label="careful-7b")
    cells = compare.locator("table.pairs tbody td")
    assert cells.count() == 3
    assert cells.nth(0).inner_text().startswith("+")
    assert "careful-7b against plain-360m: +" in compare.locator("output").inner_text()
    text = compare.locator("table.pairs").inner_text()
    other = open_page()
    other.goto(compare.url)
    other.locator("html[data-ready=compare]").wait_for(state="attached")
    assert other.locator("table.pairs").inner_text() == text
    boxes.nth(2).select_option(label="hasty-1b")
    assert cells.count() == 6
    cells.nth(3).locator("a").click()  # hasty-1b on the first task
    compare.locator("html[data-ready=samples]").wait_for(state="attached")
    assert compare.locator("select[name=a]").input_value() == A


def test_a_name_of_signs_stands_as_it_is(site, open_page, tmp_path):
    built = tmp_path / "site"
    shutil.copytree(site, built)
    path = built / "b/pair/compare/index.html"
    text = path.read_text(encoding="utf-8")
    assert '"name":"careful-7b"' in text
    text = text.replace('"name":"careful-7b"', '"name":"$& %b"')
    path.write_text(text, encoding="utf-8")
    page = open_page()
    page.goto(path.as_uri() + "?m=other/plain-360m&m=acme/careful-7b")
    page.locator("html[data-ready=compare]").wait_for(state="attached")
    assert "$& %b against plain-360m: +" in page.locator("output").inner_text()


def test_prebuilt_comparisons_lead_to_samples_without_a_script(site, open_page):
    page = open_page(scripts=False)
    page.goto((site / "b/pair/index.html").as_uri())
    page.click("text=Compare two to six models")
    page.click("text=careful-7b and hasty-1b")
    assert page.locator("figure > svg").count() == 1
    page.locator("h2:has-text('Samples that decide') ~ p a").nth(1).click()
    assert page.locator("section.sample").count() > 0
    assert page.locator(".answers li").count() > 1


def test_answers_that_try_to_be_more_than_text_are_text(open_page, tmp_path):
    project = make_site_project(tmp_path / "board")
    answers = tmp_path / "answers.jsonl"
    for part in range(4):
        # Files of answers that hide characters are refused; unit tests show those of runs.
        open_texts = [text for text in PAYLOADS if not has_hidden(text)]
        texts = [open_texts[(part * 50 + i) % len(open_texts)] for i in range(50)]
        rows = [{"id": f"sum-{i:02d}", "text": text} for i, text in enumerate(texts)]
        answers.write_text("".join(json.dumps(row) + "\n" for row in rows))
        name = f"evil/model-{part}"
        model = ModelIdentity(id=name, source=name)
        add_generations(project, answers, model=model, task="sums", day=date(2026, 11, 21))
    plan = make_plan(project, load(project), template_folders(project.templates_dir))
    write_site(plan, tmp_path / "public")
    page = open_page(360)
    page.add_init_script("window.sprung = 0; window.trap = () => { window.sprung += 1; };")
    pages = sorted((tmp_path / "public/t/sums/samples").rglob("index.html"))
    shown = 0
    for path in pages:
        page.goto(path.as_uri() + "?a=evil/model-0&b=evil/model-1")
        page.wait_for_load_state()
        assert page.evaluate("window.sprung") == 0
        foreign = "main :is(script:not([type]), img, iframe, style, form, [onerror], [onload])"
        assert page.locator(foreign).count() == 0, path
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        shown += page.locator(".answers li:not([hidden]) pre").count()
    assert shown >= 50
    assert page.heard == []
