"""aider's leaderboards (YAML): every value is read as text, so that nothing is guessed.

`commit_hash` may look like a number and `date` like a date; percent stay percent.
"""

import re
from collections.abc import Mapping, Sequence

from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, count, spelled
from llmsite.interchange.keeping import keep
from llmsite.interchange.plain_yaml import read_yaml_rows

NAME = "aider"
TOOL = "aider"
SUMMARY = "leaderboards of aider (YAML)"

_PERCENT = ("pass_rate_2", "pass_rate_1", "percent_cases_well_formed")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a YAML file starts with an entry of a leaderboard."""
    return file.stem.endswith((".yml", ".yaml")) and b"edit_format:" in file.head


def read(files: Sequence[SourceFile]) -> Reading:
    """One leaderboard."""
    (file,) = files
    reading = Reading((file.name,))
    board = file.stem.rpartition(".")[0].removesuffix("_leaderboard") or "board"
    for place, row in enumerate(read_yaml_rows(file)):
        if not isinstance(row, dict):
            reading.refuse(f"[{place}] is no entry")
            continue
        values = {key: value for key, value in row.items() if isinstance(value, str)}
        _read_row(board, place, values, reading)
    return reading


def _read_row(board: str, place: int, row: Mapping[str, str], reading: Reading) -> None:
    model = row.get("model", "").strip()
    if not model:
        reading.refuse(f"[{place}] names no model")
        return
    n = count(spelled(row.get("test_cases", "")))
    claims = []
    for key in _PERCENT:
        given = row.get(key, "").strip()
        if not given:
            continue
        value = spelled(given)
        if value is None or not 0.0 <= value <= 100.0:  # noqa: PLR2004 - percent
            reading.refuse(f"[{place}] {ascii(model)[:60]}: {key} is {ascii(given)[:40]}")
            continue
        claims.append(
            Claim(metric=key, value=value, n=n, higher_is_better=True, least=0.0, most=100.0)
        )
    cost = spelled(row.get("total_cost", ""))
    if cost is not None and cost > 0:
        claims.append(Claim(metric="total_cost", value=cost, higher_is_better=False, least=0.0))
    if not claims:
        reading.refuse(f"[{place}] {ascii(model)[:60]} has no pass rate")
        return
    reading.n_fields += len(claims) + 2
    day = row.get("date", "").strip()
    effort = row.get("reasoning_effort", "").strip()
    edit = row.get("edit_format", "").strip()
    variant = {"reasoning_effort": effort} if effort else {}
    if edit:
        variant["provider"] = f"aider, {edit}"
    asked = Asked(
        board, tuple(claims), board=board, n=n or 0, title=f"aider {board}", language="en"
    )
    mapped = {*_PERCENT, "model", "date", "test_cases", "total_cost", "reasoning_effort"}
    kept = keep({**row}, leave_out=mapped, reading=reading)
    reading.said.append(
        Said(
            model,
            (asked,),
            day=day if _DAY.match(day) else "",
            variant=variant,
            is_system=True,
            source=kept,
        )
    )
