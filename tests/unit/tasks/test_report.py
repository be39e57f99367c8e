import pytest

from llmsite.tasks import load_task
from llmsite.tasks.report import near_duplicates, planned_difference, report

FRAME = "the quick brown fox jumps over the lazy dog and then it sleeps well"


def rows(n: int, **changed):
    return [
        {"id": str(i), "input": f"Item {i}?", "choices": ["p", "q"], "references": [0], **changed}
        for i in range(n)
    ]


def reported(capitals, samples, **written):
    capitals.write(samples=samples, shots=(), **written)
    return report(load_task("capitals", capitals.project))


def test_figures(capitals):
    samples = [*rows(3, group="a", cluster="c"), {**rows(4)[3], "references": [1], "group": "b"}]
    figures = reported(capitals, samples)
    assert (figures.n_samples, figures.n_clusters) == (4, 2)
    assert (figures.groups, figures.labels) == ({"a": 3, "b": 1}, {"p": 3, "q": 1})
    assert figures.positions == (3, 1)
    assert figures.prompt_characters[100] == len("Answer.\n\nItem 0?\nA. p\nB. q\nAnswer:")


def test_what_a_task_can_tell_apart_is_planned(capitals):
    # (1.959964 + 0.841621) · √(2 · 0.25 · 0.6 / n)
    assert planned_difference(200) == pytest.approx(2.801585 * 0.0387298, rel=1e-6)
    assert planned_difference(300, deviation=1.0) == 2 * planned_difference(300)
    notes = " ".join(reported(capitals, rows(100)).notes)
    assert "differ by 15 points: exploratory" in notes
    assert "195 samples are enough" in notes
    assert "exploratory" not in " ".join(reported(capitals, rows(195)).notes)


def test_right_options_in_one_place_are_noted(capitals):
    samples = [{**row, "choices": [f"p{n}", f"q{n}", "r"]} for n, row in enumerate(rows(6))]
    assert any("shuffle the options" in note for note in reported(capitals, samples).notes)


def test_one_label_too_often_is_noted(capitals):
    def notes(right: list[int]) -> str:
        samples = [
            {**row, "choices": ["p", "q", "r"], "references": [at]}
            for row, at in zip(rows(len(right)), right, strict=True)
        ]
        return " ".join(reported(capitals, samples).notes)

    assert "consider balanced_accuracy" not in notes([0, 1, 2] * 20)
    assert "the label 'p' has 58 of 60 samples" in notes([0] * 58 + [1, 2])


def test_near_duplicates_are_found(capitals):
    samples = [
        {"id": "a", "input": FRAME, "references": ["x"]},
        {"id": "b", "input": f"{FRAME} now", "references": ["x"]},
        {"id": "c", "input": FRAME[:30], "references": ["x"]},
        {"id": "d", "input": "银行卡丢失以后我应该怎样联系客服并申请补办新卡", "references": ["x"]},
        {"id": "e", "input": "银行卡丢失以后我应该怎样联系客服并申请补办新的", "references": ["x"]},
    ]
    capitals.write(samples=samples, shots=(), extra="")
    found = list(near_duplicates(load_task("capitals", capitals.project).samples))
    assert [(one, other) for one, other, _ in found] == [("a", "b"), ("d", "e")]
    together = [{**row, "cluster": "c"} for row in samples]
    capitals.write(samples=together, shots=(), extra="")
    assert not list(near_duplicates(load_task("capitals", capitals.project).samples))
    assert all(0.8 <= share < 1 for *_, share in found)


def test_answers_in_the_input_are_found(capitals):
    samples = [
        {"id": "a", "input": "Paris is nice. Which city?", "references": ["paris"]},
        {"id": "b", "input": "Which city?", "references": ["Oslo"]},
    ]
    figures = reported(capitals, samples, extra="")
    assert figures.leaks == ("a",)
    assert any("answer of 1 samples" in note for note in figures.notes)


def test_answers_that_the_extractor_loses_are_found(capitals):
    samples = [
        {"id": "a", "input": "How many?", "references": ["12"]},
        {"id": "b", "input": "How many more?", "references": ["twelve"]},
    ]
    figures = reported(capitals, samples, extra='[answer]\nextractor = "number"')
    assert figures.lost == ("b",)
    assert any("is not found again by the extractor 'number'" in note for note in figures.notes)
    assert reported(capitals, samples, extra="").lost == ()
