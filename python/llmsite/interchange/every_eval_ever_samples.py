"""Per-sample files of every_eval_ever: `<name>_samples.jsonl` beside `<name>.json`.

Knows nothing of documents but the names of their results.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from llmsite.interchange.claims import Asked, Reading, mean_of, near
from llmsite.interchange.intake import SourceFile, number, table, text

SAMPLES = "_samples.jsonl"

SampleScores = Mapping[str, Mapping[str, float]]
"""Id of a result (else the name of its evaluation) → sample → score."""


def pair(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ...]]:
    """Documents, each with its samples; samples without a document come last."""
    samples = {each.path.with_name(each.stem): each for each in files if is_samples(each)}
    for file in files:
        if not is_samples(file):
            beside = file.path.with_name(file.stem.removesuffix(".json") + SAMPLES)
            mine = samples.pop(beside, None)
            yield (file,) if mine is None else (file, mine)
    for each in samples.values():
        yield (each,)


def is_samples(file: SourceFile) -> bool:
    """Whether a file is one of samples, from its name and first bytes."""
    return file.stem.endswith(SAMPLES) and b'"evaluation_id"' in file.head


def read_sample_scores(file: SourceFile, evaluation: str, reading: Reading) -> SampleScores:
    """The scores in a file; none where a line is wrong, which is noted then.

    Args:
        file: The file.
        evaluation: Id of the evaluation that its document names.
        reading: Where faults are noted.
    """
    found: dict[str, dict[str, float]] = {}
    for line, value in file.rows():
        row = table(value)
        score = number(table(row.get("evaluation")).get("score"))
        sample = text(row.get("sample_id"))
        result = text(row.get("evaluation_result_id")) or text(row.get("evaluation_name"))
        if not sample or not result or score is None:
            reading.refuse("names no sample, no evaluation or no score", file.name, line=line)
            return {}
        if text(row.get("evaluation_id")) != evaluation:
            reading.refuse("is of another evaluation than its document", file.name, line=line)
            return {}
        if sample in found.setdefault(result, {}):
            message = f"the sample {ascii(sample)[:60]} stands twice"
            reading.refuse(message, file.name, "keep one of them", line)
            return {}
        found[result][sample] = score
    return found


def attach(asked: Asked, results: Sequence[str], scores: SampleScores, reading: Reading) -> Asked:
    """A task with the scores of its samples, where their mean is what the document states.

    Args:
        asked: The task.
        results: For each of its numbers the names under which its samples may stand.
        scores: Scores of samples.
        reading: Where contradictions are noted.
    """
    ids: tuple[str, ...] = ()
    claims = []
    for claim, name in zip(asked.claims, results, strict=True):
        rows = scores.get(name, {})
        if not rows:
            claims.append(claim)
            continue
        mean = mean_of(list(rows.values()))
        if not near(mean, claim.value):
            message = (
                f"{claim.metric} is {claim.value!r} in the document, its samples give {mean!r}"
            )
            reading.refuse(message, reading.files[-1], "bring the files of one run together")
            claims.append(replace(claim, found=mean))
            continue
        ids = ids or tuple(rows)
        same = tuple(rows) == ids
        claims.append(replace(claim, found=mean, scores=tuple(rows.values()) if same else None))
        reading.n_fields += len(rows)
    return replace(asked, claims=tuple(claims), ids=ids, n=len(ids) or asked.n)
