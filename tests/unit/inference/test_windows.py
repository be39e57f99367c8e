from hypothesis import given
from hypothesis import strategies as st

from llmsite.inference.windows import split_windows


@given(st.integers(0, 40), st.integers(1, 12))
def test_every_token_is_predicted_once_from_as_much_as_fits(n, length):
    ids = list(range(100, 100 + n))
    windows = split_windows(ids, prefix=7, context_length=length)
    assert [token for each in windows for token in each.continuation] == ids
    text = [7, *ids]
    done = 0
    for window in windows:
        n_input = len(window.context) + len(window.continuation) - 1
        done += len(window.continuation)
        assert window.context + window.continuation == text[done - n_input : done + 1]
        # Only a text shorter than the window leaves room unused.
        assert n_input == min(length, done)
