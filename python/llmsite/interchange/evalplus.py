"""EvalPlus: the leaderboard, RepoQA, EvalPerf, and verdicts of each problem.

Percent of the leaderboard stay percent; a null is no value. pass@1 of a file of verdicts is the
share of passed programs of each problem, averaged over problems.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from llmsite.interchange.claims import Asked, Claim, Reading, Said, mean_claim
from llmsite.interchange.intake import SourceFile, by_file, items, number, table, text
from llmsite.interchange.keeping import keep
from llmsite.interchange.names import metric_name
from llmsite.storage import Json

NAME = "evalplus"
TOOL = "EvalPlus"
SUMMARY = "leaderboards of EvalPlus, RepoQA and EvalPerf, and verdicts of each problem"

_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})")
_RUN = re.compile(
    r"^(?P<model>.+?)_(?:vllm|hf|openai|anthropic|google|mistral|bedrock)_temp_[\d.]+"
)
_STATUS = ("base_status", "plus_status")

group = by_file


def recognises(file: SourceFile) -> bool:
    """Whether a file is one of EvalPlus, from its name and first bytes."""
    if not file.stem.endswith(".json"):
        return False
    if "eval_results" in file.stem or "evalperf_results" in file.stem:
        return b'"eval"' in file.head
    marks = (b'"open-data"', b'"train_size"', b'"dps_norm"')
    return any(mark in file.head for mark in marks) and b'"pass@1"' in file.head


def read(files: Sequence[SourceFile]) -> Reading:
    """One file."""
    (file,) = files
    reading = Reading((file.name,))
    document = table(file.json())
    if "eval" in document and "eval_results" in file.stem:
        _read_verdicts(file, document, reading)
    elif "eval" in document:
        _read_performance(file, document, reading)
    else:
        for name, entry in document.items():
            _read_row(name, table(entry), reading)
        if not reading.said and not reading.faults:
            reading.refuse("holds no results")
    return reading


def _model_of(file: SourceFile) -> str:
    found = _RUN.match(file.stem)
    return (found["model"] if found else file.stem.partition("_")[0]).replace("--", "/", 1)


def _day(value: Json) -> str:
    found = _DAY.match(text(value))
    return found[1] if found else ""


def _percent(key: str, value: Json, task: str, reading: Reading) -> Claim | None:
    found = number(value)
    if found is None:
        if value is not None:
            reading.refuse(f"{task}: {key} is {ascii(value)[:40]}, which is no number")
        return None
    return Claim(
        metric=metric_name(key),
        value=found,
        higher_is_better=True,
        least=0.0,
        most=100.0,
        stated_as=key,
    )


def _read_row(name: str, entry: Mapping[str, Json], reading: Reading) -> None:
    """One model of a leaderboard: of EvalPlus, RepoQA or EvalPerf."""
    tasks: list[Asked] = []
    model = name.replace("--", "/", 1)
    if "scores" in entry:
        tasks += _thresholds(table(entry.get("scores")))
    elif "dps" in entry:
        tasks += _performance(entry, reading)
    else:
        for task, value in table(entry.get("pass@1")).items():
            claim = _percent("pass@1", value, task, reading)
            if claim is not None:
                tasks.append(Asked(task, (claim,), language="en"))
    if not tasks:
        if not any(value is None for value in table(entry.get("pass@1")).values()):
            reading.warn(f"{ascii(name)[:60]} has no score; left out")
        return
    reading.n_fields += sum(len(task.claims) for task in tasks)
    size = number(entry.get("size"))
    kept = keep(entry, leave_out={"pass@1", "scores", "dps", "dps_norm"}, reading=reading)
    reading.said.append(
        Said(
            model,
            tuple(tasks),
            day=_day(entry.get("eval_date")),
            n_parameters=round(size * 1e9) if size is not None and size > 0 else None,
            source=kept,
        )
    )


def _thresholds(scores: Mapping[str, Json]) -> Iterator[Asked]:
    """RepoQA: shares by language and by the similarity that counts as found."""
    for language, by_threshold in scores.items():
        claims = []
        for threshold, values in sorted(table(by_threshold).items()):
            score = number(table(values).get("pass@1"))
            if score is None:
                continue
            claims.append(
                Claim(
                    f"pass_at_1.{threshold.replace('.', '-')}",
                    score,
                    higher_is_better=True,
                    least=0.0,
                    most=1.0,
                    stated_as=f"{language} {threshold} pass@1",
                )
            )
        if claims:
            yield Asked(f"repoqa.{language}", tuple(claims), board="repoqa")


def _performance(entry: Mapping[str, Json], reading: Reading) -> Iterator[Asked]:
    """EvalPerf: percent, and win rates as shares."""
    claims = [
        claim
        for key in ("dps_norm", "dps", "pass@1")
        if (claim := _percent(key, entry.get(key), "evalperf", reading)) is not None
    ]
    for key in ("model_win_rate", "task_win_rate"):
        rate = number(entry.get(key))
        if rate is not None:
            claims.append(Claim(key, rate, higher_is_better=True, least=0.0, most=1.0))
    if claims:
        yield Asked("evalperf", tuple(claims), board="evalperf")


def _read_verdicts(file: SourceFile, document: Mapping[str, Json], reading: Reading) -> None:
    """Verdicts of each problem, for the base tests and for all tests."""
    passed: dict[str, dict[str, float]] = {"base": {}, "plus": {}}
    for problem, value in table(document.get("eval")).items():
        rows = [table(row) for row in items(value)]
        if not rows:
            reading.refuse(f"the problem {ascii(problem)[:40]} has no program")
            continue
        for tests, key in (("base", "base_status"), ("plus", "plus_status")):
            verdicts = [text(row.get(key)) for row in rows]
            if not all(verdicts):
                reading.refuse(f"the problem {ascii(problem)[:40]} lacks {key}")
                continue
            if tests == "plus":
                bases = [text(row.get("base_status")) for row in rows]
                good = [v == "pass" == b for v, b in zip(verdicts, bases, strict=True)]
            else:
                good = [verdict == "pass" for verdict in verdicts]
            passed[tests][problem] = sum(good) / len(good)
    if reading.faults or not passed["base"]:
        if not reading.faults:
            reading.refuse("holds no verdicts")
        return
    dataset = "humaneval" if next(iter(passed["base"])).startswith("HumanEval") else "mbpp"
    tasks = []
    for tests, rows_of in passed.items():
        name = dataset if tests == "base" else f"{dataset}+"
        scores = tuple(rows_of.values())
        claim = mean_claim("pass_at_1", scores)
        title = f"{name}, verdicts of each problem"
        tasks.append(
            Asked(
                f"verdicts.{name.replace('+', '-plus')}",
                (claim,),
                n=len(scores),
                ids=tuple(rows_of),
                title=title,
            )
        )
    reading.n_fields += 2 * len(passed["base"])
    kept = keep({"hash": document.get("hash")}, reading=reading)
    said = Said(_model_of(file), tuple(tasks), day=_day(document.get("date")), source=kept)
    reading.said.append(said)


def _read_performance(file: SourceFile, document: Mapping[str, Json], reading: Reading) -> None:
    """EvalPerf of one model: the summary is stated in percent."""
    summary = table(document.get("summary"))
    claims = [
        claim
        for key in ("dps_norm", "dps", "pass@1")
        if (claim := _percent(key, summary.get(key), "evalperf", reading)) is not None
    ]
    if not claims:
        reading.refuse("holds no summary")
        return
    reading.n_fields += len(claims)
    kept = keep(table(document.get("config")), prefix="config.", reading=reading)
    asked = Asked("evalperf", tuple(claims), board="evalperf")
    said = Said(_model_of(file), (asked,), day=_day(document.get("date")), source=kept)
    reading.said.append(said)
