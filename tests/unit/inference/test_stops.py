import pytest

from llmsite.inference.stops import cut

CASES = {
    "no stop string": ("abc", (), ("abc", "")),
    "not found": ("abc", ("x",), ("abc", "")),
    "at the start": ("abc", ("a",), ("", "a")),
    "the earliest counts": ("one two", ("two", "ne"), ("o", "ne")),
    "the longest of the same place": ("a\n\nb", ("\n", "\n\n"), ("a", "\n\n")),
    "overlapping, the later starts first": ("xxab", ("ab", "xa"), ("x", "xa")),
    "an empty stop string is none": ("abc", ("",), ("abc", "")),
}


@pytest.mark.parametrize("case", CASES)
def test_text_ends_at_the_first_stop_string(case):
    text, stop, expected = CASES[case]
    assert cut(text, stop) == expected
