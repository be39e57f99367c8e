import xml.etree.ElementTree as ET

import pytest

from llmsite.leaderboard.records import Value
from llmsite.site.charts.axis import WIDTH, Scale, scale_around, tick_labels
from llmsite.site.charts.dots import Dot, draw_dots
from llmsite.site.charts.histogram import Bin, draw_histogram, fill_bins
from llmsite.site.charts.profile import Line, Profile
from llmsite.site.charts.scatter import Point, draw_scatter

HOSTILE = "\"><script>alert(1)</script>&'"


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def dots(n: int, name: str = "model"):
    return [
        Dot(f"{name} {i}", f"m/{i}", 0.1 * i, 0.1 * i - 0.02, 0.1 * i + 0.02, "x") for i in range(n)
    ]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 100, [0, 20, 40, 60, 80, 100]), (0.3, 0.9, [0.4, 0.6, 0.8])],
)
def test_ticks_are_round_and_inside(low, high, ticks):
    found = Scale(low, high).ticks()
    assert len(found) <= 7
    assert found == pytest.approx(ticks)


def test_ticks_of_ratios_are_powers():
    assert Scale(1e8, 1e11, is_log=True).ticks() == pytest.approx([1e8, 1e9, 1e10, 1e11])


def test_ticks_lose_the_digits_that_none_needs():
    assert tick_labels([20, 40], lambda v: f"{v:.1f}") == ["20", "40"]
    assert tick_labels([0.5, 1.0], lambda v: f"{v:.3f}") == ["0.5", "1.0"]


def test_a_scale_stays_inside_its_range():
    scale = scale_around([0.01, 0.99], low=0.0, high=1.0)
    assert (scale.low, scale.high) == (0.0, 1.0)
    assert scale_around([], low=None, high=None).high > 0


def test_a_dot_plot_has_a_row_for_each_and_says_what_it_shows():
    svg = draw_dots(dots(3), id="d", title="T", description="D", show=str)
    tree = parse(svg)
    assert tree.get("role") == "group"  # it holds links, which a picture may not
    assert tree.get("aria-labelledby") == "d-t d-d"
    assert [text.text for text in tree.iter("text") if text.get("class") == "name"] == [
        "model 0",
        "model 1",
        "model 2",
    ]


@pytest.mark.parametrize("draw", ["dots", "scatter", "profile"])
def test_no_text_becomes_markup(draw):
    if draw == "dots":
        svg = draw_dots(dots(2, HOSTILE), id="d", title=HOSTILE, description=HOSTILE, show=str)
    elif draw == "scatter":
        points = [Point(HOSTILE, HOSTILE, 1e8, 0.5, 0.4, 0.6, HOSTILE, on) for on in (True, False)]
        svg = draw_scatter(
            points, id="s", title=HOSTILE, description=HOSTILE, show_x=str, show_y=str, is_log=True
        )
    else:
        svg = Profile([Line(0, 1, 0.5)]).draw([Value(0.5, 0.4, 0.6)], id="p", title=HOSTILE)
    names = {element.tag for element in parse(svg).iter()}
    assert "script" not in names
    assert HOSTILE in "".join(parse(svg).itertext())


def test_a_far_reference_does_not_press_the_rows_together():
    near = draw_dots(
        dots(4),
        id="d",
        title="T",
        description="D",
        show=str,
        reference=0.2,
        reference_text="chance",
    )
    far = draw_dots(
        dots(4),
        id="d",
        title="T",
        description="D",
        show=str,
        reference=8.0,
        reference_text="chance",
    )
    assert 'class="ref"' in near
    assert 'class="ref"' not in far


def test_many_points_become_one_path():
    points = [
        Point(f"m{i}", f"m/{i}", 1e8 + i, i / 5000, None, None, "x", i == 4999) for i in range(5000)
    ]
    svg = draw_scatter(
        points, id="s", title="T", description="D", show_x=str, show_y=str, is_log=True
    )
    assert len(svg.encode()) < 75_000
    assert "m17" not in svg


def test_a_missing_score_has_no_dot():
    svg = Profile([Line(0, 1, 0.5)]).draw([None], id="p", title="T")
    paths = {path.get("class"): path.get("d") for path in parse(svg).iter("path")}
    assert paths["dot"] == ""
    assert paths["mid"] != ""


def test_right_is_better_whatever_the_metric():
    lines = [Line(0.0, 1.0, 0.25), Line(20.0, -20.0, 15.0), Line(3.0, 0.0, None)]
    scores = [Value(0.75, 0.5, 1.5), Value(5.0, 0.0, 10.0), Value(3.0, None, None)]
    svg = Profile(lines).draw(scores, id="p", title="T")
    paths = {path.get("class"): path.get("d") for path in parse(svg).iter("path")}
    quarters = [round(WIDTH * share) for share in (0.25, 0.5, 0.75, 1.0)]
    first, half, third, last = quarters
    assert paths["mid"] == f"M{first} 11v14M{first} 47v14"
    assert paths["ci"] == f"M{half} 18H{last}M{last} 54H{half}"
    assert paths["dot"] == f"M{third} 18h0M{third} 54h0M0 90h0"


def test_every_value_falls_into_one_bin_and_bins_keep_to_the_range():
    values = [0.0, 0.25, 0.25, 0.5, 0.999, 1.0]
    bins = fill_bins(values, low=0.0, high=1.0)
    assert sum(each.n for each in bins) == len(values)
    assert (bins[0].low, bins[-1].high) == (0.0, 1.0)
    for each in bins:
        inside = [v for v in values if each.low <= v < each.high or each.high == v == 1.0]
        assert each.n == len(inside), each


@pytest.mark.parametrize("values", [[0.5], [0.3, 0.3], [-1.0, 1.0], [1e-9, 2e-9]])
def test_bins_of_few_or_equal_values(values):
    bins = fill_bins(values, low=None, high=None)
    assert sum(each.n for each in bins) == len(values)
    width = bins[0].high - bins[0].low
    assert bins[0].low - min(values) <= 1e-6 * width
    assert max(values) - bins[-1].high <= 1e-6 * width


def test_a_histogram_marks_what_lies_inside_and_escapes():
    bins = [Bin(0.0, 0.5, 3), Bin(0.5, 1.0, 0)]
    marks = [(0.25, "chance"), (0.4, HOSTILE), (2.0, "outside")]
    svg = draw_histogram(
        bins, id="h", title=HOSTILE, description=HOSTILE, show=lambda v: f"{v:.1f}", marks=marks
    )
    texts = [each.text for each in parse(svg).iter("text")]
    assert "chance" in texts
    assert HOSTILE in texts
    assert "outside" not in texts
    assert svg.count("V") == 2 + 2  # one bar, two lines
