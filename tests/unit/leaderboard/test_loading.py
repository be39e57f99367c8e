import json
from math import fsum, log2

import pytest

from llmsite import leaderboard, results
from llmsite.errors import LlmsiteError, ResultError
from llmsite.leaderboard.catalogue import Catalogue, measure
from llmsite.results.additions import write_redaction, write_retraction
from llmsite.schema.result import Submitter
from llmsite.schema.trust import Redaction, Retraction
from llmsite.storage import canonical_json


def test_rows_stand_in_order_with_intervals_and_rank_ranges(filled):
    board = leaderboard.load(filled).boards[0]
    assert [row.id for row in board.rows] == [
        "acme/large",
        "other/middle",
        "acme/small",
        "baseline/random",
    ]
    assert board.aggregates
    for row in board.rows:
        assert row.rank is not None
        assert row.aggregate.low < row.aggregate.value < row.aggregate.high
        for cell, column in zip(row.cells, board.columns, strict=True):
            assert cell.score.low <= cell.score.value <= cell.score.high
            assert cell.score.n == column.n_samples
            assert cell.trust == "recomputed"
    first, *_, last = board.rows
    assert (first.rank.low, first.rank.high) == (1, 1)
    assert (last.rank.low, last.rank.high) == (4, 4)
    assert last.is_baseline


def test_columns_say_chance_range_and_what_can_be_told_apart(filled):
    topic, facts, translate, text = leaderboard.load(filled).boards[0].columns
    assert topic.chance == 0.25
    assert (topic.low, topic.high) == (0.0, 1.0)
    assert translate.high == 100.0
    assert not text.higher_is_better
    assert text.weight == 0.0
    assert abs(topic.weight + facts.weight + translate.weight - 1) < 1e-12
    assert 0 < facts.resolvable < 0.3


def test_the_aggregate_is_the_mean_of_chance_normalised_scores(filled):
    board = leaderboard.load(filled).boards[0]
    for row in board.rows:
        topic, facts, translate, _ = (cell.score.value for cell in row.cells)
        expected = ((topic - 0.25) / 0.75 + facts + translate / 100) / 3
        assert row.aggregate.value == pytest.approx(expected, abs=1e-12)


def test_equal_rows_share_one_rank_range(project, make_run):
    for model in ("acme/one", "acme/two"):
        results.add(project, make_run(model, 1.0))
    rows = leaderboard.load(project).boards[0].rows
    assert {(row.rank.low, row.rank.high) for row in rows} == {(1, 2)}
    assert all(row.rank.tied_with_best for row in rows)


def test_one_row_alone_is_first(project, make_run):
    results.add(project, make_run())
    (row,) = leaderboard.load(project).boards[0].rows
    assert (row.rank.low, row.rank.high) == (1, 1)


def test_no_results_give_an_empty_board(project):
    loaded = leaderboard.load(project)
    assert loaded.boards[0].rows == ()
    assert loaded.models == ()
    assert len(loaded.tasks) == 4


def test_a_missing_task_leaves_the_row_unranked_with_bounds(project, make_run):
    results.add(project, make_run("acme/large", 0.9))
    results.add(project, make_run("acme/part", 0.9, tasks={"topic-quick", "facts-quick"}))
    full, part = leaderboard.load(project).boards[0].rows
    assert full.id == "acme/large"
    assert part.rank is None
    assert part.aggregate is None
    assert "translate-quick" in part.reason
    low, high = part.bounds
    assert low < high
    assert part.cells[2].missing == "not-run"


def test_the_newest_of_one_seed_counts_and_seeds_are_averaged(project, make_run):
    results.add(project, make_run(skill=0.2, started="2026-11-01T00:00:00Z"))
    new = results.add(project, make_run(skill=0.9, started="2026-11-02T00:00:00Z"))
    loaded = leaderboard.load(project)
    assert loaded.boards[0].rows[0].results == (new.stem,)
    other = results.add(project, make_run(skill=0.9, seed=1, started="2026-11-03T00:00:00Z"))
    loaded = leaderboard.load(project)
    (row,) = loaded.boards[0].rows
    assert set(row.results) == {new.stem, other.stem}
    values = {
        score.result: score.score.value
        for score in loaded.model["acme/small"].scores
        if score.task == "topic-quick" and score.primary and score.counts
    }
    assert row.cells[0].score.value == pytest.approx(sum(values.values()) / 2, abs=1e-12)
    assert row.cells[0].score.n == loaded.boards[0].columns[0].n_samples


def test_a_retracted_result_does_not_count_and_stays_visible(project, make_run):
    old = results.add(project, make_run(skill=0.2, started="2026-11-01T00:00:00Z"))
    new = results.add(project, make_run(skill=0.9, started="2026-11-02T00:00:00Z"))
    write_retraction(
        project,
        Retraction(
            schema_version=0, result=new.stem, reason="the prompts were wrong", date="2026-11-03"
        ),
    )
    loaded = leaderboard.load(project)
    assert loaded.boards[0].rows[0].results == (old.stem,)
    assert loaded.result[new.stem].retraction.reason == "the prompts were wrong"
    assert not loaded.result[new.stem].counts
    assert loaded.model["acme/small"].results == (new.stem, old.stem)


def test_trust_falls_to_packed_when_generations_are_redacted(project, make_run):
    path = results.add(project, make_run())
    samples = results.read(path).record.samples
    redaction = Redaction(
        schema_version=0,
        result=path.stem,
        reason="a sample held a private address",
        date="2026-11-23",
        samples_sha256=samples.sha256,
        content_sha256=samples.content_sha256,
    )
    write_redaction(project, path, redaction)
    loaded = leaderboard.load(project)
    assert loaded.results[0].trust == "packed"
    assert loaded.boards[0].rows[0].trust == "packed"


