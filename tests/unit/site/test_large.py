"""A site of very many pages: those of models and results stand in the first language only."""

import re

import check_site

from llmsite.project import Project
from llmsite.site import make_plan, template_folders, write_site
from llmsite.site import plan as planning


def test_a_large_site_has_models_and_results_in_one_language(
    board_project: Project, leaderboard, tmp_path, monkeypatch
):
    monkeypatch.setattr(planning, "_MANY_PAGES", 10)
    folders = template_folders(board_project.templates_dir)
    plan = make_plan(board_project, leaderboard, folders, "https://example.org/board")
    write_site(plan, tmp_path / "public")
    site = tmp_path / "public"
    assert (site / "zh/m/index.html").is_file()
    assert (site / "zh/t/places/index.html").is_file()
    assert not list(site.glob("zh/m/*/*/index.html"))
    assert not (site / "zh/r").exists()
    assert check_site.faults_of(site) == []
    own = (site / "m/acme/hasty-1b/index.html").read_text()
    assert "hreflang" not in own
    assert "zh/" not in own
    assert "hreflang" in (site / "t/places/index.html").read_text()
    feed = (site / "zh/feed.xml").read_text()
    links = re.findall(r'text/html" href="https://example.org/board/([^"]+)"', feed)
    assert [link for link in links if not (site / link).is_file()] == []


def test_a_small_site_has_every_page_in_every_language(plan):
    assert not any(edition.is_sharing for edition, _ in plan.editions)
