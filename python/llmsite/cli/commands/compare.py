"""`llmsite compare`: two models on the same samples, with a picture."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, print_json, print_table, say

if TYPE_CHECKING:
    from llmsite.leaderboard.comparing import RowComparison, TaskComparison
    from llmsite.storage import Json

_HALF = 16
"""Characters of the picture on either side of zero."""


@click.command(short_help="Compare two models on the same samples.")
@click.argument("model_a", metavar="MODEL_A")
@click.argument("model_b", metavar="MODEL_B")
@click.option("--suite", metavar="S", help="Suite to compare on (default: the first board).")
@click.option("--json", "as_json", is_flag=True, help="The comparison as JSON.")
def command(model_a: str, model_b: str, suite: str | None, *, as_json: bool) -> None:
    """Compare MODEL_A with MODEL_B, task by task, on the samples that both answered.

    Differences are A minus B with intervals and p-values of paired tests; a winner is named only
    where the p-value, adjusted by Holm for the number of tasks, is small enough. 'Sees' is the
    smallest true difference that the samples of a task find four times out of five.
    """
    from llmsite import leaderboard
    from llmsite.leaderboard import comparing

    board = leaderboard.board_of(leaderboard.load(current_project()), suite)
    found = comparing.compare_rows(board, model_a, model_b)
    if as_json:
        print_json(_document(found))
        return
    reach = max((_reach(task) for task in found.tasks), default=0.0)
    print_table(
        ("task", "metric", "A", "B", "difference", "interval", "p", "sees", "better", "B | A"),
        [_line(task, reach) for task in found.tasks],
        numeric="A B difference p sees",
    )
    for sentence in _sentences(found):
        say(sentence)


def _line(task: "TaskComparison", reach: float) -> tuple[str, ...]:
    found = task.found
    if found is None:
        return (task.task, task.metric, *[""] * 6, "not comparable", "")
    p_value = 1.0 if task.p_adjusted is None else task.p_adjusted
    return (
        task.task,
        task.metric,
        f"{found.value_a:.3f}",
        f"{found.value_b:.3f}",
        f"{found.difference:+.3f}",
        f"{found.low:+.3f} {found.high:+.3f}",
        "<.001" if p_value < 0.001 else f"{p_value:.3f}",  # noqa: PLR2004 - three digits
        f"{found.detectable:.3f}",
        task.better.upper() or "not resolved",
        _picture(task, reach),
    )


def _scaled(task: "TaskComparison") -> tuple[float, float, float] | None:
    """Difference and interval as shares of the metric's range, to the right where A is better."""
    found = task.found
    if found is None or not task.span:
        return None
    ends = (found.low / task.span, found.difference / task.span, found.high / task.span)
    low, middle, high = ends if task.higher_is_better else (-ends[2], -ends[1], -ends[0])
    return low, middle, high


def _reach(task: "TaskComparison") -> float:
    ends = _scaled(task)
    return max(abs(ends[0]), abs(ends[2])) if ends else 0.0


def _picture(task: "TaskComparison", reach: float) -> str:
    """The interval as a line through zero, A's side on the right."""
    ends = _scaled(task)
    if ends is None or reach <= 0.0:
        return ""
    low, middle, high = (_HALF + round(_HALF * end / reach) for end in ends)
    drawn = ["─" if low <= n <= high else " " for n in range(2 * _HALF + 1)]
    drawn[_HALF] = "│" if drawn[_HALF] == " " else "┼"
    drawn[middle] = "●"
    return "".join(drawn).rstrip()


def _sentences(found: "RowComparison") -> list[str]:
    from llmsite.leaderboard.comparing import wins

    a, b, neither = wins(found.tasks)
    lines = [
        f"A is {found.a.id}, B is {found.b.id}, on {found.suite}.",
        f"A is better on {a}, B on {b}; {neither} of {len(found.tasks)} tasks cannot tell.",
    ]
    if found.difference is not None:
        value, low, high = found.difference
        verdict = "A is better" if low > 0.0 else "B is better" if high < 0.0 else "not resolved"
        lines.append(
            f"Over all tasks: {100 * value:+.1f} points "
            f"[{100 * low:+.1f}, {100 * high:+.1f}], {verdict}."
        )
    lines += [
        f"{task.task}: {task.found.n_needed:,.0f} samples would be needed for this difference "
        f"({task.found.n_samples:,} now)."
        for task in found.tasks
        if task.found is not None
        and not task.better
        and task.found.n_samples < task.found.n_needed < float("inf")
    ]
    return lines


def _document(found: "RowComparison") -> "Json":
    tasks: list[Json] = []
    for task in found.tasks:
        line: dict[str, Json] = {
            "task": task.task,
            "metric": task.metric,
            "higher_is_better": task.higher_is_better,
            "better": task.better or None,
            "p_adjusted": task.p_adjusted,
        }
        if task.found is not None:
            # JSON has no infinity: what is unbounded is null.
            line |= {
                name: None if value in (float("inf"), float("-inf")) else value
                for name, value in asdict(task.found).items()
            }
        tasks.append(line)
    return {
        "suite": found.suite,
        "a": found.a.id,
        "b": found.b.id,
        "level": found.level,
        "difference": None if found.difference is None else list(found.difference),
        "tasks": tasks,
    }
