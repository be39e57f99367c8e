"""bigcode-evaluation-harness: results by task and metric, and generations without verdicts."""

import re
from collections.abc import Sequence

from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file, items, number, table, text
from llmsite.interchange.keeping import keep
from llmsite.interchange.names import metric_name

NAME = "bigcode"
TOOL = "bigcode-evaluation-harness"
SUMMARY = "results and generations of bigcode-evaluation-harness"

_OTHERS = (b'"task_name"', b'"open-data"', b'"link"', b'"dps"', b'"train_size"')
"""Marks of other files with pass rates."""

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a file has pass rates by task, or lists of lists of programs."""
    if not file.stem.endswith(".json"):
        return False
    start = file.head.lstrip()
    if re.match(rb'\[\s*\[\s*"', start):
        return True
    is_other = any(mark in start for mark in _OTHERS)
    return start.startswith(b"{") and b'pass@1"' in start and not is_other


def read(files: Sequence[SourceFile]) -> Reading:
    """One file."""
    (file,) = files
    reading = Reading((file.name,))
    document = file.json()
    if isinstance(document, list):
        rows = [items(row) for row in document]
        if not all(row and all(isinstance(each, str) for each in row) for row in rows):
            reading.refuse("is no list of lists of programs")
            return reading
        n = sum(map(len, rows))
        reading.warn(
            f"holds {n:,} programs for {len(rows):,} problems, and no verdicts: not scored"
        )
        return reading
    values = table(document)
    config = table(values.get("config"))
    model = text(config.get("model")) or _from_name(file)
    tasks = []
    for task, entry in values.items():
        if task == "config":
            continue
        claims = []
        for key, value in table(entry).items():
            found = number(value)
            if found is None:
                reading.warn(f"{task}: {key} is {ascii(value)[:40]}, which is no number")
                continue
            claims.append(
                Claim(
                    metric=metric_name(key),
                    value=found,
                    higher_is_better=True,
                    least=0.0,
                    most=1.0 if 0.0 <= found <= 1.0 else None,
                    stated_as=key,
                )
            )
        # An average over levels of difficulty is the first value, and its parts come after it.
        claims.sort(key=lambda claim: not claim.metric.startswith(("average", "pass")))
        if claims:
            reading.n_fields += len(claims)
            tasks.append(Asked(task, tuple(claims), n=0))
    if not tasks:
        reading.refuse("holds no numbers")
        return reading
    kept = keep(config, prefix="config.", leave_out={"model"}, reading=reading)
    reading.said.append(Said(model, tuple(tasks), source=kept))
    return reading


def _from_name(file: SourceFile) -> str:
    return file.stem.removesuffix(".json").removesuffix("-result")
