"""Two hundred hostile texts in every field of a leaderboard: none runs, none breaks a page."""

from pathlib import Path

import pytest
from hostile import PAYLOADS
from hostile_board import hostile_leaderboard

from llmsite.leaderboard import load
from llmsite.site import make_plan, template_folders, write_site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TRAP = "window.sprung = []; window.trap = (...a) => { window.sprung.push(a); };" + "".join(
    f"window.{name} = window.trap;" for name in ("alert", "confirm", "prompt")
)
STATE = """() => ({
  sprung: window.sprung.length,
  foreign: document.querySelectorAll(
    'iframe, object, embed, form, base[href], style, main img, [onerror], [onload], ' +
    '[onclick], [onfocus]'
  ).length,
  scripts: [...document.scripts].filter(s => !s.src && !s.type.startsWith('application/')).length,
  bad: [...document.links].filter(a => !/^(https?|file):$/.test(a.protocol)).length,
  frame: document.querySelectorAll('body > header, body > main, body > footer').length,
  wide: document.documentElement.scrollWidth > innerWidth,
  title: document.querySelector('h1').textContent,
})"""
SOUND = {"sprung": 0, "foreign": 0, "scripts": 0, "bad": 0, "frame": 3, "wide": False}


@pytest.fixture(scope="module")
def hostile(site_project, tmp_path_factory) -> Path:
    """A built site of hostile texts."""
    root = tmp_path_factory.mktemp("hostile")
    made = hostile_leaderboard(load(site_project))
    prose = "\n\n".join(PAYLOADS)
    (root / "content").mkdir()
    (root / "content" / "prose.md").write_text(f"# Prose\n\n{prose}\n", encoding="utf-8")
    (root / "site.toml").write_text('title = "<script>parent.trap()</script>"\n', encoding="utf-8")
    project = type(site_project)(root)
    plan = make_plan(
        project, made, template_folders(project.templates_dir), "https://example.org/x"
    )
    write_site(plan, root / "public", jobs=2)
    return root / "public"


def visit(page, path: Path):
    page.goto(path.as_uri())
    page.wait_for_load_state()
    state = page.evaluate(STATE)
    title = state.pop("title")
    return title, {key: value for key, value in state.items() if value != SOUND[key]}


def test_pages_of_hostile_models_are_inert(hostile, open_page):
    page = open_page(360)
    page.add_init_script(TRAP)
    for i, text in enumerate(PAYLOADS):
        title, wrong = visit(page, hostile / f"m/org-{i}/model-{i}/index.html")
        assert wrong == {}, text
        # What is read is the text itself, but for white space at its ends and in it.
        assert (
            "".join(title.split()) == "".join(text.replace("\x0c", "\ufffd").split())
            or "\x0c" in text
        )
    assert page.heard == []


def test_all_other_pages_are_inert(hostile, open_page):
    page = open_page(360)
    page.add_init_script(TRAP)
    paths = [p for p in sorted(hostile.rglob("*.html")) if p.parts[len(hostile.parts)] not in "mor"]
    paths += (
        sorted((hostile / "o").rglob("*.html"))[::10] + sorted((hostile / "r").rglob("*.html"))[::5]
    )
    for path in paths:
        _, wrong = visit(page, path)
        if path.parts[len(hostile.parts)] == "embed":
            # What stands in a page of somebody else has no head and no foot of its own.
            assert wrong.pop("frame") == 1, path
        assert wrong == {}, path
    assert [text for text in page.heard if "file" not in text.lower()] == []
    assert len(paths) > 70


def test_the_table_script_treats_texts_as_texts(hostile, open_page):
    page = open_page()
    page.add_init_script(TRAP)
    page.goto((hostile / "b/pair/index.html").as_uri())
    page.locator("html[data-ready]").wait_for(state="attached")
    for button in page.locator("thead button").all():
        button.click()
    for select in page.locator("#tools select").all():
        for option in select.locator("option").all()[:40]:
            value = option.get_attribute("value")
            select.evaluate(
                "(s, v) => { s.value = v; s.dispatchEvent(new Event('change')); }", value
            )
    state = page.evaluate(STATE)
    assert (state["sprung"], state["foreign"], state["scripts"]) == (0, 0, 0)


def test_our_scripts_never_make_markup_from_text():
    folder = Path(__file__).parents[2] / "site_templates" / "static"
    for path in folder.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for danger in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
        ):
            assert danger not in text, path.name
