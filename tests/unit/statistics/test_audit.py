"""A twentieth of the audit, with fixed seeds: every promise is kept by the built core."""

import importlib.util
import sys

import pytest

pytest.importorskip("scipy")


@pytest.fixture(scope="module")
def audit():
    from pathlib import Path

    path = Path(__file__).parents[3] / "benchmarks" / "audit.py"
    spec = importlib.util.spec_from_file_location("audit", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module
    spec.loader.exec_module(module)
    return module


def test_exact_coverage_is_at_least_92_percent(audit):
    lines = list(audit.exact_coverage())
    assert len(lines) == 6
    assert all(line.is_kept for line in lines)


def test_mcnemar_keeps_its_level_exactly(audit):
    assert all(line.is_kept for line in audit.mcnemar_errors())


@pytest.mark.parametrize(
    "part",
    [
        "clustered_coverage",
        "skewed_coverage",
        "runs_coverage",
        "test_errors",
        "rank_coverage",
        "aggregate_coverage",
    ],
)
def test_simulated_promises_are_kept(audit, part):
    lines = list(getattr(audit, part)(0.05))
    assert lines
    for line in lines:
        assert line.is_kept, line


def test_a_broken_promise_is_noticed(audit):
    line = audit.Line("claim", "setting", 0.80, 0.93, 0.97, 1000)
    assert not line.is_kept
    assert audit.Line("claim", "setting", 0.95, 0.93, 0.97, 0).is_kept
