"""The preview page opens from disk, at any width and in both schemes, and asks for nothing."""

import pytest

from llmsite.leaderboard import load, new_results, propose
from llmsite.site import make_plan, preview_page, template_folders

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_preview_page_is_whole_by_itself(site_project, open_page, tmp_path, width, scheme):
    after = load(site_project)
    newest = {each.path for each in after.results if each.id in after.boards[0].rows[0].results}
    before = load(site_project, without=newest)
    plan = make_plan(site_project, after, template_folders(site_project.templates_dir))
    path = tmp_path / "preview.html"
    path.write_bytes(preview_page(plan, propose(before, after, new_results(before, after))))
    page = open_page(width, scheme)
    page.goto(path.as_uri())
    page.wait_for_load_state()
    assert page.heard == []
    assert page.asked == [path.as_uri()]
    look = page.evaluate(
        """() => ({
          wide: document.documentElement.scrollWidth > innerWidth,
          ground: getComputedStyle(document.body).backgroundColor,
          chart: document.querySelector('svg.chart').getBoundingClientRect().width,
        })"""
    )
    assert look["wide"] is False
    assert look["ground"] == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 21, 25)"}[scheme]
    assert look["chart"] > 250
