import pytest

from llmsite.leaderboard.records import RankRange
from llmsite.site.figures import (
    measure_of,
    show_percent,
    show_rank,
    show_size,
)

SHARE = measure_of(low=0.0, high=1.0)
POINTS = measure_of(low=0.0, high=100.0, unit="points")
BITS = measure_of(low=0.0, high=None, unit="bits/byte", higher_is_better=False)
CORRELATION = measure_of(low=-1.0, high=1.0)


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        (SHARE, 0.7125, "71.2"),  # ties go to even: 71.25 is exact
        (SHARE, 0.0, "0.0"),
        (SHARE, 1.0, "100.0"),
        (SHARE, -0.00001, "0.0"),  # minus zero is zero
        (SHARE, -0.25, "\u221225.0"),
        (POINTS, 34.56, "34.6"),
        (BITS, 1.07249, "1.072"),
        (CORRELATION, -0.5, "\u22120.500"),
    ],
)
def test_a_value_is_written_in_one_way(measure, value, text):
    assert measure.show(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"), [(0.684, 0.741, "68.4–74.1"), (-0.1, 0.05, "\u221210.0 – 5.0")]
)
def test_an_interval_shows_both_ends(low, high, text):
    assert SHARE.show_range(low, high) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (None, ""),
        (135_000_000, "135\u00a0M"),
        (1_700_000_000, "1.7\u00a0B"),
        (70_600_000_000, "71\u00a0B"),
        (4_096, "4,096"),
    ],
)
def test_a_size_is_what_people_say(n, text):
    assert show_size(n) == text


@pytest.mark.parametrize(
    ("rank", "text"), [(None, ""), (RankRange(3, 3), "3"), (RankRange(3, 7), "3–7")]
)
def test_a_rank_is_a_range(rank, text):
    assert show_rank(rank) == text


def test_levels_lose_no_digit():
    assert show_percent(0.95) == "95\u00a0%"
    assert show_percent(0.995) == "99.5\u00a0%"
