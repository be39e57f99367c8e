"""The sample explorer: every cell leads to its samples, nothing is shown that may not be."""

import html
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hostile import PAYLOADS
from made_site import FIXTURE

from llmsite.errors import ResultError
from llmsite.leaderboard import load
from llmsite.leaderboard.answers import Answer, AskedSample, TaskAnswers
from llmsite.leaderboard.items import TaskItems
from llmsite.leaderboard.pairs import analyse_contributions, analyse_task
from llmsite.project import Project
from llmsite.results import add_generations, read_samples, read_task_samples
from llmsite.schema.run import ModelIdentity
from llmsite.site import make_plan, template_folders, write_site
from llmsite.site.links import result_href, samples_href
from llmsite.site.pages import sample, samples
from llmsite.site.quoting import cut, n_bytes, plain_text, show_answer, show_text
from llmsite.site.samples import PAGE_BYTES, href_of, layout
from llmsite.tasks import load_task
from llmsite.tasks.authoring import seal_references

ROOM = 150_000


def text_of(built, path: str) -> str:
    return (built / path).read_text(encoding="utf-8")


def build(project, out):
    folders = template_folders(project.templates_dir)
    write_site(make_plan(project, load(project), folders), out)
    return out


def test_every_cell_leads_to_its_samples_in_two_clicks(built, leaderboard):
    cells = [
        (row, cell)
        for board in leaderboard.boards
        for row in board.rows
        for cell in row.cells
        if cell.results
    ]
    assert len(cells) == 7
    for row, cell in cells:
        path, _, anchor = result_href(cell.results[0], cell.task).partition("#")
        page = text_of(built, path)
        section = page[page.index(f'<section id="{anchor}">') :].partition("</section>")[0]
        assert f't/{cell.task}/samples/index.html?a={row.id}"' in section
        assert (built / f"t/{cell.task}/samples/index.html").is_file()


def test_every_sample_is_shown_once_with_what_was_asked_and_answered(edition, built, plan):
    for task, items in edition.items.items():
        found = layout(items, 100)
        places = [*found.own, *(n for part in found.parts for n in part)]
        assert sorted(places) == list(range(items.n_samples))
        asked = load_task(task, plan.project).samples
        for n in range(items.n_samples):
            path, _, _ = href_of(edition, items, n).partition("#")
            page = html.unescape(text_of(built, path))
            section = page[page.index(f'id="s{n + 1}"') :]
            section = section[: section.index("</section>")]
            assert str(asked[n].input) in section
            assert f">{asked[n].references[0]}</q>" in section
            for row in items.rows:
                assert f'data-row="{row.id}"' in section


def test_verdicts_are_the_scores_of_the_board(edition, leaderboard):
    board = leaderboard.boards[0]
    for task, items in edition.items.items():
        position = [column.task for column in board.columns].index(task)
        assert items.solved is not None
        for place, row in enumerate(items.rows):
            assert items.solved[place].mean() == pytest.approx(row.cells[position].score.value)
        known = analyse_task(board, task)
        np.testing.assert_array_equal(known.means, items.analysis.means)
        page = {each.path: each.make() for each in samples.build(edition)}[samples_href(task)]
        assert len(page.view.lines) == items.n_samples


def test_answers_and_verdicts_fit_each_other(edition):
    for task, items in edition.items.items():
        known = edition.answers(task)
        for place, said in enumerate(known.answers):
            for n, answer in enumerate(said):
                right = answer.prediction in known.samples[n].references
                assert right == bool(items.solved[place, n])


def test_answers_of_one_task_are_those_of_the_whole_file(leaderboard, plan):
    for entry in leaderboard.results:
        path, name = plan.project.root / entry.samples_path, entry.samples_path
        whole = read_samples(path, entry.record.samples)
        for task in {row.task for row in whole} | {"no-such-task"}:
            part = read_task_samples(path, entry.record.samples, task, name=name, limit=1 << 20)
            assert part == [row for row in whole if row.task == task]
    wrong = entry.record.samples.model_copy(update={"sha256": "0" * 64})
    with pytest.raises(ResultError, match="not those whose hash"):
        read_task_samples(path, wrong, "sums", name=name, limit=1 << 20)


def test_samples_without_a_licence_to_copy_are_not_shown(board_project, tmp_path):
    path = board_project.tasks_dir / "sums" / "task.toml"
    path.write_text(path.read_text().replace("CC0-1.0", "for research only"))
    built = build(Project(board_project.root), tmp_path / "public")
    asked = load_task("sums", board_project).samples
    pages = sorted((built / "t/sums/samples").rglob("*.html"))
    assert [page.parent.name for page in pages] == ["samples"]
    page = text_of(built, "t/sums/samples/index.html")
    assert "for research only" in page
    assert "does not let others pass them on" in page
    assert not any(str(each.input) in page for each in asked)
    assert asked[0].id in page


