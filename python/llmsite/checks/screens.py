"""LS411 and LS413 to LS417: warnings about how answers look. Counts, never verdicts.

A person reads them in the summary; thresholds are far from what the models in the catalog do.
Knows nothing of scores.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from llmsite.schema.generation import Generation, TextGeneration
from llmsite.schema.task import Sample
from llmsite.tasks import Task

_ENOUGH = 30
"""Answers below which a share says nothing."""
_SAME_SHARE = 0.95
_COPY_SHARE = 0.2
_REFERENCE_SHARE = 0.95
_LOOP_SHARE = 0.2
_SCRIPT_SHARE = 0.2
_OTHER_MODEL_SHARE = 0.95
_LONG_TEXT = 40
"""Characters from which equal texts are no coincidence."""
_LOOP_REPEATS = 4
_MIN_LOOP = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """One warning about the answers to a task."""

    code: str
    """Rule."""
    message: str
    """What was seen, with counts."""


def screen(task: Task, rows: Sequence[Generation]) -> Iterator[Finding]:
    """Warnings about the generated answers to one task; none for other kinds of answers."""
    samples = {sample.id: sample for sample in task.samples}
    pairs = [
        (samples[row.id], row.text.strip())
        for row in rows
        if isinstance(row, TextGeneration) and row.error is None and row.id in samples
    ]
    if len(pairs) < _ENOUGH:
        return
    yield from _constant(pairs)
    long = [(s, text) for s, text in pairs if _is_long_reference(s)]
    checks: tuple[
        tuple[str, float, str, list[tuple[Sample, str]], Callable[[Sample, str], bool]], ...
    ] = (
        ("LS413", _REFERENCE_SHARE, "equal a reference word for word", long, _is_reference),
        ("LS415", _COPY_SHARE, "copy the prompt", pairs, _is_copy),
        ("LS416", _LOOP_SHARE, "repeat themselves in loops", pairs, _is_loop),
        ("LS417", _SCRIPT_SHARE, "are in another script than the references", pairs, _is_foreign),
    )
    for code, share, words, chosen, holds in checks:
        n = sum(1 for sample, text in chosen if holds(sample, text))
        if len(chosen) >= _ENOUGH and n > share * len(chosen):
            yield Finding(code, f"{n:,} of {len(chosen):,} answers ({n / len(chosen):.0%}) {words}")


def _constant(pairs: Sequence[tuple[Sample, str]]) -> Iterator[Finding]:
    """LS411; a task whose references are mostly one text may be answered so."""
    (text, n), *_ = Counter(text for _, text in pairs).most_common(1)
    right = sum(1 for sample, _ in pairs if text in map(str, sample.references))
    if n >= _SAME_SHARE * len(pairs) and right < _SAME_SHARE * len(pairs):
        share = f"{n:,} of {len(pairs):,} answers ({n / len(pairs):.0%})"
        yield Finding("LS411", f"{share} are the same text")


def _is_long_reference(sample: Sample) -> bool:
    return bool(sample.references) and len(str(sample.references[0])) >= _LONG_TEXT


def _is_reference(sample: Sample, text: str) -> bool:
    return text in map(str, sample.references)


def _is_copy(sample: Sample, text: str) -> bool:
    if len(text) < _LONG_TEXT or not isinstance(sample.input, str):
        return False
    # An answer that is to be found in the prompt is no copy of it.
    return text in sample.input and not any(text in str(each) for each in sample.references)


def _is_loop(sample: Sample, text: str) -> bool:
    """Whether the end of a text repeats one piece at least four times."""
    del sample
    for size in range(1, min(200, len(text) // _LOOP_REPEATS) + 1):
        piece = text[-size:]
        if len(piece) * _LOOP_REPEATS >= _MIN_LOOP * _LOOP_REPEATS and text.endswith(
            piece * _LOOP_REPEATS
        ):
            return True
    return False


def _is_foreign(sample: Sample, text: str) -> bool:
    expected = {_script(str(each)) for each in sample.references} - {""}
    found = _script(text)
    return bool(found and expected and found not in expected)


def _script(text: str) -> str:
    """The script of most letters, as the first word of their Unicode names."""
    scripts = Counter(
        unicodedata.name(c, "").split(" ", maxsplit=1)[0] for c in text[:500] if c.isalpha()
    )
    return scripts.most_common(1)[0][0] if scripts else ""


def same_answers(rows: Sequence[Generation], other: Sequence[Generation]) -> tuple[int, int]:
    """How many long answers of two models are equal, and how many could be compared."""
    theirs = {
        (row.task, row.id, row.index): row.text.strip()
        for row in other
        if isinstance(row, TextGeneration)
    }
    mine = [
        (row.text.strip(), theirs[row.task, row.id, row.index])
        for row in rows
        if isinstance(row, TextGeneration)
        and len(row.text.strip()) >= _LONG_TEXT
        and (row.task, row.id, row.index) in theirs
    ]
    return sum(1 for a, b in mine if a == b), len(mine)


def are_same_model(n_equal: int, n_compared: int) -> bool:
    """Whether so many equal long answers are no coincidence."""
    return n_compared >= _ENOUGH and n_equal > _OTHER_MODEL_SHARE * n_compared
