"""Scores of a publication, copied by hand into a TOML file with their citation."""

import re
from collections.abc import Sequence

from llmsite.errors import ImportFormatError, LlmsiteError
from llmsite.interchange.claims import Asked, Claim, Reading, Said
from llmsite.interchange.intake import SourceFile, by_file
from llmsite.interchange.names import metric_name, visible
from llmsite.schema.interchange import Paper, PaperScore
from llmsite.storage import parse_toml

NAME = "paper"
TOOL = "a publication"
SUMMARY = "scores of a publication, copied by hand into a TOML file with their citation"

_BOUNDS = {"share": (0.0, 1.0), "percent": (0.0, 100.0), "percent-to-share": (0.0, 1.0)}

_COLUMN = re.compile(rb"^\s*column\s*=", re.MULTILINE)

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a TOML file has scores, and no columns of a table as a mapping has them."""
    has_scores = file.stem.endswith(".toml") and b"[[scores]]" in file.head
    return has_scores and _COLUMN.search(file.head) is None


def read(files: Sequence[SourceFile]) -> Reading:
    """One publication.

    Raises:
        ImportFormatError: The file is wrong; every fault with its line.
    """
    (file,) = files
    reading = Reading((file.name,))
    try:
        paper = parse_toml(file.read(), Paper, name=file.name)
    except LlmsiteError as error:
        raise ImportFormatError(*error.faults) from None
    seen: set[tuple[str, str, str]] = set()
    by_model: dict[str, list[PaperScore]] = {}
    for score in paper.scores:
        key = (score.model.casefold(), score.task, score.metric)
        if key in seen:
            reading.refuse(f"{score.model} has {score.metric} on {score.task} twice")
        seen.add(key)
        by_model.setdefault(score.model, []).append(score)
    if reading.faults:
        return reading
    for model, scores in by_model.items():
        tasks: dict[str, list[PaperScore]] = {}
        for score in scores:
            tasks.setdefault(score.task, []).append(score)
        asked = tuple(_asked(task, each, reading) for task, each in tasks.items())
        source = {"citation": visible(paper.citation), "url": paper.url}
        source |= {f"where.{s.task}": visible(s.where) for s in scores if s.where}
        reading.n_fields += 5 * len(scores)
        reading.said.append(Said(model, asked, day=paper.date, source=source))
    if reading.faults:
        reading.said.clear()
    return reading


def _asked(task: str, scores: Sequence[PaperScore], reading: Reading) -> Asked:
    return Asked(
        task=task,
        claims=tuple(_claim(score, reading) for score in scores),
        shots=scores[0].shots,
        n=scores[0].n or 0,
    )


def _claim(score: PaperScore, reading: Reading) -> Claim:
    by = 100.0 if score.scale == "percent-to-share" else 1.0
    least, most = _BOUNDS.get(score.scale, (None, None))
    value = score.value / by
    if least is not None and most is not None and not least <= value <= most:
        reading.refuse(f"{score.model} on {score.task}: {score.value:g} is no {score.scale}")
    return Claim(
        metric=metric_name(score.metric),
        value=value,
        stderr=None if score.stderr is None else score.stderr / by,
        n=score.n,
        higher_is_better=score.higher_is_better,
        least=least,
        most=most,
        stated_as=score.metric,
    )
