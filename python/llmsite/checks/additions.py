"""LS601 and LS603: records beside results are about something that is there.

LS602 is found when they are read. Knows nothing of scores.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from llmsite.checks.changes import is_result
from llmsite.checks.fields import read_addition, read_result
from llmsite.checks.names import shown_path
from llmsite.checks.target import Target
from llmsite.errors import Fault, LlmsiteError
from llmsite.results.reading import SAMPLES_SUFFIX
from llmsite.schema.result import Result
from llmsite.schema.trust import Redaction, Retraction, Verification

_FOLDERS = ("retractions/", "redactions/", "verifications/")


def redacted_results(present: Iterable[str]) -> frozenset[str]:
    """Ids of results with a redaction."""
    return frozenset(PurePosixPath(path).stem for path in present if path.startswith("redactions/"))


def check_additions(
    target: Target, chosen: Sequence[str], present: Sequence[str]
) -> Iterator[Fault]:
    """Faults of the chosen records beside results."""
    results = {PurePosixPath(path).stem: path for path in present if is_result(path)}
    for path in chosen:
        if not path.startswith(_FOLDERS) or not path.endswith(".json"):
            continue
        try:
            record = read_addition(target, path)
        except LlmsiteError:
            # Its own faults are reported where it is read alone.
            continue
        yield from _check(target, path, record, results)


def _check(
    target: Target,
    path: str,
    record: Retraction | Redaction | Verification,
    results: dict[str, str],
) -> Iterator[Fault]:
    name = shown_path(path)
    mentioned = [record.result]
    if isinstance(record, Retraction) and record.replacement:
        mentioned.append(record.replacement)
    if isinstance(record, Verification) and record.run:
        mentioned.append(record.run)
    unknown = [each for each in mentioned if each not in results]
    for each in unknown:
        fix = "'llmsite list results' shows what there is"
        yield Fault(f"there is no result {each}", name, code="LS601", fix=fix)
    if unknown:
        return
    owner = results[record.result]
    try:
        result = read_result(target, owner)[0].record
    except LlmsiteError:
        return
    if isinstance(record, Verification):
        yield from _verification(record, result, name)
    elif isinstance(record, Redaction):
        yield from _redaction(target, record, result, owner, name)


def _verification(record: Verification, result: Result, name: str) -> Iterator[Fault]:
    """LS603: somebody else's finding about the very numbers and generations."""
    login = result.submitter.login.lower() if result.submitter else None
    if login == record.submitter.lower():
        message = f"'{record.submitter}' sent the result too"
        fix = "ask somebody else to verify it"
        yield Fault(message, name, code="LS603", fix=fix)
    if record.method == "re-scored":
        stated = result.samples.sha256 if result.samples else None
        if record.samples_sha256 != stated:
            message = "the generations that were scored are not those of the result"
            yield Fault(message, name, code="LS603", fix="'llmsite verify' writes the record")
    elif record.run is None:
        message = "a re-run names no result of its own"
        fix = "add the run, then 'llmsite verify RESULT --run OWN'"
        yield Fault(message, name, code="LS603", fix=fix)
    scores = {
        (task.task, score.metric, score.output): score.value
        for task in result.tasks
        for score in task.scores
    }
    for each in record.tasks:
        if scores.get((each.task, each.metric, each.output)) != each.stated:
            message = f"{each.task}: the result states another value of {each.metric}"
            yield Fault(message, name, code="LS603", fix="'llmsite verify' writes the record")
        if each.equal and record.method == "re-scored" and each.value != each.stated:
            message = f"{each.task}: {each.metric} is called equal and is not"
            yield Fault(message, name, code="LS603", fix="'llmsite verify' writes the record")


def _redaction(
    target: Target, record: Redaction, result: Result, owner: str, name: str
) -> Iterator[Fault]:
    """LS505: what was removed is what the result named, and it is gone."""
    stated = result.samples
    if stated is None or stated.content_sha256 != record.content_sha256:
        message = "the removed generations are not those of the result"
        yield Fault(message, name, code="LS505", fix="'llmsite redact' writes the record")
    if target.exists(owner.removesuffix(".json") + SAMPLES_SUFFIX):
        message = "the redacted generations are still there"
        yield Fault(message, name, code="LS505", fix="remove the samples file")
