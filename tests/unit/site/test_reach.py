"""What others take from the site: frames, badges, the API's fields, citations, filled-in issues."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest

from llmsite.site.api import api_documents
from llmsite.site.audit import known_texts, load_audit
from llmsite.site.feeds import dated_documents
from llmsite.site.fields import file_kinds
from llmsite.site.pages import page_builders
from llmsite.site.pages.reference import file_form


def names(value, place=""):
    """Every place of a JSON value, as the page about the API writes it; tables by their columns."""
    if isinstance(value, dict) and set(value) == {"same", "columns", "rows"}:
        yield from (f"{place}[].{name}" for name in (*value["same"], *value["columns"]))
        return
    if isinstance(value, dict):
        for key, each in value.items():
            name = f"{place}.{key}" if place else key
            yield name
            yield from names(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from names(each, f"{place}[]")


def fits(name, documented):
    head, _, last = name.rpartition(".")
    return name in documented or (bool(last) and f"{head}.*" in documented)


@pytest.fixture(scope="module")
def with_day(edition):
    from llmsite.leaderboard import take_snapshot

    kept = take_snapshot(edition.leaderboard, "2026-11-21")
    return replace(edition, leaderboard=replace(edition.leaderboard, snapshots=(kept,)))


def test_every_field_of_the_api_has_a_word_and_every_word_a_field(with_day):
    found = {}
    for document in (*api_documents(with_day), *dated_documents(with_day)):
        name = document.path.removeprefix("api/v1/")
        if name.endswith(".json") and not name.endswith(".csl.json"):
            places = names(json.loads(document.make()))
            found.setdefault(file_form(name), set()).update(places)
    kinds = {file_form(kind.pattern): kind for kind in file_kinds(with_day.language)}
    assert set(kinds) == set(found)
    for form, kind in kinds.items():
        documented = {field.path for field in kind.fields}
        ours = {name for name in found[form] if not name.startswith("claimed[]")}
        # A title may come in several languages.
        ours = {name for name in ours if name.split(".")[-2:-1] != ["title"]}
        assert {name for name in ours if not fits(name, documented)} == set(), form
        unused = {path for path in documented if path not in ours and not path.endswith(".*")}
        assert unused == set(), form


def test_badges_are_pictures_of_our_own_and_what_shields_reads(built, leaderboard):
    (board,) = leaderboard.boards
    row = board.rows[0]
    path = built / "badge" / "pair" / row.model
    value = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
    assert value["schemaVersion"] == 1
    assert value["label"] == "Pair"
    assert value["message"].startswith(f"#{row.rank.low}–{row.rank.high} · ")
    assert set(value) == {"schemaVersion", "label", "message", "color"}
    picture = ET.parse(path.with_name(path.name + ".svg")).getroot()
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Pair", value["message"]]
    assert not (built / "badge/pair/other/small-135m.svg").exists()  # it has no rank


def test_a_frame_is_small_and_leads_to_the_board(built):
    page = (built / "embed/b/pair/index.html").read_text(encoding="utf-8")
    assert len(page) < 30_000
    assert "<script" not in page
    assert "b/pair/index.html" in page
    board = (built / "b/pair/index.html").read_text(encoding="utf-8")
    assert "&lt;iframe src=&#34;https://example.org/board/embed/b/pair/index.html&#34;" in board


def test_issues_are_filled_in_and_absent_without_a_repository(edition):
    nowhere = edition.config.model_copy(update={"repository_url": ""})
    for planned in page_builders()["result"](replace(edition, config=nowhere)):
        assert [task.report for task in planned.make().view.tasks if task.report] == []
    url = "https://forge.example/us/board"
    config = edition.config.model_copy(update={"repository_url": url})
    known = replace(edition, config=config)
    planned = next(iter(page_builders()["result"](known)))
    task = planned.make().view.tasks[0]
    asked = parse_qs(urlsplit(task.report).query)
    assert task.report.startswith(f"{url}/issues/new?")
    assert task.anchor.removeprefix("t-") in asked["title"][0]
    assert f"#{task.anchor}" in asked["body"][0]
    (submit,) = page_builders()["submit"](known)
    assert "pair" in parse_qs(urlsplit(submit.make().view.request).query)["body"][0]


def test_the_citation_of_a_board_is_csl_and_bibtex(built):
    (item,) = json.loads((built / "api/v1/b/pair.csl.json").read_text(encoding="utf-8"))
    assert item["type"] == "dataset"
    assert item["URL"] == "https://example.org/board/b/pair/"
    assert item["issued"]["date-parts"] == [[2026, 11, 20]]
    text = (built / "api/v1/b/pair.bib").read_text(encoding="utf-8")
    assert text.startswith("@misc{leaderboard-pair-20261120,")
    assert text.count("{") == text.count("}")


def test_the_audit_shows_every_line_and_has_words_for_it(built):
    audit = load_audit()
    known = set(known_texts(str))
    assert {line.claim for line in audit.lines} | {line.setting for line in audit.lines} <= known
    page = (built / "zh/method/audit/index.html").read_text(encoding="utf-8")
    assert page.count("<tr>") == len(audit.lines) + 1
    assert "samples" not in page
