"""What a proposal would change: its new rows, what moves, what cannot be told apart.

For the summary of CI and for the report that a comment is rendered from. Knows nothing of the site.
"""

from collections.abc import Iterator, Sequence

from llmsite import leaderboard
from llmsite.checks.changes import is_result
from llmsite.checks.report import Report, json_form, one_line, sum_up
from llmsite.checks.target import Target
from llmsite.errors import Fault, LlmsiteError
from llmsite.leaderboard import Cell, Leaderboard, Move, NewRow, Proposal, RankRange, propose
from llmsite.project import Project
from llmsite.storage import Json

_MAX_ROWS = 50
_MAX_FAULTS = 200
_MAX_TEXT = 200


def proposal_of(target: Target, report: Report) -> Proposal:
    """What a proposal without errors would change; nothing for one that is refused."""
    if not report.ok:
        return Proposal(unreadable="the proposal is refused, so no board was made of it")
    try:
        before = _before(target)
        after = leaderboard.load(Project(target.base.root, target.tree))
    except LlmsiteError as error:
        return Proposal(unreadable=str(error.faults[0].message))
    return propose(before, after, _new_results(target))


def _before(target: Target) -> Leaderboard | None:
    """The boards without what is proposed; none where a whole project is checked."""
    if target.changes is None:
        return None
    # Merged files are never edited, so a working tree without its new files is what it was.
    added = (each.path for each in target.changes if each.status == "A")
    without = frozenset(added) if target.tree == target.base.root else frozenset[str]()
    return leaderboard.load(target.base, without=without)


def _new_results(target: Target) -> frozenset[str]:
    added = (each.path for each in target.changes or () if each.status == "A")
    return frozenset(path.rpartition("/")[2][:-5] for path in added if is_result(path))


def summary_text(report: Report, proposal: Proposal) -> str:
    """The summary of CI in Markdown; every value is escaped."""
    return "\n".join(_lines(report, proposal)) + "\n"


def _lines(report: Report, proposal: Proposal) -> Iterator[str]:
    yield "## Results are accepted" if report.ok else "## Results are refused"
    yield ""
    yield escape(sum_up(report))
    yield ""
    if report.faults:
        yield "| code | file | line | what | fix |"
        yield "|---|---|---:|---|---|"
        for fault in report.faults[:_MAX_FAULTS]:
            yield _fault_line(fault)
        if len(report.faults) > _MAX_FAULTS:
            yield f"\n… and {len(report.faults) - _MAX_FAULTS} more."
        yield ""
    if proposal.unreadable:
        yield escape(proposal.unreadable[:1].upper() + proposal.unreadable[1:]) + "."
    for each in proposal.rows[:_MAX_ROWS]:
        yield from _row_lines(each)
    yield from _move_lines(proposal.moves)


def _fault_line(fault: Fault) -> str:
    code = f"{fault.code}" if fault.severity == "error" else f"{fault.code} ({fault.severity})"
    cells = (code, fault.path, str(fault.line or ""), fault.message, fault.fix)
    return "| " + " | ".join(escape(cell) for cell in cells) + " |"


def _row_lines(each: NewRow) -> Iterator[str]:
    row = each.row
    yield f"### {escape(row.id)} on {escape(each.suite)}"
    yield ""
    yield (
        f"Rank {_range(row.rank)}"
        + (f", before {_range(each.before)}" if each.before else "")
        + (f". Trust: {row.trust}.")
    )
    if row.reason:
        yield escape(row.reason[:1].upper() + row.reason[1:]) + "."
    yield ""
    yield "| task | value | interval | n | rank |"
    yield "|---|---:|---:|---:|---:|"
    for name, cell in zip(each.metrics, row.cells, strict=True):
        yield _cell_line(name, cell)
    yield ""
    if each.tied:
        names = ", ".join(escape(name) for name in each.tied[:20])
        more = f" and {len(each.tied) - 20} more" if len(each.tied) > 20 else ""  # noqa: PLR2004
        yield f"Cannot be told apart from: {names}{more}."
        yield ""


def _cell_line(name: str, cell: Cell) -> str:
    score = cell.score
    if score is None:
        return f"| {escape(name)} | none | {cell.missing} | | |"
    ends = (
        "none"
        if score.low is None or score.high is None
        else f"{score.low:.4g} to {score.high:.4g}"
    )
    n = "" if score.n is None else f"{score.n:,}"
    return f"| {escape(name)} | {score.value:.4g} | {ends} | {n} | {_range(cell.rank)} |"


def _move_lines(moves: Sequence[Move]) -> Iterator[str]:
    if not moves:
        return
    yield "### What moves"
    yield ""
    yield "| suite | row | before | after |"
    yield "|---|---|---:|---:|"
    for move in moves[:_MAX_ROWS]:
        row = f"{escape(move.suite)} | {escape(move.row)}"
        yield f"| {row} | {_range(move.before)} | {_range(move.after)} |"
    if len(moves) > _MAX_ROWS:
        yield f"\n… and {len(moves) - _MAX_ROWS} more."
    yield ""


def _range(rank: RankRange | None) -> str:
    if rank is None:
        return "none"
    return str(rank.low) if rank.low == rank.high else f"{rank.low} to {rank.high}"


_MARKUP = str.maketrans({c: f"&#{ord(c)};" for c in "<>&|`*_[]()#!~@\\:/."})


def escape(text: str) -> str:
    """Text that Markdown, HTML and mentions leave alone."""
    return one_line(text)[:_MAX_TEXT].translate(_MARKUP)


def report_document(report: Report, proposal: Proposal) -> Json:
    """The report that `render_comment.py` makes a comment of: plain values only."""
    rows: list[Json] = [
        {
            "suite": each.suite,
            "row": each.row.id,
            "trust": each.row.trust,
            "rank": _pair(each.row.rank),
            "before": _pair(each.before),
            "tied": list(each.tied[:_MAX_ROWS]),
            "scores": [
                {
                    "name": name,
                    "value": cell.score.value if cell.score else None,
                    "low": cell.score.low if cell.score else None,
                    "high": cell.score.high if cell.score else None,
                    "n": cell.score.n if cell.score else None,
                }
                for name, cell in zip(each.metrics, each.row.cells, strict=True)
            ],
        }
        for each in proposal.rows[:_MAX_ROWS]
    ]
    moves: list[Json] = [
        {
            "suite": move.suite,
            "row": move.row,
            "before": _pair(move.before),
            "after": _pair(move.after),
        }
        for move in proposal.moves[:_MAX_ROWS]
    ]
    checked = json_form(report)
    return {"check": checked, "rows": rows, "moves": moves, "unreadable": proposal.unreadable}


def _pair(rank: RankRange | None) -> Json:
    return None if rank is None else [rank.low, rank.high]
