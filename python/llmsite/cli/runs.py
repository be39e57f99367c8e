"""What `llmsite run` shows: the plan, the progress, scores, and prompt styles side by side.

Knows nothing of how a model is asked.
"""

import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from llmsite.cli.output import print_json, print_scores, print_table, progress, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from llmsite.evaluation import Run
    from llmsite.inference import Backend
    from llmsite.results import StylePair
    from llmsite.runner import Advance, Prepared
    from llmsite.storage import Json


def _pairs(runs: "list[Run]") -> "tuple[StylePair, ...]":
    from llmsite.results import pair_styles

    n_asked = {plan.task: plan.n_requests for plan in runs[0].record.plan.tasks} if runs else {}
    return pair_styles([run.tasks for run in runs], n_asked)


def print_pairs(runs: "list[Run]") -> None:
    """One table of all styles beside the first."""
    pairs = _pairs(runs)
    print_table(
        ("task", "metric", "style A", "style B", "A", "B", "difference", "interval", "p", "better"),
        [
            (
                pair.task,
                pair.metric,
                pair.a,
                pair.b,
                f"{pair.found.value_a:.4g}",
                f"{pair.found.value_b:.4g}",
                f"{pair.found.difference:+.4g}",
                f"{pair.found.low:+.3f} {pair.found.high:+.3f}",
                f"{pair.p_adjusted:.3f}",
                _better(pair),
            )
            for pair in pairs
        ],
        numeric="A B difference p",
    )
    say(f"{len(pairs)} pairs of styles on the same samples; p adjusted by Holm.")


def _better(pair: "StylePair") -> str:
    from llmsite import scoring

    if pair.p_adjusted > 1.0 - pair.found.level:
        return "not resolved"
    direction = next(spec.direction for spec in scoring.metrics() if spec.name == pair.metric)
    return pair.a if (pair.found.difference > 0) == (direction == "higher") else pair.b


def print_documents(runs: "list[Run]") -> None:
    """The scores as JSON: a list of tasks, or, with several styles, their runs and pairs."""
    documents: list[Json] = [
        [each.model_dump(mode="json", exclude={"statistics"}) for each in run.tasks] for run in runs
    ]
    if len(runs) < 2:  # noqa: PLR2004 - one style
        print_json(documents[0])
        return
    pairs: list[Json] = [
        {
            "task": pair.task,
            "metric": pair.metric,
            "a": pair.a,
            "b": pair.b,
            "difference": pair.found.difference,
            "low": pair.found.low,
            "high": pair.found.high,
            "p": pair.p_adjusted,
        }
        for pair in _pairs(runs)
    ]
    print_json({"runs": documents, "pairs": pairs})


def print_run(run: "Run") -> None:
    """Scores with their intervals, and what speed has cost."""
    print_scores(run.tasks)
    check = run.record.self_check
    if check is not None:
        say(
            f"Self-check: {check.n} requests computed again one by one, "
            f"{check.n_changed} answers changed, largest difference {check.max_abs:.2g} nats."
        )


class _Pace:
    """How fast a task is answered."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._n = self._n_tokens = 0

    def note(self, advance: "Advance", n_left: int) -> str:
        """What to show after some of its requests are done."""
        now = time.monotonic()
        if advance.was_there or self._began is None:
            # The first answer of a unit comes after time that nothing was told of.
            self._began = now
            return advance.task
        self._n += advance.n
        self._n_tokens += advance.n_tokens
        seconds = max(now - self._began, 1e-9)
        left = timedelta(seconds=round(n_left * seconds / self._n))
        rate, speed = self._n / seconds, self._n_tokens / seconds
        return f"{advance.task}: {left} left, {rate:,.1f} requests/s, {speed:,.0f} tokens/s"


def _memory(backend: "Backend") -> str:
    """The most memory that was in use, where the backend reads it."""
    n_bytes = backend.measured().peak_memory_bytes
    return f", {n_bytes / 2**30:.1f} GiB" if n_bytes else ""


@contextmanager
def reporter(
    prepared: "Prepared", backend: "Backend", *, quiet: bool
) -> "Iterator[Callable[[Advance], None]]":
    """Progress on a terminal; on a pipe one line a task, so that a log shows it too."""
    left = {plan.task: plan.n_requests for plan in prepared.plan.tasks}
    paces = {plan.task: _Pace() for plan in prepared.plan.tasks}
    with progress("Asking", sum(left.values()), quiet=quiet) as bar:

        def report(advance: "Advance") -> None:
            if advance.task not in left:
                bar.advance(0, "computing some again")
                return
            left[advance.task] -= advance.n
            note = paces[advance.task].note(advance, left[advance.task])
            bar.advance(advance.n, f"{note}{_memory(backend)}")
            if not left[advance.task] and not sys.stderr.isatty():
                say(f"{advance.task}: all requests answered", quiet=quiet)

        yield report


def print_plan(prepared: "Prepared", backend: "Backend") -> None:
    """What would be asked and what it would take, as a table."""
    rows = []
    memory = seconds = 0.0
    for plan in prepared.plan.tasks:
        units = [unit for unit in prepared.plan.units if unit.task == plan.task]
        found = [backend.estimate(prepared.requests_of(unit)) for unit in units]
        known = [each for each in found if each is not None]
        took = sum(each.seconds for each in known)
        seconds += took
        memory = max([memory, *(each.memory_bytes for each in known)])
        rows.append(
            (
                plan.task,
                plan.kind,
                f"{plan.style}, {plan.shots} shots{', chat' if plan.chat else ''}",
                f"{plan.n_requests:,}",
                f"{sum(each.n_prompt_tokens for each in known):,}" if known else "",
                f"{sum(each.n_computed_tokens for each in known):,}" if known else "",
                f"{sum(each.n_new_tokens for each in known):,}" if known else "",
                f"{took / 60:.1f}" if took else "",
            )
        )
    headers = ("task", "kind", "prompt", "requests", "tokens", "computed", "new, at most", "min")
    print_table(headers, rows, numeric="requests tokens computed min")
    if memory:
        say(f"About {memory / 2**30:.1f} GiB of memory and at most {seconds / 60:.0f} minutes.")
    most_usd = _most_usd(prepared, backend)
    if most_usd is not None:
        day = backend.measured().price_date
        say(f"At most ${most_usd:,.2f} at the prices of {day}; most runs cost less.")


def _most_usd(prepared: "Prepared", backend: "Backend") -> float | None:
    """Most that a run can cost, with the requests that are asked again as its self-check."""
    from llmsite.runner import N_CHECKED

    found = [backend.estimate((each,)) for asked in prepared.asked for each in asked.requests[:1]]
    if not any(each and each.cost_usd is not None for each in found):
        return None
    found = [backend.estimate((each,)) for asked in prepared.asked for each in asked.requests]
    costs = sorted((each.cost_usd or 0.0 for each in found if each), reverse=True)
    return sum(costs) + sum(costs[:N_CHECKED])
