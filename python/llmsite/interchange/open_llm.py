"""Tables of the Hugging Face Open LLM Leaderboard v2: one row an evaluated model.

Raw values are shares, normalised ones percent of the way from chance; both stay as they stand.
"""

import re
from collections.abc import Iterator, Sequence

from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, spelled
from llmsite.interchange.keeping import keep
from llmsite.interchange.tables import Row, header_of, read_table

NAME = "open-llm-leaderboard"
TOOL = "Open LLM Leaderboard"
SUMMARY = "tables (CSV) of the Open LLM Leaderboard v2"

_TASKS = {
    "ifeval": "IFEval",
    "bbh": "BBH",
    "math": "MATH Level 5",
    "gpqa": "GPQA",
    "musr": "MuSR",
    "mmlu_pro": "MMLU-Pro",
}
_NEEDED = frozenset({"id", "model_name", "model_sha", "model_precision"})
_SHA = re.compile(r"^[0-9a-f]{40}$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_BILLION = 1e9

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a table has the columns of the leaderboard."""
    return set(header_of(file)) >= _NEEDED


def read(files: Sequence[SourceFile]) -> Reading:
    """One table."""
    (file,) = files
    reading = Reading((file.name,))
    seen: dict[str, int] = {}
    for row in read_table(file, reading):
        identity = row.cells.get("id", "")
        first = seen.setdefault(identity, row.line)
        if first != row.line:
            message = f"the row {ascii(identity)[:90]} stands on line {first} too"
            reading.refuse(message, file.name, "keep one of them", row.line)
            continue
        name = row.cells.get("model_name", "").strip()
        if not name:
            reading.refuse("a row names no model", file.name, line=row.line)
            continue
        tasks = tuple(_tasks(row, file.name, reading))
        if tasks:
            reading.said.append(_said(name, row, tasks, reading))
    return reading


def _said(name: str, row: Row, tasks: tuple[Asked, ...], reading: Reading) -> Said:
    cells = row.cells
    sha, day = cells.get("model_sha", ""), cells.get("metadata_submission_date", "")
    billions = spelled(cells.get("metadata_params_billions", ""))
    mapped = {"model_name", "model_sha", "model_precision", "metadata_submission_date"}
    mapped |= {key for key in cells if key.startswith("evaluations_")}
    known = billions is not None and billions > 0
    if known:
        mapped.add("metadata_params_billions")
    return Said(
        model=name,
        tasks=tasks,
        day=day if _DAY.match(day) else "",
        revision=sha if _SHA.match(sha) else None,
        variant={"quantisation": cells["model_precision"]} if cells.get("model_precision") else {},
        n_parameters=round(billions * _BILLION) if known and billions is not None else None,
        source=keep({**cells}, leave_out=mapped, reading=reading),
    )


def _tasks(row: Row, file: str, reading: Reading) -> Iterator[Asked]:
    chat = row.cells.get("model_has_chat_template", "") == "TRUE"
    for task, title in _TASKS.items():
        claims = []
        for ending, metric, most in (
            ("value", "score", 1.0),
            ("normalized_score", "normalized", 100.0),
        ):
            text = row.cells.get(f"evaluations_{task}_{ending}", "")
            if not text.strip():
                continue
            value = spelled(text)
            if value is None:
                message = f"evaluations_{task}_{ending} is {ascii(text)[:60]}, which is no number"
                reading.refuse(message, file, line=row.line)
                continue
            claims.append(
                Claim(
                    metric=metric,
                    value=value,
                    higher_is_better=True,
                    least=0.0,
                    most=most,
                    stated_as=f"evaluations_{task}_{ending}",
                )
            )
        if claims:
            yield Asked(task, tuple(claims), title=title, chat=chat, language="en")
