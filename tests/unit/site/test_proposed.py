"""The preview page: new rows and moves in words, self-contained, inert whatever the texts are."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hostile import PAYLOADS
from hostile_board import hostile_leaderboard

from llmsite.leaderboard import load, new_results, propose
from llmsite.site import make_plan, preview_page, template_folders

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "h3", "p"),
    *("code", "span", "small", "div", "table", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption", "svg", "desc", "path", "text"),
}


def page_of(project, before, after):
    plan = make_plan(project, after, template_folders(project.templates_dir))
    return preview_page(plan, propose(before, after, new_results(before, after))).decode()


@pytest.fixture
def states(board_project):
    """The board without its newest row, and with it."""
    after = load(board_project)
    row = next(row for row in after.boards[0].rows if row.rank)
    paths = frozenset(each.path for each in after.results if each.id in row.results)
    return load(board_project, without=paths), after, row


def test_the_page_shows_the_new_row_its_rank_and_what_moves(board_project, states):
    before, after, row = states
    text = page_of(board_project, before, after)
    assert "This change adds or changes 1 row." in text
    assert f"<code>{row.id}</code>" in text
    assert "Cannot be separated from: " in text or "Paired tests separate it" in text
    for cell in row.cells:
        assert f"<td>{cell.score.value * 100:.1f}</td>" in text
    moved = [each.id for each in before.boards[0].rows if each.rank]
    assert any(f'<th scope="row">{name}</th>' in text for name in moved)


def test_nothing_new_is_said_so(board_project):
    now = load(board_project)
    assert "No board changes." in page_of(board_project, now, now)


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_it_is_self_contained_and_its_style_is_the_one_allowed(board_project, states):
    before, after, _ = states
    text = page_of(board_project, before, after)
    reader = Elements()
    reader.feed(text)
    assert not {"script", "link", "img", "a", "iframe", "object"} & {tag for tag, _ in reader.found}
    assert not [a for _, attrs in reader.found for a in attrs if a in ("style", "src", "href")]
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'" in text
    assert "url(" not in style
    assert "@import" not in style


def test_hostile_texts_stay_texts(board_project, leaderboard):
    made = hostile_leaderboard(leaderboard)
    board = replace(made.boards[0], verdicts=None)
    new = frozenset(each for row in board.rows for each in row.results)
    after = replace(made, boards=(board,))
    plan = make_plan(board_project, after, template_folders(board_project.templates_dir))
    text = preview_page(plan, propose(None, after, new)).decode()
    reader = Elements()
    reader.feed(text)
    assert {tag for tag, _ in reader.found} <= TAGS
    assert sum(tag == "h3" for tag, _ in reader.found) > len(PAYLOADS)
    names = {name for _, attrs in reader.found for name in attrs}
    assert not [name for name in names if name.startswith("on")]
    read = "".join("".join(reader.text).split())
    for payload in PAYLOADS[:60]:
        assert "".join(payload.split()).replace("\x0c", "") in read.replace("\x0c", "")
