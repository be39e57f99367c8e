"""Many things at once: how many are begun before the caller has taken what came."""

import time

import pytest

from llmsite.errors import BackendError, Fault
from llmsite.inference.background import Background


@pytest.fixture
def background():
    made = Background()
    yield made
    made.close()


def test_no_more_is_begun_than_the_caller_may_lose(background):
    begun = []

    def work(number):
        async def do():
            begun.append(number)
            return number

        return do

    results = background.results([work(number) for number in range(20)], n_open=3)
    taken = [next(results)]
    time.sleep(0.05)  # time enough to begin all of them
    assert len(begun) == 3
    taken += results
    assert sorted(taken) == list(range(20))


def test_what_came_beside_an_error_is_given_first(background):
    async def fail():
        raise BackendError(Fault("down"))

    async def answer():
        return 1

    results = background.results([fail, answer, fail, answer], n_open=1)
    assert [next(results), next(results)] == [1, 1]
    with pytest.raises(BackendError, match="down"):
        next(results)