def test_private_references_and_the_answers_that_would_tell_them_stay_private(tmp_path):
    from made_site import make_site_project

    project = make_site_project(tmp_path / "board")
    seal_references("sums", project, tmp_path / "private")
    for path in sorted((FIXTURE / "answers").glob("*--sums.jsonl")):
        org, model, task = path.stem.split("--")
        name = f"{org}/{model}"
        add_generations(
            project,
            path,
            model=ModelIdentity(id=name, source=name),
            task=task,
            day=date(2026, 11, 21),
            data_dirs=[tmp_path / "private"],
        )
    known = load_task("sums", project, data_dirs=[tmp_path / "private"])
    built = build(project, tmp_path / "public")
    folder = built / "t/sums/samples"
    pages = [each.read_text(encoding="utf-8") for each in folder.rglob("*.html")]
    assert all("kept private" in page for page in pages)
    shown = "".join(html.unescape(page) for page in pages)
    assert str(known.samples[0].input) in shown
    # Neither a reference nor an answer has a place to stand in; counts in the table are no texts.
    assert "<q" not in shown
    assert [page for page in pages if "<pre dir" in page] == []


def crowd(edition, n_rows: int, text: str):
    """A hundred rows with long hostile answers to one sample, no two equal."""
    items = next(iter(edition.items.values()))
    rows = tuple(
        replace(items.rows[0], id=f"org-{i}/model-{i}", card=items.rows[0].card)
        for i in range(n_rows)
    )
    scores = np.tile(items.scores[:1], (n_rows, 1))
    many = TaskItems(
        suite=items.suite,
        column=items.column,
        rows=rows,
        n_rows=n_rows,
        scores=scores,
        solved=np.tile(items.solved[:1], (n_rows, 1)),
        analysis=analyse_contributions(items.column, scores),
        flags={},
    )
    asked = tuple(
        AskedSample(f"{text[:100]}-{n}", text, (text,) * 9, (text,) * 9)
        for n in range(items.n_samples)
    )
    said = tuple(
        tuple(Answer(f"{i} {text}", text[:50], None) for _ in range(items.n_samples))
        for i in range(n_rows)
    )
    return many, TaskAnswers(None, 5, 1, text, asked, said)


@pytest.mark.parametrize("n_rows", [3, 100])
@pytest.mark.parametrize(
    "letters", ["a ", "\u202e", "<", "汉", '"\x00', "e\u0301\u0301\u0301\u0301\u0301\u0301", "😀"]
)
def test_a_page_of_samples_stays_small_whatever_models_say(plan, n_rows, letters):
    edition, renderer = plan.editions[0]
    items, known = crowd(edition, n_rows, letters * 2000)
    known = replace(known, canary="", samples=tuple(replace(s, id="x") for s in known.samples))
    found = layout(items, 100)
    places = (found.parts or ((0,),))[0]
    page = sample._page(
        edition, items, known, places=places, room=found.room, path="t/x/samples/all/1/index.html",
        title="x", description="y", around=([], 0),
    )  # fmt: skip
    assert found.room * len(places) <= PAGE_BYTES
    assert len(renderer.render(page)) <= ROOM


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_hostile_text_becomes_no_markup(text):
    for shown in (show_text(text), show_answer(text, text[2:9], text[::-1] + text)):
        assert "<" not in re.sub(r'</?(?:ins|mark|b)(?: class="sign")?>', "", str(shown))
    assert type(plain_text(text)) is str


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", 'a<b class="sign">U+202E</b>b'),
        ("\x1b[31m", '<b class="sign">U+001B</b>[31m'),
        ("a\u200bb\ufeff", 'a<b class="sign">U+200B</b>b<b class="sign">U+FEFF</b>'),
        ("\U000e0041", '<b class="sign">U+E0041</b>'),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_characters_that_hide_are_spelt_out(text, shown):
    assert show_text(text) == shown


@pytest.mark.parametrize("letters", ["ab ", "\u202e", "<&", "汉字"])
@pytest.mark.parametrize("limit", [60, 200, 1001])
def test_a_cut_text_has_both_ends_and_fits(letters, limit):
    text = f"START{letters * 1000}END"
    found = cut(text, limit, "%n characters left out")
    assert n_bytes(found) <= max(limit, 60)
    assert "characters left out" in found
    assert cut("short", limit, "%n") == "short"
    if limit > 200:
        assert found.startswith("START")
        assert found.endswith("END")
        gap = int(re.search(r"([\d,]+) characters", found)[1].replace(",", ""))
        kept = found.replace(f" … {gap:,} characters left out … ", "")
        assert len(kept) + gap == len(text)


def test_what_was_extracted_is_marked_where_it_last_stands():
    shown = show_answer("7, no: 7 it is", "7")
    assert shown == "7, no: <mark>7</mark> it is"
    assert show_answer(" 42\n", "42") == " 42\n"
    assert show_answer("The answer is 1,080", "1080") == "The answer is 1,080"


def test_words_that_another_answer_lacks_are_underlined():
    shown = show_answer("the red cat sat here", None, "the black cat sat here")
    assert shown == "the <ins>red</ins> cat sat here"
    assert show_answer("猫坐在红垫上", None, "猫坐在黑垫上") == "猫坐在<ins>红</ins>垫上"
    assert show_answer("something else entirely", None, "nothing in common") == (
        "something else entirely"
    )