def test_a_second_login_reproduces(project, make_run):
    results.add(project, make_run(started="2026-11-01T00:00:00Z"), Submitter(login="ada"))
    assert leaderboard.load(project).results[0].trust == "recomputed"
    run = make_run(started="2026-11-02T00:00:00Z")
    results.add(project, run, Submitter(login="Ada", relation="author"))
    assert {each.trust for each in leaderboard.load(project).results} == {"recomputed"}
    results.add(project, run, Submitter(login="grace"))
    trusts = {each.record.submitter.login: each.trust for each in leaderboard.load(project).results}
    assert trusts["grace"] == "reproduced"


def test_a_far_second_run_does_not_reproduce(project, make_run):
    results.add(project, make_run(skill=0.9), Submitter(login="ada"))
    results.add(project, make_run(skill=0.3), Submitter(login="grace"))
    assert {each.trust for each in leaderboard.load(project).results} == {"recomputed"}


def _rewrite(path, change):
    """A result with other content under the name of its new bytes, without its samples."""
    record = json.loads(path.read_text())
    change(record)
    from llmsite.schema.result import Result

    new = Result.model_validate_json(json.dumps(record))
    content = canonical_json(new)
    target = path.with_name(results.result_id(new, content) + ".json")
    path.unlink()
    results.samples_path(path).unlink(missing_ok=True)
    target.write_bytes(content)
    return target


def test_a_number_without_evidence_is_claimed_and_ordered_apart(filled):
    def claim(record):
        for task in record["tasks"]:
            task["statistics"] = []
            task.pop("clusters", None)

    (path,) = (filled.results_dir / "acme" / "large").glob("2*.json")
    _rewrite(path, claim)
    board = leaderboard.load(filled).boards[0]
    assert [row.id for row in board.claimed] == ["acme/large"]
    assert "acme/large" not in [row.id for row in board.rows]
    assert board.claimed[0].rank is None
    assert board.claimed[0].trust == "claimed"


def test_a_stated_score_that_the_statistics_do_not_give_is_refused(filled):
    def inflate(record):
        record["tasks"][0]["scores"][0]["value"] = 1.0

    (path,) = (filled.results_dir / "acme" / "small").glob("2*.json")
    changed = _rewrite(path, inflate)
    with pytest.raises(ResultError, match=r"stated as 1\.0, its statistics give") as caught:
        leaderboard.load(filled)
    assert caught.value.faults[0].path.endswith(changed.name)


def test_a_run_in_another_style_is_not_ranked(filled):
    def restyle(record):
        record["tasks"][0]["shots"] = 2

    (path,) = (filled.results_dir / "acme" / "small").glob("2*.json")
    _rewrite(path, restyle)
    loaded = leaderboard.load(filled)
    row = next(row for row in loaded.boards[0].rows if row.id == "acme/small")
    assert row.cells[0].missing == "other-settings"
    assert any(score.task == "topic-quick" for score in loaded.model["acme/small"].scores)


def test_an_older_version_keeps_its_page_and_is_not_ranked(filled):
    def age(record):
        record["tasks"][0]["sha256"] = "0" * 64

    (path,) = (filled.results_dir / "acme" / "small").glob("2*.json")
    _rewrite(path, age)
    loaded = leaderboard.load(filled)
    row = next(row for row in loaded.boards[0].rows if row.id == "acme/small")
    assert row.cells[0].missing == "older-version"
    assert not loaded.task["topic-quick"].scores[-1].current


def test_every_fault_of_every_file_is_reported_at_once(filled):
    for model in ("small", "large"):
        (path,) = (filled.results_dir / "acme" / model).glob("2*.json")
        path.write_text(path.read_text().replace('"date"', '"day"'))
    with pytest.raises(LlmsiteError) as caught:
        leaderboard.load(filled)
    assert len({fault.path for fault in caught.value.faults}) == 2


def test_loading_twice_gives_equal_records(filled):
    assert leaderboard.load(filled) == leaderboard.load(filled)


def test_requests_know_who_answered_them(filled):
    folder = filled.root / "requests"
    folder.mkdir()
    why = 'why = "people ask for it often"\n'
    (folder / "large.toml").write_text(f'model = "acme/large"\nsuite = "quick"\n{why}')
    (folder / "open.toml").write_text(f'model = "acme/unseen"\nsuite = "quick"\n{why}')
    loaded = leaderboard.load(filled)
    assert [(each.slug, each.result is not None) for each in loaded.requests] == [
        ("large", True),
        ("open", False),
    ]


@pytest.mark.parametrize("name", ["retrieval-en", "retrieval-zh"])
def test_chance_of_a_ranking_is_the_mean_over_all_orders(project, name):
    """Each option stands at each place equally often, so the mean gain meets every discount."""
    known = Catalogue(project)[name]
    means = []
    for sample in known.task.samples:
        discounts = [1 / log2(place + 2) for place in range(len(sample.references))]
        best = sorted(sample.references, reverse=True)
        ideal = fsum(gain * discount for gain, discount in zip(best, discounts, strict=True))
        means.append(fsum(best) / len(best) * fsum(discounts) / ideal)
    assert measure(known, "ndcg").chance == pytest.approx(fsum(means) / len(means), abs=1e-12)
