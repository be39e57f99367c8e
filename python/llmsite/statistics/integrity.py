"""Numbers on how far a result can be trusted: re-runs, declared attempts, degenerate output.

Formulas and sources: `rust/src/stats/integrity.rs`. A screen counts and compares with what the data
itself would show; it accuses nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from llmsite import _core

ALPHA = 0.001
"""Chance with which an honest entry passes one limit of the screen."""
SAME_OUTPUT = 40
"""Characters from which equal outputs of two entries are counted."""


@dataclass(frozen=True, slots=True)
class Rerun:
    """What re-running some samples says about a submission."""

    n_checked: int
    """Samples that were run again, chosen at random after the submission."""
    n_mismatches: int
    """Samples whose answer came out differently."""
    altered_bound: float
    """Share of answers that can differ at most, with 95 % confidence."""
    directional_p: float
    """One-sided p-value that changes of correctness favour the submission."""
    noise_p: float | None
    """One-sided p-value of so many mismatches at the declared rate of noise; `None` without one."""


def judge_rerun(
    n_checked: int,
    n_mismatches: int,
    *,
    n_right_then_wrong: int = 0,
    n_wrong_then_right: int = 0,
    n_total: int | None = None,
    noise: float | None = None,
    level: float = 0.95,
) -> Rerun:
    """Judge a sampled re-run.

    Args:
        n_checked: Samples that were run again.
        n_mismatches: Samples whose answer differs.
        n_right_then_wrong: Of these, right as submitted and wrong in the re-run.
        n_wrong_then_right: The opposite.
        n_total: Samples of the whole set, when they were drawn from it without replacement.
        noise: Share of mismatches that the backend makes by itself, if measured.
        level: Confidence of the bound.

    >>> round(judge_rerun(299, 0).altered_bound, 4)
    0.01
    """
    if not 0 <= n_mismatches <= n_checked or (n_total is not None and n_checked > n_total):
        raise ValueError(
            "there are at most as many mismatches as samples checked, and no more than all"
        )
    return Rerun(
        n_checked=n_checked,
        n_mismatches=n_mismatches,
        altered_bound=_core.altered_bound(n_checked, n_mismatches, n_total, level),
        directional_p=_core.directional_p(n_right_then_wrong, n_wrong_then_right),
        noise_p=None if noise is None else _core.mismatch_p(n_mismatches, n_checked, noise),
    )


def selection_gain(n_attempts: int, standard_error: float, *, correlation: float = 0.0) -> float:
    """Expected gain of reporting the best of several attempts that are equally good.

    `SE E[max of N] sqrt(1 - correlation)`, on the scale of the score: what a declared number of
    attempts adds by luck alone.

    >>> round(100 * selection_gain(10, 0.01449), 1)  # 1,000 samples, 70 % solved
    2.2
    """
    return _core.selection_gain(n_attempts, standard_error, correlation)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One count of the screen, with the most that the data explains."""

    name: str
    """`empty`, `same_output`, `prompt_copies` or `loops`."""
    count: int
    """Outputs that show it."""
    expected_share: float
    """Share that references and other entries show."""
    limit: int
    """Greatest count that this share explains with probability 0.999."""

    @property
    def is_exceeded(self) -> bool:
        """Whether the count is above the limit."""
        return self.count > self.limit


@dataclass(frozen=True, slots=True)
class OutputScreen:
    """Degenerate output of one entry on one task, as counts."""

    n_outputs: int
    """Outputs."""
    n_distinct: int
    """Different ones."""
    indicators: tuple[Indicator, ...]
    """The counts that have limits."""

    @property
    def is_degenerate(self) -> bool:
        """Whether any count is above its limit."""
        return any(indicator.is_exceeded for indicator in self.indicators)


def screen_outputs(
    outputs: Sequence[str],
    *,
    prompts: Sequence[str] | None = None,
    references: Sequence[str] = (),
    others: Sequence[Sequence[str]] = (),
) -> OutputScreen:
    """Screen the outputs of one entry for what a model that does not answer would do.

    Each count is compared with what right answers (the references) and the median of other entries
    show: the limit is the greatest count that this share explains with probability 0.999. A task
    with two labels so allows one label on half of its samples, an open question does not.

    Args:
        outputs: One text a sample.
        prompts: What was asked; without it copies of the prompt are not counted.
        references: One right answer a sample; none where there is none.
        others: Outputs of other entries on the same samples.

    Raises:
        ScoringError: There are more or fewer prompts than outputs.

    >>> screen_outputs(["Pick me."] * 805).is_degenerate
    True
    """
    counts = _shares(outputs, prompts)
    peers = [
        _shares(other, prompts if prompts and len(prompts) == len(other) else None)
        for other in others
    ]
    right = _shares(references, None)
    indicators = []
    for name, share in counts.items():
        median = _median([peer[name] for peer in peers])
        expected = max(right[name] if name != "prompt_copies" else 0.0, median)
        if name == "same_output":
            # One output always equals itself.
            expected = max(expected, 1.0 / max(len(outputs), 1))
        n = len(outputs)
        limit = _core.count_limit(n, expected, ALPHA)
        indicators.append(Indicator(name, round(share * n), expected, limit))
    return OutputScreen(len(outputs), len({text.strip() for text in outputs}), tuple(indicators))


def count_equal_outputs(first: Sequence[str], second: Sequence[str]) -> int:
    """Samples to which two entries gave the same output of 40 characters or more.

    Raises:
        ScoringError: The two have different lengths.
    """
    return _core.count_equal_outputs(first, second, SAME_OUTPUT)


def _shares(outputs: Sequence[str], prompts: Sequence[str] | None) -> dict[str, float]:
    n, n_empty, _, n_same, n_copies, n_loops = _core.screen_outputs(outputs, prompts)
    whole = max(n, 1)
    return {
        "empty": n_empty / whole,
        "same_output": n_same / whole,
        "prompt_copies": n_copies / whole,
        "loops": n_loops / whole,
    }


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0.0
