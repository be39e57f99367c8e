"""Bytes that a reader loads, compressed as a host of static pages does it."""

import gzip
from dataclasses import replace

import pytest
from made_up import made_up_leaderboard

from llmsite.project import Project
from llmsite.site import make_plan, template_folders
from llmsite.site.pages import page_builders


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """A made-up board of 100 models on 12 tasks."""
    root = tmp_path_factory.mktemp("wide")
    (root / "site.toml").write_text('title = "Wide"\n')
    project = Project(root)
    made = made_up_leaderboard(100, 12)
    return make_plan(project, made, template_folders(project.templates_dir))


def n_sent(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_scripts_and_style_are_small(wide):
    sizes = {each.path: n_sent(each.content) for each in wide.assets.documents}
    assert sizes[wide.assets.style] <= 6_000
    theme = sizes[wide.assets.theme]
    for name in ("table", "window"):
        assert theme + sizes[wide.assets.scripts[name]] <= 15_000
    own = [wide.assets.scripts[name] for name in ("ranks", "own", "table")]
    assert theme + sum(sizes[name] for name in own) <= 15_000
    assert sizes[wide.assets.scripts["ranks"]] <= 4_000


def test_a_table_with_all_its_intervals_is_small(wide):
    edition, renderer = wide.editions[0]
    planned = next(iter(page_builders()["board"](edition)))
    assert n_sent(renderer.render(planned.make())) <= 40_000


def test_a_model_page_of_sixty_tasks_is_small_and_needs_no_script(wide):
    edition, renderer = wide.editions[0]
    tasks = replace(edition, leaderboard=made_up_leaderboard(5, 60))
    for planned in page_builders()["model"](tasks):
        page = planned.make()
        assert page.scripts == ()
        assert len(renderer.render(page)) <= 16_000
