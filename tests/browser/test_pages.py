"""Every kind of page, in both themes and on small and wide screens."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NODE_MODULES = Path(__file__).parent / "node_modules"
KINDS = {
    "home": "index.html",
    "board": "b/pair/index.html",
    "heat": "b/pair/tasks/index.html",
    "model": "m/acme/hasty-1b/index.html",
    "models": "m/index.html",
    "organisation": "o/acme/index.html",
    "task": "t/places/index.html",
    "tasks": "t/index.html",
    "compare": "b/pair/compare/index.html",
    "pair": "b/pair/compare/acme--careful-7b..acme--hasty-1b/index.html",
    "pairs": "b/pair/pairs/index.html",
    "samples": "t/places/samples/index.html",
    "sample": "t/sums/samples/all/1/index.html",
    "method": "method/index.html",
    "glossary": "glossary/index.html",
    "submit": "submit/index.html",
    "data": "data/index.html",
    "status": "status/index.html",
    "changes": "changes/index.html",
    "history": "b/pair/history/index.html",
    "dated": "b/pair/at/2026-11-21/index.html",
    "embed": "embed/b/pair/index.html",
    "audit": "method/audit/index.html",
    "reference": "api/index.html",
    "content": "about/index.html",
    "404": "404.html",
}
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3));
}"""


@pytest.fixture
def kinds(site):
    """Paths of all kinds; a result's has a hash in its name."""
    result = next((site / "r").iterdir()).name
    return {**KINDS, "result": f"r/{result}/index.html"}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "zh/"])
def test_pages_are_accessible_quiet_and_fit(
    address, kinds, axe, open_page, scheme, width, language
):
    page = open_page(width, scheme, bypass_csp=True)  # for the checker; the policy has its own test
    wrong = {}
    for kind, path in kinds.items():
        if kind == "404" and language:
            continue
        page.goto(f"{address}/{language}{path}")
        page.evaluate(axe)
        violations = page.evaluate(RUN)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            violations.append("wider than the screen")
        if violations:
            wrong[kind] = violations
    assert wrong == {}
    assert [text for text in page.heard if "404" not in text] == []


def test_pages_hold_their_policy_and_load_nothing_from_elsewhere(address, kinds, open_page):
    page = open_page()
    for kind, path in kinds.items():
        if kind != "404":
            page.goto(f"{address}/{path}")
    assert page.heard == []
    assert [url for url in page.asked if not url.startswith(address)] == []


def test_pages_can_be_read_without_scripts(address, kinds, open_page):
    page = open_page(scripts=False)
    for kind, path in kinds.items():
        page.goto(f"{address}/{path}")
        assert page.locator("h1").count() == 1, kind
    page.goto(f"{address}/b/pair/index.html")
    assert page.locator("table.board tbody tr").count() == 4
    assert page.locator("figure > svg").count() == 2
    assert not page.locator("#tools").is_visible()


def test_the_site_works_from_disk(site, open_page):
    page = open_page()
    page.goto((site / "index.html").as_uri())
    page.click("table >> text=hasty-1b")
    assert page.locator("h1").inner_text() == "hasty-1b"
    page.click("header >> text=Tasks")
    page.click("main >> text=Sums")
    assert page.locator("h1").inner_text() == "Sums"
    assert page.heard == []


def test_the_theme_is_kept_from_page_to_page(address, open_page):
    page = open_page()
    page.goto(f"{address}/index.html")
    page.click("#theme")
    page.goto(f"{address}/method/index.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 21, 25)"


def test_a_page_leads_to_its_twin(address, open_page):
    page = open_page()
    page.goto(f"{address}/m/acme/hasty-1b/index.html")
    page.click("text=中文")
    assert page.url == f"{address}/zh/m/acme/hasty-1b/index.html"
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.click("text=English")
    assert page.url == f"{address}/m/acme/hasty-1b/index.html"


def test_the_checker_of_the_standard_finds_nothing(site):
    jar = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.is_file() or shutil.which("java") is None:
        pytest.skip("needs vnu.jar (npm ci --prefix tests/browser) and Java")
    command = ["java", "-jar", str(jar), "--errors-only", "--skip-non-html", "--format", "gnu"]
    found = subprocess.run([*command, str(site)], capture_output=True, text=True, check=False)
    assert found.stderr == ""
