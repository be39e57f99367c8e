"""Inspect logs, as JSON and as `.eval` archives.

A sample is (id, epoch). `C`, `I`, `P` and `N` are 1, 0, 0.5 and 0, as Inspect's reducers take them.
Where a log keeps fewer samples than it scored, its numbers stay as stated.
"""

import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from llmsite.errors import Fault, ImportFormatError
from llmsite.interchange.claims import Asked, Claim, Reading, Said, confirm, mean_of, near
from llmsite.interchange.inspect_answers import score_answers
from llmsite.interchange.intake import SourceFile, by_file, count, items, number, parse, table, text
from llmsite.interchange.keeping import keep
from llmsite.interchange.names import metric_name, output_name
from llmsite.storage import Json

NAME = "inspect"
TOOL = "Inspect"
SUMMARY = "logs of Inspect (.json and .eval)"

_LETTERS = {"C": 1.0, "I": 0.0, "P": 0.5, "N": 0.0}
_MEANS = frozenset({"accuracy", "mean"})
_NO_SCORE = frozenset({"stderr", "std", "var", "bootstrap_stderr", "bootstrap_std"})
_SERVERS = frozenset(
    ("hf", "ollama", "vllm", "together", "openrouter", "bedrock", "vertex", "azure")
)
_MAX_MEMBERS = 200_000
_MAX_MEMBER_BYTES = 64 << 20
_MAX_ARCHIVE_BYTES = 1 << 30
_MAX_RATIO = 200
_SAMPLE = re.compile(r"^samples/.+_epoch_\d+\.json$")

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a file is an archive of Inspect, or starts as its logs do."""
    if file.stem.endswith(".eval"):
        return file.head.startswith(b"PK")
    return file.stem.endswith(".json") and b'"eval"' in file.head and b'"status"' in file.head


def read(files: Sequence[SourceFile]) -> Reading:
    """One log."""
    (file,) = files
    reading = Reading((file.name,))
    if file.stem.endswith(".eval"):
        header, samples = _open(file)
    else:
        header = table(file.json())
        samples = [table(each) for each in items(header.get("samples"))]
    settings = table(header.get("eval"))
    model, task = text(settings.get("model")), text(settings.get("task"))
    if not model or not task:
        reading.refuse("names no model or no task: no log of Inspect")
        return reading
    results = table(header.get("results"))
    status = text(header.get("status"))
    if not results:
        reading.warn(f"the log ends with status '{ascii(status)[1:-1]}' and has no results")
        return reading
    plan = items(table(header.get("plan")).get("steps"))
    claims, ids = _claims(results, samples, plan, reading)
    if not claims:
        reading.warn("the log has no score that is a number")
        return reading
    version = settings.get("task_version")
    named = task.rpartition("/")[2]
    asked = Asked(
        task=named,
        claims=tuple(claims),
        version=str(version) if isinstance(version, int) and version else "",
        n=len(set(ids)) or count(results.get("completed_samples")) or 0,
        ids=tuple(ids),
    )
    kept = keep(settings, prefix="eval.", leave_out={"task", "model", "created"}, reading=reading)
    kept |= keep({"status": status, "plan": header.get("plan")}, reading=reading)
    provider, _, rest = model.partition("/")
    served = provider in _SERVERS and bool(rest)
    reading.n_fields += 3
    reading.said.append(
        Said(
            rest if served else model,
            (asked,),
            day=_day(text(settings.get("created"))),
            variant={"provider": provider} if served else {},
            packages={"inspect_ai": found}
            if (found := text(table(settings.get("packages")).get("inspect_ai")))
            else {},
            source=kept,
        )
    )
    return reading


def _day(created: str) -> str:
    return created[:10] if re.match(r"^\d{4}-\d{2}-\d{2}", created) else ""


def _open(file: SourceFile) -> tuple[Mapping[str, Json], list[Mapping[str, Json]]]:
    """Header and samples of an archive.

    Raises:
        ImportFormatError: It is damaged, a bomb, or lacks its header.
    """
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = archive.infolist()
            total = sum(each.file_size for each in members)
            small = sum(each.compress_size for each in members)
            if len(members) > _MAX_MEMBERS or total > min(
                _MAX_ARCHIVE_BYTES, max(_MAX_RATIO * small, 1 << 20)
            ):
                message = f"{len(members):,} members of {total:,} bytes: refused"
                raise ImportFormatError(Fault(message, file.name))
            names = [each.filename for each in members]
            if len(set(names)) < len(names):
                raise ImportFormatError(Fault("two members have one name", file.name))
            if "header.json" not in names:
                fix = "a log that was broken off has none; run 'inspect log' to repair it"
                raise ImportFormatError(Fault("has no header.json", file.name, fix=fix))
            header = table(_member(archive, "header.json", file.name))
            samples = [
                table(_member(archive, name, file.name)) for name in names if _SAMPLE.match(name)
            ]
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        message = f"is no whole archive ({ascii(str(error))[1:80]})"
        raise ImportFormatError(Fault(message, file.name)) from None
    return header, samples


def _member(archive: zipfile.ZipFile, name: str, file: str) -> Json:
    with archive.open(name) as stream:
        content = stream.read(_MAX_MEMBER_BYTES + 1)
    if len(content) > _MAX_MEMBER_BYTES:
        raise ImportFormatError(Fault(f"{name!a} is too large", file))
    return parse(content, f"{file}:{ascii(name)[1:-1]}")


def _claims(
    results: Mapping[str, Json],
    samples: Sequence[Mapping[str, Json]],
    plan: Sequence[Json],
    reading: Reading,
) -> tuple[list[Claim], list[str]]:
    claims: dict[str, Claim] = {}
    ids: list[str] = []
    total = count(results.get("completed_samples"))
    whole = total is None or len(samples) >= total
    scorers = [table(each) for each in items(results.get("scores"))]
    for scorer in scorers:
        name = text(scorer.get("name"))
        found = _scores(samples, text(scorer.get("scorer")) or name, name) if whole else {}
        for key in table(scorer.get("metrics")):
            claim = _claim(scorer, key, total, several=len(scorers) > 1)
            if claim is None:
                continue
            if key in _MEANS and found:
                claim = _with_scores(claim, scorer, found, samples, plan, reading)
            if claim.scores is not None:
                mine = [identity for identity, _ in found]
                ids = ids or mine
                claim = claim if mine == ids else replace(claim, scores=None)
            claims.setdefault(claim.metric, claim)
            reading.n_fields += 1 + (len(found) if claim.scores else 0)
    return list(claims.values()), ids


def _claim(
    scorer: Mapping[str, Json], key: str, total: int | None, *, several: bool
) -> Claim | None:
    """One metric of a scorer; none for what is no score."""
    metrics = table(scorer.get("metrics"))
    stated = number(table(metrics.get(key)).get("value"))
    if key in _NO_SCORE or stated is None:
        return None
    name, reducer = text(scorer.get("name")), text(scorer.get("reducer"))
    parts = [each for each in (name if several else "", reducer) if each]
    label = metric_name(key) + (f".{output_name('-'.join(parts))}" if parts else "")
    error = number(table(metrics.get("stderr")).get("value"))
    return Claim(
        metric=label,
        value=stated,
        stderr=error if key in _MEANS else None,
        n=total,
        higher_is_better=True if key in _MEANS else None,
        least=0.0 if key == "accuracy" else None,
        most=1.0 if key == "accuracy" else None,
        stated_as=f"{name} {key}",
    )


def _with_scores(
    claim: Claim,
    scorer: Mapping[str, Json],
    found: Mapping[tuple[str, int], float],
    samples: Sequence[Mapping[str, Json]],
    plan: Sequence[Json],
    reading: Reading,
) -> Claim:
    """A mean with the scores of its samples, made again of the answers where that can be done."""
    mean, reducer = mean_of(list(found.values())), text(scorer.get("reducer"))
    if not near(mean, claim.value):
        if reducer and reducer != "mean":
            return claim
        reading.warn(f"{claim.stated_as} is {claim.value!r}, its samples give {mean!r}")
        return replace(claim, found=mean)
    claim = replace(claim, scores=tuple(found.values()), found=mean, n=len(found))
    name = text(scorer.get("scorer")) or text(scorer.get("name"))
    ordered = sorted(samples, key=_key)
    again, rule = score_answers(name, table(scorer.get("params")), plan, ordered) or (None, "")
    return confirm(claim, again, rule, reading, reading.files[0])


def _key(sample: Mapping[str, Json]) -> tuple[str, int]:
    return str(sample.get("id")), count(sample.get("epoch")) or 1


def _scores(
    samples: Sequence[Mapping[str, Json]], scorer: str, name: str
) -> dict[tuple[str, int], float]:
    """(id, epoch) → value of a scorer; empty where one sample has none that is a number."""
    found: dict[tuple[str, int], float] = {}
    for sample in samples:
        scores = table(sample.get("scores"))
        entry = table(scores.get(scorer) or scores.get(name))
        value = entry.get("value")
        if isinstance(value, dict):
            value = value.get(name)
        score = _value(value)
        if score is None:
            return {}
        key = _key(sample)
        if key in found:
            return {}
        found[key] = score
    return dict(sorted(found.items(), key=lambda each: each[0]))


def _value(value: Json) -> float | None:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        return _LETTERS.get(value)
    return number(value)
