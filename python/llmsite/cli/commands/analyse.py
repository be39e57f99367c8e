"""`llmsite analyse`: what a board's tasks still tell, and how far its numbers can be trusted."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import current_project, print_json, print_table, say

if TYPE_CHECKING:
    from llmsite.leaderboard.analysing import BoardAnalysis, TaskAnalysis
    from llmsite.storage import Json


@click.command(short_help="Say what a board's tasks still tell apart.")
@click.option("--suite", metavar="S", help="Suite to analyse (default: the first board).")
@click.option("--task", metavar="T", help="Also list this task's doubtful samples; screen answers.")
@click.option(
    "--versions",
    is_flag=True,
    help="Score stored generations of older versions again with today's, and link them.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def command(suite: str | None, task: str | None, *, versions: bool, as_json: bool) -> None:
    """Analyse the samples of a board's tasks, and what is known of its rows.

    'Nobody' and 'all' count samples that tell no two rows apart; 'doubtful' ones are solved rather
    by worse rows, as a wrong reference makes them. Reliability is the share of the differences
    between the ten best rows that is not noise. Rows say what luck their declared attempts buy,
    what their runs vary, how often each is the best within the errors of scores, and which of them
    no smaller model beats.
    """
    from llmsite import leaderboard
    from llmsite.leaderboard import analysing

    project = current_project()
    loaded = leaderboard.load(project)
    board = leaderboard.board_of(loaded, suite)
    found = analysing.analyse_board(project, loaded, board, task, versions=versions)
    if as_json:
        print_json(_document(found))
        return
    print_table(
        (
            "task",
            "rows",
            "samples",
            "nobody",
            "all",
            "doubtful",
            "reliability",
            "apart",
            "saturated",
        ),
        [_task_line(each) for each in found.tasks],
        numeric="rows samples nobody all doubtful reliability apart",
    )
    _print_rows(found)
    _print_relinks(found)
    for sentence in _sentences(found):
        say(sentence)


def _task_line(task: "TaskAnalysis") -> tuple[str, ...]:
    found = task.items
    if found is None:
        return (task.task, *[""] * 7, "no samples")
    return (
        task.task,
        f"{task.n_rows:,}",
        f"{len(found.means):,}",
        f"{found.n_solved_by_nobody:,}",
        f"{found.n_solved_by_all:,}",
        f"{len(found.doubtful):,}",
        "" if found.reliability is None else f"{found.reliability:.2f}",
        f"{found.n_separable:,}",
        "yes" if found.is_saturated else "no",
    )


def _print_rows(found: "BoardAnalysis") -> None:
    if not found.shrunken:
        return
    on_front = {entry.row.id: entry for entry in found.front}
    bought = {each.row.id: each for each in found.selections}
    lines = []
    for row, value in found.shrunken.items():
        entry, chosen = on_front.get(row), bought.get(row)
        lines.append(
            (
                row,
                f"{100 * value:.1f}",
                f"{found.best[row]:.0%}",
                "" if entry is None else f"{entry.share:.0%}",
                "" if entry is None else "yes" if entry.on_front else "no",
                "" if chosen is None else f"{chosen.n_attempts}",
                "" if chosen is None else f"{100 * chosen.gain:.1f}",
            )
        )
    click.echo()
    print_table(
        ("row", "regressed", "best", "unbeaten", "front", "attempts", "luck"),
        lines,
        numeric="regressed best unbeaten attempts luck",
    )


def _print_relinks(found: "BoardAnalysis") -> None:
    for each in found.relinks:
        columns = f"v{each.old} v{each.new} change low high answers differ"
        click.echo()
        print_table(
            (each.task, *columns.split()),
            [
                (
                    done.row,
                    f"{done.old:.4f}",
                    f"{done.new:.4f}",
                    f"{done.new - done.old:+.4f}",
                    "" if done.low is None else f"{done.low:+.4f}",
                    "" if done.high is None else f"{done.high:+.4f}",
                    f"{done.n:,}",
                    f"{done.n_changed:,}",
                )
                for done in each.results
            ],
            numeric=columns,
        )


def _relink_sentences(found: "BoardAnalysis") -> list[str]:
    lines = []
    for each in found.relinks:
        lines += [f"{result}: not scored again: {why}." for result, why in each.left_out]
        lines += [
            f"{done.result}: {done.n_left_out:,} answers to what is not asked now left out."
            for done in each.results
            if done.n_left_out
        ]
        lines += [
            f"{done.result}: the prompts of {done.n_unsure:,} answers are not known."
            for done in each.results
            if done.n_unsure
        ]
        if each.results:
            link = each.link
            ends = "" if link.low is None else f" (95 % {link.low:+.4f} to {link.high:+.4f})"
            lines.append(
                f"{each.task} v{each.old} to v{each.new}, the same answers scored again: "
                f"{link.shift:+.4f} {each.metric} over {link.n_anchors} results{ends}."
            )
    return lines


def _sentences(found: "BoardAnalysis") -> list[str]:
    lines = [
        f"{task.task}: doubtful {', '.join(task.doubtful[:10])}"
        for task in found.tasks
        if task.task == found.task and task.doubtful
    ]
    for runs in found.runs:
        varied = "; ".join(
            f"{each.factor} {each.spread:.3f} (noise alone {each.spread_of_noise or 0.0:.3f})"
            for each in runs.variations
        )
        lines.append(f"{runs.row} on {runs.task}, {len(runs.runs)} runs: spread over {varied}.")
    lines += [
        f"{each.task} v{each.old} to v{each.new}: {each.link.shift:+.4f} over "
        f"{each.link.n_anchors} rows (error {each.link.standard_error or 0.0:.4f})."
        for each in found.links
    ]
    lines += _relink_sentences(found)
    for each in found.screened:
        lines += [
            f"{each.row}: {indicator.count:,} answers are {indicator.name.replace('_', ' ')}, "
            f"{indicator.limit:,} would be chance."
            for indicator in each.screen.indicators
            if indicator.is_exceeded
        ]
        if each.n_equal:
            lines.append(f"{each.row}: {each.n_equal:,} long answers equal {each.equal_to}'s.")
    return lines


def _document(found: "BoardAnalysis") -> "Json":
    tasks: list[Json] = []
    for task in found.tasks:
        items = task.items
        line: dict[str, Json] = {"task": task.task, "n_rows": task.n_rows}
        if items is not None:
            line |= {
                "n_samples": len(items.means),
                "n_solved_by_nobody": items.n_solved_by_nobody,
                "n_solved_by_all": items.n_solved_by_all,
                "reliability": items.reliability,
                "share_solved": items.share_solved,
                "n_separable": items.n_separable,
                "is_saturated": items.is_saturated,
                "doubtful": list(task.doubtful),
            }
        tasks.append(line)
    return {
        "suite": found.suite,
        "tasks": tasks,
        "regressed": dict(found.shrunken),
        "best": dict(found.best),
        "front": [
            {
                "row": entry.row.id,
                "n_parameters": entry.n_parameters,
                "on_front": entry.on_front,
                "share": entry.share,
            }
            for entry in found.front
        ],
        "selections": [
            {"row": each.row.id, "n_attempts": each.n_attempts, "gain": each.gain}
            for each in found.selections
        ],
        "runs": [asdict(each) for each in found.runs],
        "links": [asdict(each) for each in found.links],
        "relinks": [asdict(each) for each in found.relinks],
        "screened": [asdict(each) for each in found.screened],
    }
