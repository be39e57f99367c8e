"""One test, two sizes: for every day, and for `make soak`. Seeds are fixed."""

import pytest

SEED = 20261124
"""Seed of every draw, so that a failure can be repeated."""


def sizes(small, full):
    return pytest.mark.parametrize("n", [small, pytest.param(full, marks=pytest.mark.soak)])
