"""Changes, feed, kept days, history: what a reader learns of time, and that it stays."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from made_site import FIXTURE

from llmsite.leaderboard import list_events, load, rising_bests, take_snapshot, write_snapshot
from llmsite.results import add_generations
from llmsite.schema.run import ModelIdentity
from llmsite.schema.trust import Retraction
from llmsite.site import make_plan, template_folders, write_site
from llmsite.storage import canonical_json, write_atomic

ATOM = "{http://www.w3.org/2005/Atom}"
OLD = "2026-11-21"


@pytest.fixture
def lived(board_project):
    """A project with a kept day, then a better model, then a retraction with a replacement."""
    write_snapshot(board_project, take_snapshot(load(board_project), OLD))
    for task in ("places", "sums"):
        add_generations(
            board_project,
            FIXTURE / "answers" / f"acme--careful-7b--{task}.jsonl",
            model=ModelIdentity(id="acme/late-9b", source="acme/late-9b"),
            task=task,
            day=date(2026, 11, 22),
        )
    loaded = load(board_project)
    old = loaded.model["other/plain-360m"].results[0]
    new = loaded.model["acme/late-9b"].results[0]
    record = Retraction(
        schema_version=0,
        result=old,
        reason="the prompts lacked their instruction",
        date="2026-11-23",
        replacement=new,
    )
    write_atomic(board_project.root / f"retractions/{old}.json", canonical_json(record))
    return board_project


@pytest.fixture
def lived_site(lived, tmp_path):
    plan = make_plan(
        lived, load(lived), template_folders(lived.templates_dir), "https://example.org/board"
    )
    write_site(plan, tmp_path / "public")
    return tmp_path / "public"


def test_events_follow_from_files_newest_first(lived):
    events = list_events(load(lived))
    assert [event.day for event in events] == sorted((e.day for e in events), reverse=True)
    assert (events[0].kind, events[0].model) == ("corrected", "other/plain-360m")
    assert events[0].reason == "the prompts lacked their instruction"
    assert sum(event.kind == "added" for event in events) == len(load(lived).results)


def test_the_best_score_only_rises_and_baselines_do_not_count(leaderboard):
    (board,) = leaderboard.boards
    best = max(r.aggregate.value for r in board.rows if r.rank and not r.is_baseline)
    found = rising_bests(board)
    assert found[-1].value.value == best
    first = replace(board.rows[1], date="2026-11-01")
    second = replace(board.rows[0], date="2026-11-02")
    risen = rising_bests(replace(board, rows=(second, first)))
    assert [each.day for each in risen] == ["2026-11-01", "2026-11-02"]
    assert risen[1].before is not None
    assert risen[1].before.id == first.id


def test_earlier_days_are_ranked_from_what_there_was(lived):
    loaded = load(lived)
    first, second = loaded.past
    assert (first.day, second.day) == ("2026-11-20", "2026-11-22")
    assert "acme/late-9b" not in first.row
    assert "acme/late-9b" in second.row
    # On its day the retracted result counted still.
    assert "other/plain-360m" in second.row
    (row,) = (row for row in loaded.boards[0].rows if row.id == "other/plain-360m")
    assert row.rank is None


def test_a_kept_day_shows_the_same_board_for_ever(lived_site, lived):
    path = lived_site / "b" / "pair" / "at" / OLD / "index.html"
    page = path.read_text(encoding="utf-8")
    assert "plain-360m" in page
    assert "late-9b" not in page
    assert "the prompts lacked their instruction" in page  # said beside the numbers, which stay
    rows = list(
        csv.DictReader(
            io.StringIO((lived_site / f"api/v1/b/pair/at/{OLD}.csv").read_text(encoding="utf-8"))
        )
    )
    kept = json.loads((lived.root / "snapshots/20261121.json").read_text())["boards"][0]
    assert [row["model"] for row in rows] == [row["model"] for row in kept["rows"]]
    assert [float(row["overall"]) for row in rows if row["overall"]] == [
        row["overall"]["value"] for row in kept["rows"] if "overall" in row
    ]
    filed = json.loads((lived_site / f"api/v1/b/pair/at/{OLD}.json").read_text())["board"]
    assert [row["id"] for row in filed["rows"]] == [row["id"] for row in kept["rows"]]
    assert filed["columns"][0]["metric"] == kept["columns"][0]["metric"]
    (item,) = json.loads((lived_site / f"api/v1/b/pair/at/{OLD}.csl.json").read_text())
    assert item["issued"]["date-parts"] == [[2026, 11, 21]]
    assert item["URL"] == f"https://example.org/board/b/pair/at/{OLD}/"
    assert "Results of 2026-11-21" in (lived_site / f"api/v1/b/pair/at/{OLD}.bib").read_text()


def test_what_was_retracted_stays_visible_with_its_reason(lived_site):
    for path in ("b/pair/index.html", "changes/index.html", "zh/changes/index.html"):
        assert "the prompts lacked their instruction" in (lived_site / path).read_text("utf-8")


def test_history_shows_ranks_by_day_and_models_their_own(lived_site):
    history = (lived_site / "b/pair/history/index.html").read_text(encoding="utf-8")
    assert history.count('<th scope="col">November') == 2
    assert f"at/{OLD}/index.html" in history
    model = (lived_site / "m/acme/hasty-1b/index.html").read_text(encoding="utf-8")
    assert 'id="ranks-0-t"' in model


def test_the_feed_is_xml_whatever_a_reason_holds(lived, tmp_path):
    (path,) = (lived.root / "retractions").iterdir()
    record = json.loads(path.read_text(encoding="utf-8"))
    record["reason"] = "the prompts lacked their \uffff instruction"
    path.write_text(json.dumps(record), encoding="utf-8")
    plan = make_plan(lived, load(lived), template_folders(lived.templates_dir))
    (feed,) = (d.make() for d in plan.documents() if d.path == "feed.xml")
    titles = [each.text for each in ET.fromstring(feed).iter(f"{ATOM}title")]
    assert any("the prompts lacked their U+FFFF instruction" in title for title in titles)


@pytest.mark.parametrize("prefix", ["", "zh/"])
def test_the_feed_is_atom(lived_site, prefix):
    feed = ET.parse(lived_site / prefix / "feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for each in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1
            assert each.find(f"{ATOM}{name}").text
    ids = [each.find(f"{ATOM}id").text for each in entries]
    assert len(set(ids)) == len(ids) > 0
    updated = [each.find(f"{ATOM}updated").text for each in entries]
    assert updated == sorted(updated, reverse=True)
    assert feed.find(f"{ATOM}updated").text == updated[0]
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    rels = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert rels["self"] == f"https://example.org/board/{prefix}feed.xml"
    for each in entries:
        href = each.find(f"{ATOM}link").get("href")
        path = href.removeprefix("https://example.org/board/")
        assert (lived_site / path).is_file()
