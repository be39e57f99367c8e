"""`llmsite metric`: one metric on plain text files, one line a sample."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from llmsite.cli.output import print_json, print_table, say
from llmsite.errors import Fault, LlmsiteError, ScoringError
from llmsite.storage import Json, read_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from llmsite.scoring import MetricSpec, OptionSpec, Score

_MAX_BYTES = 1 << 30
_MAX_FAULTS = 20
_READABLE = ("texts", "labels", "numbers")
_BOM = b"\xef\xbb\xbf"

_FILE = click.Path(path_type=Path)


@click.command(short_help="Score text files with one metric.")
@click.argument("name")
@click.option(
    "--predictions",
    type=_FILE,
    multiple=True,
    required=True,
    metavar="FILE",
    help="What a system answered, one line a sample; repeat it for several systems.",
)
@click.option(
    "--references",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="What is right, one line a sample; repeat it for several references a sample.",
)
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="KEY=VALUE",
    help="An option of the metric; 'llmsite list metrics' names them. A list has commas.",
)
@click.option("--level", default=0.95, show_default=True, help="Coverage of the interval.")
@click.option(
    "--paired",
    type=click.Choice(["ours", "bs", "ar"]),
    help="Test each system against the first: 'ours', or draw by draw as sacrebleu's "
    "--paired-bs and --paired-ar do (bleu, chrf, ter).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    name: str,
    *,
    predictions: tuple[Path, ...],
    references: tuple[Path, ...],
    options: tuple[str, ...],
    level: float,
    paired: str | None,
    as_json: bool,
) -> None:
    """Score plain text files (UTF-8, one line a sample) with one metric, with intervals.

    With --paired the systems are compared line by line. sacrebleu's bootstrap p-values are about
    half of two-sided ones; its tests are here to repeat published numbers, not for verdicts.
    """
    from llmsite import scoring

    spec = _find(name)
    chosen = dict(_option(spec, text) for text in options)
    systems, truths = _read(spec, predictions, references)
    if paired is not None:
        tested = _paired(name, _statistics(name, systems, truths, chosen), chosen, paired, level)
        _print_paired(predictions, tested, paired, as_json=as_json)
        return
    try:
        scores = [
            scoring.score(name, system, truths, level=level, **chosen)  # type: ignore[arg-type]  # checked by the core
            for system in systems
        ]
    except ScoringError as error:
        # Some metrics of texts need none; which do is known to the core alone.
        if truths is None and "has no reference" in str(error):
            raise ScoringError(_no_references(name)) from error
        raise
    rows = zip(predictions, scores, strict=True)
    if as_json:
        print_json([_record(path, score) for path, score in rows])
        return
    outputs = list(spec.outputs)
    headers = ["predictions", outputs[0], "low", "high", *outputs[1:], "n"]
    print_table(
        headers, [_row(path, score, outputs) for path, score in rows], numeric=" ".join(headers[1:])
    )
    say(f"Intervals from low to high: {100 * level:g}%. Signature: {scores[0].signature}")


def _statistics(
    name: str,
    systems: Sequence[Sequence[object]],
    truths: Sequence[object] | None,
    options: Mapping[str, object],
) -> "list[NDArray[np.float64]]":
    from llmsite import scoring

    return [
        scoring.sample_statistics(name, system, truths, **options)  # type: ignore[arg-type]  # checked by the core
        for system in systems
    ]


def _paired(
    name: str,
    rows: "Sequence[NDArray[np.float64]]",
    options: Mapping[str, object],
    test: str,
    level: float,
) -> list[dict[str, "Json"]]:
    """Each system against the first; the first has a score alone."""
    from llmsite import statistics

    if test in ("bs", "ar"):
        lines = statistics.sacrebleu(rows, name, test=test, **options)  # type: ignore[arg-type]  # both checked
        return [
            {"value": line.score, "p_value": line.p_value, "mean": line.mean, "ci": line.ci}
            for line in lines
        ]
    first = statistics.interval(rows[0], name, level=level, **options)  # type: ignore[arg-type]  # checked by the core
    tested: list[dict[str, Json]] = [{"value": first.value}]
    for other in rows[1:]:
        found = statistics.compare(other, rows[0], name, level=level, **options)  # type: ignore[arg-type]  # as above
        tested.append(
            {
                "value": found.value_a,
                "difference": found.difference,
                "low": found.low,
                "high": found.high,
                "p_value": found.p_value,
                "method": found.method,
                "detectable": found.detectable,
            }
        )
    return tested


def _print_paired(
    paths: Sequence[Path], tested: Sequence[dict[str, "Json"]], test: str, *, as_json: bool
) -> None:
    if as_json:
        print_json(
            [{"predictions": str(path), **line} for path, line in zip(paths, tested, strict=True)]
        )
        return
    columns = ["value", "difference", "low", "high", "p_value", "detectable"]
    if test != "ours":
        columns = ["value", "mean", "ci", "p_value"]
    print_table(
        ("predictions", *columns),
        [
            (str(path), *(_digits(line.get(column)) for column in columns))
            for path, line in zip(paths, tested, strict=True)
        ],
        numeric=" ".join(columns),
    )


def _digits(value: "Json") -> str:
    return f"{value:.4f}" if isinstance(value, float) else ""


def _find(name: str) -> "MetricSpec":
    from llmsite.scoring import metrics

    known = {spec.name: spec for spec in metrics()}
    if name not in known:
        from difflib import get_close_matches

        close = get_close_matches(name, known, n=1)
        fix = f"did you mean '{close[0]}'?" if close else "'llmsite list metrics' lists them"
        raise ScoringError(Fault(f"there is no metric '{name}'", fix=fix))
    if known[name].reads not in _READABLE:
        message = f"'{name}' reads {known[name].reads}, which lines of text do not hold"
        raise ScoringError(Fault(message, fix="call llmsite.scoring.score from Python"))
    return known[name]


def _no_references(name: str) -> Fault:
    return Fault(f"'{name}' needs references", fix="give --references FILE")


def _option(spec: "MetricSpec", text: str) -> tuple[str, object]:
    key, separator, value = text.partition("=")
    option = next((option for option in spec.options if option.name == key), None)
    if not separator or option is None:
        names = ", ".join(option.name for option in spec.options) or "none"
        fix = f"write KEY=VALUE; options of {spec.name}: {names}"
        raise ScoringError(Fault(f"option '{text}' is not known", fix=fix))
    return key, _value(option, value)


def _value(option: "OptionSpec", text: str) -> object:
    """The value as its kind wants it; what does not fit goes on as text, for the core to refuse."""
    if option.kind == "flag":
        return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(
            text.lower(), text
        )
    if option.kind == "list":
        return text.split(",")
    if option.kind in ("integer", "number"):
        try:
            return int(text) if option.kind == "integer" else float(text)
        except ValueError:
            return text
    return text


def _read(
    spec: "MetricSpec", predictions: Sequence[Path], references: Sequence[Path]
) -> tuple[list[Sequence[object]], Sequence[object] | None]:
    """The column of each system, and that of the references; every fault of every file at once."""
    faults: list[Fault] = []
    columns: dict[Path, list[str]] = {}
    for path in dict.fromkeys((*predictions, *references)):
        try:
            columns[path] = _lines(path)
        except LlmsiteError as error:
            faults.extend(error.faults)
    if not references and spec.reads != "texts":
        faults.append(_no_references(spec.name))
    if len(references) > 1 and spec.reads != "texts":
        fix = "give one file"
        faults.append(Fault(f"'{spec.name}' takes one reference a sample", fix=fix))
    faults.extend(_unequal(columns))
    if faults:
        raise ScoringError(*faults)
    systems = [_column(spec, path, columns[path]) for path in predictions]
    if not references:
        return systems, None
    if spec.reads == "texts":
        return systems, [list(row) for row in zip(*(columns[p] for p in references), strict=True)]
    return systems, _column(spec, references[0], columns[references[0]])


def _unequal(columns: dict[Path, list[str]]) -> list[Fault]:
    if not columns:
        return []
    first, *others = columns
    n = len(columns[first])
    return [
        Fault(
            f"has {len(columns[path])} lines and {first} has {n}",
            str(path),
            min(n, len(columns[path])) + 1,
            fix="give files with one line a sample, in the same order",
        )
        for path in others
        if len(columns[path]) != n
    ]


def _lines(path: Path) -> list[str]:
    """Lines of a UTF-8 file: separated by LF alone, as samples may hold any other character."""
    content = read_bytes(path, limit=_MAX_BYTES)
    if content.startswith(_BOM):
        fix = "save it as UTF-8 without BOM"
        raise ScoringError(Fault("begins with a byte order mark", str(path), 1, fix=fix))
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise ScoringError(_not_utf8(path, content, error.start)) from error
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, each in enumerate(lines, 1):
        if each.endswith("\r"):
            ends = "CR LF" if "\n" in text else "CR"
            fix = "end lines with LF alone, for example with 'dos2unix' or 'mac2unix'"
            raise ScoringError(Fault(f"the line ends in {ends}", str(path), number, fix=fix))
    if not lines:
        raise ScoringError(Fault("holds no line", str(path), fix="give one line a sample"))
    return lines


def _not_utf8(path: Path, content: bytes, place: int) -> Fault:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        fix = "convert it with 'iconv -f UTF-16 -t UTF-8'"
        return Fault("is UTF-16, not UTF-8", str(path), 1, fix=fix)
    before = content[:place].decode()
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    fix = "convert it, for example with 'iconv -f LATIN1 -t UTF-8' if it is Latin-1"
    return Fault(f"is not UTF-8: byte 0x{content[place]:02x}", str(path), line, column, fix=fix)


def _column(spec: "MetricSpec", path: Path, lines: list[str]) -> Sequence[object]:
    """Texts and labels as they stand, numbers as numbers."""
    if spec.reads != "numbers":
        return lines
    numbers, faults = [], []
    for number, line in enumerate(lines, 1):
        try:
            value = float(line)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            message = f"'{line[:40]}' is not a finite number"
            faults.append(Fault(message, str(path), number, fix="give one number a line"))
        numbers.append(value)
    if faults:
        raise ScoringError(*faults[:_MAX_FAULTS])
    return numbers


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _record(path: Path, score: "Score") -> dict[str, Json]:
    values: dict[str, Json] = {key: _finite(value) for key, value in score.values.items()}
    return {
        "predictions": str(path),
        "value": _finite(score.value),
        "low": _finite(score.low),
        "high": _finite(score.high),
        "n_samples": score.n_samples,
        "values": values,
        "signature": score.signature,
    }


def _row(path: Path, score: "Score", outputs: Sequence[str]) -> list[str]:
    others = (score.values[output] for output in outputs[1:])
    numbers = (score.value, score.low, score.high, *others)
    return [str(path), *(f"{number:.4f}" for number in numbers), str(score.n_samples)]
