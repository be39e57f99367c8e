import shutil

import pytest


@pytest.fixture
def small(filled):
    """The filled project with one model only, so that a check is quick."""
    for model in ("acme/large", "other/middle", "baseline/random"):
        shutil.rmtree(filled.results_dir / model)
    return filled
