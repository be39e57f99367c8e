"""One test, two sizes: for every day, and for `make soak`. Seeds are fixed.

`LLMSITE_SOAK_SHARE=0.02 make soak` runs a fiftieth of the long sizes.
"""

import os

import pytest

SEED = 20261124
"""Seed of every draw, so that a failure can be repeated."""
SHARE = float(os.environ.get("LLMSITE_SOAK_SHARE", "1"))
"""Share of the long sizes."""


def sizes(small, full):
    long = max(small, round(full * SHARE))
    return pytest.mark.parametrize("n", [small, pytest.param(long, marks=pytest.mark.soak)])
